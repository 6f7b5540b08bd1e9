"""This is my business: one page that shows how far the claim of this browser is. GET changes nothing."""

from dataclasses import dataclass
from functools import partial

from flask import Blueprint, Response, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import Length

from directory.accounts import access as people
from directory.accounts import actions as accounts
from directory.accounts.access import browser
from directory.accounts.forms import CodeForm, PrintedPhoneForm
from directory.businesses.models import Business
from directory.businesses.queries import printed_phones
from directory.claims import actions, queries
from directory.claims.models import LIVE, LONGEST_CONTACT, Claim
from directory.foundation import limits, tokens
from directory.foundation.db import db
from directory.foundation.forms import Form
from directory.foundation.gates import gate
from directory.foundation.i18n import language
from directory.foundation.page_actions import Actions, PageAction, answer_post, button
from directory.foundation.security import client_networks, mark_private
from directory.foundation.unit import unit
from directory.kernel.errors import IllegalMove


def own_claim(business: Business) -> Claim | None:
    """The newest claim that this browser made on the business, whatever became of it; nobody sees another's."""
    return queries.newest_claim(db.session(), business.id, tokens.digest(browser()))


class ContactForm(Form):
    """Where the claimant can be reached to agree on a time."""

    contact = StringField(
        _l("Your phone, email or WeChat"),
        [Length(max=LONGEST_CONTACT, message=_l("That is too long for a phone or an email."))],
    )


bp = Blueprint("claims", __name__)


@dataclass(frozen=True)
class Visit:
    """The business of the address, and this browser's claim to it."""

    business: Business
    claim: Claim | None


def _visit(slug: str) -> Visit:
    business = people.listed_business(slug)
    return Visit(business, own_claim(business))


@bp.get("/<lang:lang>/businesses/<slug>/claim")
@gate("public")
def show(slug: str) -> ResponseReturnValue:
    """Choose a printed phone, type the code, or read what happens next."""
    mark_private()
    return _page(_visit(slug), {})


@bp.post("/<lang:lang>/businesses/<slug>/claim")
@gate("public")
def act(slug: str) -> ResponseReturnValue:
    """One step, named by the field `action`."""
    mark_private()
    return answer_post(
        ACTIONS, partial(_visit, slug), _page, done=lambda code, form: redirect(url_for(".show", slug=slug), 303)
    )


def _send(visit: Visit, form: PrintedPhoneForm) -> None:
    business_id, phone = visit.business.id, str(form.phone.data)
    _count_claim(visit.claim)
    people.count_printed(phone)
    with unit() as session:
        actions.begin(session, business_id, phone, people.browser(), language=language().bcp47)


def _call(visit: Visit, form: PrintedPhoneForm) -> None:
    business_id, phone = visit.business.id, str(form.phone.data)
    _count_claim(visit.claim)
    with unit() as session:
        actions.ask_for_call(session, business_id, phone, people.browser(), language=language().bcp47)


def _code(visit: Visit, form: CodeForm) -> Response | None:
    code_id = visit.claim.code_id if visit.claim is not None else None
    code = accounts.check_code(code_id, people.browser(), str(form.code.data), "claim")
    with unit() as session:
        claim_id = _claim_id(visit)
        token = actions.prove_and_sign_in(session, claim_id, code, people.device(), people.browser())
    if token is None:
        return None
    answer = make_response(redirect(f"/{language().url}/manage/{visit.business.slug}/listing", 303))
    people.remember_sign_in(answer, token)
    return answer


def _contact(visit: Visit, form: ContactForm) -> None:
    with unit() as session:
        actions.leave_contact(session, _claim_id(visit), form.contact.data or "")


def _withdraw(visit: Visit, form: Form) -> None:
    with unit() as session:
        actions.withdraw(session, _claim_id(visit))


def _claim_id(visit: Visit) -> int:
    """The claim's id; IllegalMove where this browser has none."""
    if visit.claim is None:
        raise IllegalMove("claim: none")
    return visit.claim.id


def _count_claim(claim: Claim | None) -> None:
    """A browser that has no claim yet begins one: so many an hour from one network."""
    if claim is None or claim.state not in LIVE:
        limits.count_all(limits.visitor("claim", client_networks(), is_known=people.current() is not None))


def _phones(visit: Visit) -> PrintedPhoneForm:
    return PrintedPhoneForm().offer(printed_phones(db.session(), visit.business))


#: What the page's forms are and do, by the field `action`.
ACTIONS: Actions[Visit] = {
    "send": PageAction(_phones, _send),
    "call": PageAction(_phones, _call),
    "code": PageAction(lambda visit: CodeForm(), _code),
    "contact": PageAction(lambda visit: ContactForm(), _contact),
    "withdraw": PageAction(button, _withdraw),
}


def _page(visit: Visit, filled: dict[str, Form]) -> str:
    """The page of the claim's state; `filled` holds the form that was refused."""
    business, claim = visit.business, visit.claim
    phones = printed_phones(db.session(), business)
    failed = next(iter(filled.values()), None)
    chosen = failed if isinstance(failed, PrintedPhoneForm) else PrintedPhoneForm(formdata=None).offer(phones)
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
