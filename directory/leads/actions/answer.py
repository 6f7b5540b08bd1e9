"""A lead is answered: told of, accepted, declined, won or lost. Rows are locked and read afresh before a change.

Every act on a request or one of its leads locks the request first, then the lead: in one order they cannot wait for
each other for ever, and what follows from several leads (the chain of consents) is written by one act at a time.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from directory.audit import record
from directory.businesses import actions as business_actions
from directory.businesses.models import Business
from directory.foundation.settings import settings
from directory.kernel import clock
from directory.kernel.errors import IllegalMove, Invalid, NotFound
from directory.kernel.text import clean
from directory.leads import queries
from directory.leads.actions.clocks import UNTOLD
from directory.leads.actions.one_firm import end_others_of_firm
from directory.leads.actions.transition import transition
from directory.leads.models import Lead, QuoteRequest
from directory.leads.queries import Delivery
from directory.leads.rules import (
    CHANNELS,
    LEAD,
    LONGEST_NOTE,
    OPEN_LEADS,
    OPERATOR_REASONS,
    SILENT_AFTER,
    DeclineReason,
    LeadAct,
    LeadState,
    LostReason,
    note_mark,
)
from directory.leads.rules.second import gets
from directory.outbox import actions as outbox
from directory.outbox.actions import JobDraft
from directory.outbox.models import MessageDraft
from directory.outbox.queries import is_suppressed
from directory.outbox.rules import COPY, UNTOLD_AFTER


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
    session: Session,
    lead: Lead,
    quote_request: QuoteRequest,
    business: Business,
    delivery: Delivery,
    *,
    is_crowd: bool = False,
) -> tuple[list[MessageDraft], list[JobDraft]]:
    """The first messages about a new lead by the ways its business chose; where there is none, the operator calls.

    And the checks to schedule: whether anybody was told, and whether a text stays without an answer. `Reach` has just
    looked whether the phone said stop.
    """
    subject, language = ("lead", lead.id), business.language
    # What waits for its homeowner to confirm a contact is late by nobody's fault.
    asked_at = max(lead.created_at, quote_request.goes_out_at or lead.created_at)
    budget = "proven" if quote_request.is_proven else "crowd" if is_crowd else "stranger"
    messages, jobs = [], []
    if lead.texted_phone:
        due = delivery.due(asked_at, quote_request.urgency, settings().sms_hours)
        messages.append(MessageDraft("lead", subject, "sms", lead.texted_phone, language, "lead", due, budget))
        jobs.append(JobDraft("silence-check", subject, due + SILENT_AFTER))
    if email := delivery.email:
        due = delivery.due(asked_at, quote_request.urgency)
        is_stopped = is_suppressed(session, "email", email)
        messages.append(MessageDraft("lead", subject, "email", email, language, "lead", due, is_stopped=is_stopped))
    if not messages:
        outbox.tell_operators(session, "call-for-lead", subject)
    # Hours that the business chose are no failure of ours; a night, in which the site does not text, is the operator's.
    keeps = bool(messages) and delivery.keeps(asked_at, quote_request.urgency)
    told_by = min(message.due_at for message in messages) if keeps else asked_at
    return messages, [*jobs, JobDraft(UNTOLD, subject, told_by + UNTOLD_AFTER)]


def tell_business(
    session: Session,
    kind: str,
    subject: tuple[str, int],
    lead: Lead,
    *,
    wait: timedelta | None = None,
    by_text: bool = True,
) -> None:
    """Queue a message to a lead's business by text, mail or both, after its quiet hours and not before `wait` is over.
    The lead's request loaded. Not `by_text`: by mail alone.

    By text only to the phone that was told of the lead. What waits out an emergency's night is decided by the business.
    """
    business = session.get_one(Business, lead.business_id)
    delivery = queries.delivery_of(session, business.id)
    now, urgency, language = clock.now() + (wait or timedelta()), lead.request.urgency, business.language
    budget = "proven" if lead.request.is_proven or lead.accepted_at else "stranger"
    to = lead.texted_phone if by_text else None
    if to and delivery.by_sms and not queries.stopped_among(session, [to]):
        due = delivery.due(now, urgency, settings().sms_hours)
        outbox.enqueue(session, kind, subject, "sms", to, language, priority="lead", budget=budget, due_at=due)
    if delivery.email:
        due = delivery.due(now, urgency)
        outbox.enqueue(session, kind, subject, "email", delivery.email, language, priority="lead", due_at=due)


def tell_homeowner(
    session: Session,
    kind: str,
    subject: tuple[str, int],
    request: QuoteRequest,
    *,
    priority: str = "notice",
    channels: Collection[str] = CHANNELS,
    expires_at: datetime | None = None,
    has_second: bool = True,
) -> None:
    """Queue a message of a request to its homeowner by the ways asked for: mail where one was given, texts where
    ticked, as far as they are among these `channels`; not after `expires_at`. Not `has_second`: there is no second
    contact yet."""
    ways = {"email": request.email, "sms": request.phone if request.receipt_sms else None}
    for channel, recipient in ways.items():
        if recipient and channel in channels:
            outbox.enqueue(
                session,
                kind,
                subject,
                channel,
                recipient,
                request.language,
                priority=priority,
                expires_at=expires_at,
            )
    second = queries.second_contact(session, request.id) if has_second else None
    if second is not None and second.stopped_at is None and gets(kind, second.scope):
        outbox.enqueue(
            session,
            kind,
            subject,
            second.channel,
            second.address,
            second.language,
            priority=COPY,
            expires_at=expires_at,
        )


def texts_stopped(session: Session, phone: str) -> list[Lead]:
    """Tell the homeowners of the open leads of a phone that takes no more texts, once, to call or to ask another
    business.

    Not where its business still reads mail from us. Call it after the stop is stored. No lead is locked: what became of
    it meanwhile is seen when the message is composed.
    """
    texted = queries.open_leads_texted_to(session, phone)
    stopped = queries.stopped_leads(session, texted)
    leads = [lead for lead in texted if lead.id in stopped and lead.request.state == "open"]
    for lead in leads:
        tell_homeowner(session, "calls-only", ("lead", lead.id), lead.request)
    return leads


def paused(session: Session, business_id: int) -> list[Lead]:
    """Tell the homeowners who wait for the first answer of a business that it takes no new work for a while, once each
    pause.

    Their leads stay: it may take them yet. Call it after the pause is stored.
    """
    leads = queries.waiting_for(session, business_id)
    for lead in leads:
        outbox.undo(session, ("lead", lead.id), ["paused"])
        tell_homeowner(session, "paused", ("lead", lead.id), lead.request)
    return leads


def told_by_phone(session: Session, lead_id: int, *, by: str) -> Lead:
    """Record that the operator told the business of the lead by phone. Idempotent. IllegalMove for a closed lead."""
    lead = locked_lead(session, lead_id)
    if lead.state not in OPEN_LEADS:
        raise IllegalMove(f"lead: {lead.state} needs no call")
    if lead.told_at is None:
        lead.told_at = clock.now()
        record(session, by, LeadAct.TELL_BY_PHONE, ("lead", lead.id))
        session.flush()
    return lead


def accept(session: Session, lead_id: int, how: str, actor: str | None = None, *, tells_homeowner: bool = True) -> Lead:
    """Accept the lead: reveal the homeowner's contact and notify both sides. Idempotent.

    `how` is sms, web (the link of one lead) or page (the list of all); `actor` who pressed, where that is known.
    `tells_homeowner`: not where a message of the same moment says it, as one of a price does.
    Raises Invalid for a lead that is over.
    """
    lead = locked_lead(session, lead_id)
    if lead.state in ("accepted", "quoted", "won"):
        return lead
    if lead.request.state != "open" or lead.state != LeadState.NEW:
        raise over(lead)
    transition(session, lead, LeadState.ACCEPTED)
    lead.accepted_at, lead.accepted_how = clock.now(), how
    note_answered(session, lead)
    business = session.get_one(Business, lead.business_id)
    subject, mail = ("lead", lead.id), queries.delivery_of(session, business.id).email
    if how == "sms" and lead.texted_phone:
        outbox.enqueue(session, "contact", subject, "sms", lead.texted_phone, business.language, priority="reply")
    if mail:
        outbox.enqueue(session, "contact", subject, "email", mail, business.language, priority="reply")
    if tells_homeowner:
        tell_homeowner(session, "will-call", subject, lead.request)
    by = actor or f"business:{lead.business_id}"
    record(session, by, LeadAct.ACCEPT, subject, how=how)
    end_others_of_firm(session, lead, by)
    return lead


def decline(session: Session, lead_id: int, reason: str | None, how: str, actor: str | None = None) -> Lead:
    """Decline the lead; a decline by text has no reason. Idempotent. Raises Invalid for a closed lead."""
    lead = locked_lead(session, lead_id)
    if lead.state == LeadState.DECLINED:
        return lead
    if reason is not None and reason not in tuple(DeclineReason):
        raise Invalid("reason", _("Please choose a reason."))
    target = "spam" if reason == "spam" else "declined"
    if not LEAD.allows(lead.state, target):
        raise over(lead)
    transition(session, lead, target)
    lead.declined_at = lead.closed_at = clock.now()
    lead.decline_reason = reason
    note_answered(session, lead)
    subject = ("lead", lead.id)
    if how == "sms" and lead.texted_phone:
        business = session.get_one(Business, lead.business_id)
        outbox.enqueue(session, "declined-ack", subject, "sms", lead.texted_phone, business.language, priority="reply")
    if reason in OPERATOR_REASONS:
        outbox.tell_operators(session, "flagged-lead", subject)
    if target == "declined":
        tell_homeowner(session, "declined", subject, lead.request)
    record(session, actor or f"business:{lead.business_id}", LeadAct.DECLINE, subject, reason=reason, how=how)
    return lead


def note_answered(session: Session, lead: Lead) -> None:
    """The business gave a sign of life: its count of unanswered texts starts again."""
    lead.answered_at = lead.answered_at or clock.now()
    if lead.texted_phone:
        business_actions.note_answer(session, lead.texted_phone)


def win(session: Session, lead_id: int, actor: str | None = None) -> Lead:
    """Mark the job as won. Idempotent. `actor` is who said so, the business itself where nobody is named.

    Raises Invalid for a lead it had not taken and for one that is over.
    """
    lead = locked_lead(session, lead_id)
    if lead.state == LeadState.WON:
        return lead
    if lead.request.state != "open" or not LEAD.allows(lead.state, "won"):
        raise over(lead)
    transition(session, lead, LeadState.WON)
    lead.won_at = clock.now()
    session.flush()
    record(session, actor or f"business:{lead.business_id}", LeadAct.WIN, ("lead", lead.id))
    return lead


def lose(session: Session, lead_id: int, reason: str, actor: str | None = None) -> Lead:
    """Mark an accepted job as lost, for a `LostReason` that only the business reads. Idempotent.

    What still waits to be sent about the lead is not sent. Raises Invalid(reason) for another reason, Invalid for a
    lead it had not taken.
    """
    lead = locked_lead(session, lead_id)
    if lead.state == LeadState.LOST:
        return lead
    if reason not in tuple(LostReason):
        raise Invalid("reason", _("Please choose a reason."))
    if not LEAD.allows(lead.state, "lost"):
        raise over(lead)
    lead.lost_at = lead.closed_at = clock.now()
    lead.lost_reason = reason
    outbox.cancel(session, ("lead", lead.id))
    transition(session, lead, LeadState.LOST, "business")
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


def over(lead: Lead, field: str = "action") -> Invalid:
    """The refusal of any act on a lead that is over: its request is closed, or this business is off it. Its request
    loaded.
    """
    if lead.request.state == "open" and lead.state == LeadState.NEW:
        return Invalid(field, _("Take the request first. Nothing was changed."))
    if lead.request.state == "open":
        return Invalid(field, _("This business is no longer on the request. Nothing was sent."))
    return Invalid(field, _("This request is closed. Nothing more can be sent on it."))
