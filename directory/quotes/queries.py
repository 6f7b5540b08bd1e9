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
    found: dict[int, list[Reply]] = {lead_id: [] for lead_id in lead_ids}
    for reply in session.scalars(select(Reply).where(Reply.lead_id.in_(lead_ids)).order_by(Reply.id)):
        found[reply.lead_id].append(reply)
    return found


def quotes_of(session: Session, lead_ids: Collection[int]) -> dict[int, list[Quote]]:
    """The prices given on each lead, newest first; superseded ones too."""
    found: dict[int, list[Quote]] = {lead_id: [] for lead_id in lead_ids}
    for quote in session.scalars(select(Quote).where(Quote.lead_id.in_(lead_ids)).order_by(Quote.id.desc())):
        found[quote.lead_id].append(quote)
    return found


def standing(quotes: list[Quote]) -> Quote | None:
    """The price that holds now: the newest that was sent or accepted. `quotes` come newest first."""
    return next((quote for quote in quotes if quote.state in ("sent", "accepted")), None)


def answer(session: Session, subject: tuple[str, int]) -> Answer | None:
    """What ("reply", id) or ("quote", id) is about; None when it was erased since."""
    kind, row_id = subject
    row: Quote | Reply | None = session.get(Quote, row_id) if kind == "quote" else session.get(Reply, row_id)
    found = lead_queries.lead_with_business(session, row.lead_id) if row else None
    if row is None or found is None:
        return None
    lead, business = found
    return Answer(lead, business, quote=row) if isinstance(row, Quote) else Answer(lead, business, reply=row)
