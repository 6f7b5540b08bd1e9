"""Deleting a request with its visits, reviews and warranty cards, which are slices that do not know each other."""

from sqlalchemy.orm import Session

from directory.reviews import actions as reviews
from directory.visits import actions as visits
from directory.warranties import actions as warranties
from directory.warranties.models import WarrantyCard


def erase_request(session: Session, request_id: int, *, keeps_cards: bool) -> list[WarrantyCard]:
    """Delete everything of a request, the words of its reviews, and its warranty cards unless she keeps them; the cards
    that stay."""
    reviews.withdraw_all(session, request_id)
    visits.erase_request(session, request_id)
    return warranties.release(session, request_id, keeps_cards=keeps_cards)
