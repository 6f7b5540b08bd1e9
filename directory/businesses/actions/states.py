"""Publishing, suspending and removing a business."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.audit.actions import record
from directory.businesses.models import Business
from directory.businesses.rules import BUSINESS
from directory.foundation import unit
from directory.kernel import clock
from directory.kernel.errors import NotFound


def remove(session: Session, business_id: int, *, by: str, how: str = "") -> Business:
    """Take a listing down for good, at its request: a tombstone that no import brings back.

    One that is removed already stays as it is. `by` is an audit actor, `how` a few words of ours (never what
    a person typed). Raises NotFound.
    """
    business = locked(session, business_id)
    if business.state == "removed":
        return business
    BUSINESS.move(business, "removed")
    business.removed_at = clock.now()
    record(session, by, "remove", ("business", business.id), how=how)
    unit.touch(session, business.id)
    session.flush()
    return business


def locked(session: Session, business_id: int) -> Business:
    """The row in any state, read afresh and held until the unit ends; NotFound when there is none."""
    query = select(Business).where(Business.id == business_id).with_for_update()
    business = session.scalar(query.execution_options(populate_existing=True))
    if business is None:
        raise NotFound(f"business {business_id}")
    return business


def suspend(session: Session, business_id: int, *, by: str) -> Business:
    """Take a listing off the pages for a while: what it has stays. IllegalMove for one that is not published."""
    return _move(session, business_id, "suspended", "suspend", by)


def publish(session: Session, business_id: int, *, by: str) -> Business:
    """Put a draft or a suspended listing on the pages. IllegalMove for one that is removed or closed."""
    return _move(session, business_id, "published", "publish", by)


def _move(session: Session, business_id: int, new: str, act: str, by: str) -> Business:
    business = locked(session, business_id)
    BUSINESS.move(business, new)
    record(session, by, act, ("business", business.id))
    unit.touch(session, business.id)
    session.flush()
    return business


def confirm(session: Session, business_id: int, *, by: str, how: str) -> Business:
    """Somebody who can say so said that everything is still true. `how` is a code: phone, link, page."""
    business = locked(session, business_id)
    business.confirmed_at = clock.now()
    record(session, by, "confirm", ("business", business.id), how=how)
    unit.touch(session, business.id)
    session.flush()
    return business
