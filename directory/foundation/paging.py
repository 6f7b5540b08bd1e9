"""One page of rows with how many there are."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func, literal, select
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.orm.interfaces import ORMOption

Row = TypeVar("Row")
#: Beyond this many nobody counts: the page says "1,000+".
MOST_COUNTED = 1000


def counted(count: int) -> str:
    """A number for people: `17`, and `1,000+` for any that was not counted to its end."""
    return f"{count:,}" if count <= MOST_COUNTED else f"{MOST_COUNTED:,}+"


def count_of(session: Session, query: Select[*tuple[Any, ...]]) -> int:
    """How many rows a query has, counted to one beyond `MOST_COUNTED`: the rest would cost more with every row."""
    rows = query.with_only_columns(literal(1), maintain_column_froms=True).order_by(None).limit(MOST_COUNTED + 1)
    return int(session.scalar(select(func.count()).select_from(rows.subquery())) or 0)


@dataclass(frozen=True)
class Pile(Generic[Row]):
    """What waits: `count` in all, the oldest since `since` (None when nothing waits), and the first `rows`.

    A `count` above `MOST_COUNTED` says that there are more than that.
    """

    count: int
    since: datetime | date | None
    rows: list[Row]

    @property
    def number(self) -> str:
        """How many, for people."""
        return counted(self.count)

    @property
    def rest(self) -> str:
        """How many more than its rows, for people."""
        return counted(self.count - len(self.rows)) if self.count <= MOST_COUNTED else counted(self.count)


def pile(
    session: Session, query: Select[*tuple[Any, ...]], at: InstrumentedAttribute[Any], limit: int, *options: ORMOption
) -> Pile[Any]:
    """The oldest `limit` rows of a query by the column `at`, with how many there are: two statements.

    A query of one entity gives its rows, one of several gives tuples. `options` load what the page touches.
    """
    first = query.add_columns(at.label("since")).options(*options).order_by(at, *_ids(query)).limit(limit)
    rows = session.execute(first).all()
    if not rows:
        return Pile(0, None, [])
    total = count_of(session, query)
    single = len(query.column_descriptions) == 1
    return Pile(total, rows[0].since, [record[0] if single else tuple(record)[:-1] for record in rows])


def _ids(query: Select[*tuple[Any, ...]]) -> list[Any]:
    """The key of the first entity: rows of one moment come in one order."""
    entity = query.column_descriptions[0]["entity"]
    return [entity.id]
