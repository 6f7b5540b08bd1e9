"""Copies of the database, taken while the site runs, and put back into an empty one."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Engine, inspect, text

from directory.foundation.health import HALF_RESTORED
from directory.kernel.errors import LengnuanError

#: The copy's file, by the database it is of.
FILES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}

#: What makes the table `HALF_RESTORED`, names the copy in it, reads that, and ends it.
_BEGIN = "CREATE TABLE restoring (copy VARCHAR(64) NOT NULL)"
_NAME = "INSERT INTO restoring VALUES (:copy)"
_NAMED = "SELECT copy FROM restoring"
_END = "DROP TABLE IF EXISTS restoring"


class Unusable(LengnuanError):
    """A copy that cannot be made or put back; the text is a sentence for the operator."""


def copy_database(engine: Engine, folder: Path) -> Path:
    """Write all that is committed now into a file of `folder`, which exists; whoever writes meanwhile is not stopped.

    Raises Unusable where the copy cannot be written, or PostgreSQL's own tool is not there or refuses.
    """
    path = folder / FILES[engine.dialect.name]
    if engine.dialect.name == "sqlite":
        with _connected(str(engine.url.database)) as site, _connected(path) as copy:
            site.backup(copy)
            # One file, also for whoever opens it next.
            copy.execute("PRAGMA journal_mode = DELETE")
    else:
        _run(engine, "pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--file", str(path))
    path.chmod(0o600)
    return path


def restore_database(engine: Engine, path: Path, digest: str) -> None:
    """Fill an empty database from a copy with this digest, all of it or nothing: half restored until `finish_restore`.
    One that this very copy filled before, and that was not finished, is left as it is.

    Raises Unusable for one that has other tables, or is of the other kind.
    """
    if path.name != FILES[engine.dialect.name]:
        raise Unusable(f"the copy is {path.name}, and DATABASE_URL names {engine.dialect.name}")
    tables = set(inspect(engine).get_table_names())
    if not tables - {HALF_RESTORED}:
        _fill(engine, path, digest)
    elif HALF_RESTORED not in tables:
        raise Unusable("the database has tables: put a copy back into an empty one")
    elif _digest_begun(engine) != digest:
        raise Unusable("another copy was put back here, not to its end: go on with that one, or empty the database")


def finish_restore(engine: Engine) -> None:
    """All of a copy is there: from now on the database is one like any other."""
    with engine.begin() as connection:
        connection.execute(text(_END))


def _fill(engine: Engine, path: Path, digest: str) -> None:
    """Load a copy. That it is half restored is written down before anybody sees a line of it."""
    engine.dispose()
    if engine.dialect.name == "sqlite":
        target = Path(str(engine.url.database))
        half = target.with_name(f"{target.name}.half")
        half.unlink(missing_ok=True)
        with _connected(path) as copy, _connected(half) as site:
            copy.backup(site)
            site.execute(_BEGIN)
            site.execute(_NAME, {"copy": digest})
            site.commit()
        # What an empty database left beside its file is none of this one's.
        for beside in ("-wal", "-shm"):
            target.with_name(target.name + beside).unlink(missing_ok=True)
        half.replace(target)
        return
    with engine.begin() as connection:
        connection.execute(text(_END))
        connection.execute(text(_BEGIN))
        connection.execute(text(_NAME), {"copy": digest})
    _run(engine, "pg_restore", "--single-transaction", "--no-owner", "--no-privileges", str(path))


def _digest_begun(engine: Engine) -> str:
    """The digest of the copy by which a database is half restored; empty where that is not known."""
    with engine.connect() as connection:
        return str(connection.scalar(text(_NAMED)) or "")


@contextmanager
def _connected(path: Path | str) -> Iterator[sqlite3.Connection]:
    """A file of SQLite. What it refuses is Unusable: a disk that is full, a file that is none of its own."""
    try:
        with closing(sqlite3.connect(path)) as connection:
            yield connection
    except sqlite3.Error as error:
        raise Unusable(f"SQLite refused: {error}") from error


def _run(engine: Engine, tool: str, *arguments: str) -> None:
    """One of PostgreSQL's own tools, on the site's database; the password stays out of the list of processes."""
    if shutil.which(tool) is None:
        raise Unusable(f"{tool} is not installed (Debian: apt install postgresql-client)")
    url = engine.url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    environment = os.environ | ({"PGPASSWORD": str(engine.url.password)} if engine.url.password else {})
    command = [tool, "--no-password", "--dbname", url, *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603  (our own words)
    if done.returncode:
        raise Unusable(f"{tool} refused: {(done.stderr.strip().splitlines() or ['no reason given'])[-1]}")
