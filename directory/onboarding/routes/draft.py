"""The draft of a business that lists itself: look it over, prove its phone, hand it in. GET changes nothing."""

import re
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from directory.accounts import access as people
from directory.accounts import actions as accounts
from directory.accounts.forms import CodeForm
from directory.ads import queries as ads
from directory.ads.models import Submission
from directory.ads.rules import evidence_of, facts_of, is_printed, reviewed
from directory.businesses.queries import by_ids
from directory.foundation import limits
from directory.foundation.db import db
from directory.foundation.forms import Form
from directory.foundation.gates import gate
from directory.foundation.i18n import language, speaking
from directory.foundation.security import client_networks
from directory.foundation.unit import unit
from directory.kernel import clock
from directory.kernel.errors import IllegalMove, Invalid
from directory.kernel.language import LANGUAGES
from directory.onboarding import actions, queries
from directory.onboarding.access import own_listing
from directory.onboarding.forms import PhoneForm, PlainForm
from directory.onboarding.rules import PARTS, missing

bp = Blueprint("onboarding_draft", __name__)

#: Links of the card to a page that is not there yet.
_DEAD = re.compile(r' href="/[^"]*/businesses/[^"]*"')


@bp.get("/<lang:lang>/list-your-business/<int:listing_id>")
@gate("listing-draft")
def show(listing_id: int) -> ResponseReturnValue:
    """The draft as homeowners will see it, what it is read from, and what comes next."""
    return _page(own_listing(listing_id), {})


@bp.post("/<lang:lang>/list-your-business/<int:listing_id>")
@gate("listing-draft")
def act(listing_id: int) -> ResponseReturnValue:
    """One step, named by the field `action`; anything else is 400."""
    row = own_listing(listing_id)
    name = request.form.get("action", "")
    if name not in ACTIONS:
        abort(400)
    make, step = ACTIONS[name]
    form = make(row)
    if not form.validate_on_submit():
        return _page(row, {name: form}), 400
    try:
        return step(listing_id, form)
    except (Invalid, IllegalMove) as error:
        form.refuse(error if isinstance(error, Invalid) else _too_late())
        return _page(own_listing(listing_id), {name: form}), 400


def _too_late() -> Invalid:
    return Invalid("", _("Meanwhile something changed here. This is how things stand now."))


def _send(listing_id: int, form: PhoneForm) -> Response:
    phone = str(form.phone.data)
    people.count_printed(phone)
    with unit() as session:
        actions.send_code(session, listing_id, phone, people.browser(), language=language().bcp47)
    return _again(listing_id)


def _call(listing_id: int, form: PhoneForm) -> Response:
    limits.count_all(limits.visitor("list", client_networks(), is_known=people.current() is not None))
    with unit() as session:
        actions.ask_for_call(session, listing_id, str(form.phone.data))
    return _again(listing_id)


def _code(listing_id: int, form: CodeForm) -> Response:
    sent = queries.code_on_its_way(db.session(), listing_id)
    code = accounts.check_code(sent.id if sent else None, people.browser(), str(form.code.data), "list")
    with unit() as session:
        row = actions.prove(session, listing_id, code)
        token = accounts.sign_in(
            session, row.person_id or 0, people.device(), ("phone", code.address), browser=people.browser()
        )
    answer = make_response(redirect(url_for("manage.show"), 303))
    people.remember_sign_in(answer, token)
    return answer


def _withdraw(listing_id: int, form: Form) -> Response:
    with unit() as session:
        actions.withdraw(session, listing_id, "visitor")
    return make_response(redirect(url_for("onboarding.start"), 303))


def _again(listing_id: int) -> Response:
    return make_response(redirect(url_for(".show", listing_id=listing_id, _anchor="prove"), 303))


def _phones(row: Submission) -> PhoneForm:
    return PhoneForm().offer(_numbers(row))


def _numbers(row: Submission) -> list[str]:
    return list(reviewed(row.parsed, row.corrections).get("phones") or ())


#: What the draft's forms are and do, by the field `action`.
ACTIONS: dict[str, tuple[Callable[[Submission], Form], Callable[..., Response]]] = {
    "send": (_phones, _send),
    "call": (_phones, _call),
    "code": (lambda row: CodeForm(), _code),
    "withdraw": (lambda row: PlainForm(), _withdraw),
}


def _page(row: Submission, filled: dict[str, Form]) -> str:
    """The page of the draft's state; `filled` holds the form that was refused."""
    session, values = db.session(), reviewed(row.parsed, row.corrections)
    shown = LANGUAGES.get(request.args.get("show", ""), language())
    failed = next(iter(filled.values()), None)
    business = next(iter(by_ids(session, [row.business_id])), None) if row.business_id else None
    return render_template(
        "onboarding/draft.html",
        row=row,
        values=values,
        parts=PARTS,
        said={field: evidence_of(row.parsed, field) for field in values if field not in row.corrections},
        missing=missing(values),
        listed=queries.listed(session, values.get("phones") or ()) if row.state == "unproved" else [],
        sent=queries.code_on_its_way(session, row.id) if row.state == "unproved" else None,
        shown=shown,
        card_html=_card(row, values, shown.url) if row.state in ("unproved", "open") else "",
        phone_form=failed if isinstance(failed, PhoneForm) else PhoneForm(formdata=None).offer(_numbers(row)),
        code_form=filled.get("code") or CodeForm(formdata=None),
        failed=failed,
        business=business,
        is_printed=is_printed(row.parsed),
    )


def _card(row: Submission, values: dict[str, Any], speak: str) -> Markup:
    """The card as it will look; its links lead nowhere yet."""
    today = clock.local(clock.now()).date()
    text = row.text if is_printed(row.parsed) else ""
    drafts = facts_of(
        row.parsed,
        row.corrections,
        ad_key="",
        entered_on=today,
        published_on=row.published_on,
        reviewer="visitor",
        text=text,
    )
    doc = ads.preview(values, drafts, row.corrections)
    with speaking(LANGUAGES[speak]):
        return Markup(_DEAD.sub("", render_template("onboarding/card.html", doc=doc)))  # noqa: S704
