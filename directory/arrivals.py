"""From which printed thing people came: the sources that a code names, counted by day, with nothing of the visitor.

`?from=` in a scanned address is a word of a short list. Anything else is no source, so that no stranger makes a row.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, Insert, String, case, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Mapped, Session, mapped_column

from directory.foundation.db import Base
from directory.foundation.i18n import Labelled, show_month
from directory.foundation.unit import unit
from directory.foundation.visitors import arrived_from
from directory.kernel import clock
from directory.kernel.errors import Busy

#: Counts that are of no business: of the newspaper page's own code, which leads home.
SITE = 0
#: An issue of the paper is a source of its own from two months ahead until two years after; then it is `paper`.
_AHEAD, _BACK = 2, 24
#: How long a day's counts are kept.
KEPT = timedelta(days=400)
YEAR, MONTH = timedelta(days=365), timedelta(days=30)
_ISSUE = re.compile(r"paper-(20\d\d)-(0[1-9]|1[0-2])")
_SLUG = re.compile(r"[a-z0-9-]{1,120}")


class Medium(Labelled):
    """What a code can be printed on."""

    PAPER = "paper", _l("Newspaper")
    CARD = "card", _l("Business card")
    HANGER = "hanger", _l("Door hanger")
    INVOICE = "invoice", _l("Invoice stub")
    STICKER = "sticker", _l("Equipment sticker")


def issue(day: date) -> str:
    """The source of what is printed in the paper's issues of that day's month: `paper-2027-01`."""
    return f"{Medium.PAPER}-{day:%Y-%m}"


def read_source(text: str, today: date) -> str | None:
    """The source that this names: a medium, or a month's issue: `sticker`, `paper-2027-01`.

    A month that is too long ago or too far off is `paper` alone. None for anything else.
    """
    if text in tuple(Medium):
        return text
    match = _ISSUE.fullmatch(text)
    if match is None:
        return None
    months = (int(match[1]) - today.year) * 12 + int(match[2]) - today.month
    return text if -_BACK <= months <= _AHEAD else str(Medium.PAPER)


def source_label(source: str) -> str:
    """The source in the language spoken: `Newspaper, January 2027`."""
    match = _ISSUE.fullmatch(source)
    if match is None:
        return Medium.label_of(source)
    return _("Newspaper, %(month)s", month=show_month(date(int(match[1]), int(match[2]), 1)))


@dataclass(frozen=True)
class Origin:
    """The code that brought somebody: its source, and the business that it is of. As text `card:gaoshi-lengnuan`."""

    source: str
    slug: str

    def __str__(self) -> str:
        return f"{self.source}:{self.slug}"

    @classmethod
    def read(cls, text: str, slug: str = "") -> "Origin | None":
        """What an address or a form says; of a code that only names its source the business is `slug`."""
        name, colon, of = text.partition(":")
        source = read_source(name, clock.today())
        named = of if colon else slug
        return cls(source, named) if source and _SLUG.fullmatch(named) else None


class Arrival(Base):
    """How often a business's page was opened from a source on a day, and how many requests came of that."""

    __tablename__ = "arrivals"
    __table_args__ = (CheckConstraint("opened >= 0 AND requests >= 0", name="counts"),)

    #: A business, or `SITE`; businesses stand above this, so nothing refers to them.
    business_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    source: Mapped[str] = mapped_column(String(16), primary_key=True)
    #: In Washington.
    day: Mapped[date] = mapped_column(primary_key=True)
    opened: Mapped[int] = mapped_column(server_default="0")
    requests: Mapped[int] = mapped_column(server_default="0")


def count_arrival(business_id: int) -> None:
    """Count that this page was opened from what its address names, where a person came to it from outside.

    In a transaction of its own that waits for nobody: where the database is busy or away, the page matters more.
    """
    source = read_source(arrived_from(), clock.today())
    if source is None:
        return
    try:
        with unit(waits=False) as session:
            _add(session, business_id, source, opened=1)
    except (Busy, OperationalError):
        return


def count_request(session: Session, origin: Origin, businesses: Mapping[str, int]) -> None:
    """Count a request that came of a code, if it went to the code's business; `businesses`: ids by slug."""
    if origin.slug in businesses:
        _add(session, businesses[origin.slug], origin.source, requests=1)


def _add(session: Session, business_id: int, source: str, *, opened: int = 0, requests: int = 0) -> None:
    counts = {
        "business_id": business_id,
        "source": source,
        "day": clock.today(),
        "opened": opened,
        "requests": requests,
    }
    session.connection().execute(_addition(session.get_bind().dialect.name), [counts])


@cache
def _addition(dialect: str) -> Insert:
    """The statement: a first count makes the day's line, a later one adds to it."""
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    new = insert(Arrival)
    sums = {"opened": Arrival.opened + new.excluded.opened, "requests": Arrival.requests + new.excluded.requests}
    return new.on_conflict_do_update(index_elements=["business_id", "source", "day"], set_=sums)


@dataclass(frozen=True)
class Tally:
    """What came of one source: pages opened in the last 30 days and in a year, requests in a year."""

    source: str
    lately: int
    opened: int
    requests: int


def tallies(session: Session, business_id: int) -> Sequence[Tally]:
    """What came of each source in a year, those with the most first."""
    today = clock.today()
    lately = func.sum(case((Arrival.day > today - MONTH, Arrival.opened), else_=0))
    opened, requests = func.sum(Arrival.opened), func.sum(Arrival.requests)
    counts = session.execute(
        select(Arrival.source, lately, opened, requests)
        .where(Arrival.business_id == business_id, Arrival.day > today - YEAR)
        .group_by(Arrival.source)
        .order_by(opened.desc(), Arrival.source)
    )
    return [Tally(source, int(one), int(two), int(three)) for source, one, two, three in counts]


def move(session: Session, gone_id: int, kept_id: int) -> None:
    """Add the counts of one business to another's, day by day."""
    lines = session.execute(
        delete(Arrival)
        .where(Arrival.business_id == gone_id)
        .returning(Arrival.source, Arrival.day, Arrival.opened, Arrival.requests)
    ).all()
    if lines:
        counts = [{"business_id": kept_id, **line._asdict()} for line in lines]
        session.connection().execute(_addition(session.get_bind().dialect.name), counts)


def purge(session: Session, now: datetime) -> int:
    """Forget days that are over for long; how many lines there were."""
    past = delete(Arrival).where(Arrival.day < clock.local(now).date() - KEPT)
    return int(session.connection().execute(past).rowcount)
