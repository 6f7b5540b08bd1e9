"""What a business answers: yes, send me the number; or no, with a reason."""

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from directory.audit.actions import record
from directory.businesses import actions as business_actions
from directory.businesses.models import Business
from directory.kernel import clock
from directory.kernel.errors import Invalid
from directory.leads import queries
from directory.leads.actions.locks import locked_lead
from directory.leads.actions.tell import tell_homeowner
from directory.leads.models import Lead
from directory.leads.rules import DECLINE_REASONS, LEAD, OPERATOR_REASONS
from directory.outbox import actions as outbox


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
    LEAD.move(lead, "accepted")
    lead.accepted_at, lead.accepted_how = clock.now(), how
    _heard(session, lead)
    business = session.get_one(Business, lead.business_id)
    subject, mail = ("lead", lead.id), queries.delivery_of(session, business.id).email
    if how == "sms" and lead.texted_phone:
        outbox.enqueue(session, "contact", subject, "sms", lead.texted_phone, business.language, priority="reply")
    if mail:
        outbox.enqueue(session, "contact", subject, "email", mail, business.language, priority="reply")
    tell_homeowner(session, "will-call", lead)
    record(session, actor or f"business:{lead.business_id}", "accept", subject, how=how)
    return lead


def decline(session: Session, lead_id: int, reason: str | None, how: str, actor: str | None = None) -> Lead:
    """The business passes; no reason by text. Twice is once. Raises Invalid for a lead that is over."""
    lead = locked_lead(session, lead_id)
    if lead.state == "declined":
        return lead
    if reason is not None and reason not in DECLINE_REASONS:
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
        operator = str(current_app.config["OPERATOR_EMAIL"])
        outbox.enqueue(session, "flagged-lead", subject, "email", operator, "en", priority="operator")
    if target == "declined":
        tell_homeowner(session, "declined", lead)
    record(session, actor or f"business:{lead.business_id}", "decline", subject, reason=reason, how=how)
    return lead


def _heard(session: Session, lead: Lead) -> None:
    lead.answered_at = lead.answered_at or clock.now()
    if lead.texted_phone:
        business_actions.note_answer(session, lead.texted_phone)
