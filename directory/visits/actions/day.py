"""The day of a visit and the evening before: reminded, on the way, late, over."""

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from directory.audit import record
from directory.kernel import clock
from directory.kernel.errors import Invalid, NotFound
from directory.leads.models import Lead
from directory.quotes.rules.phrases import NUMBERS
from directory.visits import notices
from directory.visits.actions.times import REMIND, actor_of, last_visit, live_visit, locked_lead
from directory.visits.models import Visit, VisitWindow, visit_by_id
from directory.visits.rules import (
    BUSINESS,
    HOMEOWNER,
    VISIT,
    VISIT_UNDONE,
    VisitAct,
    is_day_of,
    may_be_done,
)


def set_out(session: Session, lead_id: int, *, actor: str | None = None, tells: bool = True) -> Visit:
    """The firm is on its way, on the day itself; the homeowner is told, once. Raises Invalid on any other day.

    Not where something else of the same moment `tells` her, here and below.
    """
    lead, visit = _agreed(session, lead_id)
    if visit.on_way_at is not None:
        return visit
    if visit.time is None or not is_day_of(visit.time, clock.now()):
        raise Invalid("", _("You can say this on the day of the visit."))
    visit.on_way_at = clock.now()
    session.flush()
    if tells:
        notices.tell(session, HOMEOWNER, "on-way", visit, lead)
    record(session, actor or actor_of(BUSINESS, lead), VisitAct.ON_WAY, ("lead", lead.id))
    return visit


def be_late(session: Session, lead_id: int, minutes: int, *, actor: str | None = None, tells: bool = True) -> Visit:
    """The firm comes so many minutes later, on the day itself; the homeowner is told, once for each number.

    Raises Invalid(minutes) for a number that no phrase takes, Invalid on any other day.
    """
    lead, visit = _agreed(session, lead_id)
    least, most = NUMBERS["minutes"]
    if not least <= minutes <= most:
        raise Invalid("minutes", _("Choose one."))
    if visit.late_minutes == minutes:
        return visit
    if visit.time is None or not is_day_of(visit.time, clock.now()):
        raise Invalid("", _("You can say this on the day of the visit."))
    visit.late_minutes, visit.late_at = minutes, clock.now()
    session.flush()
    if tells:
        notices.tell(session, HOMEOWNER, "late", visit, lead)
    record(session, actor or actor_of(BUSINESS, lead), VisitAct.LATE, ("lead", lead.id), count=minutes)
    return visit


def finish(session: Session, lead_id: int, *, actor: str | None = None, tells: bool = True) -> Visit:
    """Mark a visit as done and notify the homeowner. Idempotent.

    Raises Invalid before the day of the visit, and long after it.
    """
    lead = locked_lead(session, lead_id)
    last = last_visit(session, lead.id)
    if last is not None and last.state == "done":
        return last
    lead, visit = _agreed(session, lead_id)
    if visit.time is None or not may_be_done(visit.time, clock.now()):
        raise Invalid("", _("You can say this on the day of the visit."))
    VISIT.move(visit, "done")
    visit.done_at = clock.now()
    notices.unsay(session, visit, notices.OF_TIME)
    session.flush()
    if tells:
        notices.tell(session, HOMEOWNER, "done", visit, lead)
    record(session, actor or actor_of(BUSINESS, lead), VisitAct.DONE, ("lead", lead.id))
    return visit


def unfinish(session: Session, visit_id: int, *, actor: str | None = None) -> Visit:
    """Undo `finish`: the visit is agreed again, and a homeowner who was notified is notified of that. Idempotent.

    Raises NotFound, Invalid where its lead has another visit by now, or is over.
    """
    known = visit_by_id(session, visit_id)
    if known is None:
        raise NotFound(f"visit {visit_id}")
    lead = locked_lead(session, known.lead_id)
    visit = last_visit(session, lead.id)
    if visit is None or visit.id != visit_id or visit.state not in ("done", "agreed"):
        raise Invalid("", _("The visit is no longer agreed. Here is the latest."))
    if visit.state == "agreed":
        return visit
    VISIT_UNDONE.move(visit, "agreed")
    visit.done_at = None
    session.flush()
    if notices.unsay(session, visit, ("done",), (HOMEOWNER,)):
        notices.tell(session, HOMEOWNER, "not-done", visit, lead)
    record(session, actor or actor_of(BUSINESS, lead), VisitAct.NOT_DONE, ("lead", lead.id))
    return visit


def remind(session: Session, subject: tuple[str, int]) -> None:
    """The evening before: both are reminded of the time that holds. Its job, about ("visit-window", id).

    One that was moved, cancelled or is over meanwhile is told to nobody.
    """
    window = session.get(VisitWindow, subject[1])
    if window is None:
        return
    visit = session.get_one(Visit, window.visit_id)
    try:
        lead = locked_lead(session, visit.lead_id)
    except Invalid:
        return
    live = live_visit(session, lead.id)
    if live is None or live.id != visit.id or live.state != "agreed" or window.round != live.round:
        return
    if live.time != window.time or window.starts_at <= clock.now():
        return
    for side in (BUSINESS, HOMEOWNER):
        notices.tell(session, side, "reminder", live, lead)


def _agreed(session: Session, lead_id: int) -> tuple[Lead, Visit]:
    """A lead and its visit whose time holds. Raises Invalid where there is none."""
    lead = locked_lead(session, lead_id)
    visit = live_visit(session, lead.id)
    if visit is None or visit.state != "agreed":
        raise Invalid("", _("The visit is no longer agreed. Here is the latest."))
    return lead, visit


#: What is done in time about visits.
JOBS = {REMIND: remind}
