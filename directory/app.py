"""The Flask application, built in steps: first the foundation, then the slices that `wiring` registers."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from click import ClickException
from flask import Flask

from directory import config
from directory.commands import commands
from directory.foundation.site import ALL, ROWS, Site
from directory.kernel.later import later

if TYPE_CHECKING:
    import whitenoise
    from gunicorn import errors
    from sqlalchemy import exc

    from directory import wiring
    from directory.entrypoints.pages import machine
    from directory.foundation import db, edge, fragments, headers, health, html, i18n, keys, logs, replica, security
else:
    whitenoise = later("whitenoise")
    errors = later("gunicorn.errors")
    exc = later("sqlalchemy.exc")
    wiring = later("directory.wiring")
    machine = later("directory.entrypoints.pages.machine")
    db = later("directory.foundation.db")
    edge = later("directory.foundation.edge")
    fragments = later("directory.foundation.fragments")
    headers = later("directory.foundation.headers")
    health = later("directory.foundation.health")
    html = later("directory.foundation.html")
    i18n = later("directory.foundation.i18n")
    keys = later("directory.foundation.keys")
    logs = later("directory.foundation.logs")
    replica = later("directory.foundation.replica")
    security = later("directory.foundation.security")

_YEAR = 365 * 24 * 3600


def create_app(overrides: dict[str, object] | None = None) -> Flask:
    """The WSGI application, complete. `overrides` are settings that win over the environment (tests).

    Raises ClickException, which every command prints as one line, for a setting that cannot be used.
    """
    app = application(overrides)
    app.furnish()
    return app


def web() -> Flask:
    """What a web server serves: the application, where what people send can be delivered and the settings can be used.

    Raises gunicorn's AppImportError, which ends the server with one sentence. A database that is away or has other
    tables stops nothing: /readyz says so, and says when the secret key is another than the database's.
    """
    try:
        app = create_app()
        settings = config.Settings.of(app.config)
        if missing := config.missing_for_delivery(settings):
            raise ClickException(missing)
    except ClickException as error:
        raise errors.AppImportError(error.message) from error
    if unsaid := config.unsaid_of_operator(settings):
        logs.log.warning("nobody can read who runs this site", unset=", ".join(unsaid))
    with app.app_context(), suppress(exc.DBAPIError):
        if not keys.agree():
            logs.log.error("the secret key is not this database's", cure=keys.DIFFER)
    return app


def warm_up(app: Flask) -> None:
    """Draw the first pages, so that the first visitor finds everything loaded, and close every line to the database.

    A database that is away or waits for its tables stops nothing: `/readyz` draws them later.
    """
    with app.test_request_context():
        if health.trouble(db.db.engine) is None:
            machine.warm_up()
        db.db.engine.dispose()


def application(overrides: dict[str, object] | None = None) -> Site:
    """The application before anything is loaded: the command line loads as much of it as its command needs."""
    steps: list[tuple[str, Callable[[Flask], None]]] = [
        (ROWS, partial(_open_rows, overrides=overrides)),
        (ALL, _complete),
    ]
    app = Site("directory", template_folder="../templates", static_folder=None, steps=steps)
    app.cli = commands(app.name)
    return app


def _open_rows(app: Flask, overrides: dict[str, object] | None) -> None:
    """Settings and database: enough to read."""
    try:
        app.config.from_mapping(config.load(overrides=overrides))
    except ValueError as error:
        raise ClickException(str(error)) from error
    logs.configure()
    db.init_app(app)


def _complete(app: Flask) -> None:
    """Languages, pages, hooks, commands, static files."""
    logs.init_app(app)
    i18n.init_app(app)
    html.init_app(app)
    fragments.init_app(app)
    security.init_app(app)
    replica.init_app(app)
    wiring.init_app(app)
    is_developed = config.Settings.of(app.config).development
    always = headers.security_headers(is_https=bool(app.config["SESSION_COOKIE_SECURE"]))
    static = whitenoise.WhiteNoise(
        app.wsgi_app,
        autorefresh=is_developed,
        max_age=_YEAR,
        add_headers_function=lambda answer, path, url: [answer.add_header(*header) for header in always.items()],
    )
    static.add_files(str(html.STATIC), prefix="static/")
    app.wsgi_app = edge.Edge(app, static)  # type: ignore[method-assign]
