"""The only door that loads a request or a lead for a person: by its token. Misses are counted and cost tries."""

from datetime import timedelta

from flask import abort, redirect, url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from directory.foundation import tokens
from directory.foundation.db import db
from directory.foundation.security import no_such_link
from directory.kernel import clock
from directory.leads.models import Lead, QuoteRequest
from directory.leads.rules import LEAD_LINK_LIFE


def request_by_token(token: str) -> QuoteRequest:
    """The request of a homeowner's link, its leads loaded.

    Raises NotFound (counted: 30 misses a minute and network), TooMany once those are spent.
    """
    if tokens.is_token(token):
        query = select(QuoteRequest).where(QuoteRequest.token_digest == tokens.digest(token))
        quote_request = db.session.scalar(query.options(selectinload(QuoteRequest.leads)))
        if quote_request is not None:
            return quote_request
    no_such_link()


def redirect_from_erased(quote_request: QuoteRequest, token: str) -> None:
    """Send whoever asks for a page of a request that was deleted, in another tab perhaps, to the one that says so."""
    if quote_request.state == "erased":
        abort(redirect(url_for("tracking.show", token=token), 303))


def moved_request(token: str) -> QuoteRequest | None:
    """The request whose link this was before its contact was corrected. For the browser that did so, and no other."""
    if not tokens.is_token(token):
        return None
    query = select(QuoteRequest).where(QuoteRequest.previous_digest == tokens.digest(token))
    return db.session.scalar(query.options(selectinload(QuoteRequest.leads)))


def lead_by_token(token: str) -> Lead:
    """The lead of a business's link, its request loaded. A link dies 90 days after its lead closed.

    Raises as `request_by_token` does.
    """
    if tokens.is_token(token):
        query = select(Lead).where(Lead.token_digest == tokens.digest(token))
        lead = db.session.scalar(query.options(joinedload(Lead.request)))
        if lead is not None and not _is_dead(lead, LEAD_LINK_LIFE):
            return lead
    no_such_link()


def _is_dead(lead: Lead, life: timedelta) -> bool:
    return lead.closed_at is not None and lead.closed_at + life < clock.now()
