"""Alembic's entry: runs the migrations on the application's own database and tables."""

from typing import Literal

import click
from alembic import context
from flask import current_app
from sqlalchemy.engine import Connection
from sqlalchemy.types import TypeDecorator

from directory.foundation.alone import alone
from directory.foundation.db import WRITING, Base, db
from directory.foundation.health import is_newer


def _keep(name: str | None, kind: str, parents: object) -> bool:
    """Leave what others put into the database alone."""
    return kind != "table" or name in Base.metadata.tables


def _render(kind: str, thing: object, autogen: object) -> str | Literal[False]:
    """A migration names plain column types: it must still run when the application's own types have moved on."""
    return f"sa.{thing.impl!r}" if kind == "type" and isinstance(thing, TypeDecorator) else False


def _foreign_keys(connection: Connection, switch: str) -> None:
    """SQLite alters a table by making it anew; with foreign keys on, dropping the old one would take its children."""
    if connection.dialect.name == "sqlite":
        connection.connection.cursor().execute(f"PRAGMA foreign_keys = {switch}")


def run_online() -> None:
    """Apply migrations, each revision in a transaction of its own that writes from its first statement."""
    arguments = {
        **current_app.extensions["migrate"].configure_args,
        "render_as_batch": True,
    }
    # Processes that start together upgrade one after the other; the second finds nothing to do.
    with alone(db.engine), db.engine.connect().execution_options(**{WRITING: True}) as connection:
        _foreign_keys(connection, "OFF")
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            include_name=_keep,
            render_item=_render,
            transaction_per_migration=True,
            **arguments,
        )
        if is_newer(context.get_context().get_current_heads()):
            # A release that was put back: it runs on these tables, and does not know what would take them back.
            click.echo("The tables are those of a later release: nothing to do.")
            return
        with context.begin_transaction():
            context.run_migrations()
        _foreign_keys(connection, "ON")


run_online()
