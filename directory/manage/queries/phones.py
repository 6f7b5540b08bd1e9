"""Reading the phones of a listing and the change that a notice tells of."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.businesses.models import Business, ContactPoint
from directory.manage.models import ListingChange, ListingConfirmation


def point(session: Session, business_id: int, phone: str) -> ContactPoint | None:
    """The contact point of this phone (E.164) at this business."""
    query = select(ContactPoint).where(ContactPoint.business_id == business_id, ContactPoint.kind == "phone")
    return session.scalar(query.where(ContactPoint.address == phone))


def point_by_id(session: Session, business_id: int, point_id: int) -> ContactPoint | None:
    """A phone of this business by its id, never another's."""
    query = select(ContactPoint).where(ContactPoint.business_id == business_id, ContactPoint.kind == "phone")
    return session.scalar(query.where(ContactPoint.id == point_id).execution_options(populate_existing=True))


def change_with_business(session: Session, change_id: int) -> tuple[ListingChange, Business] | None:
    """A change and the business it is of."""
    query = select(ListingChange, Business).join(Business, Business.id == ListingChange.business_id)
    found = session.execute(query.where(ListingChange.id == change_id)).first()
    return (found[0], found[1]) if found else None


def question_with_business(session: Session, question_id: int) -> tuple[ListingConfirmation, Business] | None:
    """A question whether a listing is still true, and its business."""
    query = select(ListingConfirmation, Business).join(Business, Business.id == ListingConfirmation.business_id)
    found = session.execute(query.where(ListingConfirmation.id == question_id)).first()
    return (found[0], found[1]) if found else None
