"""How requests end: taken back, solved, out of time, erased, purged."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from directory.audit import record
from directory.businesses import queries as business_queries
from directory.businesses.models import Business
from directory.businesses.rules import BusinessAct
from directory.kernel import clock
from directory.kernel.errors import Invalid
from directory.leads import queries
from directory.leads.actions import consents
from directory.leads.actions.answer import locked_lead, locked_request, tell_business, tell_homeowner
from directory.leads.actions.one_firm import end_others_of_firm
from directory.leads.actions.transition import Side, ended, transition
from directory.leads.models import Consent, Lead, QuoteRequest, RequestVersion, SecondContact
from directory.leads.rules import (
    LEAD,
    OPEN_LEADS,
    REQUEST,
    REQUEST_LIFE,
    TAKEN_LEADS,
    ConsentEvidence,
    LeadAct,
    LeadState,
    LostReason,
    quotes_contact,
    shortened,
)
from directory.outbox import actions as outbox
from directory.outbox import outcome
from directory.outbox.models import DeskText, InboundText
from directory.photos import actions as photos

#: The message that tells a business by which ways it may still contact a homeowner.
WAYS_LEFT = "ways-left"
#: The message that tells a business that the homeowner whose job it won has deleted the request.
DELETED = "request-deleted"
#: How long a homeowner's contact is kept after the request ended.
CONTACT_KEPT = timedelta(days=180)
_PERSONAL = (
    *("name", "phone", "email", "details", "model", "visit_times", "confirmed_browser"),
    *("first_diagnosis", "first_price_min", "first_price_max"),
)


def withdraw(session: Session, lead_id: int) -> Lead:
    """Take one business off: waiting texts stop, its page shows nothing, and it is told only if it had answered.

    One that called the job won by itself can be taken off like any other.
    """
    lead = locked_lead(session, lead_id)
    if LEAD.allows(lead.state, "withdrawn"):
        _withdraw(session, lead)
        consents.take_back(session, lead.request_id, lead.business_id, ConsentEvidence.WITHDRAWN)
        record(session, "homeowner", LeadAct.WITHDRAW, ("lead", lead.id))
    return lead


def withdraw_way(session: Session, lead_id: int, channel: str) -> Lead:
    """Withdraw one way (call, sms, email) by which a business may contact the homeowner; with its last way, `withdraw`.

    A business that has the contact is told which ways are left. Does nothing for a way that is not allowed anyhow.
    """
    lead = locked_lead(session, lead_id)
    standing = queries.channels_of(queries.consents_of(session, lead.request_id), lead.business_id)
    if channel not in standing or not LEAD.allows(lead.state, LeadState.WITHDRAWN):
        return lead
    if standing == {channel}:
        return withdraw(session, lead_id)
    consents.take_back(session, lead.request_id, lead.business_id, ConsentEvidence.WAY_WITHDRAWN, channel)
    record(session, "homeowner", LeadAct.WITHDRAW_WAY, ("lead", lead.id), channel=channel)
    if lead.accepted_at:
        # Told anew each time: only what is left counts.
        outbox.undo(session, ("lead", lead.id), [WAYS_LEFT])
        tell_business(session, WAYS_LEFT, ("lead", lead.id), lead)
    return lead


def stop_texts(session: Session, request_id: int) -> QuoteRequest:
    """Stop texts to the homeowner about a request, those that wait included. Idempotent."""
    quote_request = locked_request(session, request_id)
    if not quote_request.receipt_sms:
        return quote_request
    quote_request.receipt_sms = False
    consents.take_back(session, request_id, None, ConsentEvidence.WAY_WITHDRAWN, "sms")
    subjects = [("request", request_id), *(("lead", lead.id) for lead in queries.leads_of(session, request_id))]
    for subject in subjects:
        outcome.cancel_to(session, subject, "sms", quote_request.phone or "")
    record(session, "homeowner", LeadAct.WITHDRAW_WAY, ("request", request_id), channel="sms")
    return quote_request


def close(session: Session, request_id: int) -> QuoteRequest:
    """Close a request whose homeowner found someone: end its open leads, tell the businesses that answered, and cancel
    the messages that wait.
    """
    quote_request = locked_request(session, request_id)
    if quote_request.state == "open":
        _end(session, quote_request, "closed", clock.now())
        for lead in _open_leads(session, request_id):
            _withdraw(session, lead)
        record(session, "homeowner", LeadAct.CLOSE, ("request", quote_request.id))
    return quote_request


def still_needed(session: Session, request_id: int) -> QuoteRequest:
    """Note in the audit trail, for the operator, that the homeowner still needs it.

    Raises NotFound, Invalid for a request that has ended.
    """
    quote_request = locked_request(session, request_id)
    if quote_request.state != "open":
        raise Invalid("", _("This request is closed. Nothing more can be sent on it."))
    record(session, "homeowner", BusinessAct.CONFIRM, ("request", quote_request.id))
    return quote_request


def expire(session: Session, request_id: int) -> QuoteRequest:
    """Expire a request whose time is over: leads that nobody answered expire with it; a won one stays won.

    It counts as ended when its time was over, however late this runs: how long its contact is kept begins there.
    """
    quote_request = locked_request(session, request_id)
    if quote_request.state == "open":
        at = min(clock.now(), quote_request.created_at + REQUEST_LIFE)
        _end(session, quote_request, "expired", at)
        for lead in _open_leads(session, request_id):
            _end_lead(session, lead, "expired" if LEAD.allows(lead.state, "expired") else "lost", None, at)
        record(session, "worker", LeadAct.EXPIRE, ("request", quote_request.id))
    return quote_request


#: Requests ended or forgotten in one transaction: nobody who writes waits long for it.
BATCH = 50


def pass_over(session: Session, lead_id: int, *, is_same_firm: bool = False) -> Lead:
    """The homeowner chose another business: one that had taken it has lost it, any other is off the request.

    Told only where it had answered, and not where the other is a listing of the same firm. One that is over already
    stays as it is.
    """
    lead = locked_lead(session, lead_id)
    if lead.state not in OPEN_LEADS:
        return lead
    is_taken = LEAD.allows(lead.state, "lost")
    lead.lost_reason = LostReason.OTHER_CONTRACTOR if is_taken else None
    _end_lead(session, lead, "lost" if is_taken else "withdrawn", "homeowner")
    consents.take_back(session, lead.request_id, lead.business_id, ConsentEvidence.ANOTHER_CHOSEN)
    if lead.answered_at and not is_same_firm:
        tell_business(session, "not-chosen", ("lead", lead.id), lead)
    record(session, "homeowner", LeadAct.PASS_OVER, ("lead", lead.id))
    return lead


def unlist(session: Session, lead_id: int, by: str) -> Lead:
    """Expire a new lead whose business is no longer listed; the homeowner is asked to choose another one.

    `by` is an audit actor. A lead that was answered already stays as it is.
    """
    lead = locked_lead(session, lead_id)
    if lead.state == LeadState.NEW:
        _end_lead(session, lead, "expired", None)
        tell_homeowner(session, "declined", ("lead", lead.id), lead.request)
        record(session, by, LeadAct.EXPIRE, ("lead", lead.id))
    return lead


def _end(session: Session, quote_request: QuoteRequest, state: str, at: datetime) -> None:
    REQUEST.move(quote_request, state)
    quote_request.closed_at = at
    outbox.cancel(session, ("request", quote_request.id))
    session.flush()


def _open_leads(session: Session, request_id: int) -> list[Lead]:
    return [lead for lead in queries.leads_of(session, request_id) if lead.state in OPEN_LEADS]


def _withdraw(session: Session, lead: Lead) -> None:
    _end_lead(session, lead, "withdrawn", "homeowner")
    if lead.answered_at:
        tell_business(session, "made-other-arrangements", ("lead", lead.id), lead)


def _end_lead(session: Session, lead: Lead, state: str, side: Side | None, at: datetime | None = None) -> None:
    """A lead is over; what waits to be told of it is not. What is her word, its business reads in a message of ours."""
    lead.closed_at = at or clock.now()
    outbox.cancel(session, ("lead", lead.id))
    transition(session, lead, state, side, is_told=side is not None)
    session.flush()


def erase(session: Session, request_id: int) -> QuoteRequest:
    """Delete everything but the sealed consent rows: contact, words, coded answers; open leads end first, and whoever
    won the job is told while its work is not done."""
    quote_request = locked_request(session, request_id)
    if quote_request.state == "erased":
        return quote_request
    if quote_request.state == "open":
        close(session, request_id)
        for lead in queries.leads_of(session, request_id):
            consents.take_back(session, request_id, lead.business_id, ConsentEvidence.DELETED)
    for lead in queries.leads_of(session, request_id):
        if lead.state == LeadState.WON:
            if not lead.is_done:
                tell_business(session, DELETED, ("lead", lead.id), lead)
            ended(session, lead, "homeowner", is_told=not lead.is_done)
    outbox.cancel(session, ("request", quote_request.id))
    _forget_texts(session, quote_request)
    _forget(session, quote_request)
    record(session, "homeowner", LeadAct.ERASE, ("request", quote_request.id))
    session.flush()
    return quote_request


def _forget(session: Session, quote_request: QuoteRequest) -> None:
    """Take everything personal out of a request that ended, its leads and every message about them."""
    leads = queries.leads_of(session, quote_request.id)
    personal = _addresses(session, quote_request)
    for subject in [("request", quote_request.id), *(("lead", lead.id) for lead in leads)]:
        outbox.forget(session, subject, personal)
    texts = session.scalars(_texts_about(leads)).all()
    for text in texts:
        outbox.forget_text(session, text, personal)
    photos.drop(session, "text", [text.id for text in texts])
    for name in _ever(session, quote_request, "name"):
        # A text that names several customers is about none of them alone, and shortens long names.
        phones = [lead.texted_phone for lead in leads if lead.texted_phone]
        outbox.forget_named(session, phones, quote_request.created_at, shortened(name).rstrip("…"))
    photos.drop(session, "request", [quote_request.id])
    for column in _PERSONAL:
        setattr(quote_request, column, None)
    for lead in leads:
        lead.note = None
    quote_request.answers, quote_request.receipt_sms, quote_request.erased_at = {}, False, clock.now()
    session.execute(delete(SecondContact).where(SecondContact.request_id == quote_request.id))
    session.execute(delete(RequestVersion).where(RequestVersion.request_id == quote_request.id))
    REQUEST.move(quote_request, "erased")


def _ever(session: Session, quote_request: QuoteRequest, column: str) -> dict[str, datetime | None]:
    """All that a column says, and said before it was corrected; each with the moment until which it did, None: now.
    `second_address` is the second contact's."""
    values: dict[str, datetime | None] = {}
    for version in queries.versions_of(session, quote_request.id):
        if version.fields.get(column):
            values[str(version.fields[column])] = version.until
    second = queries.second_contact(session, quote_request.id)
    now = getattr(second, "address", None) if column == "second_address" else getattr(quote_request, column)
    return {**values, now: None} if now else values


