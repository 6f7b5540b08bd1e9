"""The database: one Base, UTC times, and SQLite set up so that "saved" means on disk."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Lock
from typing import TYPE_CHECKING, Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Dialect, Engine, MetaData, event
from sqlalchemy.engine import Connection
from sqlalchemy.orm import DeclarativeBase, registry
from sqlalchemy.types import JSON, TypeDecorator

from directory.kernel.later import later

if TYPE_CHECKING:
    from directory.foundation import migrations
else:
    migrations = later("directory.foundation.migrations")

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Utc(TypeDecorator[datetime]):
    """An aware UTC moment. SQLite keeps no zone, so it is put back on the way out; a naive value is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


#: None is SQL NULL ("not stated"), never the JSON word null.
_JSON = JSON(none_as_null=True)


class Base(DeclarativeBase):
    """Parent of every table. `Mapped[datetime]` is UTC, `Mapped[dict]` and `Mapped[list]` are JSON."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMING),
        type_annotation_map={datetime: Utc, dict[str, Any]: _JSON, list[str]: _JSON, list[Any]: _JSON},
    )


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})

#: Key in Connection.info set by the unit of work: the next transaction will write.
WRITING = "lengnuan_writing"
BUSY_TIMEOUT_MS = 5000
#: SQLite has one writer at a time. Threads of one process line up here and are woken in turn: at the database they
#: would nap and look again, and of many on a busy machine one starved until its page gave up.
_line = Lock()


@contextmanager
def turn_to_write(engine: Engine) -> Iterator[None]:
    """On SQLite, line up before a transaction that writes, for BUSY_TIMEOUT_MS at most; then the database decides."""
    is_held = engine.dialect.name == "sqlite" and _line.acquire(timeout=BUSY_TIMEOUT_MS / 1000)
    try:
        yield
    finally:
        if is_held:
            _line.release()


def one_of(column: str, values: Iterable[str]) -> str:
    """The text of a check constraint: the column holds one of these words of ours."""
    return f"{column} IN (" + ", ".join(f"'{value}'" for value in values) + ")"


def init_app(app: Flask) -> None:
    """Give the application its database; what migrates it is loaded by who migrates."""
    db.init_app(app)
    app.extensions["migrate"] = migrations


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, record: Any) -> None:
    """WAL and synchronous=FULL: an acknowledged request survives a power cut. Transactions are begun by us."""
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    """A transaction that will write takes the write lock at once: upgrading a read lock later fails without waiting."""
    if connection.dialect.name == "sqlite":
        options = connection.get_execution_options()
        connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get(WRITING) else "BEGIN")
