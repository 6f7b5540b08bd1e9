"""Reading prices and conversations."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.businesses.models import Business
from directory.leads import queries as lead_queries
from directory.leads.models import Lead
from directory.quotes.models import Quote, Reply


@dataclass(frozen=True)
class Answer:
    """One line or one price with all that a message about it needs: the lead (request loaded) and the business."""

    lead: Lead
    business: Business
    reply: Reply | None = None
    quote: Quote | None = None


def replies_of(session: Session, lead_ids: Collection[int]) -> dict[int, list[Reply]]:
    """The conversation of each lead, oldest line first; a lead without one has an empty list."""
    by_lead: dict[int, list[Reply]] = {lead_id: [] for lead_id in lead_ids}
    for reply in session.scalars(select(Reply).where(Reply.lead_id.in_(lead_ids)).order_by(Reply.id)):
        by_lead[reply.lead_id].append(reply)
    return by_lead


def quotes_of(session: Session, lead_ids: Collection[int]) -> dict[int, list[Quote]]:
    """The prices given on each lead, newest first; superseded ones too."""
    by_lead: dict[int, list[Quote]] = {lead_id: [] for lead_id in lead_ids}
    for quote in session.scalars(select(Quote).where(Quote.lead_id.in_(lead_ids)).order_by(Quote.id.desc())):
        by_lead[quote.lead_id].append(quote)
    return by_lead


def standing(quotes: list[Quote]) -> Quote | None:
    """The price that holds now: the newest that was sent or accepted. `quotes` come newest first."""
    return next((quote for quote in quotes if quote.state in ("sent", "accepted")), None)


def answer(session: Session, subject: tuple[str, int]) -> Answer | None:
    """What ("reply", id) or ("quote", id) is about; None when it was erased since."""
    kind, row_id = subject
    entry: Quote | Reply | None = session.get(Quote, row_id) if kind == "quote" else session.get(Reply, row_id)
    lead_and_business = lead_queries.lead_with_business(session, entry.lead_id) if entry else None
    if entry is None or lead_and_business is None:
        return None
    lead, business = lead_and_business
    return Answer(lead, business, quote=entry) if isinstance(entry, Quote) else Answer(lead, business, reply=entry)
