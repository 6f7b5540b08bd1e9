"""This is my business: one page that shows how far the claim of this browser is. GET changes nothing."""

from collections.abc import Callable

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from directory.accounts import access as people
from directory.accounts import actions as accounts
from directory.accounts.forms import CodeForm
from directory.businesses.models import Business
from directory.businesses.queries import printed_phones
from directory.claims import actions
from directory.claims.access import claimed_business, own_claim
from directory.claims.forms import ContactForm, PhoneForm, PlainForm
from directory.claims.models import Claim
from directory.claims.rules import LIVE
from directory.foundation import limits
from directory.foundation.db import db
from directory.foundation.forms import Form
from directory.foundation.gates import gate
from directory.foundation.i18n import language
from directory.foundation.security import client_networks, mark_private
from directory.foundation.unit import unit
from directory.kernel.errors import IllegalMove, Invalid

bp = Blueprint("claims", __name__)


@bp.get("/<lang:lang>/businesses/<slug>/claim")
@gate("public")
def show(slug: str) -> ResponseReturnValue:
    """Choose a printed phone, type the code, or read what happens next."""
    mark_private()
    business = claimed_business(slug)
    return _page(business, own_claim(business), {})


@bp.post("/<lang:lang>/businesses/<slug>/claim")
@gate("public")
def act(slug: str) -> ResponseReturnValue:
    """One step, named by the field `action`; anything else is 400."""
    mark_private()
    business = claimed_business(slug)
    claim = own_claim(business)
    name = request.form.get("action", "")
    if name not in ACTIONS:
        abort(400)
    make, step = ACTIONS[name]
    form = make(business)
    if not form.validate_on_submit():
        return _page(business, claim, {name: form}), 400
    try:
        return step(business, claim, form)
    except (Invalid, IllegalMove) as error:
        form.refuse(error if isinstance(error, Invalid) else _too_late())
        return _page(business, own_claim(business), {name: form}), 400


def _too_late() -> Invalid:
    return Invalid("", _("Meanwhile something changed here. This is how things stand now."))


def _send(business: Business, claim: Claim | None, form: PhoneForm) -> Response:
    phone = str(form.phone.data)
    _count_claim(claim)
    people.count_printed(phone)
    with unit() as session:
        actions.begin(session, business.id, phone, people.browser(), language=language().bcp47)
    return _again(business)


def _call(business: Business, claim: Claim | None, form: PhoneForm) -> Response:
    _count_claim(claim)
    with unit() as session:
        actions.ask_for_call(session, business.id, str(form.phone.data), people.browser(), language=language().bcp47)
    return _again(business)


def _code(business: Business, claim: Claim | None, form: CodeForm) -> Response:
    code_id = claim.code_id if claim is not None else None
    code = accounts.check_code(code_id, people.browser(), str(form.code.data), "claim")
    with unit() as session:
        proved = actions.prove(session, _mine(claim).id, code)
        token = None
        if proved.state == "approved" and proved.person_id is not None:
            token = accounts.sign_in(
                session, proved.person_id, people.device(), ("phone", code.address), browser=people.browser()
            )
    if token is None:
        return _again(business)
    answer = make_response(redirect(f"/{language().url}/manage/{business.slug}/listing", 303))
    people.remember_sign_in(answer, token)
    return answer


def _contact(business: Business, claim: Claim | None, form: ContactForm) -> Response:
    with unit() as session:
        actions.leave_contact(session, _mine(claim).id, form.contact.data or "")
    return _again(business)


def _withdraw(business: Business, claim: Claim | None, form: Form) -> Response:
    with unit() as session:
        actions.withdraw(session, _mine(claim).id)
    return _again(business)


def _mine(claim: Claim | None) -> Claim:
    if claim is None:
        raise IllegalMove("claim: none")
    return claim


def _count_claim(claim: Claim | None) -> None:
    """A browser that has no claim yet begins one: so many an hour from one network."""
    if claim is None or claim.state not in LIVE:
        limits.count_all(limits.visitor("claim", client_networks(), is_known=people.current() is not None))


def _again(business: Business) -> Response:
    return make_response(redirect(url_for(".show", slug=business.slug), 303))


def _phones(business: Business) -> PhoneForm:
    return PhoneForm().offer(printed_phones(db.session(), business))


#: What the page's forms are and do, by the field `action`.
ACTIONS: dict[str, tuple[Callable[[Business], Form], Callable[..., Response]]] = {
    "send": (_phones, _send),
    "call": (_phones, _call),
    "code": (lambda business: CodeForm(), _code),
    "contact": (lambda business: ContactForm(), _contact),
    "withdraw": (lambda business: PlainForm(), _withdraw),
}


def _page(business: Business, claim: Claim | None, filled: dict[str, Form]) -> str:
    """The page of the claim's state; `filled` holds the form that was refused."""
    phones = printed_phones(db.session(), business)
    failed = next(iter(filled.values()), None)
    chosen = failed if isinstance(failed, PhoneForm) else PhoneForm(formdata=None).offer(phones)
    if failed is chosen and claim is not None and claim.state in LIVE:
        # This state of the page has no list of numbers that a line above the form could lead to.
        failed.form_errors, chosen.phone.errors = [*failed.form_errors, *chosen.phone.errors], []
    return render_template(
        "claims/claim.html",
        business=business,
        claim=claim,
        state=claim.state if claim is not None else "",
        phones=phones,
        phone_form=chosen,
        code_form=filled.get("code") or CodeForm(formdata=None),
        contact_form=filled.get("contact") or ContactForm(formdata=None, contact=claim.contact if claim else ""),
        failed=failed,
    )
