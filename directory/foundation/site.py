"""The application, furnished step by step: a command pays for what it uses, a server for all before it serves."""

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from threading import RLock
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

import click
from flask import Flask
from flask.cli import FlaskGroup
from flask.ctx import AppContext
from werkzeug.routing import Rule

from directory.foundation.templates import Templates

#: What is furnished, in this order: settings and database; then everything else.
ROWS, ALL = "rows", "all"


class LateRule(Rule):
    """A route whose code for building addresses is compiled with the first address of it: a process builds few."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        compiled: list[Callable[..., tuple[str, str]]] = []
        compile_builder = super()._compile_builder

        def build(rule: Rule, **values: object) -> tuple[str, str]:
            if not compiled:
                compiled.append(compile_builder(append_unknown))
            return compiled[0](rule, **values)

        return build


class Site(Flask):
    """A Flask application that takes its steps when they are first needed, each once.

    `furnish` takes them; so do a request, and an application context that anything but the look-up of a command opens.
    """

    url_rule_class = LateRule
    jinja_environment = Templates

    def __init__(self, *args: Any, steps: Sequence[tuple[str, Callable[[Flask], None]]], **options: Any) -> None:
        """`steps` are names and what each does; the rest is Flask's."""
        super().__init__(*args, **options)
        # Every template stays, and to find one again keeps no order of use.
        self.jinja_options = {"cache_size": -1}
        self._left = list(steps)
        self._line = RLock()
        self._is_furnishing = False

    def furnish(self, until: str = ALL) -> None:
        """Take the steps up to the one of this name. Threads that ask meanwhile wait; a step that asks does not."""
        with self._line:
            if self._is_furnishing or until not in [name for name, _ in self._left]:
                return
            self._is_furnishing = True
            try:
                with _no_collection():
                    name = ""
                    while name != until:
                        name, step = self._left[0]
                        step(self)
                        del self._left[0]
            finally:
                self._is_furnishing = False

    def app_context(self) -> AppContext:
        """Everything is there in it; only the command line opens one before it knows what its command wants."""
        context = click.get_current_context(silent=True)
        if context is None or not isinstance(context.command, FlaskGroup):
            self.furnish()
        return super().app_context()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        if self._left:
            self.furnish()
        return super().__call__(environ, start_response)


@contextmanager
def _no_collection() -> Iterator[None]:
    """Loading makes a great many things and throws hardly any away: the collector would look at them all, again and
    again, for a third of the time. What is there after it stays: it is not looked at later, either."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if not gc.get_freeze_count():
            gc.freeze()
        if was_on:
            gc.enable()
