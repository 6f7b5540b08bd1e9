"""Reading what a text from a phone, or a lead page, is about."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from directory.ads.models import Ad
from directory.ads.queries import ads_of
from directory.businesses.models import Business
from directory.businesses.queries import point_by_phone
from directory.credentials.models import License
from directory.credentials.queries import licenses_of
from directory.kernel import clock
from directory.leads import queries as lead_queries
from directory.leads.models import Lead, QuoteRequest
from directory.outbox.models import InboundText, Message
from directory.quotes import queries as quotes
from directory.quotes.models import Quote, Reply


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


@dataclass(frozen=True)
class LeadView:
    """What the lead page shows besides the lead and its request."""

    business: Business
    ads: list[Ad]
    others: int
    channels: set[str]
    replies: list[Reply]
    quote: Quote | None
    licenses: list[License]


def business_of(session: Session, lead: Lead) -> Business:
    """The business a lead went to, its contact points loaded."""
    query = select(Business).where(Business.id == lead.business_id).options(selectinload(Business.contact_points))
    return session.scalars(query).one()


def lead_view(session: Session, lead: Lead) -> LeadView:
    """All that one lead's page shows: nothing of any other business but how many were asked."""
    return LeadView(
        business=business_of(session, lead),
        ads=ads_of(session, lead.business_id),
        others=lead_queries.lead_count(session, lead.request_id) - 1,
        channels=lead_queries.channels_of(lead_queries.consents_of(session, lead.request_id), lead.business_id),
        replies=quotes.replies_of(session, [lead.id])[lead.id],
        quote=quotes.standing(quotes.quotes_of(session, [lead.id])[lead.id]),
        licenses=licenses_of(session, [lead.business_id]).get(lead.business_id, []),
    )
