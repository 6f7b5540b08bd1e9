"""Commands: `directory/commands.py` says where each is and what it needs. None is loaded before it is called."""

import sys
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass
from functools import wraps
from io import TextIOWrapper
from typing import TYPE_CHECKING, Any, cast

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext

from directory.foundation.site import ALL, Site
from directory.kernel.errors import Busy
from directory.kernel.later import later, load

if TYPE_CHECKING:
    from sqlalchemy import exc

    from directory.foundation import db, health
else:
    exc = later("sqlalchemy.exc")
    db = later("directory.foundation.db")
    health = later("directory.foundation.health")


@dataclass(frozen=True)
class Command:
    """Where a command is (`module:name`), and the step of the application it needs; None = it needs nothing."""

    reference: str
    needs: str | None = ALL


@dataclass(frozen=True)
class Group:
    """Commands under one word."""

    help: str
    commands: Mapping[str, Command]


class Commands(AppGroup):
    """A group whose commands are loaded when they are called or listed, and that furnishes the application for them."""

    def __init__(self, table: Mapping[str, Command | Group], **options: Any) -> None:
        super().__init__(**options)
        self._table = table

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands, sorted."""
        return sorted({*super().list_commands(ctx), *self._table})

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command of a name, loaded; None for an unknown one."""
        entry = self._table.get(name)
        if entry is None:
            return super().get_command(ctx, name)
        if isinstance(entry, Group):
            return Commands(entry.commands, name=name, help=entry.help)
        command = copy(cast(click.Command, load(entry.reference)))
        if entry.needs is not None:
            command.callback = _furnished(entry.needs, command.callback)
        command.invoke = _in_a_sentence(command.invoke)  # type: ignore[method-assign,assignment]
        return command


def _in_a_sentence(invoke: Callable[[click.Context], Any]) -> Callable[[click.Context], Any]:
    """A command that says in a sentence, without a traceback, which database or file cannot be used."""

    def run(ctx: click.Context) -> Any:
        for stream in (sys.stdout, sys.stderr):
            # What a terminal of another encoding cannot show is a question mark there, and stops nothing.
            if isinstance(stream, TextIOWrapper):
                stream.reconfigure(errors="replace")
        try:
            return invoke(ctx)
        except (exc.DBAPIError, Busy) as error:
            if (sentence := _of_database(error, is_upgrade=ctx.info_name == "db")) is None:
                raise
            raise click.ClickException(sentence) from error
        except BrokenPipeError:
            # Whoever read what is printed has enough; click ends by it without a word.
            raise
        except OSError as error:
            if error.strerror is None:
                raise
            named = f"{error.filename}: " if error.filename else ""
            raise click.ClickException(f"{named}{error.strerror}") from error

    return run


def _of_database(error: Exception, *, is_upgrade: bool) -> str | None:
    """Why the database did not do it; None where it was asked for what it cannot do, which is our fault.

    `is_upgrade`: it was to get newer tables, and is not told to do so again.
    """
    wrong = health.trouble(db.db.engine)
    if wrong and not (is_upgrade and wrong == health.OUTDATED):
        return wrong
    if isinstance(error, Busy):
        return "the database is busy: try again"
    if is_upgrade and isinstance(error, exc.DBAPIError):
        return f"the tables could not be brought up to date: {_first_line(error)}"
    if isinstance(error, exc.OperationalError | exc.InterfaceError):
        return f"the database did not do it: {_first_line(error)}"
    return None


def _first_line(error: "exc.DBAPIError") -> str:
    return str(error.orig).partition("\n")[0]


def _furnished(needs: str, run: Callable[..., Any] | None) -> Callable[..., Any]:
    """The callback of a command (or of a group, before its commands), once the application is as far as it needs."""

    def furnish(*args: Any, **options: Any) -> Any:
        cast(Site, current_app).furnish(needs)
        return run(*args, **options) if run is not None else None

    return with_appcontext(wraps(run)(furnish) if run is not None else furnish)
