"""Which cases of the suite PostgreSQL is asked in.

A case on both engines runs on SQLite first. What it tells the database is noted as PostgreSQL would be told it, and its
twin on PostgreSQL runs only where one of these holds:

- a statement of it was not told to PostgreSQL before in this process,
- several threads spoke to the database,
- the test says that its cases ask the engine for different things (`engine_cases`),
- it has no application of this process (what other processes say is not heard here), or its case on SQLite did not run.

So every statement of the suite is told to both engines, and what the engine may decide is asked in every case.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.dialects import postgresql
from sqlalchemy.sql.compiler import SQLCompiler

#: Of what is the same whatever the engine: who may open which page, and what a page shows of the rows it was given.
on_sqlite = pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
#: What the summary calls a case that would tell PostgreSQL nothing new.
NOTHING_NEW = "nothing new to PostgreSQL"
_POSTGRESQL = postgresql.dialect()


@dataclass
class _Case:
    statements: set[str] = field(default_factory=set)
    threads: set[int] = field(default_factory=set)


class Engines:
    """What each engine was told in this process."""

    def __init__(self) -> None:
        self._postgresql: set[str] = set()
        self._sqlite: dict[str, _Case] = {}
        self._texts: WeakKeyDictionary[SQLCompiler, str] = WeakKeyDictionary()

    @contextmanager
    def listening(self, item: pytest.Item) -> Iterator[None]:
        """Note what is told to the database while this case runs."""
        if _engine(item) is None:
            yield
            return
        case = _Case(self._postgresql)
        if _engine(item) == "sqlite":
            case = self._sqlite[_twin(item)] = _Case()

        def note(
            connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, executemany: bool
        ) -> None:
            if isinstance(context.compiled, SQLCompiler):  # PRAGMA and BEGIN are of one engine, DELETE of `clean`
                case.statements.add(self._text(statement, context.compiled))
                case.threads.add(threading.get_ident())

        event.listen(Engine, "before_cursor_execute", note)
        try:
            yield
        finally:
            event.remove(Engine, "before_cursor_execute", note)

    def has_nothing_new(self, item: pytest.Item) -> bool:
        """Whether this is a case on PostgreSQL that it need not be asked in."""
        if _engine(item) != "postgresql" or item.get_closest_marker("engine_cases") is not None:
            return False
        case = self._sqlite.get(_twin(item))
        return case is not None and len(case.threads) == 1 and case.statements <= self._postgresql

    def _text(self, statement: str, compiled: SQLCompiler) -> str:
        """A statement as PostgreSQL is told it: SQLite never hears that a row is to be locked."""
        if "ON CONFLICT" in statement:
            return statement.partition("VALUES")[0]  # built for one engine, it has no text for the other
        if compiled not in self._texts:
            text = compiled.statement.compile(dialect=_POSTGRESQL, column_keys=compiled.column_keys)
            self._texts[compiled] = str(text)
        return self._texts[compiled]


def _engine(item: pytest.Item) -> str | None:
    """The engine of a case that runs on an application of this process."""
    if "app" not in getattr(item, "fixturenames", ()) or not hasattr(item, "callspec"):
        return None
    engine = item.callspec.params.get("engine_url")
    return engine if isinstance(engine, str) else None


def _twin(item: pytest.Item) -> str:
    """What a case is called on both engines."""
    parameters = sorted((name, str(value)) for name, value in item.callspec.params.items() if name != "engine_url")
    return f"{item.nodeid.split('[')[0]}{parameters}"
