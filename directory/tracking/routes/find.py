"""The way back to a request: by a code to its phone or e-mail, or from the home page of a browser that keeps it."""

from dataclasses import dataclass
from hmac import compare_digest

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from directory.accounts import access
from directory.accounts import actions as account_actions
from directory.accounts.forms import CodeForm
from directory.accounts.routes.sign_in import pending
from directory.foundation import tokens
from directory.foundation.db import db
from directory.foundation.gates import gate
from directory.foundation.page_actions import answer_form, button
from directory.foundation.security import mark_private
from directory.foundation.unit import unit
from directory.kernel import clock
from directory.kernel.errors import NotFound
from directory.leads import actions as lead_actions
from directory.leads import queries as lead_queries
from directory.leads.access import request_by_token
from directory.leads.actions import Confirmation
from directory.leads.notices import confirm_key
from directory.leads.rules import ConfirmedBy, RequestState
from directory.outbox.queries import lost_addresses
from directory.tracking import queries
from directory.tracking.access import forget_on_home, kept_on_home
from directory.tracking.forms import FindForm
from directory.tracking.queries.shown import View
from directory.tracking.routes.codes import send_code
from directory.tracking.routes.page import bp


@dataclass(frozen=True)
class Here:
    """The request that this browser keeps on its home page: the link that opens it, and what became of it."""

    token: str
    view: View


@bp.app_template_global()
def request_here() -> Here | None:
    """The request of this browser, for its home page; None where it keeps none."""
    own = kept_on_home()
    if own is None:
        return None
    return Here(tokens.derive("request", own.seed), queries.view(db.session(), own, clock.now()))


@bp.post("/<lang:lang>/find-my-request/forget")
@gate("public")
def forget_here() -> ResponseReturnValue:
    """This browser shows its request on the home page no more. Nothing else changes."""
    mark_private()
    answer = make_response(redirect(url_for("listings.home"), 303))
    forget_on_home(answer)
    return answer


@bp.route("/<lang:lang>/find-my-request", methods=["GET", "POST"])
@gate("public")
def find() -> ResponseReturnValue:
    """Ask for a code to the phone or e-mail of a request. The answer is the same whether or not there is such a one."""
    mark_private()
    access.browser()
    form = FindForm()
    if not form.is_submitted():
        return render_template("tracking/find.html", form=form)
    if not form.validate():
        return render_template("tracking/find.html", form=form), 400
    own = lead_queries.request_named(db.session(), form.parsed, form.number.data or None)
    request_id = own.id if own is not None else None
    db.session.rollback()
    send_code(form.kind, form.parsed, request_id)
    return redirect(url_for(".enter"), 303)


@bp.route("/<lang:lang>/find-my-request/code", methods=["GET", "POST"])
@gate("public")
def enter() -> ResponseReturnValue:
    """Type the digits; right ones open the request."""
    mark_private()
    pending_code, _sent = pending("find")
    if not pending_code and not request.form:
        return redirect(url_for(".find"), 303)
    form = CodeForm()

    def page() -> str:
        pending_now, sent = pending("find")
        lost = lost_addresses(db.session(), [sent.address], sent.created_at) if sent is not None else set()
        return render_template(
            "tracking/find_code.html", form=form, sent=sent, back=pending_now.get("back"), is_lost=bool(lost)
        )

    def run() -> ResponseReturnValue:
        code = account_actions.check_code(pending_code.get("id"), access.browser(), str(form.code.data), "find")
        own = lead_queries.request_by_id(db.session(), code.subject_id or 0)
        # The code went to a contact that may have been corrected since.
        if own is None or own.state == "erased" or code.address not in lead_queries.contacts_of(own):
            raise NotFound
        there = url_for(".show", token=tokens.derive("request", own.seed))
        if own.state == RequestState.OPEN:
            _confirm(own.id, code.address, code.kind, ConfirmedBy.CODE)
        return redirect(there, 303)

    return answer_form(form, run, page) if form.is_submitted() else page()


def _confirm(request_id: int, address: str, kind: str, how: ConfirmedBy) -> None:
    confirmation = Confirmation(kind, how, tokens.digest(access.browser()))
    with unit() as session:
        lead_actions.confirm(session, request_id, address, confirmation)


@bp.route("/<lang:lang>/requests/<token>/confirm", methods=["GET", "POST"])
@gate("request-token")
def confirm(token: str) -> ResponseReturnValue:
    """The link in the mail that says that a request is saved: its button confirms the email. Opening it changes
    nothing, and without the key of that mail it is the request's page."""
    mark_private()
    own = request_by_token(token)
    there, email = url_for(".show", token=token), own.email or ""
    has_key = compare_digest(request.args.get("key", "").encode(), confirm_key(own).encode())
    if not has_key or not email or own.state != RequestState.OPEN or own.confirmed_at is not None:
        return redirect(there, 303)
    request_id = own.id

    def run() -> ResponseReturnValue:
        _confirm(request_id, email.lower(), "email", ConfirmedBy.LINK)
        return redirect(there, 303)

    form = button(own)

    def page() -> str:
        return render_template("tracking/confirm.html", form=form, email=email, token=token)

    return answer_form(form, run, page) if form.is_submitted() else page()
