"""What becomes of a visit where its lead ends, and where that turns out to be a text that was misread."""

from datetime import datetime

from sqlalchemy.orm import Session

from directory.audit import record
from directory.kernel import clock
from directory.leads.actions import Side
from directory.leads.models import Lead
from directory.visits import notices
from directory.visits.actions.times import actor_of, last_visit, live_visit
from directory.visits.rules import BUSINESS, HOMEOWNER, OTHER, VISIT, VISIT_UNDONE, VisitAct, is_past, reminded_at


def end_with_lead(session: Session, lead: Lead, side: Side | None, is_told: bool) -> None:
    """A lead ends: nobody comes any more. Whoever has not said so (both, where `side` is None) takes an agreed time out
    of the calendar by a mail, and reads it by text too where no other message says that the lead is over (not
    `is_told`)."""
    visit = live_visit(session, lead.id)
    if visit is None or (visit.time is not None and is_past(visit.time, clock.now())):
        return
    had_time = visit.state == "agreed"
    VISIT.move(visit, "cancelled")
    visit.cancelled_at, visit.cancelled_by = clock.now(), side
    visit.sequence += 1
    notices.unsay(session, visit, notices.BEFORE_CANCEL)
    session.flush()
    for other in (OTHER[side],) if side else (BUSINESS, HOMEOWNER):
        if had_time:
            what = "cancelled" if side else "ended"
            notices.tell(session, other, what, visit, lead, by_text=not is_told)
    ended_by = "worker" if lead.request.state == "expired" else "operator"
    record(session, actor_of(side, lead) if side else ended_by, VisitAct.CANCEL, ("lead", lead.id))


def restore_with_lead(session: Session, lead: Lead, ended_at: datetime) -> None:
    """A misread text had ended a lead at that moment: an agreed time that was called off by it stands again, unless it
    has passed. Each side reads so where it was told that it is off, or had not been told of the time yet; else it is
    reminded, where the evening before came while it was off."""
    visit = last_visit(session, lead.id)
    if visit is None or visit.state != "cancelled" or visit.time is None or is_past(visit.time, clock.now()):
        return
    is_by_that = visit.cancelled_at is not None and visit.cancelled_at >= ended_at
    if not is_by_that or visit.time not in [window.time for window in visit.windows if window.round == visit.round]:
        return
    VISIT_UNDONE.move(visit, "agreed")
    visit.cancelled_at = visit.cancelled_by = None
    visit.sequence += 1
    session.flush()
    was_evening = reminded_at(visit.time) <= clock.now() < visit.time.starts_at
    for side in (BUSINESS, HOMEOWNER):
        if notices.unsay(session, visit, notices.OFF, (side,)) or notices.was_stopped(session, visit, side):
            notices.tell(session, side, "agreed", visit, lead)
        elif was_evening and not notices.was_reminded(session, visit, side):
            # Its job found it off.
            notices.tell(session, side, "reminder", visit, lead)
    record(session, "operator", VisitAct.AGREE, ("lead", lead.id))
