"""Reading ads."""

from datetime import date, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from directory.ads.models import Ad
from directory.businesses.models import Business
from directory.businesses.queries import grouped
from directory.kernel.pile import Pile


def ads_of(session: Session, business_id: int) -> list[Ad]:
    """The printed ads of a business, in the order they were entered."""
    return list(session.scalars(select(Ad).where(Ad.business_id == business_id).order_by(Ad.id)))


def by_key(session: Session, key: str) -> Ad | None:
    """The ad a fact refers to by its `ad_key`."""
    return session.scalar(select(Ad).where(Ad.key == key))


def stale_ads(session: Session, before: date, moment: datetime, limit: int) -> Pile[tuple[Business, int, date]]:
    """Published businesses whose newest ad was entered before a day, and that nobody confirmed since that moment.

    Each with how many ads it has and the day of the newest.
    """
    query = (
        select(Business, func.count(Ad.id), func.max(Ad.entered_on))
        .join(Ad, Ad.business_id == Business.id)
        .where(Business.state == "published", or_(Business.confirmed_at.is_(None), Business.confirmed_at < moment))
        .group_by(Business.id)
        .having(func.max(Ad.entered_on) < before)
    )
    return grouped(session, query, func.max(Ad.entered_on), limit)
