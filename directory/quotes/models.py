"""Tables of priced answers and of the conversation."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from directory.foundation.db import Base, one_of
from directory.kernel import clock
from directory.quotes.rules import QUOTE


class Quote(Base):
    """A contractor's priced answer to one lead, in whole US dollars. A newer one supersedes it."""

    __tablename__ = "quotes"
    __table_args__ = (
        CheckConstraint(one_of("state", QUOTE.states), name="state"),
        # One price of a request is accepted, whoever asks at the same moment.
        Index(
            "uq_quotes_request_id_accepted",
            "request_id",
            unique=True,
            sqlite_where=text("state = 'accepted'"),
            postgresql_where=text("state = 'accepted'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("leads.id"), index=True)
    #: The lead's request: a lead never goes to another one.
    request_id: Mapped[int] = mapped_column(ForeignKey("quote_requests.id"))
    state: Mapped[str] = mapped_column(String(12), default="sent")
    amount_min: Mapped[int]
    amount_max: Mapped[int]
    parts_years: Mapped[int | None]
    labor_years: Mapped[int | None]
    earliest_date: Mapped[date | None]
    note: Mapped[str | None] = mapped_column(String(1000))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    decided_at: Mapped[datetime | None]

    @property
    def price(self) -> str:
        """$1,200 or $1,200–1,500, the same in every language."""
        high = f"–{self.amount_max:,}" if self.amount_max != self.amount_min else ""
        return f"${self.amount_min:,}{high}"


class Reply(Base):
    """One line of the conversation on a lead, in its writer's own words."""

    __tablename__ = "replies"
    __table_args__ = (CheckConstraint("author IN ('business', 'homeowner')", name="author"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("leads.id"), index=True)
    author: Mapped[str] = mapped_column(String(10))
    #: web or sms.
    source: Mapped[str] = mapped_column(String(8), default="web")
    text: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
