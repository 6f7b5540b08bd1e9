"""Migrations make exactly the tables of the models, on both engines, and can be taken back with rows in."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_migrate import downgrade, upgrade
from sqlalchemy import Engine, MetaData, Table, create_engine, func, inspect, select, text

from directory.foundation.db import Base, db
from tests.rules.source import ROOT, Source, files, imports, keeps
from tests.support import databases
from tests.support.rows import one_row_each

FOLDER = ROOT / "directory" / "migrations"


def scripts(folder: Path = FOLDER) -> ScriptDirectory:
    """The migrations as Alembic orders them."""
    config = Config()
    config.set_main_option("script_location", str(folder))
    return ScriptDirectory.from_config(config)


def check_tables(engine: Engine, metadata: MetaData = Base.metadata) -> Iterator[str]:
    """What differs between the tables of a database and those of the models."""
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "compare_server_default": True,
                "include_name": lambda name, kind, _: kind != "table" or name != "alembic_version",
            },
        )
        yield from (str(difference) for difference in compare_metadata(context, metadata))


def check_imports(sources: list[Source]) -> Iterator[str]:
    """Migrations that would break when the code they import moves on."""
    for source in sources:
        for line, pieces in imports(source):
            if pieces[0] == "directory":
                yield f"{source.path}:{line} imports {'.'.join(pieces)}"


def test_there_is_one_head() -> None:
    assert len(scripts().get_heads()) == 1


def test_migrations_stand_alone() -> None:
    keeps(check_imports(list(files("directory/migrations/versions/*.py"))))


def test_models_are_what_migrations_make(engine_url: str) -> None:
    engine = create_engine(engine_url)
    keeps(check_tables(engine))
    engine.dispose()


@pytest.mark.parametrize("name", databases.ENGINES)
def test_up_down_up_with_rows(name: str, test_databases: databases.Databases, tmp_path: Path) -> None:
    with test_databases.empty(name) as url, databases.application(url, tmp_path).app_context():
        upgrade()
        with db.engine.begin() as connection:
            one_row_each(connection, Base.metadata)
        counted = _counted(db.engine)
        assert set(counted.values()) == {1}, counted
        for script in scripts().walk_revisions():
            downgrade(revision=script.down_revision or "base")
        assert set(inspect(db.engine).get_table_names()) == {"alembic_version"}
        upgrade()
        keeps(check_tables(db.engine))
        db.engine.dispose()


@pytest.mark.parametrize("name", databases.ENGINES)
def test_texts_in_files_that_were_told_as_received_are_so_no_more(
    name: str, test_databases: databases.Databases, tmp_path: Path
) -> None:
    with test_databases.empty(name) as url, databases.application(url, tmp_path).app_context():
        upgrade(revision="0002")
        at = datetime(2026, 11, 22, 18, 16, tzinfo=UTC)
        common = {"kind": "lead", "subject_kind": "lead", "recipient": "x", "language": "en", "priority": "lead"}
        common |= {"attempts": 1, "repeats": 0, "due_at": at, "created_at": at}
        sent = [("sms", "delivered", "r0.json"), ("email", "sent", "r1.json"), ("sms", "delivered", "SM2")]
        with db.engine.begin() as connection:
            messages = Table("messages", MetaData(), autoload_with=connection)
            for number, (channel, state, provider_reference) in enumerate(sent):
                own = {"subject_id": number, "channel": channel, "state": state, "reference": f"r{number}"}
                own |= {"provider_reference": provider_reference, "delivered_at": at if state == "delivered" else None}
                connection.execute(messages.insert().values(**common, **own))
        upgrade()
        with db.engine.connect() as connection:
            query = text("SELECT state, port, delivered_at IS NULL FROM messages ORDER BY id")
            now = [(state, port, bool(is_null)) for state, port, is_null in connection.execute(query)]
        assert now == [("sent", "file", True), ("sent", "file", True), ("delivered", None, False)]
        db.engine.dispose()


def _counted(engine: Engine) -> dict[str, int]:
    with engine.connect() as connection:
        tables: list[Table] = Base.metadata.sorted_tables
        return {t.name: connection.scalar(select(func.count()).select_from(t)) or 0 for t in tables}


def test_a_table_without_migration_is_named(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'x.sqlite3'}")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE stray (id INTEGER PRIMARY KEY)"))
    complaints = list(check_tables(engine))
    engine.dispose()
    assert any("stray" in line for line in complaints)
    assert any("businesses" in line for line in complaints)


def test_an_import_in_a_migration_is_named() -> None:
    planted: Any = Source("directory/migrations/versions/0002_x.py", "from directory.leads.models import Lead")
    assert list(check_imports([planted]))
