"""Rows that wait for somebody, as a page of them shows: how many in all, since when, and the first few."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar

Row = TypeVar("Row")


@dataclass(frozen=True)
class Pile(Generic[Row]):
    """What waits: `count` in all, the oldest since `since` (None when nothing waits), and the first `rows`."""

    count: int
    since: datetime | date | None
    rows: list[Row]
