"""Two leads of one request at one firm, whose listings were merged: whoever takes it under one is asked once."""

from sqlalchemy.orm import Session

from directory.audit import record
from directory.kernel import clock
from directory.leads import queries
from directory.leads.actions.transition import transition
from directory.leads.models import Lead
from directory.leads.rules import LeadAct, LeadState
from directory.outbox import actions as outbox


def end_others_of_firm(session: Session, lead: Lead, by: str) -> None:
    """End what still waits for a first answer at the other listings of the firm of a lead, which it has taken.

    Nobody is told: the homeowner's page says that it goes on with that one. `by` is an audit actor.
    """
    for other in queries.others_of_firm(session, lead):
        if other.state == LeadState.NEW:
            other.closed_at = clock.now()
            outbox.cancel(session, ("lead", other.id))
            transition(session, other, LeadState.EXPIRED)
            record(session, by, LeadAct.EXPIRE, ("lead", other.id))
    session.flush()
