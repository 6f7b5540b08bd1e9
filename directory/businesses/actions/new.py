"""A business that was not here before."""

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from directory.audit.actions import record
from directory.businesses.models import Business

#: Tries to insert a business whose slug another one takes at the same moment.
_MOST_TRIES = 5


def enter_new(session: Session, slug: str, *, market: str, language: str, by: str) -> Business:
    """A draft under this slug, or with the first free number behind it: a slug once given leads nowhere else.

    `language` (BCP 47) is that of its messages. What it is comes from facts; `publish` puts it on the pages.
    Raises sqlalchemy IntegrityError when the row is refused for more than a slug taken at this moment.
    """
    for tries_left in reversed(range(_MOST_TRIES)):
        business = Business(slug=_free_slug(session, slug), market=market, language=language, state="draft")
        try:
            with session.begin_nested():
                session.add(business)
        except IntegrityError:
            if not tries_left:
                raise
        else:
            break
    record(session, by, "enter", ("business", business.id))
    return business


def _free_slug(session: Session, slug: str) -> str:
    """The slug itself, or the first of `slug-2`, `slug-3`, ... that no business has; one statement."""
    like = or_(Business.slug == slug, Business.slug.startswith(f"{slug}-", autoescape=True))
    taken = set(session.scalars(select(Business.slug).where(like)))
    numbered = (f"{slug}-{number}" if number > 1 else slug for number in range(1, len(taken) + 2))
    return next(name for name in numbered if name not in taken)
