"""Loading a row to change it: locked, and read afresh.

Every act on a request or one of its leads locks the request first, then the lead: in one order they cannot wait for
each other for ever, and what follows from several leads (the chain of consents) is written by one act at a time.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from directory.businesses.models import Business
from directory.foundation.settings import settings
from directory.kernel import clock
from directory.kernel.errors import NotFound
from directory.leads import queries
from directory.leads.models import Lead, QuoteRequest
from directory.leads.queries import Delivery
from directory.leads.rules import SILENT_AFTER
from directory.outbox import actions as outbox
from directory.outbox.rules import UNTOLD_AFTER


def locked_lead(session: Session, lead_id: int) -> Lead:
    """The lead with its request; NotFound when there is none."""
    of = select(Lead.request_id).where(Lead.id == lead_id).scalar_subquery()
    session.scalar(select(QuoteRequest.id).where(QuoteRequest.id == of).with_for_update(key_share=True))
    query = select(Lead).where(Lead.id == lead_id).options(joinedload(Lead.request, innerjoin=True))
    lead = session.scalar(query.with_for_update(of=Lead).execution_options(populate_existing=True))
    if lead is None:
        raise NotFound(f"lead {lead_id}")
    return lead


def locked_request(session: Session, request_id: int) -> QuoteRequest:
    """The request; NotFound when there is none."""
    query = select(QuoteRequest).where(QuoteRequest.id == request_id).with_for_update(key_share=True)
    quote_request = session.scalar(query.execution_options(populate_existing=True))
    if quote_request is None:
        raise NotFound(f"request {request_id}")
    return quote_request


def tell_of_lead(
    session: Session, lead: Lead, quote_request: QuoteRequest, business: Business, delivery: Delivery
) -> None:
    """Queue the first word of a new lead by the ways its business chose; where there is none, the operator calls.

    Times the checks that follow: whether anybody was told, and whether a text found silence.
    """
    subject, asked_at, language = ("lead", lead.id), quote_request.created_at, business.language
    budget = "proven" if quote_request.is_proven else "stranger"
    dues = []
    if lead.texted_phone:
        due = delivery.due(asked_at, quote_request.urgency, settings().sms_hours)
        outbox.enqueue(
            session, "lead", subject, "sms", lead.texted_phone, language, priority="lead", budget=budget, due_at=due
        )
        outbox.schedule(session, "silence-check", subject, due + SILENT_AFTER)
        dues.append(due)
    if delivery.email:
        due = delivery.due(asked_at, quote_request.urgency)
        outbox.enqueue(session, "lead", subject, "email", delivery.email, language, priority="lead", due_at=due)
        dues.append(due)
    if not dues:
        operator = settings().operator_email
        outbox.enqueue(session, "call-for-lead", subject, "email", operator, "en", priority="operator")
    # Hours that the business chose are no failure of ours; a night, in which the site does not text, is the operator's.
    told_by = min(dues) if dues and delivery.keeps(asked_at, quote_request.urgency) else asked_at
    outbox.schedule(session, "untold-check", subject, told_by + UNTOLD_AFTER)


def tell_business(session: Session, kind: str, subject: tuple[str, int], lead: Lead) -> None:
    """Queue a message to a lead's business by text, mail or both, after its quiet hours. The lead's request loaded.

    By text only to the phone that was told of the lead. What waits out an emergency's night is decided by the business.
    """
    business = session.get_one(Business, lead.business_id)
    delivery = queries.delivery_of(session, business.id)
    now, urgency, language = clock.now(), lead.request.urgency, business.language
    budget = "proven" if lead.request.is_proven or lead.accepted_at else "stranger"
    if lead.texted_phone and delivery.by_sms:
        due = delivery.due(now, urgency, settings().sms_hours)
        to = lead.texted_phone
        outbox.enqueue(session, kind, subject, "sms", to, language, priority="lead", budget=budget, due_at=due)
    if delivery.email:
        due = delivery.due(now, urgency)
        outbox.enqueue(session, kind, subject, "email", delivery.email, language, priority="lead", due_at=due)


def tell_homeowner(session: Session, kind: str, lead: Lead) -> None:
    """Queue progress to the homeowner by the ways asked for: mail where one was given, texts where ticked."""
    request, subject = lead.request, ("lead", lead.id)
    if request.email:
        outbox.enqueue(session, kind, subject, "email", request.email, request.language, priority="notice")
    if request.receipt_sms and request.phone:
        outbox.enqueue(session, kind, subject, "sms", request.phone, request.language, priority="notice")
