"""One migrated database a worker and engine, emptied after each test."""

import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import URL, Connection, Engine, NullPool, Table, create_engine, text

from directory import create_app
from directory.config import FILES
from directory.foundation import security
from directory.foundation.db import Base, db
from directory.listings.routes import pages
from directory.search.queries import process
from tests.support import postgres

#: The rows of each table that has some: of SQLite as its driver gives them, of PostgreSQL as the server copies them.
Rows = dict[str, Any]
#: Of tests only, and as long as a key has to be.
SECRET_KEY = "a key for tests only, never of a site"
OTHER_KEY = "another key for tests, which opens nothing"
#: In this transaction no key is checked; only a superuser, as in the server of the tests, may ask for that.
_UNCHECKED = "SELECT set_config('session_replication_role', 'replica', true) WHERE current_setting('is_superuser')='on'"
ENGINES = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgres))


def application(url: str, instance: Path, **overrides: object) -> Flask:
    """The application on `url`, with its files in `instance`."""
    return create_app(
        {
            "INSTANCE": str(instance),
            "DATABASE_URL": url,
            "SECRET_KEY": SECRET_KEY,
            "SMS_URL": FILES,
            "SMTP_URL": FILES,
            "TESTING": True,
            "WTF_CSRF_ENABLED": False,
            "SMS_HOURS": "always",
            # What the suite sends goes out at once; tests of the wait for a confirmation set it.
            "CONFIRM_MINUTES": "0",
            **overrides,
        }
    )


def memory() -> str | None:
    """A folder in memory, where the system has one. Every commit waits for its disk, and a disk that others keep busy
    has let a database be locked for longer than the five seconds that a page waits."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


class Databases:
    """The databases of one test process. The PostgreSQL server starts with the first test that wants it."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._folder, self._stack = folder, stack
        self._server = ""
        self._migrated: dict[str, str] = {}
        self._applications: dict[str, tuple[Flask, dict[str, object]]] = {}
        self._numbers = count(1)

    def migrated(self, engine: str) -> str:
        """The address of the shared database whose tables the migrations made."""
        if engine not in self._migrated:
            url = self._stack.enter_context(self.empty(engine))
            with self.application(url, self._folder).app_context():
                upgrade()
                db.engine.dispose()
            self._migrated[engine] = url
        return self._migrated[engine]

    def application(self, url: str, instance: Path) -> Flask:
        """The one application on `url` that the tests of this process share, its settings as if it were new."""
        if url not in self._applications:
            app = application(url, instance)
            self._applications[url] = app, dict(app.config)
            with app.app_context():
                self._stack.callback(db.engine.dispose)
        app, settings = self._applications[url]
        app.extensions.pop(security._PROXY, None)
        app.config.clear()
        app.config.update(settings, INSTANCE=str(instance))
        return app

    @contextmanager
    def empty(self, engine: str) -> Iterator[str]:
        """The address of a new database without tables, gone when the block ends."""
        name = f"test_{os.getpid()}_{next(self._numbers)}"
        if engine == "sqlite":
            yield f"sqlite:///{self._folder / name}.sqlite3"
            return
        self._server = self._server or self._stack.enter_context(postgres.server())
        admin = create_engine(self._server, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        try:
            yield admin.url.set(database=name).render_as_string(hide_password=False)
        finally:
            with admin.connect() as connection:
                connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
            admin.dispose()


def clean(engine: Engine) -> None:
    """Empty every table that has rows; the versions in them begin anew, so nothing read before may be kept."""
    process.forget()
    pages.forget()
    names = filled(engine)
    if not names:
        return
    emptied = [f"DELETE FROM {name}" for name in names]
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            # Nothing stays that a row could point to; asking for each would read whole tables again and again.
            connection.execute(text(_UNCHECKED))
            connection.exec_driver_sql("; ".join(emptied))
            # TRUNCATE would make new files of every table: for a few rows that is ten times the work.
            _number_from(connection, dict.fromkeys(names, "1, false"))
        else:
            for statement in emptied:
                connection.exec_driver_sql(statement)


def _number_from(connection: Connection, firsts: Mapping[str, str]) -> None:
    """Set what the next row of each table is numbered from: what setval() is told, by table (PostgreSQL)."""
    numbered = {name: Base.metadata.tables[name].autoincrement_column for name in firsts}
    counts = [
        f"setval(pg_get_serial_sequence('{name}', '{column.name}'), {firsts[name]})"
        for name, column in numbered.items()
        if column is not None
    ]
    if counts:
        connection.execute(text(f"SELECT {', '.join(counts)}"))


def filled(engine: Engine) -> list[str]:
    """Tables that have rows, those that point to others first."""
    names = [table.name for table in reversed(Base.metadata.sorted_tables)]
    query = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {name})" for name in names)
    with engine.connect() as connection:
        names_filled = set(connection.scalars(text(query)))
    return [name for name in names if name in names_filled]


def copied(engine: Engine) -> Rows:
    """Everything in the database, as its driver reads it."""
    names = filled(engine)
    if engine.dialect.name == "sqlite":
        plain = _plain(engine.url)
        return {name: plain.execute(f"SELECT * FROM {name}").fetchall() for name in names}
    with engine.connect() as connection:
        return {name: _table(connection, name) for name in names}


def put_back(engine: Engine, stored: Rows, present: Rows) -> None:
    """Write `stored` where there is `present`, both as `copied`; new rows get the numbers after them."""
    names = [table.name for table in Base.metadata.sorted_tables if stored.get(table.name) != present.get(table.name)]
    emptied, written = [name for name in reversed(names) if name in present], [name for name in names if name in stored]
    if engine.dialect.name == "sqlite":
        with _plain(engine.url) as plain:
            for name in emptied:
                plain.execute(f"DELETE FROM {name}")
            for name in written:
                places = ", ".join("?" * len(stored[name][0]))
                plain.executemany(f"INSERT INTO {name} VALUES ({places})", stored[name])
        return
    with engine.begin() as connection:
        connection.execute(text(_UNCHECKED))
        for name in emptied:
            connection.exec_driver_sql(f"DELETE FROM {name}")
        for name in written:
            with connection.connection.cursor().copy(f"COPY {name} FROM STDIN (FORMAT BINARY)") as copy:
                copy.write(stored[name])
        _number_from(connection, {name: _highest(Base.metadata.tables[name]) for name in written})


def _table(connection: Connection, name: str) -> bytes:
    with connection.connection.cursor().copy(f"COPY {name} TO STDOUT (FORMAT BINARY)") as copy:
        return b"".join(copy)


@cache
def _plain(url: URL) -> sqlite3.Connection:
    """Past SQLAlchemy, which would read each value into its type; no key is checked."""
    assert url.database is not None
    return sqlite3.connect(url.database, check_same_thread=False)


def _highest(table: Table) -> str:
    column = table.autoincrement_column
    return "1" if column is None else f"(SELECT max({column.name}) FROM {table.name})"
