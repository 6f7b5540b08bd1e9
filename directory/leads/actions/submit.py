"""A request is sent: saved with its leads, consents, clocks and messages, or asked of one business more."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import ClassVar

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from directory import arrivals
from directory.arrivals import Origin
from directory.audit import record
from directory.businesses import queries as business_queries
from directory.businesses.models import Business
from directory.foundation import tokens
from directory.foundation.db import insert_new
from directory.foundation.settings import settings
from directory.foundation.tokens import refuse_link
from directory.kernel import clock
from directory.kernel.errors import Conflict, Invalid
from directory.kernel.typed import write_price
from directory.leads import queries
from directory.leads.actions import consents
from directory.leads.actions.answer import locked_request, tell_homeowner, tell_of_lead
from directory.leads.actions.clocks import first_check, locked_clocks, restart
from directory.leads.actions.confirm import Confirmation, goes_out_at, keep
from directory.leads.actions.consents import Evidence
from directory.leads.actions.numbers import free_digit, free_number
from directory.leads.actions.second import enter_second
from directory.leads.models import Lead, QuoteRequest
from directory.leads.queries import Reach
from directory.leads.rules import (
    DIGIT_RESTS,
    MOST_ASKED,
    MOST_BUSINESSES,
    REQUEST_LIFE,
    TWIN_WITHIN,
    LeadAct,
)
from directory.leads.rules.second import SecondDraft
from directory.nameplates import actions as plate_actions
from directory.outbox import actions as outbox
from directory.outbox.actions import JobDraft
from directory.outbox.models import MessageDraft
from directory.photos import actions as photo_actions
from directory.trades.vocabulary import Answer

#: The job that ends a request; the prices given on it are settled first, so whoever knows of them does it.
EXPIRY = "request-expiry"
#: Tries to insert a request whose number another one takes at the same moment.
_MOST_TRIES = 5


@dataclass(frozen=True)
class RequestDraft:
    """What a homeowner typed, checked and cleaned. `channels` is by slug: the ways that business may use."""

    businesses: tuple[str, ...]
    service: str
    #: Empty where a town or county was given in its place.
    zip: str
    urgency: str
    safety: str
    call_language: str
    name: str
    language: str
    channels: Mapping[str, tuple[str, ...]]
    phone: str | None = None
    email: str | None = None
    receipt_sms: bool = False
    answers: Mapping[str, Answer] = field(default_factory=dict)
    details: str | None = None
    model: str | None = None
    visit_times: str | None = None
    first_diagnosis: str | None = None
    first_price_min: int | None = None
    first_price_max: int | None = None
    place_code: str | None = None
    place_text: str | None = None
    second: SecondDraft | None = None
    said_on: ClassVar[Mapping[str, date]] = {}  # all of it is said now

    @property
    def first_price(self) -> str:
        """What another one asked for, as it is shown; empty where it was not given."""
        return write_price(self.first_price_min, self.first_price_max) if self.first_price_min else ""

    @cached_property
    def digest(self) -> str:
        """A digest of all answers. It tells a repeat of the form from another request under the same key."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True, default=str).encode()).hexdigest()


@dataclass(frozen=True)
class Sending:
    """How a form was sent, beside what was typed into it."""

    #: The form's own: a second try brings it again.
    key: str
    evidence: Evidence
    #: Channels by which a receipt may go; the phone or e-mail of one that is missing had its receipts for today.
    receipts: Collection[str] = ("sms", "email")
    #: The homeowner is no stranger, so the leads have a part of the day's texts.
    is_proven: bool = False
    #: Many asked from this network lately, so the texts wait where one phone got many.
    is_crowd: bool = False
    #: What showed already that a contact is the homeowner's; without one what is not urgent waits for it.
    confirmation: Confirmation | None = None
    #: The digest of the key under which photos wait for this form.
    photos: str | None = None
    #: The printed code that led here.
    origin: Origin | None = None


def submit(session: Session, draft: RequestDraft, sending: Sending) -> QuoteRequest:
    """Save a request with its leads, consents, photos, audit events and messages, or give the one saved before.

    Photos that came with a form whose answers were saved before go to that request, while it is open.

    Raises Conflict (with the saved request's token) when the key came back with other answers, Invalid(business) for
    one that cannot be asked, Invalid for words with a link of ours, which the businesses would read.
    """
    quote_request = _saved(session, draft, sending)
    if quote_request.state == "open":
        subject = ("request", quote_request.id)
        if photo_actions.attach(session, sending.photos, subject):
            plate_actions.look_at(session, subject)
    return quote_request


