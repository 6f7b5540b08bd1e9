"""What is counted of how a business answers."""

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from directory.accounts.models import Membership
from directory.foundation.outfile import FILE
from directory.kernel import clock
from directory.leads.models import Lead, QuoteRequest
from directory.leads.rules import OPERATOR_REASONS, DeclineReason
from directory.leads.rules.answering import COUNTED_FOR, Answering, Received, answering
from directory.outbox.models import Message


def answering_of(session: Session, business_id: int) -> Answering:
    """How a business answers what reaches it. It joined when somebody first acted for it, or with its first answer.

    That somebody else's phone was texted is no answer of its own.
    """
    joined = select(func.min(Membership.created_at)).where(Membership.business_id == business_id)
    is_its_own = func.coalesce(Lead.decline_reason, "") != DeclineReason.NOT_OWNER
    first = select(func.min(Lead.answered_at)).where(Lead.business_id == business_id, is_its_own)
    moments = session.execute(select(joined.scalar_subquery(), first.scalar_subquery())).one()
    since = min((moment for moment in moments if moment is not None), default=None)
    if since is None:
        return Answering()
    now = clock.now()
    # A text has arrived when its receipt says so; of a mail that did not come back nothing more is known.
    came_at = case((Message.channel == "email", Message.sent_at), else_=Message.delivered_at)
    query = (
        select(
            func.min(came_at),
            Lead.told_at,
            Lead.answered_at,
            Lead.closed_at,
            QuoteRequest.closed_at,
            QuoteRequest.urgency,
        )
        .join(QuoteRequest, QuoteRequest.id == Lead.request_id)
        .outerjoin(
            Message,
            (Message.kind == "lead")
            & (Message.subject_kind == "lead")
            & (Message.subject_id == Lead.id)
            & Message.state.in_(("sent", "delivered"))
            & Message.port.is_distinct_from(FILE),
        )
        .where(
            Lead.business_id == business_id,
            Lead.created_at >= now - COUNTED_FOR,
            func.coalesce(Lead.decline_reason, "").not_in(OPERATOR_REASONS),
        )
        .group_by(Lead.id, QuoteRequest.id)
    )
    received = []
    for came, told_at, answered_at, lead_closed, request_closed, urgency in session.execute(query):
        arrived = min((moment for moment in (came, told_at) if moment is not None), default=None)
        if arrived is not None:
            received.append(Received(arrived, urgency, answered_at, lead_closed or request_closed))
    return answering(received, since, now)
