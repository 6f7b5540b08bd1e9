"""Loading a row to change it: locked, and read afresh."""

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from directory.kernel.errors import NotFound
from directory.leads.models import Lead, QuoteRequest


def locked_lead(session: Session, lead_id: int) -> Lead:
    """The lead with its request; NotFound when there is none."""
    query = select(Lead).where(Lead.id == lead_id).options(joinedload(Lead.request, innerjoin=True))
    lead = session.scalar(query.with_for_update(of=Lead).execution_options(populate_existing=True))
    if lead is None:
        raise NotFound(f"lead {lead_id}")
    return lead


def locked_request(session: Session, request_id: int) -> QuoteRequest:
    """The request; NotFound when there is none."""
    query = select(QuoteRequest).where(QuoteRequest.id == request_id).with_for_update()
    row = session.scalar(query.execution_options(populate_existing=True))
    if row is None:
        raise NotFound(f"request {request_id}")
    return row
