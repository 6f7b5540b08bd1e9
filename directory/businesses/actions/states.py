"""Writes on a business beside its facts: enter it, publish, suspend, close, remove, and what its phones agreed to."""

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from directory.audit import record
from directory.businesses import queries
from directory.businesses.models import Business, ContactPoint
from directory.businesses.rules import (
    BUSINESS,
    CONTACT_POINT,
    UNANSWERED_TEXTS,
    BusinessAct,
    ContactEvidence,
    ContactState,
    contact_act,
)
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
    record(session, by, BusinessAct.REMOVE, ("business", business.id), how=how)
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
    return _move(session, business_id, "suspended", BusinessAct.SUSPEND, by)


def publish(session: Session, business_id: int, *, by: str) -> Business:
    """Put a draft or a suspended listing on the pages. IllegalMove for one that is removed or closed."""
    return _move(session, business_id, "published", BusinessAct.PUBLISH, by)


def _move(session: Session, business_id: int, new: str, act: BusinessAct, by: str) -> Business:
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
    record(session, by, BusinessAct.CONFIRM, ("business", business.id), how=how)
    unit.touch(session, business.id)
    session.flush()
    return business


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
    record(session, by, BusinessAct.ENTER, ("business", business.id))
    return business


def _free_slug(session: Session, slug: str) -> str:
    """The slug itself, or the first of `slug-2`, `slug-3`, ... that no business has; one statement."""
    like = or_(Business.slug == slug, Business.slug.startswith(f"{slug}-", autoescape=True))
    taken = set(session.scalars(select(Business.slug).where(like)))
    numbered = (f"{slug}-{number}" if number > 1 else slug for number in range(1, len(taken) + 2))
    return next(name for name in numbered if name not in taken)


def set_contact_state(
    session: Session, point_id: int, new: str, how: ContactEvidence, by: str, note: str = ""
) -> ContactPoint:
    """Say whether a contact point may be texted, how that is known and who says so. No change: nothing is written.

    `note` is what the operator wrote of a call. Raises IllegalMove where the table does not lead, NotFound for no such
    point.
    """
    query = select(ContactPoint).where(ContactPoint.id == point_id).with_for_update()
    point = session.scalar(query.execution_options(populate_existing=True))
    if point is None:
        raise NotFound(f"contact point {point_id}")
    if point.state != new:
        before = point.state
        CONTACT_POINT.move(point, new)
        point.state_before = before if new == "cannot_receive" else None
        point.state_at, point.state_how, point.state_by = clock.now(), how, by[:40]
        point.state_note = note[:80] or None
        if new == "agreed":
            point.unanswered = 0
        act = contact_act(new)
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
        return set_contact_state(session, point.id, "calls_only", ContactEvidence.SILENCE, "worker")
    session.flush()
    return point


def note_alive(session: Session, phone: str) -> None:
    """A text came from this phone (E.164), or reached it: it is again what it was before one bounced."""
    for known in queries.points_by_phone(session, phone):
        if known.state == ContactState.CANNOT_RECEIVE:
            query = select(ContactPoint).where(ContactPoint.id == known.id).with_for_update()
            point = session.scalars(query.execution_options(populate_existing=True)).one()
            CONTACT_POINT.move(point, point.state_before or ContactState.NOT_INTRODUCED)
            point.state_at, point.state_how, point.state_by = clock.now(), ContactEvidence.CAME_THROUGH, "business"
            point.state_before, point.state_note, point.unanswered = None, None, 0
            record(session, "business", BusinessAct.CONTACT_ALIVE, ("business", point.business_id), point=point.id)
            unit.touch(session, point.business_id)
    session.flush()


def note_answer(session: Session, phone: str) -> None:
    """A business answered from this phone (E.164): the count of its silence starts anew.

    A phone that had become calls only by silence alone may be texted again: no other answer brings texts back.
    """
    for point in queries.points_by_phone(session, phone):
        point.unanswered = 0
        if point.state == "calls_only" and point.state_how == ContactEvidence.SILENCE:
            set_contact_state(session, point.id, "agreed", ContactEvidence.ANSWERED_TEXT, "business")
    session.flush()
