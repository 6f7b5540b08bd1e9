"""The only door to a business that somebody claims, and to the claim of the browser that asks."""

from directory.accounts.access import browser
from directory.businesses.models import Business
from directory.businesses.queries import by_slug
from directory.claims import queries
from directory.claims.models import Claim
from directory.foundation import tokens
from directory.foundation.db import db
from directory.kernel.errors import NotFound
from directory.kernel.text import is_slug


def claimed_business(slug: str) -> Business:
    """The published business of this slug, phones loaded; NotFound for any other."""
    business = by_slug(db.session(), slug) if is_slug(slug) else None
    if business is None:
        raise NotFound(slug)
    return business


def own_claim(business: Business) -> Claim | None:
    """The newest claim that this browser made on the business, whatever became of it; nobody sees another's."""
    return queries.newest_claim(db.session(), business.id, tokens.digest(browser()))
