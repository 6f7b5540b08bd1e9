"""Builds the application: configuration, foundation, then the slices that wiring ties together."""

from click import ClickException
from flask import Flask
from whitenoise import WhiteNoise

from directory import config, wiring
from directory.foundation import html, i18n, logs, security
from directory.foundation.db import db, migrate
from directory.foundation.edge import Edge

_YEAR = 365 * 24 * 3600


def create_app(overrides: dict[str, object] | None = None) -> Flask:
    """The WSGI application. `overrides` are settings that win over the environment (tests).

    Raises ClickException, which every command prints as one line, for a setting that cannot be used.
    """
    app = Flask("directory", template_folder="../templates", static_folder=None)
    try:
        app.config.from_mapping(config.load(overrides=overrides))
    except ValueError as error:
        raise ClickException(str(error)) from error
    logs.configure()
    logs.init_app(app)
    db.init_app(app)
    migrate.init_app(app)
    i18n.init_app(app)
    html.init_app(app)
    security.init_app(app)
    wiring.init_app(app)
    static = WhiteNoise(app.wsgi_app, autorefresh=bool(app.config["DEVELOPMENT"]), max_age=_YEAR)
    static.add_files(str(html.STATIC), prefix="static/")
    app.wsgi_app = Edge(app, static)  # type: ignore[method-assign]
    return app
