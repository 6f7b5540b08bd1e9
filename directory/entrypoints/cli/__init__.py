"""Commands: `directory/commands.py` says where each is and what it needs. None is loaded before it is called."""

from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass
from functools import wraps
from typing import Any, cast

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext

from directory.foundation.site import ALL, Site
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

    return with_appcontext(wraps(run)(furnish) if run is not None else furnish)
