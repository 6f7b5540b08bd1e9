"""A person's own page: what they are called, where they are reached, where they are signed in."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from directory.accounts import access, actions, queries
from directory.accounts.access import SignedIn
from directory.accounts.forms import AddressForm, CodeForm, PersonForm, PlainForm
from directory.accounts.routes.sign_in import pending, remember
from directory.accounts.rules import masked
from directory.foundation.db import db
from directory.foundation.forms import Form
from directory.foundation.gates import gate
from directory.foundation.i18n import language
from directory.foundation.unit import unit
from directory.kernel.errors import Invalid, NotFound
from directory.kernel.language import by_tag

bp = Blueprint("account", __name__)


@bp.get("/<lang:lang>/account")
@gate("signed-in")
def show() -> ResponseReturnValue:
    """Name and language, contacts, sessions."""
    return _page(access.require_person(), {})


@bp.post("/<lang:lang>/account")
@gate("signed-in")
def act() -> ResponseReturnValue:
    """One change, named by the field `action`; those of contacts ask for a code entered a moment ago."""
    name = request.form.get("action", "")
    if name not in ACTIONS:
        abort(400)
    make, step, is_guarded = ACTIONS[name]
    found = access.require_fresh() if is_guarded else access.require_person()
    form = make()
    if not form.validate_on_submit():
        return _page(found, {name: form}), 400
    person_id, sign_in_id = found.person.id, found.sign_in.id
    try:
        return step(form, person_id, sign_in_id)
    except Invalid as error:
        form.refuse(error)
        return _page(access.require_person(), {name: form}), 400


def _save(form: PersonForm, person_id: int, sign_in_id: int) -> Response:
    with unit() as session:
        actions.rename(session, person_id, form.name.data or "")
        actions.set_language(session, person_id, str(form.language.data))
    return _again("saved", by_tag(str(form.language.data)).url)


def _add(form: AddressForm, person_id: int, sign_in_id: int) -> Response:
    access.count_code(form.parsed)
    with unit() as session:
        person = queries.person(session, person_id)
        code = actions.ask_code(
            session,
            "add-contact",
            form.kind,
            form.parsed,
            access.browser(),
            language=person.language if person else "en",
            subject=("person", person_id),
        )
    remember(code, person=person_id)
    return _again()


def _code(form: CodeForm, person_id: int, sign_in_id: int) -> Response:
    held, _sent = pending("add-contact")
    mine = held.get("person") == person_id
    code = actions.check_code(held.get("id") if mine else None, access.browser(), str(form.code.data), "add-contact")
    with unit() as session:
        actions.add_contact(session, person_id, code.kind, code.address)
    return _again("added")


def _remove(form: PlainForm, person_id: int, sign_in_id: int) -> Response:
    with unit() as session:
        actions.remove_contact(session, person_id, _number("contact"))
    return _again("removed")


def _end(form: PlainForm, person_id: int, sign_in_id: int) -> Response:
    with unit() as session:
        actions.revoke(session, _number("session"), f"person:{person_id}", person_id)
    return _again("ended")


def _end_others(form: PlainForm, person_id: int, sign_in_id: int) -> Response:
    with unit() as session:
        actions.revoke_all(session, person_id, f"person:{person_id}", keep=sign_in_id)
    return _again("ended")


def _number(name: str) -> int:
    """The id in a hidden field; NotFound for anything that is none."""
    text = request.form.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise NotFound(name)
    return int(text)


def _again(done: str | None = None, lang: str | None = None) -> Response:
    return make_response(redirect(url_for(".show", done=done, lang=lang or language().url), 303))


#: What the page's forms are, do, and whether a fresh proof comes first, by the field `action`.
ACTIONS: dict[str, tuple[Callable[[], Form], Callable[..., Response], bool]] = {
    "save": (PersonForm, _save, False),
    "add": (AddressForm, _add, True),
    "code": (CodeForm, _code, True),
    "remove": (PlainForm, _remove, True),
    "end": (PlainForm, _end, False),
    "end-others": (PlainForm, _end_others, False),
}


def _page(found: SignedIn, filled: dict[str, Form]) -> str:
    """The page; `filled` holds the form that was refused."""
    session, person = db.session(), found.person
    held, sent = pending("add-contact")
    values: dict[str, Any] = {
        "person": person,
        "here": found.sign_in.id,
        "is_fresh": access.is_fresh(found),
        "sessions": queries.sessions_of(session, person.id),
        "memberships": queries.businesses_of(session, person.id),
        "sent": sent if held.get("person") == person.id else None,
        "person_form": filled.get("save") or PersonForm(formdata=None, name=person.name, language=person.language),
        "add_form": filled.get("add") or AddressForm(formdata=None),
        "code_form": filled.get("code") or CodeForm(formdata=None),
        "failed": next(iter(filled.values()), None),
        "done": request.args.get("done"),
        "masked": masked,
    }
    return render_template("accounts/account.html", **values)
