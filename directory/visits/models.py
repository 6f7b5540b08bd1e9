"""Visits and the times proposed for them: their tables, and reading them."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, bindparam, select, text
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from directory.foundation.db import Base, one_of
from directory.kernel import clock
from directory.leads.models import Lead, QuoteRequest
from directory.leads.rules import TAKEN_LEADS, is_over
from directory.quotes.models import Quote
from directory.visits.rules import (
    BUSINESS,
    HOMEOWNER,
    LIVE,
    LONGEST_ADDRESS,
    VISIT,
    WAITING,
    Window,
    is_past,
    may_be_done,
)

_SIDES = (BUSINESS, HOMEOWNER)
_LIVE = text(one_of("state", LIVE))


class Visit(Base):
    """Somebody of a firm comes to look or to work, on one lead; where to, and when once both agree. Erased with its
    request."""

    __tablename__ = "visits"
    __table_args__ = (
        CheckConstraint(one_of("state", VISIT.states), name="state"),
        CheckConstraint(one_of("proposed_by", _SIDES), name="proposed_by"),
        # A lead has one that is not over, whoever proposes at the same moment.
        Index("uq_visits_lead_id_live", "lead_id", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
        Index(None, "lead_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("leads.id"))
    state: Mapped[str] = mapped_column(String(12), default="open")
    #: Who proposed last: business or homeowner.
    proposed_by: Mapped[str] = mapped_column(String(10))
    #: How often times were proposed: a page or a text that answers an earlier round is out of date.
    round: Mapped[int] = mapped_column(default=0)
    #: Where the work is, as typed by the homeowner. Her firm reads it once a time is agreed.
    address: Mapped[str | None] = mapped_column(String(LONGEST_ADDRESS))
    #: The time that both agreed on; it stays once they moved it, until another is agreed.
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    #: In calendars: the name of the visit, and how often it changed there.
    uid: Mapped[str] = mapped_column(String(64), unique=True)
    sequence: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    #: When it became more than an address: times were proposed for the first time. Until then, when it was made.
    began_at: Mapped[datetime] = mapped_column(default=clock.now)
    agreed_at: Mapped[datetime | None]
    on_way_at: Mapped[datetime | None]
    #: By how many minutes its firm said that it is late, and when.
    late_minutes: Mapped[int | None]
    late_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    cancelled_by: Mapped[str | None] = mapped_column(String(10))

    windows: Mapped[list["VisitWindow"]] = relationship(
        order_by="VisitWindow.id", lazy="selectin", cascade="all, delete-orphan", back_populates="visit"
    )

    @property
    def is_live(self) -> bool:
        """Whether it is neither over nor cancelled."""
        return self.state in LIVE

    @property
    def is_waiting(self) -> bool:
        """Whether times are proposed and none is picked yet."""
        return self.state in WAITING

    @property
    def offered(self) -> list["VisitWindow"]:
        """The times that wait for the other side to pick one, the first first."""
        return [window for window in self.windows if self.is_waiting and window.round == self.round]

    def open_times(self, now: datetime) -> list["VisitWindow"]:
        """Those of them that can still be picked at `now`."""
        return [window for window in self.offered if not is_past(window.time, now)]

    @property
    def time(self) -> Window | None:
        """When, where both agreed; what was agreed last where it is moved or over."""
        return Window(self.starts_at, self.ends_at) if self.starts_at and self.ends_at else None

    @property
    def time_off(self) -> Window | None:
        """The time that held when it was called off; None where it was only proposed, or moved, or is on."""
        times = [window.time for window in self.windows if window.round == self.round]
        return self.time if self.state == "cancelled" and self.time in times else None

    @property
    def knows_address(self) -> bool:
        """Whether its firm may read the address: a time was agreed."""
        return self.agreed_at is not None and self.state in ("agreed", "moved", "done")

    @property
    def changed_at(self) -> datetime:
        """When something last happened to it."""
        moments = [self.created_at, self.agreed_at, self.on_way_at, self.late_at, self.done_at, self.cancelled_at]
        moments += [window.created_at for window in self.windows]
        return max(moment for moment in moments if moment is not None)

    @property
    def page_mark(self) -> str:
        """What a page shows of it, as its forms carry it."""
        return f"{self.id}.{self.round}.{self.state}"


class VisitWindow(Base):
    """A time that one side proposed, and the number by which a text picks it."""

    __tablename__ = "visit_windows"

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visits.id"), index=True)
    round: Mapped[int]
    proposed_by: Mapped[str] = mapped_column(String(10))
    number: Mapped[int]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    visit: Mapped[Visit] = relationship(back_populates="windows", lazy="raise")

    @property
    def time(self) -> Window:
        """From when to when."""
        return Window(self.starts_at, self.ends_at)


def why_off(visit: Visit, lead: Lead) -> str:
    """Why a visit that neither side called off is off: the work is `done`, the time of its request is over (`expired`),
    or a text was `misread`."""
    if lead.done_at is not None and visit.cancelled_at is not None and visit.cancelled_at >= lead.done_at:
        return "done"
    return "expired" if lead.ended_by == "time" else "misread"


def off_with_work(visit: Visit | None, lead: Lead, now: datetime) -> Window | None:
    """The time to come that is off because the work is called done: it stands again once that is taken back."""
    if visit is None or visit.cancelled_by or visit.time_off is None or why_off(visit, lead) != "done":
        return None
    return visit.time_off if not is_past(visit.time_off, now) else None


_OF_LEADS = select(Visit).where(Visit.lead_id.in_(bindparam("leads", expanding=True))).order_by(Visit.id)
_READERS = select(Visit.lead_id).where(
    Visit.lead_id.in_(bindparam("leads", expanding=True)),
    Visit.address.is_not(None),
    Visit.agreed_at.is_not(None)
    | select(Quote.id).where(Quote.lead_id == Visit.lead_id, Quote.settled_at.is_not(None)).exists(),
)


def visits_of(session: Session, lead_ids: Collection[int]) -> dict[int, Visit]:
    """By lead, its newest visit with its times; a lead without one is missing."""
    visits = session.scalars(_OF_LEADS, {"leads": list(lead_ids)}) if lead_ids else ()
    return {visit.lead_id: visit for visit in visits}


def address_readers(session: Session, lead_ids: Collection[int]) -> set[int]:
    """Those of these leads whose firm could read where the work is, whatever became of the visit since: a time was
    agreed, or it was told that its price is accepted."""
    return set(session.scalars(_READERS, {"leads": list(lead_ids)})) if lead_ids else set()


def is_withheld(visit: Visit, price: Quote | None) -> bool:
    """Whether the firm may not know of a visit yet: she gave it with, or after, a yes to its `price` (the accepted one
    of the lead) that she can still undo."""
    if price is None or price.decided_at is None or price.settled_at is not None or visit.agreed_at is not None:
        return False
    return price.decided_at <= visit.began_at


def numbered(session: Session, phone: str, proposed_by: str, since: datetime) -> list[tuple[VisitWindow, Visit]]:
    """Times proposed since then that this phone (E.164) is asked to pick one of, newest first, each with its visit.

    What a business proposed goes to the phone of the request, what a homeowner proposed to the one that was texted.
    """
    asked_by = QuoteRequest.phone if proposed_by == BUSINESS else Lead.texted_phone
    query = (
        select(VisitWindow, Visit)
        .join(Visit, Visit.id == VisitWindow.visit_id)
        .join(Lead, Lead.id == Visit.lead_id)
        .join(QuoteRequest, QuoteRequest.id == Lead.request_id)
        .where(asked_by == phone, VisitWindow.proposed_by == proposed_by, VisitWindow.ends_at > since)
        .order_by(VisitWindow.id.desc())
    )
    return [(window, visit) for window, visit in session.execute(query)]


def taken_of_phone(session: Session, phone: str) -> list[Lead]:
    """The leads of open requests of this phone (E.164) that their businesses have taken, the oldest first."""
    query = (
        select(Lead)
        .join(QuoteRequest, QuoteRequest.id == Lead.request_id)
        .where(QuoteRequest.phone == phone, QuoteRequest.state.in_(("open", "closed")), Lead.state.in_(TAKEN_LEADS))
        .options(joinedload(Lead.request))
        .order_by(Lead.id)
    )
    return [lead for lead in session.scalars(query) if not is_over(lead.state, lead.request.state)]


def to_finish(session: Session, phone: str, now: datetime) -> list[tuple[Visit, Lead]]:
    """The visits that the firm of this phone (E.164) can call done now, the oldest first, each with its lead."""
    query = (
        select(Visit, Lead)
        .join(Lead, Lead.id == Visit.lead_id)
        .join(QuoteRequest, QuoteRequest.id == Lead.request_id)
        .where(
            Lead.texted_phone == phone,
            Lead.state.in_(TAKEN_LEADS),
            QuoteRequest.state != "erased",
            Visit.state == "agreed",
        )
        .options(joinedload(Lead.request))
        .order_by(Visit.id)
    )
    pairs = [(visit, lead) for visit, lead in session.execute(query)]
    return [(visit, lead) for visit, lead in pairs if visit.time is not None and may_be_done(visit.time, now)]


def visit_by_id(session: Session, visit_id: int) -> Visit | None:
    """A visit with its times; None when it was erased."""
    return session.get(Visit, visit_id)
