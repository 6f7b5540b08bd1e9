"""The operator told a business of a lead by phone, because no message could."""

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from directory.audit.actions import record
from directory.businesses import actions as business_actions
from directory.businesses.models import Business
from directory.foundation.settings import settings
from directory.kernel import clock
from directory.kernel.errors import IllegalMove, Invalid
from directory.kernel.text import clean
from directory.leads import queries
from directory.leads.actions.tell import locked_lead, tell_homeowner
from directory.leads.models import Lead
from directory.leads.rules import (
    LEAD,
    LONGEST_NOTE,
    OPEN_LEADS,
    OPERATOR_REASONS,
    DeclineReason,
    LeadAct,
    LeadState,
    LostReason,
    note_mark,
)
from directory.outbox import actions as outbox


def told_by_phone(session: Session, lead_id: int, *, by: str) -> Lead:
    """Write down that the business knows of it, from a call. Twice is once. IllegalMove for a lead that is over."""
    lead = locked_lead(session, lead_id)
    if lead.state not in OPEN_LEADS:
        raise IllegalMove(f"lead: {lead.state} needs no call")
    if lead.told_at is None:
        lead.told_at = clock.now()
        record(session, by, LeadAct.TELL_BY_PHONE, ("lead", lead.id))
        session.flush()
    return lead


def accept(session: Session, lead_id: int, how: str, actor: str | None = None) -> Lead:
    """The business takes it: the contact is revealed and both sides are told. Twice is once.

    `how` is sms, web (the link of one lead) or page (the list of all); `actor` who pressed, where that is known.
    Raises Invalid for a lead that is over.
    """
    lead = locked_lead(session, lead_id)
    if lead.state in ("accepted", "quoted", "won"):
        return lead
    if lead.request.state != "open" or not LEAD.allows(lead.state, "accepted"):
        raise Invalid("action", _("This request is closed. Nothing more can be sent on it."))
    LEAD.move(lead, LeadState.ACCEPTED)
    lead.accepted_at, lead.accepted_how = clock.now(), how
    _heard(session, lead)
    business = session.get_one(Business, lead.business_id)
    subject, mail = ("lead", lead.id), queries.delivery_of(session, business.id).email
    if how == "sms" and lead.texted_phone:
        outbox.enqueue(session, "contact", subject, "sms", lead.texted_phone, business.language, priority="reply")
    if mail:
        outbox.enqueue(session, "contact", subject, "email", mail, business.language, priority="reply")
    tell_homeowner(session, "will-call", lead)
    record(session, actor or f"business:{lead.business_id}", LeadAct.ACCEPT, subject, how=how)
    return lead


def decline(session: Session, lead_id: int, reason: str | None, how: str, actor: str | None = None) -> Lead:
    """The business passes; no reason by text. Twice is once. Raises Invalid for a lead that is over."""
    lead = locked_lead(session, lead_id)
    if lead.state == LeadState.DECLINED:
        return lead
    if reason is not None and reason not in tuple(DeclineReason):
        raise Invalid("reason", _("Please choose a reason."))
    target = "spam" if reason == "spam" else "declined"
    if not LEAD.allows(lead.state, target):
        raise Invalid("action", _("This request is closed. Nothing more can be sent on it."))
    LEAD.move(lead, target)
    lead.declined_at = lead.closed_at = clock.now()
    lead.decline_reason = reason
    _heard(session, lead)
    subject = ("lead", lead.id)
    if how == "sms" and lead.texted_phone:
        business = session.get_one(Business, lead.business_id)
        outbox.enqueue(session, "declined-ack", subject, "sms", lead.texted_phone, business.language, priority="reply")
    if reason in OPERATOR_REASONS:
        operator = settings().operator_email
        outbox.enqueue(session, "flagged-lead", subject, "email", operator, "en", priority="operator")
    if target == "declined":
        tell_homeowner(session, "declined", lead)
    record(session, actor or f"business:{lead.business_id}", LeadAct.DECLINE, subject, reason=reason, how=how)
    return lead


def _heard(session: Session, lead: Lead) -> None:
    lead.answered_at = lead.answered_at or clock.now()
    if lead.texted_phone:
        business_actions.note_answer(session, lead.texted_phone)


def win(session: Session, lead_id: int, actor: str | None = None) -> Lead:
    """The business got the job. Twice is once. `actor` is who said so, the business itself where nobody is named.

    Raises Invalid for a lead it had not taken and for one that is over.
    """
    lead = locked_lead(session, lead_id)
    if lead.state == LeadState.WON:
        return lead
    if lead.request.state != "open" or not LEAD.allows(lead.state, "won"):
        raise _closed()
    LEAD.move(lead, LeadState.WON)
    lead.won_at = clock.now()
    session.flush()
    record(session, actor or f"business:{lead.business_id}", LeadAct.WIN, ("lead", lead.id))
    return lead


def lose(session: Session, lead_id: int, reason: str, actor: str | None = None) -> Lead:
    """A job the business had taken came to nothing, for a `LostReason`, which only it reads. Twice is once.

    What still waits to be sent about the lead is not sent. Raises Invalid(reason) for another reason, Invalid for a
    lead it had not taken.
    """
    lead = locked_lead(session, lead_id)
    if lead.state == LeadState.LOST:
        return lead
    if reason not in tuple(LostReason):
        raise Invalid("reason", _("Please choose a reason."))
    if not LEAD.allows(lead.state, "lost"):
        raise _closed()
    LEAD.move(lead, LeadState.LOST)
    lead.lost_at = lead.closed_at = clock.now()
    lead.lost_reason = reason
    outbox.cancel(session, ("lead", lead.id))
    session.flush()
    record(session, actor or f"business:{lead.business_id}", LeadAct.LOSE, ("lead", lead.id), reason=reason)
    return lead


def note(session: Session, lead_id: int, text: str, base: str) -> Lead:
    """Keep the business's own words about a lead, in whatever state; empty takes them away.

    They are erased with the request. `base` is the mark of the note that was shown. Raises Invalid(note) for words too
    long, for a request that was erased, and where a colleague kept another note since.
    """
    lead = locked_lead(session, lead_id)
    note_text = clean(text)
    if lead.request.state == "erased":
        raise Invalid("note", _("This request is closed. Nothing more can be sent on it."))
    if len(note_text) > LONGEST_NOTE:
        raise Invalid("note", _("Please keep it under %(count)s characters.", count=LONGEST_NOTE))
    if note_text != (lead.note or "") and base != note_mark(lead.note):
        raise Invalid("note", _("Somebody kept another note meanwhile. Nothing of yours is saved yet."))
    lead.note = note_text or None
    session.flush()
    return lead


def _closed() -> Invalid:
    return Invalid("action", _("This request is closed. Nothing more can be sent on it."))
