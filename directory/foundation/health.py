"""Whether the database answers, and holds the tables this code wants."""

import sqlite3
from collections.abc import Iterable
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine, func, inspect, select, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from directory.kernel.later import later
from directory.kernel.prepared import prepared

if TYPE_CHECKING:
    from alembic import config, script
else:
    config = later("alembic.config")
    script = later("alembic.script")

_MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"
_VERSIONS = "alembic_version"
_HELD = text("SELECT version_num FROM alembic_version")
#: The table of a database into which a copy is being put back (`foundation/backup.py`), until all of it is there.
HALF_RESTORED = "restoring"
#: What an operator reads of a database with older tables.
OUTDATED = "the database waits for: flask --app directory db upgrade"
#: And of one that is half restored.
RESTORE_AGAIN = "a copy was not put back to its end: run the same `flask --app directory restore` again"


def trouble(engine: Engine) -> str | None:
    """Why no traffic should come, in a few words for the operator; None when all is well."""
    try:
        with engine.connect() as connection:
            tables = inspect(connection)
            if tables.has_table(HALF_RESTORED):
                return RESTORE_AGAIN
            revisions = connection.scalars(_HELD).all() if tables.has_table(_VERSIONS) else []
    except SQLAlchemyError as error:
        return f"the database does not answer ({_reason(error)})"
    has_ours = set(revisions) == newest() or is_newer(revisions)
    return None if has_ours else OUTDATED


def _reason(error: SQLAlchemyError) -> str:
    """What SQLite says, as that the file is no database; of PostgreSQL the kind alone, for its words name machine and
    account."""
    cause = error.orig if isinstance(error, DBAPIError) else None
    return str(cause) if isinstance(cause, sqlite3.Error) else type(error).__name__


def is_half_restored(engine: Engine) -> bool:
    """Whether a copy is being put back here, or was and not to its end. Raises SQLAlchemyError while it is away."""
    return inspect(engine).has_table(HALF_RESTORED)


def is_newer(revisions: Iterable[str]) -> bool:
    """Whether tables are those of a later release: this one runs on them, because a release only adds (a rule of
    `tests/rules/test_expanding.py`), and what it no longer wants goes a release later."""
    return any(revision > max(newest()) for revision in revisions)


def time_there(engine: Engine) -> datetime | None:
    """What time the database's machine has; None where it is this machine, or away."""
    if engine.dialect.name == "sqlite":
        return None
    try:
        with engine.connect() as connection:
            return connection.scalar(select(func.now()))
    except SQLAlchemyError:
        return None


@cache
def newest() -> frozenset[str]:
    """The newest migration this code came with. Kept: the library that knows is dear to load for one word."""
    return frozenset(
        prepared("migrations", ("directory/migrations/versions", "directory/foundation/health.py"), _heads, list[str])
    )


def _heads() -> list[str]:
    settings = config.Config()
    settings.set_main_option("script_location", str(_MIGRATIONS))
    return sorted(script.ScriptDirectory.from_config(settings).get_heads())
