"""The tables of printed ads: those that speak for a business, and those handed in to be reviewed."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import NotRequired, TypedDict

from sqlalchemy import CheckConstraint, Dialect, ForeignKey, Index, String, TypeDecorator, false
from sqlalchemy.orm import Mapped, mapped_column

from directory.ads.rules.facts import SUBMISSION, Origin
from directory.ads.rules.parsed_ad import ParsedAd, StoredAd
from directory.businesses.fields.terms import FactValue
from directory.foundation.db import DOCUMENT, Base, one_of
from directory.kernel import clock
from directory.kernel.site import site


class Ad(Base):
    """One printed advertisement. A publication date of None is unknown and is said to be."""

    __tablename__ = "ads"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    business_id: Mapped[int | None] = mapped_column(ForeignKey("businesses.id"), index=True)
    publication: Mapped[str] = mapped_column(String(80), default=lambda: site().publication)
    ad_number: Mapped[str | None] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(8), default="zh-Hans")
    text: Mapped[str]
    published_on: Mapped[date | None]
    entered_on: Mapped[date]
    #: The day of the latest issue that prints it still.
    seen_on: Mapped[date | None]
    #: The day of the latest issue that it was not in, once the operator looked at that.
    absent_on: Mapped[date | None]
    #: Whether the operator then marked it as no longer in the paper.
    has_ended: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    @property
    def last_day(self) -> date:
        """The latest day on which it is known to have been in the paper; where none is, the day it was entered."""
        return max((day for day in (self.published_on, self.seen_on) if day), default=self.entered_on)


class _Parsed(TypeDecorator[ParsedAd]):
    """What was read of an ad, kept as JSON."""

    impl = DOCUMENT
    cache_ok = True

    def process_bind_param(self, value: ParsedAd | None, dialect: Dialect) -> Mapping[str, object] | None:
        """As a row keeps it."""
        return value.as_json() if value is not None else None

    def process_result_value(self, value: StoredAd | None, dialect: Dialect) -> ParsedAd | None:
        """As the code reads it."""
        return ParsedAd.of_json(value) if value is not None else None


class ScanPlace(TypedDict):
    """A part of a page that was scanned. A box: `left, top, right, bottom` in pixels of its picture.

    `words`: by field where the words stand that say it; `doubtful`: the digits that could not be read for sure. Ads
    that an older release read have neither.
    """

    file: int
    page: int
    box: list[int]
    doubtful_phones: list[str]
    words: NotRequired[dict[str, list[list[int]]]]
    doubtful: NotRequired[list[list[int]]]


class Submission(Base):
    """The text of one ad that somebody handed in, what was read from it, and what a reviewer made of that.

    Nothing of it is shown to anybody before it is published.
    """

    __tablename__ = "submissions"
    __table_args__ = (
        CheckConstraint(one_of("state", SUBMISSION.states), name="state"),
        CheckConstraint(one_of("origin", Origin), name="origin"),
        Index(None, "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: SHA-256 of the cleaned text: the same ad handed in twice is one submission.
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    origin: Mapped[str] = mapped_column(String(12), default="operator")
    state: Mapped[str] = mapped_column(String(10), default="open")
    text: Mapped[str]
    #: Where it stands on a page that was scanned, and its phones that were not sure; None of what was typed.
    scan: Mapped[ScanPlace | None] = mapped_column(DOCUMENT)
    #: The file it came from, as named by its owner; None when pasted.
    source_name: Mapped[str | None] = mapped_column(String(200))
    publication: Mapped[str] = mapped_column(String(80), default=lambda: site().publication)
    published_on: Mapped[date | None]
    #: The listing as read, or the rejection with its reason.
    parsed: Mapped[ParsedAd] = mapped_column(_Parsed)
    #: Field -> value a reviewer put in the place of what was read (None: the ad does not say it).
    corrections: Mapped[dict[str, FactValue]] = mapped_column(DOCUMENT, default=dict)
    #: Who listed a business: becomes its owner when it is published.
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    #: Binds what a contractor began to the browser they began it in (SHA-256 of its secret).
    browser_digest: Mapped[str | None] = mapped_column(String(64))
    #: A phone of the draft that takes no texts: the operator calls it and reads digits out.
    call_phone: Mapped[str | None] = mapped_column(String(20))
    #: The phone that person proved to hold (E.164).
    proved_phone: Mapped[str | None] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(8), default="zh-Hans")
    business_id: Mapped[int | None] = mapped_column(ForeignKey("businesses.id"), index=True)
    #: The facts that its merge added to a listing: undone, they count no more.
    fact_ids: Mapped[list[int] | None] = mapped_column(DOCUMENT)
    #: Grows with every correction: one that began from an older state is refused.
    revision: Mapped[int] = mapped_column(default=1)
    reason: Mapped[str | None] = mapped_column(String(20))
    note: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None] = mapped_column(String(40))
