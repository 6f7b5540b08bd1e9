"""The second contact of a request: named after it was sent, corrected, or removed."""

from functools import partial

from flask import make_response, redirect, render_template, request, url_for
from flask import session as browser_session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from directory.foundation import limits, tokens
from directory.foundation.db import db
from directory.foundation.forms import Form
from directory.foundation.gates import gate
from directory.foundation.page_actions import Actions, PageAction, answer_post, button
from directory.foundation.security import client_ip, mark_private
from directory.foundation.unit import unit
from directory.kernel.errors import Invalid
from directory.leads import actions as lead_actions
from directory.leads import queries as lead_queries
from directory.leads.actions import Evidence
from directory.leads.forms.second import SecondForm
from directory.leads.models import QuoteRequest
from directory.tracking.access import CORRECTING, Own, keep_on_home, kept_on_home, own_request
from directory.tracking.routes.page import bp


@bp.get("/<lang:lang>/requests/<token>/second")
@gate("request-token")
def second(token: str) -> ResponseReturnValue:
    """Who it is, to be corrected or removed; a request that has ended names nobody new and is shown instead."""
    mark_private()
    own = own_request(token)
    contact = lead_queries.second_contact(db.session(), own.request.id)
    if own.token != token or (own.request.state != "open" and contact is None):
        return redirect(url_for(".show", token=own.token))
    browser_session[CORRECTING] = own.request.id
    return _second_page(own, {"save": SecondForm.of(contact)})


@bp.post("/<lang:lang>/requests/<token>/second")
@gate("request-token")
def save_second(token: str) -> ResponseReturnValue:
    """Name or remove somebody; or the same page with what is wrong, everything kept."""
    mark_private()
    return answer_post(
        _ACTIONS,
        partial(own_request, token),
        _second_page,
        lambda code, form: redirect(url_for(".show", token=token), 303),
        crowd=_("You have corrected this request often. Please call them for anything else."),
        default="save",
    )


def _save(own: Own, form: SecondForm) -> ResponseReturnValue:
    second, contact = form.second, lead_queries.second_contact(db.session(), own.request.id)
    if second is None:
        raise Invalid("other_name", _("Please give their name, and a phone that takes texts or an email."))
    limits.count("contact-change-by-request", str(own.request.id))
    is_new = contact is None or contact.address != second.address
    if is_new and not limits.allows("receipt-by-contact", second.address.lower()):
        raise Invalid("other_contact", _("That contact was named in several requests today. Please leave it out."))
    receipts = _receipts(own.request) if contact is not None and is_new else []
    evidence = _evidence()
    with unit() as session:
        now = lead_actions.name_second(session, own.request.id, second, evidence, receipts)
        return _back(own, now)


def _remove(own: Own, form: Form) -> ResponseReturnValue:
    limits.count("contact-change-by-request", str(own.request.id))
    receipts = _receipts(own.request)
    with unit() as session:
        now = lead_actions.remove_second(session, own.request.id, receipts)
        return _back(own, now)


_ACTIONS: Actions[Own] = {
    "save": PageAction(lambda own: SecondForm.posted(own.request), _save),
    "remove": PageAction(button, _remove),
}


def _receipts(own: QuoteRequest) -> list[str]:
    """The channels by which the homeowner may get the page's new address today."""
    ways = {"sms": own.phone, "email": own.email}
    return [way for way, to in ways.items() if to and limits.allows("receipt-by-contact", to.lower())]


def _evidence() -> Evidence:
    """The words that were ticked, and the fields around them, without anybody's answers."""
    blank = SecondForm(formdata=None)
    return Evidence(
        text=str(blank.other_agreed.label.text),
        form_html=render_template("leads/second.html", form=blank),
        page_path="requests",
        ip=client_ip(),
        user_agent=request.user_agent.string,
    )


def _back(own: Own, now: QuoteRequest) -> ResponseReturnValue:
    """To the request's page, by the address that it has now."""
    token, on_home = tokens.derive("request", now.seed), kept_on_home()
    is_moved = token != own.token
    target = url_for(".show", token=token, changed="second-link" if is_moved else "second", _anchor="main")
    answer = make_response(redirect(target, 303))
    if is_moved and on_home is not None and on_home.id == own.request.id:
        keep_on_home(answer, now)
    return answer


def _second_page(own: Own, filled: dict[str, Form]) -> str:
    """The form, as it was refused if it was."""
    contact = lead_queries.second_contact(db.session(), own.request.id)
    failed = filled.get("remove")
    return render_template(
        "tracking/second.html",
        form=filled.get("save") or SecondForm.of(contact),
        failed=failed,
        contact=contact,
        token=own.token,
        request_row=own.request,
    )
