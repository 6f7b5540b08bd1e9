"""The database: one Base, UTC times, and SQLite set up so that "saved" means on disk."""

import atexit
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from flask import Flask, g, has_request_context
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as BoundSession
from sqlalchemy import DateTime, Dialect, Engine, Insert, MetaData, event, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, ExceptionContext
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import DeclarativeBase, Session, registry
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.sql.selectable import ExecutableReturnsRows
from sqlalchemy.types import JSON, TypeDecorator

from directory.foundation.logs import log
from directory.foundation.turns import Turn, own_patience
from directory.kernel.errors import Busy
from directory.kernel.later import later
from directory.kernel.prepared import Json

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


#: A column of JSON: None is SQL NULL ("not stated"), never the JSON word null.
DOCUMENT = JSON(none_as_null=True)


class Base(DeclarativeBase):
    """Parent of every table. `Mapped[datetime]` is UTC, `Mapped[dict]` and `Mapped[list]` are JSON."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMING),
        type_annotation_map={datetime: Utc, dict[str, Json]: DOCUMENT, list[str]: DOCUMENT},
    )


#: The bind of READ_DATABASE_URL; and in a session's info: this page reads from there.
COPY, READS_COPY = "copy", "reads_copy"


class _Session(BoundSession):
    """The session of a page, which may read from the copy of the database."""

    def get_bind(self, *entities: Any, **named: Any) -> Engine | Connection:
        """The engine of the next statement."""
        if self.info.get(READS_COPY):
            return db.engines[COPY]
        return super().get_bind(*entities, **named)

    def close(self) -> None:
        """Let go of the connection. Of one that broke the database has undone what was open: an answer that is ready
        goes out, and a worker goes on."""
        try:
            super().close()
        except DBAPIError as error:
            log.warning("a connection had broken", error=type(error).__name__)


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False, "class_": _Session})

#: Execution options: the next transaction will write; seconds for which it may wait for locks.
WRITING, PATIENCE = "lengnuan_writing", "lengnuan_patience"
#: What says that the database is busy or away: the same may be asked of it another time.
AWAY = (Busy, OperationalError, InterfaceError, PoolTimeoutError)
#: In a session's info: scopes whose version the open unit has raised.
BUMPED = "bumped_scopes"
Options = dict[str, bool | float]
#: How long one page waits to write, whatever it waits for: the line, the database's lock, and again for its next write.
BUSY_TIMEOUT_MS = 5000
#: PostgreSQL ends a transaction in which nothing was said for so long, and gives its rows back: a process that stands
#: still, or whose machine was cut off, would else hold them for hours. Nothing of ours thinks for a minute in one.
LONGEST_SILENCE_MS = 60_000
_SET_TIMEOUT = "lengnuan_busy_timeout"
#: How often a connection of this process could not write; and in one's info: how often by the time it was opened.
_read_only_errors = [0]
_OPENED_AFTER = "lengnuan_opened_after"
#: The part of an error's code of SQLite that says its kind; the rest says more exactly which.
_PRIMARY_CODE = 0xFF
#: PostgreSQL's code for a write where it may only be read.
_READ_ONLY = "25006"


@contextmanager
def turn_to_write(
    engine: Engine, begin: Callable[[Options], Connection], *, waits: bool = True
) -> Iterator[Connection]:
    """Line up to write, then open the transaction: `begin` gets the execution options of its connection.

    Raises Busy where a page cannot have the turn in time, sqlalchemy OperationalError where the database says so.
    Worker, command line and the gateway's own threads wait as long in the line and once more at the database: nobody
    else needs their thread. For a row of PostgreSQL worker and command line wait for ever.
    """
    is_page = has_request_context() and own_patience() is None
    is_sqlite = engine.dialect.name == "sqlite"
    turn, is_done = Turn(has_line=is_sqlite, is_page=is_page), False
    try:
        with _counted():
            turn.line_up(_patience() if waits else 0.0)
        options: Options = {WRITING: True}
        if has_request_context() or is_sqlite:
            options[PATIENCE] = _patience() if waits else 0.0
        with _counted():
            connection = begin(options)
        turn.begun()
        yield connection
        is_done = True
    except OperationalError:
        raise
    except Exception:
        # Refused for reasons of its own: it had its turn all the same.
        is_done = turn.has_begun
        raise
    finally:
        turn.end(is_done=is_done)


def _patience() -> float:
    """Seconds that this page, or somebody without a page, may still wait."""
    if (patience := own_patience()) is not None:
        return patience
    spent = float(g.get("waited_to_write", 0.0)) if has_request_context() else 0.0
    return max(0.0, BUSY_TIMEOUT_MS / 1000 - spent)


@contextmanager
def _counted() -> Iterator[None]:
    """What this block takes is off the page's patience, but for what it takes where nobody waits."""
    began = time.monotonic()
    try:
        yield
    finally:
        if has_request_context() and (spent := time.monotonic() - began) > 0.001:
            g.waited_to_write = float(g.get("waited_to_write", 0.0)) + spent


_Entity = TypeVar("_Entity", bound=DeclarativeBase)


