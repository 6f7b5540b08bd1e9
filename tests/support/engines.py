"""Which cases of the suite PostgreSQL is asked in.

A case on both engines runs on SQLite first. What it tells the database is noted as PostgreSQL would be told it, and its
twin on PostgreSQL runs only where one of these holds:

- a statement of it was not told to PostgreSQL before in this run, by whichever of its processes,
- several threads spoke to the database,
- the test says that its cases ask the engine for different things (`engine_cases`),
- it has no application of this process (what other processes say is not heard here), or its case on SQLite did not run.

So every statement of the suite is told to both engines, and what the engine may decide is asked in every case.
"""

import atexit
import os
import threading
from collections.abc import Iterator, Set
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from hashlib import blake2b
from pathlib import Path
from tempfile import mkstemp
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
_JOURNAL = "TOLD_POSTGRESQL"
#: Bytes of a statement's digest, which stands for it.
_SIZE = 16


@cache
def journal() -> Path:
    """The file that all processes of a run share: the first one makes it, and names it to those it starts."""
    if _JOURNAL not in os.environ:
        line, os.environ[_JOURNAL] = mkstemp(prefix="lengnuan-told-")
        os.close(line)
        atexit.register(Path(os.environ[_JOURNAL]).unlink, missing_ok=True)
    return Path(os.environ[_JOURNAL])


@dataclass
class _Case:
    """Statements, first as the site made them: one that is executed again is the same object."""

    compiled: dict[SQLCompiler, str] = field(default_factory=dict)
    threads: set[int] = field(default_factory=set)
    statements: set[bytes] = field(default_factory=set)


class _Told:
    """What PostgreSQL was told, by this process and those beside it: digests one after another in a file."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_APPEND)
        self._digests: set[bytes] = set()
        self._read = 0

    def add(self, digests: Set[bytes]) -> None:
        os.write(self._file, b"".join(digests - self.all()))

    def all(self) -> Set[bytes]:
        while more := os.pread(self._file, 4096 * _SIZE, self._read):
            whole = len(more) // _SIZE * _SIZE
            self._digests.update(more[at : at + _SIZE] for at in range(0, whole, _SIZE))
            self._read += whole
        return self._digests


class Engines:
    """What each engine was told in this run; of SQLite, in this process."""

    def __init__(self, path: Path) -> None:
        self._postgresql = _Told(path)
        self._sqlite: dict[str, _Case] = {}
        self._digests: WeakKeyDictionary[SQLCompiler, bytes] = WeakKeyDictionary()
        #: Whose statements are noted now.
        self._case: _Case | None = None
        # Once: to take a listener off every engine again costs more than most tests' statements.
        event.listen(Engine, "before_cursor_execute", self._note)

    @contextmanager
    def listening(self, item: pytest.Item) -> Iterator[None]:
        """Note what is told to the database while this case runs."""
        if _engine(item) is None:
            yield
            return
        case = self._case = _Case()
        if _engine(item) == "sqlite":
            self._sqlite[_twin(item)] = case
        try:
            yield
        finally:
            self._case = None
            case.statements = {self._digest(statement, compiled) for compiled, statement in list(case.compiled.items())}
            case.compiled.clear()
            if _engine(item) == "postgresql":
                self._postgresql.add(case.statements)

    def _note(
        self, connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, executemany: bool
    ) -> None:
        case = self._case
        if case is not None and isinstance(context.compiled, SQLCompiler):
            # PRAGMA and BEGIN are of one engine, DELETE of `clean`.
            case.compiled[context.compiled] = statement
            case.threads.add(threading.get_ident())

    def has_nothing_new(self, item: pytest.Item) -> bool:
        """Whether this is a case on PostgreSQL that it need not be asked in."""
        if _engine(item) != "postgresql" or item.get_closest_marker("engine_cases") is not None:
            return False
        case = self._sqlite.get(_twin(item))
        return case is not None and len(case.threads) == 1 and case.statements <= self._postgresql.all()

    def _digest(self, statement: str, compiled: SQLCompiler) -> bytes:
        """Of a statement as PostgreSQL is told it: SQLite never hears that a row is to be locked."""
        if "ON CONFLICT" in statement:
            return _digest(statement.partition("VALUES")[0])  # built for one engine, it has no text for the other
        if compiled not in self._digests:
            text = compiled.statement.compile(dialect=_POSTGRESQL, column_keys=compiled.column_keys)
            self._digests[compiled] = _digest(str(text))
        return self._digests[compiled]


def _digest(text: str) -> bytes:
    return blake2b(text.encode(), digest_size=_SIZE).digest()


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
