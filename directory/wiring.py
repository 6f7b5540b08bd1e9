"""The roof: the only place that knows every slice. Registers routes, ties the hooks, hands vocabulary to templates."""

from flask import Flask

from directory.ads import models as ads_models
from directory.audit import models as audit_models
from directory.businesses import models as businesses_models
from directory.credentials import models as credentials_models
from directory.doors import api, cli
from directory.foundation import limits, unit, versions
from directory.foundation.i18n import language
from directory.leads import models as leads_models
from directory.listings import routes as listings_routes
from directory.moderation import models as moderation_models
from directory.outbox import models as outbox_models
from directory.places import models as places_models
from directory.quotes import models as quotes_models
from directory.search import actions as search_actions
from directory.search import models as search_models
from directory.trades import vocabulary

#: Naming them here loads every table before the first query or migration.
MODELS = (
    ads_models,
    audit_models,
    businesses_models,
    credentials_models,
    leads_models,
    moderation_models,
    outbox_models,
    places_models,
    quotes_models,
    search_models,
    limits,
    versions,
)


def init_app(app: Flask) -> None:
    """Tie everything to the application."""
    _routes(app)
    _hooks()
    _notices()
    _templates(app)


def _routes(app: Flask) -> None:
    """Register every slice's blueprint."""
    app.register_blueprint(listings_routes.bp)
    api.init_app(app)
    cli.register(app)


def _hooks() -> None:
    """Tie what happens before a commit."""
    unit.before_commit(search_actions.write)


def _notices() -> None:
    """Hand every slice's composers, jobs and outcomes to the outbox."""


def _templates(app: Flask) -> None:
    """Give templates the vocabulary."""
    app.jinja_env.globals["label"] = _label


def _label(kind: str, code: str) -> str:
    """The word for a code in the page's language."""
    return vocabulary.label(kind, code, language().url)
