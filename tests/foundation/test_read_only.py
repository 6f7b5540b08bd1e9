"""A disk that could only be read for a while: the site saves again once it can be written."""

import gc
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask
from sqlalchemy import create_engine
from sqlalchemy.exc import DBAPIError

from directory import server
from directory.foundation import limits
from directory.foundation.db import db


def test_connections_that_cannot_write_are_not_used_again(app: Flask) -> None:
    db.session.remove()
    # The next connection is to be the one that is made here: others of the pool can write.
    db.engine.dispose()
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        # What a connection answers that was opened while its file, or its server, could only be read.
        connection.exec_driver_sql("PRAGMA query_only = ON" if is_sqlite else "SET default_transaction_read_only = on")
    with pytest.raises(DBAPIError, match=r"read-?only"):
        limits.write_something()
    limits.write_something()


def _open_files(path: Path) -> int:
    """How often this process has that file open."""
    return sum(link.resolve() == path for link in Path("/proc/self/fd").iterdir())


@pytest.fixture
def without_garbage() -> Iterator[None]:
    """What only the collector would find stays."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("without_garbage")
@pytest.mark.parametrize("is_used", [True, False])
def test_none_of_a_process_stays_open_once_one_cannot_write(tmp_path: Path, is_used: bool) -> None:
    """What they share of SQLite's log stays as it was opened, as long as one of them is open."""
    path = tmp_path / "site.sqlite3"
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE things (name TEXT)")
    other = engine.connect() if is_used else None
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA query_only = ON")
        with pytest.raises(DBAPIError, match="readonly"):
            connection.exec_driver_sql("INSERT INTO things VALUES ('a')")
    if other is not None:
        other.close()
    assert _open_files(path) == 0


@pytest.mark.parametrize(
    ("code", "is_there", "lives_on"),
    [
        (sqlite3.SQLITE_READONLY, True, False),
        (sqlite3.SQLITE_READONLY_CANTINIT, True, False),
        (sqlite3.SQLITE_READONLY, False, True),
        (sqlite3.SQLITE_BUSY, True, True),
    ],
)
def test_a_web_process_that_cannot_write_what_can_be_written_makes_way(
    tmp_path: Path, code: int, is_there: bool, lives_on: bool
) -> None:
    path = tmp_path / "site.sqlite3"
    if is_there:
        path.touch()
    error = sqlite3.OperationalError("attempt to write a readonly database")
    error.sqlite_errorcode = code
    worker = SimpleNamespace(alive=True)
    engine = SimpleNamespace(url=SimpleNamespace(database=str(path)))
    server.make_way(worker, SimpleNamespace(engine=engine, original_exception=error))
    assert worker.alive == lives_on
