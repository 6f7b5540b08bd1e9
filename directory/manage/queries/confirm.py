"""Reading the questions whether a listing is still true."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.accounts.models import Membership, Person
from directory.businesses import queries as businesses
from directory.businesses.models import Business
from directory.foundation import tokens
from directory.kernel import clock
from directory.manage.models import ListingConfirmation
from directory.manage.rules.listing import LINK_LIFE


def by_token(session: Session, token: str) -> ListingConfirmation | None:
    """The question whose link this is; None for no such link, or one that is too old."""
    if not tokens.is_token(token):
        return None
    query = select(ListingConfirmation).where(ListingConfirmation.token_digest == tokens.digest(token))
    row = session.scalar(query)
    is_alive = row is not None and row.asked_at is not None and clock.now() - row.asked_at < LINK_LIFE
    return row if is_alive else None


def unplanned(session: Session, among: Iterable[int] | None = None) -> dict[int, datetime]:
    """Published businesses (of these) that have an owner and no question ahead, each with since when it has one."""
    ahead = select(ListingConfirmation.id).where(
        ListingConfirmation.business_id == Business.id,
        ListingConfirmation.asked_at.is_(None),
        ListingConfirmation.answered_at.is_(None),
    )
    query = (
        select(Business.id, func.min(Membership.created_at))
        .join(Membership, Membership.business_id == Business.id)
        .join(Membership.person)
        .where(
            Business.state == "published",
            Membership.role == "owner",
            Membership.state == "active",
            Person.state == "active",
            ~ahead.exists(),
        )
        .group_by(Business.id)
        .order_by(Business.id)
    )
    if among is not None:
        query = query.where(Business.id.in_(list(among)))
    return {row[0]: row[1] for row in session.execute(query)}


def published(session: Session, business_id: int) -> Business | None:
    """The business, its contact points loaded, while it is on the pages."""
    return next((each for each in businesses.by_ids(session, [business_id]) if each.state == "published"), None)