def insert_new(session: Session, entity: type[_Entity], **values: object) -> _Entity | None:
    """Insert a row in one statement; None where a unique key says that it is there already.

    One that another transaction is just inserting is waited for.
    """
    inserted: _Entity | None = session.scalars(_insertion(entity, session.get_bind().dialect.name), values).first()
    return inserted


def insert_all(session: Session, entity: type[_Entity], rows: Sequence[Mapping[str, object]]) -> None:
    """Insert rows in one statement, those left out that a unique key says are there already."""
    if rows:
        session.connection().execute(_insertion_of_many(entity, session.get_bind().dialect.name), list(rows))


@cache
def _insertion_of_many(entity: type[Base], dialect: str) -> Insert:
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    return insert(entity).on_conflict_do_nothing()


@cache
def _insertion(entity: type[_Entity], dialect: str) -> ExecutableReturnsRows:
    """The statement, built once: building it takes longer than running it. An insert into the table, from whose row the
    entity is read: one of the entity would take the mapper as long again."""
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    table = entity.metadata.tables[entity.__tablename__]
    return select(entity).from_statement(insert(table).on_conflict_do_nothing().returning(*table.c))


def one_of(column: str, values: Iterable[str]) -> str:
    """The text of a check constraint: the column holds one of these words of ours."""
    return f"{column} IN (" + ", ".join(f"'{value}'" for value in values) + ")"


def init_app(app: Flask) -> None:
    """Give the application its database; what migrates it is loaded by who migrates."""
    db.init_app(app)
    app.extensions["migrate"] = migrations


@atexit.register
def _close() -> None:
    """Close what this process has open: SQLite's log goes back into the one file, which may then be copied alone."""
    for engines in list(db._app_engines.values()):
        for engine in engines.values():
            engine.dispose()


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: sqlite3.Connection, record: ConnectionPoolEntry) -> None:
    """WAL and synchronous=FULL: an acknowledged request survives a power cut. Transactions are begun by us."""
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None
    cursor = connection.cursor()
    record.info.update({_SET_TIMEOUT: BUSY_TIMEOUT_MS, _OPENED_AFTER: _read_only_errors[-1]})
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


@event.listens_for(Engine, "connect")
def _bound_silence(connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
    """Have PostgreSQL end a transaction of this connection in which nothing is said any more."""
    if isinstance(connection, sqlite3.Connection):
        return
    cursor = connection.cursor()
    cursor.execute(f"SET idle_in_transaction_session_timeout = {LONGEST_SILENCE_MS}")
    cursor.close()
    connection.commit()


@event.listens_for(Engine, "handle_error")
def _let_go_of_read_only(context: ExceptionContext) -> OperationalError | None:
    """A connection that cannot write never can: SQLite opened the file while its disk could only be read, PostgreSQL is
    a standby by now. It and its neighbours are opened anew, or the site saved nothing once all is well again.

    Whoever asked hears of it as of a database that is away, which PostgreSQL's driver calls an error inside the server.
    """
    error = context.original_exception
    if not is_sqlite_read_only(error) and getattr(error, "sqlstate", "") != _READ_ONLY:
        return None
    context.is_disconnect = True
    if (cursor := getattr(context.execution_context, "cursor", None)) is not None:
        # The library leaves its cursor to the garbage, and until then SQLite leaves its connection open.
        cursor.close()
    if context.engine is not None:
        # What all connections of a process share of SQLite's log stays as it was opened while one of them is open.
        # Those that nobody uses now are closed here, the others as they come back.
        _read_only_errors[:] = [_read_only_errors[-1] + 1]
        context.engine.dispose()
    return OperationalError(context.statement, None, error, hide_parameters=True, connection_invalidated=True)


@event.listens_for(Engine, "checkin")
def _close_what_was_in_use(connection: sqlite3.Connection | None, record: ConnectionPoolEntry) -> None:
    """Close a connection of SQLite that was open while one could not write."""
    if record.info.get(_OPENED_AFTER, _read_only_errors[-1]) != _read_only_errors[-1]:
        record.invalidate()


def is_sqlite_read_only(error: BaseException) -> bool:
    """Whether SQLite says that it cannot write."""
    return getattr(error, "sqlite_errorcode", 0) & _PRIMARY_CODE == sqlite3.SQLITE_READONLY


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    """A transaction that will write takes SQLite's write lock at once: upgrading a read lock later fails without
    waiting. On PostgreSQL a page waits for another's row as long as it may, and no longer."""
    options = connection.get_execution_options()
    patience = options.get(PATIENCE)
    if connection.dialect.name == "sqlite":
        milliseconds = BUSY_TIMEOUT_MS if patience is None else int(patience * 1000)
        if connection.info.get(_SET_TIMEOUT) != milliseconds:
            connection.info[_SET_TIMEOUT] = milliseconds
            # Past the log of statements: how often it is set depends on how long a page waited.
            cursor = connection.connection.cursor()
            cursor.execute(f"PRAGMA busy_timeout = {milliseconds}")
            cursor.close()
        connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get(WRITING) else "BEGIN")
    elif patience is not None:
        # Zero would mean for ever.
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {int(max(1, patience * 1000))}")
