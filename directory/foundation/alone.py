"""One process at a time, on all machines that share a database: for what changes its tables."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, text

from directory.kernel.files import locked

#: Any number, the same in every release: who holds it is changing the tables.
_NUMBER = 7_420_170_301


@contextmanager
def alone(engine: Engine) -> Iterator[None]:
    """Wait until no other process is inside, and keep others out until the block ends or this process dies.

    On PostgreSQL by an advisory lock of a connection of its own; on SQLite, whose processes share a machine, by a lock
    on a file beside the database.
    """
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("SELECT pg_advisory_lock(:number)"), {"number": _NUMBER})
            try:
                yield
            finally:
                connection.execute(text("SELECT pg_advisory_unlock(:number)"), {"number": _NUMBER})
    elif engine.url.database is None or engine.url.database in ("", ":memory:"):
        yield
    else:
        with locked(Path(engine.url.database).with_suffix(".upgrading")):
            yield
