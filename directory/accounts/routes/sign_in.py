"""Signing in and out: an address, eight digits, done. The same words and the same work for every address."""

from typing import Any

from flask import Blueprint, Response, g, make_response, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import InterfaceError, OperationalError

from directory.accounts import access, actions, queries
from directory.accounts.access import SignedIn
from directory.accounts.forms import CodeForm, ProveForm, SignInForm
from directory.accounts.models import Code
from directory.accounts.rules import own_path
from directory.foundation.db import db
from directory.foundation.forms import Form
from directory.foundation.gates import gate
from directory.foundation.i18n import language
from directory.foundation.logs import log
from directory.foundation.page_actions import Actions, Late, PageAction, answer_form, answer_post
from directory.foundation.security import mark_private
from directory.foundation.unit import unit
from directory.kernel.errors import Busy, NotFound
from directory.kernel.language import by_tag

bp = Blueprint("sign_in", __name__)

#: Where the signed cookie keeps which code this browser was sent last, what for, and where it leads.
PENDING = "code"


@bp.route("/<lang:lang>/sign-in", methods=["GET", "POST"])
@gate("public")
def start() -> ResponseReturnValue:
    """Ask for a phone or an e-mail, and send a code there whether or not it is known."""
    mark_private()
    access.browser()
    if request.method == "GET" and access.current() is not None:
        return redirect(own_path(request.args.get("next")) or url_for("manage.show"), 303)
    form = SignInForm()
    if not form.is_submitted():
        form.next.data = own_path(request.args.get("next"))
        return render_template("accounts/sign_in.html", form=form)
    if not form.validate():
        return render_template("accounts/sign_in.html", form=form), 400
    is_sent = access.count_known_code(form.parsed)
    with unit() as session:
        code = actions.ask_code(
            session,
            "sign-in",
            form.kind,
            form.parsed,
            access.browser(),
            language=language().bcp47,
            is_sent=is_sent,
        )
    remember(code, next=own_path(form.next.data))
    return redirect(url_for(".code"), 303)


@bp.route("/<lang:lang>/sign-in/code", methods=["GET", "POST"])
@gate("public")
def code() -> ResponseReturnValue:
    """Type the digits; right ones begin a session and, where they were asked for by an invitation, take it up."""
    mark_private()
    pending_code, _sent = pending("sign-in")
    if not pending_code and not request.form:
        return redirect(url_for(".start"), 303)
    form = CodeForm()

    def page() -> str:
        pending_code, sent = pending("sign-in")
        is_short = sent is not None and access.is_for_known_only(sent.kind)
        return render_template("accounts/code.html", form=form, sent=sent, held=pending_code, is_short=is_short)

    def run() -> ResponseReturnValue:
        try:
            return _enter(pending_code, str(form.code.data))
        except NotFound:
            # The invitation was withdrawn or taken up while the code was on its way.
            return redirect(url_for("invitations.show", token=pending_code["invitation"]), 303)

    return answer_form(form, run, page) if form.is_submitted() else page()


def _enter(pending_code: dict[str, Any], digits: str) -> Response:
    code = actions.check_code(pending_code.get("id"), access.browser(), digits, "sign-in")
    via = (code.kind, code.address)
    signed_in, path = access.current(), own_path(pending_code.get("next"))
    before = signed_in.sign_in.id if signed_in is not None else None
    with unit() as session:
        token, person = actions.enter(
            session,
            via,
            code.language,
            access.device(),
            access.browser(),
            invitation=pending_code.get("invitation"),
            before=before,
        )
        own = by_tag(person.language).url
    answer = make_response(redirect(path or url_for("manage.show", lang=own), 303))
    access.remember_sign_in(answer, token)
    return answer


@bp.get("/<lang:lang>/sign-in/prove")
@gate("signed-in")
def prove() -> ResponseReturnValue:
    """A code to one of the person's own contacts, before something changes that a stolen phone should not."""
    signed_in = access.require_person()
    return redirect(_after_proof(), 303) if access.is_fresh(signed_in) else _prove_page(signed_in, {})


