"""What a business keeps of a job it took: won, lost and why, and a note of its own."""

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from directory.audit.actions import record
from directory.kernel import clock
from directory.kernel.errors import Invalid
from directory.kernel.text import clean
from directory.leads.actions.locks import locked_lead
from directory.leads.models import Lead
from directory.leads.rules import LEAD, LONGEST_NOTE, LOST_REASONS, note_mark
from directory.outbox import actions as outbox


def win(session: Session, lead_id: int, actor: str | None = None) -> Lead:
    """The business got the job. Twice is once. `actor` is who said so, the business itself where nobody is named.

    Raises Invalid for a lead it had not taken and for one that is over.
    """
    lead = locked_lead(session, lead_id)
    if lead.state == "won":
        return lead
    if lead.request.state != "open" or not LEAD.allows(lead.state, "won"):
        raise _closed()
    LEAD.move(lead, "won")
    lead.won_at = clock.now()
    session.flush()
    record(session, actor or f"business:{lead.business_id}", "win", ("lead", lead.id))
    return lead


def lose(session: Session, lead_id: int, reason: str, actor: str | None = None) -> Lead:
    """A job the business had taken came to nothing, for one of `LOST_REASONS`, which only it reads. Twice is once.

    What still waits to be sent about the lead is not sent. Raises Invalid(reason) for another reason, Invalid for a
    lead it had not taken.
    """
    lead = locked_lead(session, lead_id)
    if lead.state == "lost":
        return lead
    if reason not in LOST_REASONS:
        raise Invalid("reason", _("Please choose a reason."))
    if not LEAD.allows(lead.state, "lost"):
        raise _closed()
    LEAD.move(lead, "lost")
    lead.lost_at = lead.closed_at = clock.now()
    lead.lost_reason = reason
    outbox.cancel(session, ("lead", lead.id))
    session.flush()
    record(session, actor or f"business:{lead.business_id}", "lose", ("lead", lead.id), reason=reason)
    return lead


def note(session: Session, lead_id: int, text: str, kept: str) -> Lead:
    """Keep the business's own words about a lead, in whatever state; empty takes them away.

    They are erased with the request. `kept` is the mark of the note that was shown. Raises Invalid(note) for words too
    long, for a request that was erased, and where a colleague kept another note since.
    """
    lead = locked_lead(session, lead_id)
    said = clean(text)
    if lead.request.state == "erased":
        raise Invalid("note", _("This request is closed. Nothing more can be sent on it."))
    if len(said) > LONGEST_NOTE:
        raise Invalid("note", _("Please keep it under %(count)s characters.", count=LONGEST_NOTE))
    if said != (lead.note or "") and kept != note_mark(lead.note):
        raise Invalid("note", _("Somebody kept another note meanwhile. Nothing of yours is saved yet."))
    lead.note = said or None
    session.flush()
    return lead


def _closed() -> Invalid:
    return Invalid("action", _("This request is closed. Nothing more can be sent on it."))
