"""The only door that loads a request or a lead for a person: by its token. Misses are counted and cost tries."""

from datetime import timedelta

from flask import abort, redirect, url_for
from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.orm import joinedload

from directory.businesses.models import Business
from directory.foundation import tokens
from directory.foundation.db import db
from directory.foundation.security import no_such_link
from directory.kernel import clock
from directory.leads.models import Lead, QuoteRequest
from directory.leads.rules import LEAD_LINK_LIFE

_DIGEST: BindParameter[str] = bindparam("digest")
_WITH_LEADS = select(QuoteRequest).options(joinedload(QuoteRequest.leads))
_BY_TOKEN = _WITH_LEADS.where(QuoteRequest.token_digest == _DIGEST)
_BY_PREVIOUS = _WITH_LEADS.where(QuoteRequest.previous_digest == _DIGEST)
_LEAD = (
    select(Lead)
    .where(Lead.token_digest == _DIGEST)
    .options(joinedload(Lead.request), joinedload(Lead.business).joinedload(Business.contact_points))
)


def request_by_token(token: str) -> QuoteRequest:
    """The request of a homeowner's link, its leads loaded.

    Raises NotFound (counted: 30 misses a minute and network), TooMany once those are spent.
    """
    if tokens.is_token(token):
        quote_request = db.session.scalars(_BY_TOKEN, {"digest": tokens.digest(token)}).unique().one_or_none()
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
    return db.session.scalars(_BY_PREVIOUS, {"digest": tokens.digest(token)}).unique().first()


def lead_by_token(token: str) -> Lead:
    """The lead of a business's link, its request and business loaded. A link dies 90 days after its lead closed.

    Raises as `request_by_token` does.
    """
    if tokens.is_token(token):
        lead = db.session.scalars(_LEAD, {"digest": tokens.digest(token)}).unique().one_or_none()
        if lead is not None and not _is_dead(lead, LEAD_LINK_LIFE):
            return lead
    no_such_link()


def _is_dead(lead: Lead, life: timedelta) -> bool:
    return lead.closed_at is not None and lead.closed_at + life < clock.now()
