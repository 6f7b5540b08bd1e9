"""The application: foundation first, then the slices that wiring ties together. Each loads when it is furnished."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from flask import Flask

from directory import config
from directory.commands import commands
from directory.foundation.site import ALL, ROWS, Site
from directory.kernel.later import later

if TYPE_CHECKING:
    import whitenoise

    from directory import wiring
    from directory.foundation import db, html, i18n, logs, security
else:
    whitenoise = later("whitenoise")
    wiring = later("directory.wiring")
    db = later("directory.foundation.db")
    html = later("directory.foundation.html")
    i18n = later("directory.foundation.i18n")
    logs = later("directory.foundation.logs")
    security = later("directory.foundation.security")

_YEAR = 365 * 24 * 3600


def create_app(overrides: dict[str, object] | None = None) -> Flask:
    """The WSGI application, complete. `overrides` are settings that win over the environment (tests)."""
    app = application(overrides)
    app.furnish()
    return app


def application(overrides: dict[str, object] | None = None) -> Site:
    """The same before anything is loaded: a command line furnishes it as far as its command wants."""
    steps: list[tuple[str, Callable[[Flask], None]]] = [
        (ROWS, partial(_open_rows, overrides=overrides)),
        (ALL, _complete),
    ]
    app = Site("directory", template_folder="../templates", static_folder=None, steps=steps)
    app.cli = commands(app.name)
    return app


def _open_rows(app: Flask, overrides: dict[str, object] | None) -> None:
    """Settings and database: enough to read."""
    app.config.from_mapping(config.load(overrides=overrides))
    logs.configure()
    db.init_app(app)


def _complete(app: Flask) -> None:
    """Languages, pages, hooks, commands, static files."""
    logs.init_app(app)
    i18n.init_app(app)
    html.init_app(app)
    security.init_app(app)
    wiring.init_app(app)
    static = whitenoise.WhiteNoise(app.wsgi_app, autorefresh=bool(app.config["DEVELOPMENT"]), max_age=_YEAR)
    static.add_files(str(html.STATIC), prefix="static/")
    app.wsgi_app = static  # type: ignore[method-assign]