def _saved(session: Session, draft: RequestDraft, sending: Sending) -> QuoteRequest:
    """The request of this form: saved now, or before. Raises as `submit`."""
    known = queries.saved_before(session, sending.key, draft.digest)
    if known is not None:
        # Under another key: back and send, or a second tab. The answers are the same, the firms hear of it once.
        return _same(known, draft) if known.request_key == sending.key else known
    _refuse_links(draft)
    businesses = _requestable(session, draft.businesses)
    # Once more, now that the phones are held: of two tabs that sent at the same moment the other was quicker.
    twin = queries.open_twin(session, draft.digest, clock.now() - TWIN_WITHIN)
    if twin is not None:
        return twin
    quote_request, is_new = _save(session, draft, sending)
    if not is_new:
        # The same form sent twice at once: the other one was quicker.
        return _same(quote_request, draft)
    if sending.confirmation is not None:
        keep(quote_request, sending.confirmation)
    _set_going(session, quote_request, draft, businesses, sending)
    if sending.origin is not None:  # Nothing of it stays with the request.
        by_slug = {business.slug: business.id for business, _reach in businesses}
        arrivals.count_request(session, sending.origin, by_slug)
    session.flush()
    return quote_request


def _refuse_links(draft: RequestDraft) -> None:
    for name in ("name", "details", "model", "visit_times", "place_text", "first_diagnosis"):
        refuse_link(name, getattr(draft, name))
    if draft.second is not None:
        refuse_link("other_name", draft.second.name)


def _set_going(
    session: Session,
    quote_request: QuoteRequest,
    draft: RequestDraft,
    businesses: Sequence[tuple[Business, Reach]],
    sending: Sending,
) -> None:
    """Everything that follows from a request that was just saved: leads, clocks, consents, messages, who else reads."""
    jobs = [
        JobDraft(EXPIRY, ("request", quote_request.id), quote_request.created_at + REQUEST_LIFE),
        first_check(quote_request),
    ]
    _ask(session, quote_request, businesses, quote_request.created_at, jobs, is_crowd=sending.is_crowd)
    recipients = [
        (business, channel) for business, _reach in businesses for channel in draft.channels.get(business.slug, ())
    ]
    # Before the consents, which are flushed: one flush writes both.
    record(
        session,
        "homeowner",
        LeadAct.SUBMIT,
        ("request", quote_request.id),
        businesses=len(businesses),
        language=quote_request.language,
    )
    consents.give(session, quote_request, recipients, sending.evidence)
    _receipts(session, quote_request, sending.receipts)
    if draft.second is not None:
        enter_second(session, quote_request, draft.second, sending.evidence)


def _same(known: QuoteRequest, draft: RequestDraft) -> QuoteRequest:
    if known.body_digest != draft.digest:
        raise Conflict(tokens.derive("request", known.seed))
    return known


def _requestable(session: Session, slugs: tuple[str, ...]) -> list[tuple[Business, Reach]]:
    if not 1 <= len(slugs) <= MOST_BUSINESSES:
        raise Invalid("business", _("Tick one to three businesses."))
    businesses = business_queries.by_slugs(session, slugs, load=())
    if len(businesses) != len(set(slugs)):
        raise Invalid("business", _("One of these businesses is no longer listed. Please choose again."))
    # In one order: the digits that answer a lead are given out one after the other.
    business_queries.lock_points(session, businesses)
    reached = queries.reach(session, businesses)
    if any(reach.paused_until for reach in reached.values()):
        raise Invalid("business", _("This business takes no new work right now. Please call it, or choose another."))
    if not all(reach.is_open for reach in reached.values()):
        raise Invalid("business", _("This business takes calls only. Please call it instead."))
    return [(business, reached[business.id]) for business in businesses]


def _save(session: Session, draft: RequestDraft, sending: Sending) -> tuple[QuoteRequest, bool]:
    """Insert the request; drawn anew where another one took its number at this moment. True: it is new.

    Where its key is taken, the request that has it. Raises RuntimeError when every number that was drawn was taken.
    """
    for _try in range(_MOST_TRIES):
        new = _insert(session, draft, sending)
        known = new or queries.request_by_key(session, sending.key)
        if known is not None:
            return known, new is not None
    raise RuntimeError("no number is free")


