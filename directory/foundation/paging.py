"""One page of rows with how many there are."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.orm.interfaces import ORMOption

Row = TypeVar("Row")


@dataclass(frozen=True)
class Pile(Generic[Row]):
    """What waits: `count` in all, the oldest since `since` (None when nothing waits), and the first `rows`."""

    count: int
    since: datetime | date | None
    rows: list[Row]


def pile(
    session: Session, query: Select[*tuple[Any, ...]], at: InstrumentedAttribute[Any], limit: int, *options: ORMOption
) -> Pile[Any]:
    """The oldest `limit` rows of a query by the column `at`, with how many there are in all: two statements.

    A query of one entity gives its rows, one of several gives tuples. `options` load what the page touches.
    """
    counted = query.with_only_columns(func.count(), func.min(at), maintain_column_froms=True).order_by(None)
    total, since = session.execute(counted).one()
    oldest: datetime | date | None = since
    if not total:
        return Pile(0, None, [])
    rows = session.execute(query.options(*options).order_by(at, *_ids(query)).limit(limit)).all()
    single = len(query.column_descriptions) == 1
    return Pile(int(total), oldest, [record[0] if single else tuple(record) for record in rows])


def _ids(query: Select[*tuple[Any, ...]]) -> list[Any]:
    """The key of the first entity: rows of one moment come in one order."""
    entity = query.column_descriptions[0]["entity"]
    return [entity.id]
