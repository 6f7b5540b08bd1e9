"""A business that was not here before."""

from itertools import count

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from directory.audit.actions import record
from directory.businesses.models import Business


def enter_new(session: Session, slug: str, *, market: str, language: str, by: str) -> Business:
    """A draft under this slug, or with the first free number behind it: a slug once given leads nowhere else.

    `language` (BCP 47) is that of its messages. What it is comes from facts; `publish` puts it on the pages.
    """
    for number in count(1):
        wanted = slug if number == 1 else f"{slug}-{number}"
        if session.scalar(select(Business.id).where(Business.slug == wanted)) is not None:
            continue
        business = Business(slug=wanted, market=market, language=language, state="draft")
        try:
            with session.begin_nested():
                session.add(business)
        except IntegrityError:
            # Somebody else took it at this moment.
            continue
        record(session, by, "enter", ("business", business.id))
        return business
    raise AssertionError("numbers do not end")
