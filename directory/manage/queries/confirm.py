"""Reading the questions whether a listing is still true."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.businesses import queries as businesses
from directory.businesses.models import Business
from directory.foundation import tokens
from directory.kernel import clock
from directory.manage.models import ListingConfirmation
from directory.manage.rules.listing import LINK_LIFE, OVERDUE


def by_token(session: Session, token: str) -> ListingConfirmation | None:
    """The question whose link this is; None for no such link, or one that is too old."""
    if not tokens.is_token(token):
        return None
    query = select(ListingConfirmation).where(ListingConfirmation.token_digest == tokens.digest(token))
    row = session.scalar(query)
    is_alive = row is not None and row.asked_at is not None and clock.now() - row.asked_at < LINK_LIFE
    return row if is_alive else None


def overdue(session: Session, limit: int = 50) -> list[tuple[ListingConfirmation, Business]]:
    """Published businesses that were asked two weeks ago or longer and never answered; the longest wait first."""
    query = (
        select(ListingConfirmation, Business)
        .join(Business, Business.id == ListingConfirmation.business_id)
        .where(
            ListingConfirmation.answered_at.is_(None),
            ListingConfirmation.asked_at < clock.now() - OVERDUE,
            Business.state == "published",
        )
        .order_by(ListingConfirmation.asked_at)
        .limit(limit)
    )
    return [(row, business) for row, business in session.execute(query)]


def published(session: Session, business_id: int) -> Business | None:
    """The business, its contact points loaded, while it is on the pages."""
    return next((each for each in businesses.by_ids(session, [business_id]) if each.state == "published"), None)
