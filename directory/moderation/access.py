"""The only door to a listing that somebody wants to report or to have taken down."""

from directory.businesses.models import Business
from directory.businesses.queries import by_slug
from directory.foundation.db import db
from directory.kernel.errors import NotFound
from directory.kernel.slug import is_slug


def listed_business(slug: str) -> Business:
    """The published business of this slug, phones loaded; NotFound for any other, also for one already taken down."""
    business = by_slug(db.session(), slug) if is_slug(slug) else None
    if business is None:
        raise NotFound(slug)
    return business
