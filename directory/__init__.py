"""冷暖专版 · Lengnuan: heating and cooling contractors of DC, Virginia and Maryland.

Importing it loads nothing but this: `make run`, a command and the web server each load what they use.
"""

import sys
from typing import TYPE_CHECKING

if sys.version_info < (3, 11):  # noqa: UP036  (whoever starts it by another Python is to read why)
    sys.exit(f"Error: Python 3.11 or newer is needed, and this is {sys.version.split()[0]}.")

from directory.kernel.later import later

if TYPE_CHECKING:
    from flask import Flask

    from directory import app as _app
else:
    _app = later("directory.app")

__all__ = ["create_app"]


def create_app(overrides: "dict[str, object] | None" = None) -> "Flask":
    """The whole WSGI application. `overrides` are settings that win over the environment (tests)."""
    return _app.create_app(overrides)


def __getattr__(name: str) -> "Flask":
    """`application`: what `flask --app directory` finds, furnished only as far as the command wants it."""
    if name == "application":
        return _app.application()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
