"""Reading what a text from a phone is about."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from directory.businesses.models import Business
from directory.businesses.queries import point_by_phone
from directory.kernel import clock
from directory.leads.models import Lead, QuoteRequest
from directory.outbox.models import InboundText, Message


def request_of_phone(session: Session, phone: str) -> QuoteRequest | None:
    """The newest request whose homeowner gave this phone."""
    return session.scalar(
        select(QuoteRequest).where(QuoteRequest.phone == phone).order_by(QuoteRequest.id.desc()).limit(1)
    )


def answers_today(session: Session, recipient: str, kinds: tuple[str, ...]) -> int:
    """How many messages of these kinds were queued to this phone in the last 24 hours."""
    since = clock.now() - timedelta(hours=24)
    counted = select(func.count()).where(
        Message.recipient == recipient, Message.kind.in_(kinds), Message.created_at > since
    )
    return session.scalar(counted) or 0


def text_by_reference(session: Session, provider_reference: str) -> InboundText | None:
    """The inbound text the gateway calls by this id, when it came before."""
    return session.scalar(select(InboundText).where(InboundText.provider_reference == provider_reference))


@dataclass(frozen=True)
class Heard:
    """An inbound text with the business or the request its sender belongs to."""

    text: InboundText
    business: Business | None
    request: QuoteRequest | None
    lead: Lead | None


def heard(session: Session, inbound_id: int) -> Heard | None:
    """What a message that answers an inbound text is composed from; None when the text was purged."""
    text = session.get(InboundText, inbound_id)
    if text is None:
        return None
    point = point_by_phone(session, text.sender)
    business = point.business if point else None
    lead = None
    if text.subject_kind == "lead" and text.subject_id is not None:
        lead = session.get(Lead, text.subject_id, options=[joinedload(Lead.request)])
    return Heard(text, business, None if business else request_of_phone(session, text.sender), lead)
