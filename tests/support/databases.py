"""One migrated database a worker and engine, emptied after each test."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import Engine, create_engine, inspect, text

from directory import create_app
from directory.foundation.db import Base, db
from tests.support import postgres

ENGINES = ("sqlite", "postgresql")


def application(url: str, instance: Path, **overrides: object) -> Flask:
    """The application on `url`, with its files in `instance`."""
    return create_app(
        {
            "INSTANCE": str(instance),
            "DATABASE_URL": url,
            "SECRET_KEY": "a key for tests only",
            "TESTING": True,
            "WTF_CSRF_ENABLED": False,
            "SMS_HOURS": "always",
            **overrides,
        }
    )


def migrated(engine: str, folders: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a database whose tables the migrations made."""
    folder = folders.mktemp(engine)
    if engine == "sqlite":
        url = f"sqlite:///{folder / 'test.sqlite3'}"
        _upgrade(url, folder)
        yield url
        return
    with postgres.server() as maintenance:
        name = f"test_{os.getpid()}"
        admin = create_engine(maintenance, isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        url = admin.url.set(database=name).render_as_string(hide_password=False)
        _upgrade(url, folder)
        yield url
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        admin.dispose()


def _upgrade(url: str, folder: Path) -> None:
    app = application(url, folder)
    with app.app_context():
        upgrade()
        db.engine.dispose()


def clean(engine: Engine) -> None:
    """Empty every table."""
    names = [table.name for table in reversed(Base.metadata.sorted_tables)]
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            present = set(inspect(connection).get_table_names())
            wanted = ", ".join(f'"{name}"' for name in names if name in present)
            connection.execute(text(f"TRUNCATE {wanted} RESTART IDENTITY CASCADE"))
        else:
            for name in names:
                connection.execute(text(f'DELETE FROM "{name}"'))