def _addresses(session: Session, quote_request: QuoteRequest) -> set[str]:
    """Every phone and e-mail that the request ever had, those of second contacts among them."""
    columns = ("phone", "email", "second_address")
    return {address for column in columns for address in _ever(session, quote_request, column)}


def _texts_about(leads: Sequence[Lead]) -> Select[InboundText]:
    """Texts of businesses that were read as words about one of these leads."""
    ids = [lead.id for lead in leads]
    return select(InboundText).where(InboundText.subject_kind == "lead", InboundText.subject_id.in_(ids))


def _forget_texts(session: Session, quote_request: QuoteRequest) -> None:
    """Forget what the homeowner texted us about this request and what the desk wrote back, and texts of anybody that
    quote a phone or e-mail of hers.

    Hers are those from her phone between this request and her next, or until she corrected it. The phone of a listed
    business may stand in a form too: what that business texts is its own.
    """
    phones, personal = _ever(session, quote_request, "phone"), _addresses(session, quote_request)
    seconds = _ever(session, quote_request, "second_address")
    phones = {**{address: end for address, end in seconds.items() if "@" not in address}, **phones}
    until = {
        number: end or queries.next_request_at(session, quote_request, number)
        for number, end in phones.items()
        if not business_queries.points_by_phone(session, number)
    }

    def is_hers(number: str, at: datetime) -> bool:
        return number in until and at < (until[number] or datetime.max.replace(tzinfo=UTC))

    def quotes_her(body: str) -> bool:
        return any(quotes_contact(body, *((None, one) if "@" in one else (one, None))) for one in personal)

    since = select(InboundText).where(InboundText.received_at >= quote_request.created_at).order_by(InboundText.id)
    for text in session.scalars(since).all():
        wrote = is_hers(text.sender, text.received_at)
        if wrote or quotes_her(text.body):
            outbox.forget_text(session, text, personal if wrote else ())
    written = select(DeskText).where(DeskText.created_at >= quote_request.created_at).order_by(DeskText.id)
    for answer in session.scalars(written).all():
        if is_hers(answer.phone, answer.created_at) or quotes_her(answer.body):
            outbox.forget_desk_text(session, answer)


