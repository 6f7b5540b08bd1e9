"""The two forms of a listing's foot: something is wrong, take it down."""

from functools import partial

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from directory.accounts import access as people
from directory.accounts import actions as accounts
from directory.accounts.access import browser
from directory.accounts.forms import CodeForm, PrintedPhoneForm
from directory.accounts.models import Code
from directory.businesses.models import Business
from directory.businesses.queries import PrintedPhone, by_slug, printed_phones
from directory.foundation import limits, tokens
from directory.foundation.db import db
from directory.foundation.forms import Form, Trapped
from directory.foundation.gates import gate
from directory.foundation.i18n import language
from directory.foundation.page_actions import Actions, Late, PageAction, answer_post
from directory.foundation.security import client_networks, mark_private
from directory.foundation.unit import unit
from directory.kernel.text import is_slug
from directory.reports.actions import ask_removal, remove_by_code, report_wrong, send_removal_code
from directory.reports.models import LONGEST_CONTACT, LONGEST_TEXT, ReportReason, removal_code


def is_down(slug: str) -> bool:
    """Whether the listing of this slug was taken down."""
    business = by_slug(db.session(), slug, with_gone=True) if is_slug(slug) else None
    return business is not None and business.state == "removed"


def own_code(business: Business) -> Code | None:
    """The code that this browser asked for to take the listing down, while it is good; nobody sees another's."""
    return removal_code(db.session(), business.id, tokens.digest(browser()))


_LABELS = {
    "wrong_phone": _l("The phone number is wrong"),
    "wrong_fact": _l("A detail is wrong"),
    "not_this_business": _l("This is not that business"),
    "closed": _l("The business no longer exists"),
    "other": _l("Something else"),
}


class _WithContact(Trapped):
    """A form that says how to reach who sends it."""

    contact = StringField(
        _l("Your phone or email"),
        [Length(max=LONGEST_CONTACT, message=_l("That is too long for a phone or an email."))],
    )


class ReportForm(_WithContact):
    """Something here is wrong."""

    reason = RadioField(
        _l("What is wrong?"),
        [InputRequired(_l("Please choose what is wrong."))],
        choices=[SelectChoice(code, _LABELS[code]) for code in ReportReason],
        validate_choice=True,
    )
    text = TextAreaField(
        _l("What would be right?"),
        [Length(max=LONGEST_TEXT, message=_l("Please keep it under 1,000 characters."))],
    )


class RemoveForm(_WithContact):
    """Take my listing down: please call the printed number."""


bp = Blueprint("reports", __name__)


@bp.route("/<lang:lang>/businesses/<slug>/report", methods=["GET", "POST"])
@gate("public")
def report(slug: str) -> ResponseReturnValue:
    """Something about a listing is wrong."""
    mark_private()
    business = people.listed_business(slug)
    form = ReportForm()
    if not form.is_submitted() or "edit" in request.form:
        return _page("report", business, form)
    if not form.validate():
        return _page("report", business, form), 400
    _count()
    with unit() as session:
        report_wrong(
            session,
            business.id,
            reason=form.reason.data,
            text=form.text.data or "",
            contact=form.contact.data or "",
            language=language().bcp47,
        )
    return redirect(url_for(".report", slug=slug, sent=1), 303)


@bp.get("/<lang:lang>/businesses/<slug>/remove")
@gate("public")
def remove(slug: str) -> ResponseReturnValue:
    """Take a listing down: no account, no reason. Opening it changes nothing."""
    mark_private()
    if "down" in request.args and is_down(slug):
        return render_template("reports/removed.html")
    return _remove_page(people.listed_business(slug), {})


@bp.post("/<lang:lang>/businesses/<slug>/remove")
@gate("public")
def act(slug: str) -> ResponseReturnValue:
    """A code to the printed phone, its digits, or (without the field `action`) a call to the printed phone."""
    mark_private()
    return answer_post(
        ACTIONS,
        partial(people.listed_business, slug),
        _remove_page,
        done=lambda code, form: redirect(url_for(".remove", slug=slug, sent=1), 303),
        late=Late.ERROR,
        default="call",
    )


def _count() -> None:
    limits.count_all(limits.visitor("report", client_networks(), is_known=people.current() is not None))


def _call(business: Business, form: RemoveForm) -> None:
    _count()
    with unit() as session:
        ask_removal(session, business.id, contact=form.contact.data or "", language=language().bcp47)


def _send(business: Business, form: PrintedPhoneForm) -> ResponseReturnValue:
    _count()
    people.count_printed(str(form.phone.data))
    with unit() as session:
        send_removal_code(
            session,
            people.listed_business(business.slug),
            str(form.phone.data),
            people.browser(),
            language=language().bcp47,
        )
    return redirect(url_for(".remove", slug=business.slug), 303)


def _code(business: Business, form: CodeForm) -> ResponseReturnValue | None:
    waiting = own_code(business)
    code = accounts.check_code(
        waiting.id if waiting is not None else None, people.browser(), str(form.code.data), "remove"
    )
    with unit() as session:
        is_done = remove_by_code(session, business.id, code, language=language().bcp47)
    return redirect(url_for(".remove", slug=business.slug, down=1), 303) if is_done else None


#: What the remove page's forms are and do, by the field `action`; one without it asks for a call.
ACTIONS: Actions[Business] = {
    "call": PageAction(lambda business: RemoveForm(), _call),
    "send": PageAction(lambda business: PrintedPhoneForm().offer(_textable(business)), _send),
    "code": PageAction(lambda business: CodeForm(), _code),
}


def _textable(business: Business) -> list[PrintedPhone]:
    return [point for point in printed_phones(db.session(), business) if point.can_text]


def _remove_page(business: Business, filled: dict[str, Form]) -> str:
    """The page with its forms; `filled` holds the one that was refused."""
    phones = _textable(business)
    return render_template(
        "reports/remove.html",
        business=business,
        phones=phones,
        waiting=own_code(business),
        form=filled.get("call") or RemoveForm(formdata=None),
        phone_form=filled.get("send") or PrintedPhoneForm(formdata=None).offer(phones),
        code_form=filled.get("code") or CodeForm(formdata=None),
        failed=next(iter(filled.values()), None),
        sent="sent" in request.args,
    )


def _page(name: str, business: Business, form: ReportForm) -> str:
    return render_template(f"reports/{name}.html", business=business, form=form, sent="sent" in request.args)
