"""Copies of the database, taken while the site runs, and put back into an empty one."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Engine, inspect

from directory.kernel.errors import LengnuanError

#: The copy's file, by the database it is of.
FILES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}


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


def restore_database(engine: Engine, path: Path) -> None:
    """Fill an empty database from a copy. Raises Unusable for one that has tables, or is of the other kind."""
    if path.name != FILES[engine.dialect.name]:
        raise Unusable(f"the copy is {path.name}, and DATABASE_URL names {engine.dialect.name}")
    if inspect(engine).get_table_names():
        raise Unusable("the database has tables: put a copy back into an empty one")
    engine.dispose()
    if engine.dialect.name == "sqlite":
        with _connected(path) as copy, _connected(str(engine.url.database)) as site:
            copy.backup(site)
    else:
        _run(engine, "pg_restore", "--exit-on-error", "--no-owner", "--no-privileges", str(path))


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
