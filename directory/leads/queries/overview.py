"""Every request with its leads, for the operator: filters, pages by keyset, the counts of a week."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, selectinload

from directory.businesses.models import Business
from directory.foundation.outfile import FILE
from directory.leads.models import Lead, QuoteRequest
from directory.leads.rules import LeadState
from directory.outbox.models import Message
from directory.outbox.rules import UNTOLD_AFTER


def is_untold(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Of a new lead joined to its request: no message reached its business in time, and nobody told it by phone."""
    reached = select(Message.id).where(
        Message.kind == "lead",
        Message.subject_kind == "lead",
        Message.subject_id == Lead.id,
        Message.state.in_(("sent", "delivered")),
        Message.port.is_distinct_from(FILE),
    )
    return (
        Lead.state == LeadState.NEW,
        QuoteRequest.state == "open",
        Lead.told_at.is_(None),
        Lead.answered_at.is_(None),
        Lead.created_at <= now - UNTOLD_AFTER,
        or_(QuoteRequest.goes_out_at.is_(None), QuoteRequest.goes_out_at <= now - UNTOLD_AFTER),
        ~reached.exists(),
    )


@dataclass(frozen=True)
class Filters:
    """Which requests are shown: those with a lead in this state, to this firm, that nobody was told of; of an urgency;
    made from a moment to before another. What is None or False leaves that open."""

    state: str | None = None
    business_id: int | None = None
    urgency: str | None = None
    is_untold: bool = False
    since: datetime | None = None
    until: datetime | None = None


def requests_before(
    session: Session, filters: Filters, now: datetime, before: int | None, limit: int
) -> list[QuoteRequest]:
    """Requests with an id below `before`, the newest first, their leads loaded."""
    wanted = []
    if before is not None:
        wanted.append(QuoteRequest.id < before)
    if filters.urgency:
        wanted.append(QuoteRequest.urgency == filters.urgency)
    if filters.since is not None:
        wanted.append(QuoteRequest.created_at >= filters.since)
    if filters.until is not None:
        wanted.append(QuoteRequest.created_at < filters.until)
    of_leads = []
    if filters.state:
        of_leads.append(Lead.state == filters.state)
    if filters.business_id is not None:
        of_leads.append(Lead.business_id == filters.business_id)
    if filters.is_untold:
        of_leads += is_untold(now)
    query = select(QuoteRequest).options(selectinload(QuoteRequest.leads)).order_by(QuoteRequest.id.desc())
    if not of_leads:
        return list(session.scalars(query.where(*wanted).limit(limit)))
    # Along the leads: their indexes give the requests of a state or a firm in order, so it ends with the page.
    newest = select(Lead.request_id).join(QuoteRequest, QuoteRequest.id == Lead.request_id).where(*wanted, *of_leads)
    newest = newest.group_by(Lead.request_id).order_by(Lead.request_id.desc()).limit(limit)
    return list(session.scalars(query.where(QuoteRequest.id.in_(list(session.scalars(newest))))))


def untold_among(session: Session, ids: list[int], now: datetime) -> set[int]:
    """Those of these leads that nobody was told of."""
    query = select(Lead.id).join(QuoteRequest, QuoteRequest.id == Lead.request_id)
    return set(session.scalars(query.where(Lead.id.in_(ids), *is_untold(now))))


#: Leads whose businesses are offered as a filter, the newest.
_LATELY = 2000


def firms_with_leads(session: Session, limit: int) -> list[Business]:
    """The businesses that were asked lately, in the order of their slugs."""
    newest = select(Lead.business_id).order_by(Lead.id.desc()).limit(_LATELY).subquery()
    query = select(Business).where(Business.id.in_(select(newest.c.business_id))).order_by(Business.slug)
    return list(session.scalars(query.limit(limit)))


@dataclass(frozen=True)
class Week:
    """The counts of a week: requests made in it, and their leads by state, as they stand now."""

    requests: int
    leads: dict[str, int]


#: Nobody counts further.
MOST_OF_A_WEEK = 100_000


def week(session: Session, since: datetime, until: datetime) -> Week:
    """The counts of the requests made from a moment to before another."""
    made = (QuoteRequest.created_at >= since, QuoteRequest.created_at < until)
    counted = session.scalar(select(func.count(QuoteRequest.id)).where(*made)) or 0
    # The week's requests first: along the leads, it would be those of all the years.
    of_week = select(QuoteRequest.id).where(*made).order_by(QuoteRequest.created_at).limit(MOST_OF_A_WEEK).subquery()
    query = select(Lead.state, func.count()).join(of_week, of_week.c.id == Lead.request_id)
    counts = session.execute(query.group_by(Lead.state))
    return Week(int(counted), {record[0]: record[1] for record in counts})


def newest_request(session: Session) -> tuple[str, datetime] | None:
    """Number and time of the request that was saved last; None where there is none."""
    query = select(QuoteRequest.number, QuoteRequest.created_at).order_by(QuoteRequest.id.desc()).limit(1)
    newest = session.execute(query).first()
    return (newest.number, newest.created_at) if newest else None
