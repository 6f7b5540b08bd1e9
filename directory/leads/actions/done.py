"""The work is done: either side says so, with the day; the other can say that it is not so."""

from datetime import date, timedelta

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from directory.audit import record
from directory.kernel import clock
from directory.kernel.errors import Invalid
from directory.leads.actions.answer import locked_lead, over, win
from directory.leads.actions.transition import Side, work_done, work_undone
from directory.leads.models import Lead
from directory.leads.rules import LeadAct, LeadState
from directory.outbox import actions as outbox

#: The job that asks the homeowner of a lead how it went, and how long after the work was called done.
ASK_REVIEW, ASKED_AFTER = "ask-review", timedelta(days=3)


def finish(session: Session, lead_id: int, side: Side, day: date | None = None, actor: str | None = None) -> Lead:
    """Mark the work as done, by the word of either side; an accepted job becomes won. Idempotent.

    `day` is when it was finished: today where none is given; the first that is said stands. `actor` is who said so, the
    side itself where nobody is named. Raises Invalid(day) for a day that has not come or is before the request, Invalid
    for a lead its business had not taken and for one that is over.
    """
    lead = locked_lead(session, lead_id)
    who = actor or ("homeowner" if side == "homeowner" else f"business:{lead.business_id}")
    if lead.request.state == "erased":
        raise over(lead)
    if lead.state != LeadState.WON:
        win(session, lead_id, who)
    said_at = lead.done_by_homeowner_at if side == "homeowner" else lead.done_by_business_at
    if said_at is not None:
        return lead
    day, is_news = day or clock.today(), not lead.is_done
    if day > clock.today():
        raise Invalid("day", _("That day has not come yet."))
    if day < clock.local(lead.request.created_at).date():
        raise Invalid("day", _("That is before the request was sent."))
    if side == "homeowner":
        lead.done_by_homeowner_at = clock.now()
    else:
        lead.done_by_business_at = clock.now()
    lead.done_on = lead.done_on or day
    session.flush()
    # It may have looked when the work turned out not to be done.
    outbox.schedule_anew(session, ASK_REVIEW, ("lead", lead.id), clock.now() + ASKED_AFTER)
    if is_news:
        work_done(session, lead, side)
    record(session, who, LeadAct.FINISH, ("lead", lead.id))
    return lead


def unfinish(session: Session, lead_id: int) -> Lead:
    """Undo `finish`: the homeowner says that the work is not done, whichever side said that it is. Idempotent."""
    lead = locked_lead(session, lead_id)
    if (since := lead.done_at) is not None:
        lead.done_on = lead.done_by_business_at = lead.done_by_homeowner_at = None
        work_undone(session, lead, since)
        record(session, "homeowner", LeadAct.UNFINISH, ("lead", lead.id))
    return lead
