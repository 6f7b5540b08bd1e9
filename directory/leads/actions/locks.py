"""Loading a row to change it: locked, and read afresh.

Every act on a request or one of its leads locks the request first, then the lead: in one order they cannot wait for
each other for ever, and what follows from several leads (the chain of consents) is written by one act at a time.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from directory.kernel.errors import NotFound
from directory.leads.models import Lead, QuoteRequest


def locked_lead(session: Session, lead_id: int) -> Lead:
    """The lead with its request; NotFound when there is none."""
    of = select(Lead.request_id).where(Lead.id == lead_id).scalar_subquery()
    session.scalar(select(QuoteRequest.id).where(QuoteRequest.id == of).with_for_update(key_share=True))
    query = select(Lead).where(Lead.id == lead_id).options(joinedload(Lead.request, innerjoin=True))
    lead = session.scalar(query.with_for_update(of=Lead).execution_options(populate_existing=True))
    if lead is None:
        raise NotFound(f"lead {lead_id}")
    return lead


def locked_request(session: Session, request_id: int) -> QuoteRequest:
    """The request; NotFound when there is none."""
    query = select(QuoteRequest).where(QuoteRequest.id == request_id).with_for_update(key_share=True)
    row = session.scalar(query.execution_options(populate_existing=True))
    if row is None:
        raise NotFound(f"request {request_id}")
    return row
