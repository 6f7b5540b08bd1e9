"""What becomes of a visit where its lead ends or its work is done, and where that turns out to be a mistake."""

from datetime import datetime

from sqlalchemy.orm import Session

from directory.audit import record
from directory.kernel import clock
from directory.leads.actions import Side
from directory.leads.models import Lead
from directory.visits import notices
from directory.visits.actions.times import actor_of, call_off, last_visit, live_visit
from directory.visits.models import Visit
from directory.visits.rules import (
    BUSINESS,
    HOMEOWNER,
    OTHER,
    VISIT,
    VISIT_UNDONE,
    VisitAct,
    has_come,
    is_past,
    reminded_at,
)


def end_with_lead(session: Session, lead: Lead, side: Side | None, is_told: bool) -> None:
    """A lead ends: nobody comes any more. Whoever has not said so (both, where `side` is None) takes an agreed time out
    of the calendar by a mail, and reads it by text too where no other message says that the lead is over (not
    `is_told`)."""
    visit = live_visit(session, lead.id)
    if visit is None or (visit.time is not None and is_past(visit.time, clock.now())):
        return
    had_time = visit.state == "agreed"
    call_off(session, visit, side)
    for other in (OTHER[side],) if side else (BUSINESS, HOMEOWNER):
        if had_time:
            what = "cancelled" if side else "ended"
            notices.tell(session, other, what, visit, lead, by_text=not is_told)
    ended_by = "worker" if lead.request.state == "expired" else "operator"
    record(session, actor_of(side, lead) if side else ended_by, VisitAct.CANCEL, ("lead", lead.id))


def end_with_work(session: Session, lead: Lead, side: Side) -> None:
    """The work is done, as this side says: of what was agreed or proposed until then nothing is left to come to.

    A time whose day has come is over with it. A later one is off: the other side, which reads of the work in another
    message, takes it out of the calendar by a mail. Where only the address is known, it stays.
    """
    visit = live_visit(session, lead.id)
    if visit is None or visit.state == "open":
        return
    is_agreed = visit.state == "agreed"
    if is_agreed and visit.time is not None and has_come(visit.time, clock.now()):
        VISIT.move(visit, "done")
        visit.done_at = clock.now()
        notices.unsay(session, visit, notices.OF_TIME)
        record(session, actor_of(side, lead), VisitAct.DONE, ("lead", lead.id))
        return
    call_off(session, visit, None)
    if is_agreed:
        notices.tell(session, OTHER[side], "ended", visit, lead, by_text=False)
    record(session, actor_of(side, lead), VisitAct.CANCEL, ("lead", lead.id))


def restore_with_lead(session: Session, lead: Lead, ended_at: datetime) -> None:
    """A misread text had ended a lead at that moment: an agreed time that was called off by it stands again, unless it
    has passed. Each side reads so where it was told that it is off, or had not been told of the time yet; else it is
    reminded, where the evening before came while it was off."""
    visit = last_visit(session, lead.id)
    if visit is not None and _stands_again(session, visit, lead, ended_at):
        record(session, "operator", VisitAct.AGREE, ("lead", lead.id))


def restore_with_work(session: Session, lead: Lead, since: datetime) -> None:
    """The work that was called done at that moment is not: a time that was over or off with it is agreed as before."""
    visit = last_visit(session, lead.id)
    if visit is None:
        return
    if visit.state == "done" and visit.done_at is not None and visit.done_at >= since:
        VISIT_UNDONE.move(visit, "agreed")
        visit.done_at = None
        session.flush()
    else:
        _stands_again(session, visit, lead, since)


def _stands_again(session: Session, visit: Visit, lead: Lead, since: datetime) -> bool:
    """Whether a time to come, called off from that moment on, stands as agreed again; who needs to know is told."""
    time = visit.time_off
    if time is None or is_past(time, clock.now()) or visit.cancelled_at is None or visit.cancelled_at < since:
        return False
    VISIT_UNDONE.move(visit, "agreed")
    visit.cancelled_at = visit.cancelled_by = None
    visit.sequence += 1
    session.flush()
    was_evening = reminded_at(time) <= clock.now() < time.starts_at
    for side in (BUSINESS, HOMEOWNER):
        if notices.unsay(session, visit, notices.OFF, (side,)) or notices.was_stopped(session, visit, side):
            notices.tell(session, side, "agreed", visit, lead)
        elif was_evening and not notices.was_reminded(session, visit, side):
            # Its job found it off.
            notices.tell(session, side, "reminder", visit, lead)
    return True
