"""Commands: one table says where each is and what has to stand before it runs. None is loaded before it is called."""

from collections.abc import Callable, Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from functools import wraps
from typing import Any, cast

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from directory.foundation.site import ALL, ROWS, Site
from directory.kernel.later import load


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


_CLI = "directory.doors.cli"
#: Every command of ours, and the migration library's.
COMMANDS: Mapping[str, Command | Group] = {
    "ads": Group(
        "Printed ads: read them, take them in for review.",
        {
            "parse": Command(f"{_CLI}.ads:parse_command", needs=None),
            "import": Command(f"{_CLI}.ads_import:import_command"),
            "print": Command(f"{_CLI}.printing:print_command"),
        },
    ),
    "db": Command("flask_migrate.cli:db"),
    "licenses": Command(f"{_CLI}.licenses:licenses"),
    "operator": Command(f"{_CLI}.operator:operator"),
    "outbox": Command(f"{_CLI}.outbox:outbox_group"),
    "purge": Command(f"{_CLI}.purge:purge_command"),
    "search": Command(f"{_CLI}.search:search", needs=ROWS),
    "seed": Command(f"{_CLI}.seed:seed"),
    "worker": Command("directory.doors.worker.command:worker_command"),
}


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
        return command


def _furnished(needs: str, run: Callable[..., Any] | None) -> Callable[..., Any]:
    """The callback of a command (or of a group, before its commands), once the application is as far as it needs."""

    def furnish(*args: Any, **options: Any) -> Any:
        cast(Site, current_app).furnish(needs)
        return run(*args, **options) if run is not None else None

    return wraps(run)(furnish) if run is not None else furnish


def register(app: Flask) -> None:
    """Make the table the application's `flask --app directory`."""
    app.cli = Commands(COMMANDS, name=app.name)


def references() -> Iterable[str]:
    """Where each command is."""
    for entry in COMMANDS.values():
        yield from (c.reference for c in entry.commands.values()) if isinstance(entry, Group) else (entry.reference,)
