"""Leads that their business does not know of, for the operator."""

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from directory.businesses.models import Business
from directory.foundation.outfile import FILE
from directory.foundation.paging import pile
from directory.kernel import clock
from directory.kernel.pile import Pile
from directory.leads.models import Lead, QuoteRequest
from directory.outbox.models import Message
from directory.outbox.rules import UNTOLD_AFTER


def untold(session: Session, limit: int) -> Pile[tuple[Lead, Business]]:
    """New leads that no message reached their business about in time, and nobody told it by phone; oldest first.

    Their request and the business's contact points are loaded.
    """
    reached = select(Message.id).where(
        Message.kind == "lead",
        Message.subject_kind == "lead",
        Message.subject_id == Lead.id,
        Message.state.in_(("sent", "delivered")),
        Message.port.is_distinct_from(FILE),
    )
    query = (
        select(Lead, Business)
        .join(Business, Business.id == Lead.business_id)
        .join(QuoteRequest, QuoteRequest.id == Lead.request_id)
        .where(
            Lead.state == "new",
            QuoteRequest.state == "open",
            Lead.told_at.is_(None),
            Lead.answered_at.is_(None),
            Lead.created_at <= clock.now() - UNTOLD_AFTER,
            ~reached.exists(),
        )
    )
    options = (joinedload(Lead.request), selectinload(Business.contact_points))
    return pile(session, query, Lead.created_at, limit, *options)
