"""Reading a business's leads as its people work on them, in the same statements for one lead and for twenty."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from directory.leads import queries as leads
from directory.leads.models import Lead
from directory.leads.queries import Desk
from directory.leads.rules import Age, age, is_over, shows_contact
from directory.manage.rules.leads import fingerprint
from directory.quotes import queries as quotes
from directory.quotes.models import Quote
from directory.quotes.rules import Job, job


@dataclass(frozen=True)
class Row:
    """One lead of the list: the job in words, how long it waits, how its homeowner may be reached, the price given."""

    lead: Lead
    job: Job
    age: Age | None
    channels: set[str]
    quote: Quote | None
    #: The homeowner wrote last.
    is_asked: bool
    has_contact: bool


@dataclass(frozen=True)
class View:
    """One page of one tab of the list."""

    desk: Desk
    rows: list[Row]

    @property
    def seen(self) -> str:
        """What the page shows now, as a short name."""
        rows = [
            (r.lead.id, r.lead.state, r.age, sorted(r.channels), r.quote and r.quote.id, r.is_asked, r.has_contact)
            for r in self.rows
        ]
        return fingerprint([self.desk.counts, self.desk.page, *rows])


def view(session: Session, business_id: int, tab: str, page: int, language: str, now: datetime) -> View:
    """A page of a tab of the list, in `en`, `zh-hans` or `zh-hant`, as it stands at `now`."""
    desk = leads.desk(session, business_id, tab, page)
    ids = [lead.id for lead in desk.leads]
    channels = leads.channels_by_lead(session, desk.leads)
    replies, prices = quotes.replies_of(session, ids), quotes.quotes_of(session, ids)
    rows = [
        Row(
            lead=lead,
            job=job(lead.request, language),
            age=waiting(lead, now),
            channels=channels[lead.id],
            quote=quotes.standing(prices[lead.id]),
            is_asked=bool(replies[lead.id]) and replies[lead.id][-1].author == "homeowner",
            has_contact=knows(lead),
        )
        for lead in desk.leads
    ]
    return View(desk, rows)


def waiting(lead: Lead, now: datetime) -> Age | None:
    """How long a lead waits for its first answer; None once it has one or is over."""
    return age(lead.created_at, now, lead.request.urgency) if lead.state == "new" else None


def knows(lead: Lead) -> bool:
    """Whether the business reads the homeowner's name and number now (the lead's request loaded)."""
    return shows_contact(lead.state) and not is_over(lead.state, lead.request.state)
