"""The only door to a listing that somebody wants to report or to have taken down."""

from directory.accounts.access import browser
from directory.accounts.models import Code
from directory.businesses.models import Business
from directory.businesses.queries import by_slug
from directory.foundation import tokens
from directory.foundation.db import db
from directory.kernel.errors import NotFound
from directory.kernel.text import is_slug
from directory.reports import queries


def listed_business(slug: str) -> Business:
    """The published business of this slug, phones loaded; NotFound for any other, also for one already taken down."""
    business = by_slug(db.session(), slug) if is_slug(slug) else None
    if business is None:
        raise NotFound(slug)
    return business


def is_down(slug: str) -> bool:
    """Whether the listing of this slug was taken down."""
    business = by_slug(db.session(), slug, with_gone=True) if is_slug(slug) else None
    return business is not None and business.state == "removed"


def own_code(business: Business) -> Code | None:
    """The code that this browser asked for to take the listing down, while it is good; nobody sees another's."""
    return queries.removal_code(db.session(), business.id, tokens.digest(browser()))