def _insert(session: Session, draft: RequestDraft, sending: Sending) -> QuoteRequest | None:
    """The row; None where its key or its number is taken."""
    seed = tokens.new_seed()
    return insert_new(
        session,
        QuoteRequest,
        number=free_number(session),
        seed=seed,
        token_digest=tokens.digest(tokens.derive("request", seed)),
        request_key=sending.key,
        body_digest=draft.digest,
        language=draft.language,
        service=draft.service,
        zip=draft.zip,
        place_code=draft.place_code,
        place_text=draft.place_text,
        urgency=draft.urgency,
        safety=draft.safety,
        answers=dict(draft.answers),
        details=draft.details,
        model=draft.model,
        visit_times=draft.visit_times,
        first_diagnosis=draft.first_diagnosis,
        first_price_min=draft.first_price_min,
        first_price_max=draft.first_price_max,
        call_language=draft.call_language,
        name=draft.name,
        phone=draft.phone,
        email=draft.email,
        receipt_sms=draft.receipt_sms and "sms" in sending.receipts,
        is_proven=sending.is_proven,
        goes_out_at=goes_out_at(draft.urgency, draft.safety, draft.details, sending.confirmation),
        created_at=clock.now(),
    )


def _ask(
    session: Session,
    quote_request: QuoteRequest,
    businesses: Sequence[tuple[Business, Reach]],
    asked_at: datetime,
    clocks: Sequence[JobDraft] = (),
    *,
    is_crowd: bool = False,
) -> list[Lead]:
    """The lead of each business, asked at that moment, and the messages that tell it: a text, a mail or both, as it
    wishes. `clocks` are scheduled beside those of the leads."""
    phones = {business.id: reach.phones[0] for business, reach in businesses if reach.phones}
    digits = queries.digits_in_use(session, {point.address for point in phones.values()}, clock.now() - DIGIT_RESTS)
    messages: list[MessageDraft] = []
    jobs, leads = list(clocks), []
    for business, _reach in businesses:
        seed, phone = tokens.new_seed(), phones.get(business.id)
        is_texted = phone is not None and (phone.state == "agreed" or settings().text_unintroduced)
        lead = Lead(
            request_id=quote_request.id,
            business_id=business.id,
            seed=seed,
            token_digest=tokens.digest(tokens.derive("lead", seed)),
            texted_phone=phone.address if phone and is_texted else None,
            accept_digit=free_digit(digits[phone.address]) if phone else 1,
            created_at=asked_at,
        )
        if lead.texted_phone:
            # Two listings of one phone are told of two leads.
            digits[lead.texted_phone].add(lead.accept_digit)
        leads.append(lead)
    session.add_all(leads)
    session.flush()
    for lead, (business, reach) in zip(leads, businesses, strict=True):
        new, checks = tell_of_lead(session, lead, quote_request, business, reach.delivery, is_crowd=is_crowd)
        messages += new
        jobs += checks
    outbox.enqueue_all(session, messages)
    outbox.schedule_all(session, jobs)
    return leads


def _receipts(session: Session, quote_request: QuoteRequest, channels: Collection[str]) -> None:
    subject, tomorrow = ("request", quote_request.id), clock.now() + timedelta(days=1)
    for channel in sorted(channels):
        expires = tomorrow if channel == "sms" else None
        tell_homeowner(
            session,
            "receipt",
            subject,
            quote_request,
            priority="receipt",
            channels=[channel],
            expires_at=expires,
            has_second=False,
        )


def add(session: Session, request_id: int, slug: str) -> Lead:
    """Ask one more business on an open request, with the channels the homeowner gave the others.

    Asked before: that lead. The clock of an answer runs anew. Raises Invalid(business) while three have it, after
    `MOST_ASKED` in all, and for a business that cannot be asked.
    """
    clocks = locked_clocks(session, request_id)
    quote_request = locked_request(session, request_id)
    if quote_request.state != "open":
        raise Invalid("business", _("This request is closed. Nothing more can be sent on it."))
    businesses = queries.businesses_of(session, request_id)
    known = {lead.business_id: lead for lead in queries.leads_of(session, request_id)}
    for business in businesses:
        if business.slug == slug:
            return known[business.id]
    room = queries.asking(session, request_id)
    if room.is_over:
        raise Invalid("business", _("That is %(count)s businesses, the most for one request.", count=MOST_ASKED))
    if not room.left:
        raise Invalid("business", _("Three have your request now. Withdraw it from one of them, then ask another."))
    [(business, reach)] = _requestable(session, (slug,))
    [lead] = _ask(session, quote_request, [(business, reach)], clock.now())
    consents.copy(session, quote_request, businesses[0].id, business)
    restart(session, quote_request, clocks)
    record(session, "homeowner", LeadAct.ADD, ("lead", lead.id))
    return lead
