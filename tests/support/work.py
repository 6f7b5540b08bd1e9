"""What the database does for a page, counted and not timed: steps of SQLite's machine, rows PostgreSQL looks at."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, event, text

from directory.foundation.db import db

#: Steps of SQLite's machine that are counted as one.
_STEPS = 50


@dataclass
class Work:
    """Units of work by statement; `total` is comparable with another of the same engine only."""

    by_statement: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """All of it."""
        return sum(self.by_statement.values())

    def dearest(self) -> str:
        """The statements that cost most, for a failure's message."""
        ordered = sorted(self.by_statement.items(), key=lambda pair: -pair[1])[:3]
        return "\n".join(f"{count:>8} {_from(statement)}" for statement, count in ordered)


def _from(statement: str) -> str:
    """A statement without the columns that it reads."""
    words = " ".join(statement.split())
    return words[max(0, words.find(" FROM ")) :][:400]


@contextmanager
def work() -> Iterator[Work]:
    """Count what the statements of this block make the database do."""
    done = Work()
    if db.engine.dialect.name == "sqlite":
        with _sqlite(done):
            yield done
    else:
        with _postgresql(done):
            yield done


@contextmanager
def _sqlite(done: Work) -> Iterator[None]:
    """SQLite calls back after so many steps, also while rows are fetched: they belong to the newest statement."""
    running = ""

    def count() -> int:
        done.by_statement[running] = done.by_statement.get(running, 0) + 1
        return 0

    def begin(connection: Connection, cursor: Any, statement: str, *rest: object) -> None:
        nonlocal running
        running = statement
        connection.connection.dbapi_connection.set_progress_handler(count, _STEPS)

    event.listen(db.engine, "before_cursor_execute", begin)
    try:
        yield
    finally:
        event.remove(db.engine, "before_cursor_execute", begin)
        with db.engine.connect() as connection:
            connection.connection.dbapi_connection.set_progress_handler(None, 0)


@contextmanager
def _postgresql(done: Work) -> Iterator[None]:
    """Each SELECT is explained with what it did, after the block."""
    run: list[tuple[str, Any]] = []

    def note(connection: Connection, cursor: Any, statement: str, parameters: Any, *rest: object) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            run.append((statement, parameters))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    with db.engine.connect() as connection:
        for statement, parameters in run:
            explain = f"EXPLAIN (ANALYZE, TIMING OFF, SUMMARY OFF, FORMAT JSON) {statement}"
            [plan] = connection.exec_driver_sql(explain, parameters).scalar_one()
            done.by_statement[statement] = done.by_statement.get(statement, 0) + _rows(plan["Plan"])


def _rows(node: dict[str, Any]) -> int:
    """Rows that a plan's nodes read: what they gave, and what they threw away."""
    looked_at = node.get("Actual Rows", 0) + sum(
        node.get(f"Rows Removed by {why}", 0) for why in ("Filter", "Join Filter", "Index Recheck")
    )
    return round(looked_at * node.get("Actual Loops", 1)) + sum(_rows(inner) for inner in node.get("Plans", ()))


def analyze() -> None:
    """Let the database look at its tables, as a running one does by itself."""
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
