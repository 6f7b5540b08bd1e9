"""Leads of a listing that was merged into another of the same firm."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.businesses.models import Business
from directory.leads.actions import consents
from directory.leads.actions.locks import locked_lead
from directory.leads.models import Lead

_HOW = "two listings of one firm merged"


def move(session: Session, from_id: int, into: Business) -> list[int]:
    """Give a business's leads to the listing it was merged into, with the permissions that stand; their ids.

    Their links go on working. A request that both listings got keeps both leads: that one stays where it is. The
    record of consents grows by a row for each that stands; no row of it changes.
    """
    asked = select(Lead.request_id).where(Lead.business_id == into.id)
    query = select(Lead.id).where(Lead.business_id == from_id, Lead.request_id.not_in(asked)).order_by(Lead.id)
    moved = list(session.scalars(query))
    for lead_id in moved:
        lead = locked_lead(session, lead_id)
        consents.pass_on(session, lead.request, from_id, into, _HOW)
        lead.business_id = into.id
    session.flush()
    return moved
