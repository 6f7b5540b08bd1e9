"""Reading ads."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.ads.models import Ad


def ads_of(session: Session, business_id: int) -> list[Ad]:
    """The printed ads of a business, in the order they were entered."""
    return list(session.scalars(select(Ad).where(Ad.business_id == business_id).order_by(Ad.id)))


def by_key(session: Session, key: str) -> Ad | None:
    """The ad a fact refers to by its `ad_key`."""
    return session.scalar(select(Ad).where(Ad.key == key))
