"""A quote on paper, for the homeowner and for its business: each by their own link."""

from flask import Blueprint, Response

from directory.accounts.access import require_member
from directory.foundation.db import db
from directory.foundation.gates import gate
from directory.foundation.security import mark_private
from directory.kernel.errors import NotFound
from directory.leads import queries as lead_queries
from directory.leads.access import lead_by_token, request_by_token
from directory.leads.models import Lead
from directory.leads.rules import is_over, shows_contact
from directory.quotes.actions.sheet import pdf, printed
from directory.quotes.models import quotes_of

bp = Blueprint("quotes", __name__)

#: Prices that still are, or were until their last day, what a business asks.
_PRINTED_STATES = ("sent", "accepted", "expired", "declined")


@bp.get("/<lang:lang>/requests/<token>/quotes/<int:quote_id>.pdf")
@gate("request-token")
def hers(token: str, quote_id: int) -> Response:
    """A price that was given on the homeowner's own request. Raises NotFound for any other."""
    mark_private()
    quote_request = request_by_token(token)
    if quote_request.state == "erased":
        raise NotFound
    return _sheet([lead.id for lead in quote_request.leads], quote_id)


@bp.get("/<lang:lang>/leads/<token>/quotes/<int:quote_id>.pdf")
@gate("lead-token")
def its(token: str, quote_id: int) -> Response:
    """A price that this business gave, while it may read whose request it is. Raises NotFound for any other."""
    mark_private()
    return _its(lead_by_token(token), quote_id)


@bp.get("/<lang:lang>/manage/<slug>/leads/<int:lead_id>/quotes/<int:quote_id>.pdf")
@gate("member")
def signed_in(slug: str, lead_id: int, quote_id: int) -> Response:
    """GET: a quote as PDF, for somebody signed in for its business."""
    mark_private()
    lead = lead_queries.lead_of_business(db.session(), require_member(slug).business.id, lead_id)
    if lead is None:
        raise NotFound
    return _its(lead, quote_id)


def _its(lead: Lead, quote_id: int) -> Response:
    if not shows_contact(lead.state) or is_over(lead.state, lead.request.state):
        raise NotFound
    return _sheet([lead.id], quote_id)


def _sheet(lead_ids: list[int], quote_id: int) -> Response:
    session = db.session()
    prices = [quote for quotes in quotes_of(session, lead_ids).values() for quote in quotes]
    quote = next((price for price in prices if price.id == quote_id and price.state in _PRINTED_STATES), None)
    loaded = lead_queries.lead_with_business(session, quote.lead_id) if quote is not None else None
    if quote is None or loaded is None:
        raise NotFound
    source, data = printed(quote, *loaded)
    # The page may take a moment: nothing of the database waits for it.
    db.session.remove()
    response = Response(pdf(source, data), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="quote-{quote_id}.pdf"'
    return response
