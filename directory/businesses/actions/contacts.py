"""Whether the phones of a business may be texted, and how that is known."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.audit.actions import record
from directory.businesses import queries
from directory.businesses.models import ContactPoint
from directory.businesses.rules import CONTACT_POINT, UNANSWERED_TEXTS
from directory.foundation import unit
from directory.kernel import clock
from directory.kernel.errors import NotFound

#: How a phone became calls only by itself: the one case in which an answer brings texts back.
_SILENT = "two texts without an answer"


def set_contact_state(session: Session, point_id: int, new: str, how: str, by: str) -> ContactPoint:
    """Say whether a contact point may be texted, how that is known and who says so. No change: nothing is written.

    Raises IllegalMove where the table does not lead, NotFound for no such point.
    """
    query = select(ContactPoint).where(ContactPoint.id == point_id).with_for_update()
    point = session.scalar(query.execution_options(populate_existing=True))
    if point is None:
        raise NotFound(f"contact point {point_id}")
    if point.state != new:
        CONTACT_POINT.move(point, new)
        point.state_at, point.state_how, point.state_by = clock.now(), how[:80], by[:40]
        if new == "agreed":
            point.unanswered = 0
        act = f"contact-{new.replace('_', '-')}"
        record(session, by, act, ("business", point.business_id), point=point.id)
        unit.touch(session, point.business_id)
        session.flush()
    return point


def note_lead_text(session: Session, point_id: int) -> ContactPoint:
    """Count a lead text to a phone that never agreed; the second without any answer makes it calls only."""
    query = select(ContactPoint).where(ContactPoint.id == point_id).with_for_update()
    point = session.scalar(query.execution_options(populate_existing=True))
    if point is None:
        raise NotFound(f"contact point {point_id}")
    point.unanswered += 1
    if point.state == "not_introduced" and point.unanswered >= UNANSWERED_TEXTS:
        return set_contact_state(session, point.id, "calls_only", _SILENT, "worker")
    session.flush()
    return point


def note_answer(session: Session, phone: str) -> None:
    """A business answered from this phone (E.164): the count of its silence starts anew.

    A phone that had become calls only by silence alone may be texted again.
    """
    for point in queries.points_by_phone(session, phone):
        point.unanswered = 0
        if point.state == "calls_only" and point.state_how == _SILENT:
            set_contact_state(session, point.id, "agreed", "answered a text", "business")
    session.flush()
