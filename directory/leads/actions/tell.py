"""Who hears of what happens to a lead: its business by the ways it chose, the homeowner by the ways asked for."""

from flask import current_app
from sqlalchemy.orm import Session

from directory.businesses.models import Business
from directory.kernel import clock
from directory.leads import queries
from directory.leads.models import Lead
from directory.outbox import actions as outbox


def tell_business(session: Session, kind: str, subject: tuple[str, int], lead: Lead) -> None:
    """Queue a message to a lead's business by text, mail or both, after its quiet hours. The lead's request loaded.

    By text only to the phone that was told of the lead. What waits out an emergency's night is decided by the business.
    """
    business = session.get_one(Business, lead.business_id)
    delivery = queries.delivery_of(session, business.id)
    now, urgency, speak = clock.now(), lead.request.urgency, business.language
    if lead.texted_phone and delivery.by_sms:
        due = delivery.due(now, urgency, str(current_app.config["SMS_HOURS"]))
        outbox.enqueue(session, kind, subject, "sms", lead.texted_phone, speak, priority="lead", due_at=due)
    if delivery.email:
        due = delivery.due(now, urgency)
        outbox.enqueue(session, kind, subject, "email", delivery.email, speak, priority="lead", due_at=due)


def tell_homeowner(session: Session, kind: str, lead: Lead) -> None:
    """Queue progress to the homeowner by the ways asked for: mail where one was given, texts where ticked."""
    request, subject = lead.request, ("lead", lead.id)
    if request.email:
        outbox.enqueue(session, kind, subject, "email", request.email, request.language, priority="notice")
    if request.receipt_sms and request.phone:
        outbox.enqueue(session, kind, subject, "sms", request.phone, request.language, priority="notice")
