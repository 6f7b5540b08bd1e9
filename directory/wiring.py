"""The roof: the only place that knows every slice. Registers routes, ties the hooks, hands vocabulary to templates."""

from flask import Flask

from directory.ads import models as ads_models
from directory.audit import models as audit_models
from directory.businesses import models as businesses_models
from directory.credentials import models as credentials_models
from directory.foundation import limits, versions
from directory.leads import models as leads_models
from directory.moderation import models as moderation_models
from directory.outbox import models as outbox_models
from directory.places import models as places_models
from directory.quotes import models as quotes_models
from directory.search import models as search_models

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


def _hooks() -> None:
    """Tie what happens before a commit."""


def _notices() -> None:
    """Hand every slice's composers, jobs and outcomes to the outbox."""


def _templates(app: Flask) -> None:
    """Give templates the vocabulary."""
