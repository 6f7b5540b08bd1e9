"""The operator told a business of a lead by phone, because no message could."""

from sqlalchemy.orm import Session

from directory.audit.actions import record
from directory.kernel import clock
from directory.kernel.errors import IllegalMove
from directory.leads.actions.locks import locked_lead
from directory.leads.models import Lead
from directory.leads.rules import OPEN_LEADS


def told_by_phone(session: Session, lead_id: int, *, by: str) -> Lead:
    """Write down that the business knows of it, from a call. Twice is once. IllegalMove for a lead that is over."""
    lead = locked_lead(session, lead_id)
    if lead.state not in OPEN_LEADS:
        raise IllegalMove(f"lead: {lead.state} needs no call")
    if lead.told_at is None:
        lead.told_at = clock.now()
        record(session, by, "tell-by-phone", ("lead", lead.id))
        session.flush()
    return lead
