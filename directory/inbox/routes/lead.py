"""A lead as its business sees it, and the door for texts. GET only shows: mail and chat previews open links."""

from collections.abc import Callable

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from directory.foundation.db import db
from directory.foundation.forms import Form
from directory.foundation.gates import gate
from directory.foundation.i18n import language
from directory.foundation.security import csrf, mark_private
from directory.foundation.unit import unit
from directory.foundation.webhook import signed_reference
from directory.inbox.actions import receive_text
from directory.kernel import clock
from directory.kernel.errors import IllegalMove, Invalid
from directory.kernel.language import by_tag
from directory.leads import actions as lead_actions
from directory.leads.access import lead_by_token
from directory.leads.forms.answer import AcceptForm, DeclineForm, too_late
from directory.leads.models import Lead
from directory.leads.rules import is_over, shows_contact
from directory.quotes import actions as quote_actions
from directory.quotes import queries
from directory.quotes.forms import QuoteForm, TextForm, answer_forms, decline_form
from directory.quotes.rules import job, license_warning

bp = Blueprint("inbox", __name__)


@bp.get("/leads/<token>")
@gate("lead-token")
def short(token: str) -> ResponseReturnValue:
    """The address in a text: on to the page in the business's language."""
    mark_private()
    business = queries.business_of(db.session(), lead_by_token(token))
    return redirect(url_for(".show", lang=by_tag(business.language).url, token=token), 302)


@bp.get("/<lang:lang>/leads/<token>")
@gate("lead-token")
def show(token: str) -> ResponseReturnValue:
    """The lead, read-only however often it is opened."""
    mark_private()
    return _page(token, lead_by_token(token), {})


@bp.post("/<lang:lang>/leads/<token>")
@gate("lead-token")
def answer(token: str) -> ResponseReturnValue:
    """One answer, named by the field `action`; anything else is 400."""
    mark_private()
    lead = lead_by_token(token)
    action = request.form.get("action", "")
    if action not in ACTIONS:
        abort(400)
    make, doing = ACTIONS[action]
    form = make(lead)
    if not form.validate_on_submit():
        return _page(token, lead, {action: form}), 400
    try:
        with unit() as session:
            doing(session, lead.id, form)
    except (Invalid, IllegalMove) as error:
        form.refuse(error if isinstance(error, Invalid) else too_late())
        return _page(token, lead_by_token(token), {action: form}), 400
    return redirect(url_for(".show", token=token), 303)


@bp.post("/hooks/sms/inbound")
@csrf.exempt
@gate("signature")
def inbound() -> ResponseReturnValue:
    """A text that came in, from the gateway: 403 without its signature, then always an empty answer."""
    reference = signed_reference()
    with unit() as session:
        receive_text(session, request.form.get("From", ""), request.form.get("Body", ""), reference)
    return Response('<?xml version="1.0" encoding="UTF-8"?><Response/>', mimetype="text/xml")


def _accept(session: Session, lead_id: int, form: AcceptForm) -> None:
    lead_actions.accept(session, lead_id, "web")


def _decline(session: Session, lead_id: int, form: DeclineForm) -> None:
    if form.has_number:
        quote_actions.give_up(session, lead_id, form.reason.data, "web")
    else:
        lead_actions.decline(session, lead_id, form.reason.data, "web")


def _ask(session: Session, lead_id: int, form: TextForm) -> None:
    quote_actions.ask(session, lead_id, form.text.data or "")


def _quote(session: Session, lead_id: int, form: QuoteForm) -> None:
    quote_actions.quote(session, lead_id, form.draft())


#: What the page's forms are and do, by the field `action`.
ACTIONS: dict[str, tuple[Callable[[Lead], Form], Callable[..., None]]] = {
    "accept": (lambda lead: AcceptForm(), _accept),
    "decline": (lambda lead: decline_form(lead, DeclineForm()), _decline),
    "ask": (lambda lead: TextForm(), _ask),
    "quote": (lambda lead: QuoteForm(), _quote),
}


def _page(token: str, lead: Lead, filled: dict[str, Form]) -> str:
    """The page with its forms; `filled` holds the one that was refused."""
    view = queries.lead_view(db.session(), lead)
    if is_over(lead.state, lead.request.state):
        return render_template("inbox/over.html", view=view, lead=lead)
    asked = job(lead.request, language().url)
    return render_template(
        "inbox/lead.html",
        view=view,
        lead=lead,
        token=token,
        job=asked,
        has_contact=shows_contact(lead.state),
        warns=license_warning(view.business, view.licenses, asked.state, clock.today()),
        forms={**answer_forms(lead), **filled},
        failed=next(iter(filled.values()), None),
    )