def purge(session: Session, now: datetime) -> dict[str, int]:
    """Forget contacts 180 days after their request ended, and consent contacts after five years; how many of each.

    At most a batch of each: call it in units of their own until nothing is left.
    """
    ended = QuoteRequest.closed_at < now - CONTACT_KEPT
    query = select(QuoteRequest.id).where(QuoteRequest.state.in_(("closed", "expired")), ended)
    requests = session.scalars(query.order_by(QuoteRequest.closed_at).limit(BATCH)).all()
    for request_id in requests:
        quote_request = locked_request(session, request_id)
        if quote_request.state != "erased":
            _forget(session, quote_request)
    named = select(Consent).where(Consent.purge_after < now, Consent.name.is_not(None)).order_by(Consent.purge_after)
    rows = session.scalars(named.limit(BATCH)).all()
    for consent in rows:
        consent.name = consent.phone = consent.email = consent.ip = consent.user_agent = None
    session.flush()
    return {"requests": len(requests), "consents": len(rows)}


def move(session: Session, from_id: int, into: Business, by: str) -> list[int]:
    """Give a business's leads to the listing it was merged into, with the permissions that stand; their ids.

    Their links go on working. A request that both listings got keeps both leads, each with its prices, visits and
    cards: that one stays where it is, and one that still waits ends where the other was taken. The record of consents
    grows by a row for each that stands; no row of it changes.
    """
    already_asked = select(Lead.request_id).where(Lead.business_id == into.id)
    query = select(Lead.id).where(Lead.business_id == from_id, Lead.request_id.not_in(already_asked)).order_by(Lead.id)
    moved = list(session.scalars(query))
    for lead_id in moved:
        lead = locked_lead(session, lead_id)
        consents.pass_on(session, lead.request, from_id, into)
        lead.business_id = into.id
    session.flush()
    doubled = select(Lead.request_id).where(Lead.business_id == from_id)
    taken = select(Lead.id).where(Lead.request_id.in_(doubled), Lead.business_id.in_((from_id, into.id)))
    for lead_id in session.scalars(taken.where(Lead.state.in_(TAKEN_LEADS)).order_by(Lead.id)).all():
        end_others_of_firm(session, locked_lead(session, lead_id), by)
    return moved
