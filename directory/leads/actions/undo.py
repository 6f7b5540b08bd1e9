"""Taking back what a misread text did to a lead, and telling the homeowner who was told of it."""

from collections.abc import Iterable

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from directory.audit import record
from directory.kernel.errors import Invalid
from directory.leads import queries
from directory.leads.actions.answer import locked_lead
from directory.leads.actions.clocks import wait_again
from directory.leads.actions.numbers import renew_digits
from directory.leads.actions.transition import restored, transition
from directory.leads.models import Lead
from directory.leads.rules import LEAD_UNDONE, LeadAct, LeadState
from directory.outbox import actions as outbox
from directory.outbox.models import Message
from directory.outbox.rules import COPY, THEIR_OWN

#: What was said because of an answer, and the kind of the correction to a homeowner who was told of it.
ACCEPTED, DECLINED = ("will-call", "contact"), ("declined", "declined-ack", "flagged-lead")


def undo_answer(
    session: Session, lead_id: int, state: str, *, has_answered: bool, by: str, also: Iterable[Message] = ()
) -> Lead:
    """Take a lead back to the `state` it was in before a text that was misread as a yes or a no.

    A homeowner who was told gets a correction. `has_answered`: whether the business gave another sign of life; `also`:
    other messages that told the homeowner of it. That it had the contact (`accepted_at`) stays true. Raises
    Invalid(lead) where the request has ended or the lead moved on.
    """
    lead = locked_lead(session, lead_id)
    refuse_late(lead, state)
    was_accepted, ended_at = lead.state == LeadState.ACCEPTED, lead.closed_at
    transition(session, lead, state, by=LEAD_UNDONE)
    if state == LeadState.NEW and not has_answered:
        lead.answered_at = None
        wait_again(session, lead)
    lead.declined_at = lead.closed_at = lead.decline_reason = None
    renew_digits(session, lead, is_said=True)
    session.flush()
    if ended_at is not None and state != LeadState.NEW:
        restored(session, lead, ended_at)
    gone = outbox.undo(session, ("lead", lead.id), ACCEPTED if was_accepted else DECLINED)
    correct(session, lead, "corrected-accept" if was_accepted else "corrected-decline", [*gone, *also])
    record(session, by, LeadAct.UNDO, ("lead", lead.id), state=state)
    return lead


def refuse_late(lead: Lead, state: str) -> None:
    """Raises Invalid(lead), with how it stands, where a lead cannot go back to a state any more."""
    if lead.request.state != "open":
        raise Invalid("lead", _("That customer's request has ended. What this text did there can't be undone."))
    if not LEAD_UNDONE.allows(lead.state, state):
        values = {"state": LeadState.label_of(lead.state)}
        raise Invalid(
            "lead", _("That customer has moved on since then (%(state)s). It can't be undone here.", **values)
        )


def correct(session: Session, lead: Lead, kind: str, gone: Iterable[Message]) -> None:
    """Tell the homeowner, by each way by which one of these messages told them, that it was wrong."""
    request, subject = lead.request, ("lead", lead.id)
    # What was corrected before may be wrong again, and is then corrected again.
    outbox.undo(session, subject, [kind])
    second = queries.second_contact(session, request.id)
    ways = {"sms": request.phone, "email": request.email}
    for message in gone:
        # By the contact of today: it may have been corrected since.
        to = ways.get(message.channel)
        if message.priority == COPY:
            if second is not None and second.stopped_at is None and message.recipient == second.address:
                outbox.enqueue(session, kind, subject, second.channel, second.address, second.language, priority=COPY)
        elif to is not None and message.priority in THEIR_OWN:
            outbox.enqueue(session, kind, subject, message.channel, to, request.language, priority="notice")