@bp.post("/<lang:lang>/sign-in/prove")
@gate("signed-in")
def send_or_prove() -> ResponseReturnValue:
    """Send the code, or read it, as the field `action` says."""
    return answer_post(
        PROVING,
        access.require_person,
        _prove_page,
        done=lambda code, form: redirect(url_for(".prove", next=_after_proof()), 303),
        late=Late.ERROR,
    )


def _after_proof() -> str:
    """The page that asked for the proof."""
    return own_path(request.args.get("next")) or url_for("account.show")


def _prove_page(signed_in: SignedIn, filled: dict[str, Form]) -> str:
    return render_template(
        "accounts/prove.html",
        form=filled.get("code") or CodeForm(formdata=None),
        choice=filled.get("send") or ProveForm(formdata=None).offer(signed_in.person),
        sent=pending("prove")[1],
        path=_after_proof(),
    )


def _send(signed_in: SignedIn, form: ProveForm) -> None:
    person = signed_in.person
    chosen = next(contact for contact in person.contacts if contact.id == form.contact.data)
    kind, address, subject, tag = chosen.kind, chosen.address, ("person", person.id), person.language
    access.count_code(address)
    with unit() as session:
        code = actions.ask_code(session, "prove", kind, address, access.browser(), language=tag, subject=subject)
    remember(code, person=subject[1])


def _prove(signed_in: SignedIn, form: CodeForm) -> Response:
    person_id, sign_in_id = signed_in.person.id, signed_in.sign_in.id
    pending_code, _sent = pending("prove")
    code_id = pending_code.get("id") if pending_code.get("person") == person_id else None
    actions.check_code(code_id, access.browser(), str(form.code.data), "prove")
    with unit() as session:
        token = actions.prove(session, sign_in_id)
    answer = make_response(redirect(_after_proof(), 303))
    access.remember_sign_in(answer, token)
    return answer


#: What the forms of the proof are and do, by the field `action`.
PROVING: Actions[SignedIn] = {
    "send": PageAction(lambda signed_in: ProveForm().offer(signed_in.person), _send),
    "code": PageAction(lambda signed_in: CodeForm(), _prove),
}


@bp.post("/<lang:lang>/sign-out")
@gate("public")
def out() -> ResponseReturnValue:
    """End this browser's session, and what it kept of its pages. Nobody signed in: the same answer."""
    mark_private()
    signed_in = access.current()
    if signed_in is not None:
        sign_in_id = signed_in.sign_in.id
        with unit() as session:
            actions.sign_out(session, sign_in_id)
    answer = make_response(redirect(f"/{language().url}/", 303))
    access.forget_sign_in(answer)
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


def remember(code: Code, **more: Any) -> None:
    """Keep in the signed cookie which code this browser was sent; `more` comes back with it."""
    cookie[PENDING] = {"id": code.id, "purpose": code.purpose, **more}


def pending(purpose: str) -> tuple[dict[str, Any], Code | None]:
    """What the cookie keeps of the last code for this purpose, and its row while it can be used."""
    pending_code = cookie.get(PENDING)
    if not isinstance(pending_code, dict) or pending_code.get("purpose") != purpose:
        return {}, None
    return pending_code, queries.code_of(db.session(), int(pending_code["id"]), access.browser())


@bp.after_app_request
def _after(answer: Response) -> Response:
    """The browser's own secret where one was made; the visit written down, now and then."""
    access.remember_browser(answer)
    unseen = g.pop("unseen", None)
    if unseen is not None:
        try:
            with unit(waits=False) as session:
                actions.see(session, unseen)
        except (Busy, OperationalError, InterfaceError) as error:
            log.warning("a visit was not written down", error=type(error).__name__)
    return answer
