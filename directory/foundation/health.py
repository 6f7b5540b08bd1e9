"""Whether the database answers, and holds the tables this code wants."""

from functools import cache
from pathlib import Path

from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

_MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"


def trouble(engine: Engine) -> str | None:
    """Why no traffic should come, in a few words for the operator; None when all is well."""
    try:
        with engine.connect() as connection:
            held = MigrationContext.configure(connection).get_current_heads()
    except SQLAlchemyError as error:
        return f"the database does not answer ({type(error).__name__})"
    return None if set(held) == _heads() else "the database waits for: flask --app directory db upgrade"


@cache
def _heads() -> frozenset[str]:
    """The newest migration this code came with."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    return frozenset(ScriptDirectory.from_config(config).get_heads())
