"""Reading all that the request page shows, in as many statements however many businesses were asked."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.businesses.models import Business
from directory.businesses.rules import pause
from directory.foundation.settings import settings
from directory.kernel import clock, phone
from directory.leads import queries as lead_queries
from directory.leads.models import Lead, QuoteRequest, RequestVersion, SecondContact
from directory.leads.rules import CHANNELS, CONTACT_FIELDS, TAKEN_LEADS, Asking, may_phone
from directory.leads.rules.job import known_dangers, place_of
from directory.nameplates.models import Nameplate
from directory.outbox import queries as outbox
from directory.outbox.rules import next_allowed
from directory.outbox.topics import Topic, is_off_for
from directory.photos.models import Photo, Subject, photos_of
from directory.places.rules import Utility, emergency_lines
from directory.quotes import models as quotes
from directory.quotes.models import Quote, Reply, TypedQuote
from directory.quotes.rules import CHOSEN_LEADS, agreement, can_reopen
from directory.reviews.models import Review, reviews_of
from directory.tracking import rules
from directory.tracking.queries.photos import plates_shown
from directory.visits.models import Visit, address_readers, visits_of
from directory.visits.rules import BUSINESS
from directory.warranties.models import WarrantyCard, cards_of

#: What a company can cut off in a danger.
_FUELS = {"gas": "gas", "water": "electricity"}
#: After this long the page asks whether the request is still needed.
_OLD = timedelta(days=1)


@dataclass(frozen=True)
class Row:
    """One business on the page: its lead, what is known of it, what may be done."""

    lead: Lead
    business: Business
    status: rules.Status
    steps: list[rules.Step]
    channels: set[str]
    replies: list[Reply]
    #: Every price it gave, the newest first, and the one that stands.
    prices: list[Quote]
    quote: Quote | None
    #: The price that this one replaced, and the one whose last day is over where none stands.
    previous: Quote | None
    lapsed: Quote | None
    #: It was told where the work is; that stays so whatever became of it since.
    has_address: bool
    #: Where its price stands that was accepted: undoable, due, settled; empty for one that was not.
    agreement: str
    #: It takes no texts from us any more, and no mail.
    is_stopped: bool
    may_withdraw: bool
    may_write: bool
    #: What it has of the homeowner's (`rules.knowledge`).
    knowledge: str
    #: Since when it has the job and the town.
    told_at: datetime
    #: The newest visit of its.
    visit: Visit | None

    @property
    def has_given_visit(self) -> bool:
        """Whether she gave a day or an address for it, or both agreed on a time."""
        return self.visit is not None and self.visit.is_live

    @property
    def is_asking_when(self) -> bool:
        """Whether its business proposed times for a visit, and she has not picked one."""
        visit = self.visit if self.lead.state in TAKEN_LEADS else None
        return visit is not None and visit.is_waiting and visit.proposed_by == BUSINESS

    #: Its warranty card, once the work is done.
    card: WarrantyCard | None
    #: What she wrote of its work.
    review: Review | None

    @property
    def may_call_done(self) -> bool:
        """Whether she can say that its work is done: it took the job, and nothing of a price is undecided."""
        is_open = self.lead.state == "won" or self.lead.request.state == "open"
        return self.lead.state in TAKEN_LEADS and is_open and self.agreement in ("", "settled")

    @property
    def is_waiting_for_her(self) -> bool:
        """Whether the business wrote last, and can be answered."""
        lines = [line for line in self.replies if not line.retracted_at]
        return bool(lines) and lines[-1].author == "business" and self.may_write

    @property
    def may_say(self) -> bool:
        """Whether a phrase of the book can still reach it: whatever is written, and one on an agreed job."""
        return self.may_write or (
            self.lead.state == "won" and self.lead.request.state != "erased" and not self.is_stopped
        )

    @property
    def questions(self) -> set[int]:
        """The ids of its questions by phrase that she has not answered."""
        return quotes.open_questions(self.replies, "homeowner") if self.may_say else set()

    @property
    def stage(self) -> str:
        """Where the two stand, for what is mostly said next (`Picker`)."""
        return "agreed" if self.lead.state == "won" else "further" if self.quote else "first"

    @property
    def has_number(self) -> bool:
        """Whether what it has of the homeowner's, once it took it, is a number; else an e-mail address."""
        return may_phone(self.lead.request.phone, self.channels or CHANNELS)

    @property
    def is_objectionable(self) -> bool:
        """Whether it alone says that the two agreed on the job: then she may say that this is not so."""
        states = [self.quote.state] if self.quote else []
        return self.status.code == "won" and can_reopen(self.lead, self.lead.request.state, states)

    @property
    def is_over(self) -> bool:
        """Whether it is off the request: nothing of it is waited for."""
        return not self.may_withdraw

    @property
    def newest(self) -> datetime:
        """When it last did something, or was asked."""
        moments = [self.lead.created_at, self.lead.answered_at, self.lead.closed_at]
        moments += [line.created_at for line in self.replies]
        moments += [self.quote.created_at, self.quote.decided_at] if self.quote else []
        moments += [self.visit.changed_at] if self.visit else []
        return max(moment for moment in moments if moment is not None)

    @property
    def makes_room(self) -> bool:
        """Whether another one is offered beside its line: it said no, or is not to be reached, or is long silent."""
        return self.status.code in rules.OFFERING or self.paused_until is not None

    @property
    def paused_until(self) -> date | None:
        """The day before which a business takes no new work that has not answered her yet."""
        is_waiting = self.lead.state == "new" and self.lead.request.state == "open"
        return pause(self.business.paused_until, clock.today()) if is_waiting else None

    @property
    def phone(self) -> str | None:
        """The number to call beside its line (E.164)."""
        return self.lead.texted_phone or next(iter(self.business.phones), None)


@dataclass(frozen=True)
class View:
    """The page: rows in the order they were asked, the sentence above them, and who could still be asked."""

    request: QuoteRequest
    rows: list[Row]
    headline: str
    is_urgent: bool
    is_cold: bool
    is_old: bool
    #: Dangers of the request that are spoken of, and whom to call about them after 911.
    dangers: tuple[str, ...]
    emergency_lines: tuple[Utility, ...]
    asking: Asking
    addable: list[Business]
    #: What was corrected since it was sent, the oldest first.
    versions: list[RequestVersion]
    #: Who gets messages of it besides her, and whether they turned our emails off.
    second: SecondContact | None
    refuses_copies: bool
    #: Prices from elsewhere that she typed in.
    typed: list[TypedQuote]
    #: The photos of the request and of each line.
    photos: dict[Subject, list[Photo]]
    #: What was read of them: proposed to her, or confirmed by her.
    plates: list[Nameplate]
    #: Which of her contacts, phone or email, our last message did not reach: a wrong digit, or a landline.
    unreached: tuple[str, ...]

    @property
    def is_held(self) -> bool:
        """Whether it waits, at some business, for her to confirm a contact."""
        return any(entry.status.code == "unconfirmed" for entry in self.rows)

    @property
    def goes_out(self) -> datetime | None:
        """When what waits for that goes out by itself, the first of it."""
        moments = [entry.status.at for entry in self.rows if entry.status.code == "unconfirmed" and entry.status.at]
        return min(moments, default=None)

    @property
    def to_confirm(self) -> list[tuple[str, str]]:
        """The contacts that a code may go to, each with its kind; none once one of them is confirmed, or it ended."""
        if self.request.state != "open" or self.request.confirmed_at is not None:
            return []
        number = self.request.phone
        phones = [("phone", number)] if number and phone.is_geographic(number) else []
        return phones + ([("email", self.request.email)] if self.request.email else [])

    def readers(self, version: RequestVersion, column: str) -> list[Business]:
        """The businesses that had been given one thing that was corrected: the job at once, the contact for a yes."""
        ids = version.read_by.get("contact" if column in ("name", *CONTACT_FIELDS) else "job")
        return [entry.business for entry in self.rows if isinstance(ids, list) and entry.lead.id in ids]

    @property
    def summary(self) -> tuple[str, Row | None]:
        """What stands above everything, as a code, and the business that it is about."""
        code, about = rules.summary(
            self.request.state, [(entry.status, entry.is_waiting_for_her) for entry in self.rows]
        )
        return code, self.rows[about] if about is not None else None

    @property
    def in_order(self) -> list[Row]:
        """The businesses, those with the newest event first; those that are over come last."""
        return sorted(self.rows, key=lambda entry: (not entry.is_over, entry.newest), reverse=True)

    @property
    def seen(self) -> str:
        """What the page shows now, as a short name."""
        rows = [
            (
                r.status,
                [bool(line.retracted_at) for line in r.replies],
                r.quote and (r.quote.id, r.quote.state),
                r.lapsed and r.lapsed.id,
                r.agreement,
                r.visit and (r.visit.page_mark, r.visit.on_way_at, r.visit.late_minutes),
                r.lead.done_on,
            )
            for r in self.rows
        ]
        photos = [(photo.id, photo.state) for several in self.photos.values() for photo in several]
        addable = [business.id for business in self.addable]
        plates = [(plate.photo_id, plate.state) for plate in self.plates]
        return _fingerprint([self.headline, self.unreached, addable, photos, plates, *rows])

    @property
    def has_card(self) -> bool:
        """Whether there is a warranty card that can outlive the request."""
        return any(entry.card is not None for entry in self.rows)

    @property
    def priced(self) -> list[Row]:
        """The businesses whose price stands, in the order in which they were asked."""
        return [entry for entry in self.rows if entry.quote is not None and entry.lead.state in CHOSEN_LEADS]

    @property
    def chosen(self) -> Row | None:
        """The business whose price was accepted and holds: then no other can be."""
        return next((entry for entry in self.rows if entry.agreement), None)

    def may_accept(self, entry: Row) -> bool:
        """Whether the price of a business can be accepted now."""
        return (
            self.request.state == "open"
            and self.chosen is None
            and entry.quote is not None
            and entry.quote.state == "sent"
            and entry.lead.state in CHOSEN_LEADS
        )

    @property
    def calls_first(self) -> bool:
        """Whether the phones stand above everything: it is urgent and nobody has said yet that they will call."""
        if not self.is_urgent or self.request.state != "open":
            return False
        callable_rows = [entry for entry in self.rows if entry.may_withdraw and entry.phone]
        return bool(callable_rows) and not any(entry.lead.state in TAKEN_LEADS for entry in callable_rows)


def _fingerprint(parts: list[object]) -> str:
    """A short name for what the page shows now: the same while nothing changed, so that a refresh costs nothing."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def view(session: Session, request: QuoteRequest, now: datetime) -> View:
    """Everything on a request's page at `now`; the request comes from the access door."""
    leads = lead_queries.own_leads(session, request)
    ids = [lead.id for lead in leads]
    businesses = {business.id: business for business in lead_queries.businesses_of(session, request.id)}
    messages = outbox.messages_of(session, "lead", ids)
    replies, prices = quotes.replies_of(session, ids), quotes.quotes_of(session, ids)
    visits, told_where = visits_of(session, ids), address_readers(session, ids)
    consents = lead_queries.consents_of(session, request.id)
    versions = lead_queries.versions_of(session, request.id)
    stopped = lead_queries.stopped_leads(session, leads)
    room = lead_queries.room(leads, messages, stopped)
    cards = cards_of(session, ids)
    reviews = reviews_of(session, ids)
    dangers = known_dangers(request.safety, request.details)
    texts_from = next_allowed(now, settings().sms_hours)
    standing = {lead.id: quotes.standing(prices[lead.id]) for lead in leads}
    agreements = {lead.id: agreement(standing[lead.id], lead.state, now) for lead in leads}
    settled_at = next((price.settled_at for price in standing.values() if price and price.is_settled), None)
    held_until = request.goes_out_at if request.confirmed_at is None else None
    rows = []
    for lead in leads:
        lines, price = replies[lead.id], standing[lead.id]
        has_asked = any(reply.author == "business" and not reply.retracted_at for reply in lines)
        status = rules.status_line(
            lead,
            messages[lead.id],
            now,
            request.urgency,
            has_asked=has_asked,
            is_stopped=lead.id in stopped,
            agreement=agreements[lead.id],
            agreed_at=price.decided_at if price else None,
            is_passed_over=rules.is_passed_over(lead, settled_at, has_price=bool(agreements[lead.id])),
            texts_from=texts_from,
            number_since=lead_queries.number_since(versions),
            held_until=held_until,
            hours=settings().sms_hours,
        )
        told_by = rules.lead_text(messages[lead.id])
        steps = rules.time_line(status, told_by, lead.created_at, lead.answered_at, lead.told_at)
        rows.append(
            Row(
                lead=lead,
                business=businesses[lead.business_id],
                status=status,
                steps=steps,
                channels=lead_queries.channels_of(consents, lead.business_id),
                replies=lines,
                prices=[given for given in prices[lead.id] if not given.is_retracted],
                quote=price,
                previous=quotes.previous(prices[lead.id]),
                lapsed=quotes.lapsed(prices[lead.id]),
                has_address=lead.id in told_where,
                agreement=agreements[lead.id],
                is_stopped=lead.id in stopped,
                may_withdraw=rules.may_withdraw(lead),
                may_write=rules.may_write(lead, request.state, status, is_stopped=lead.id in stopped),
                knowledge=rules.knowledge(lead, status, told_by),
                told_at=lead.told_at or (told_by.sent_at if told_by else None) or lead.went_out_at,
                visit=visits.get(lead.id),
                card=cards.get(lead.id),
                review=reviews.get(lead.id),
            )
        )
    second = lead_queries.second_contact(session, request.id)
    photos = photos_of(session, quotes.photo_subjects(request.id, chain(*replies.values())))
    return View(
        request=request,
        rows=rows,
        headline=rules.headline(request.state, [entry.status for entry in rows]),
        is_urgent=rules.is_urgent(request.urgency, request.answers or {}),
        is_cold=rules.is_cold(request.answers or {}),
        dangers=dangers,
        emergency_lines=_emergency_lines(request, dangers),
        is_old=now - request.created_at > _OLD,
        asking=room,
        addable=lead_queries.addable(session, request, room),
        versions=versions,
        second=second,
        refuses_copies=second is not None and is_off_for(session, Topic.COPIES, second.address),
        typed=quotes.typed_quotes(session, request.id),
        photos=photos,
        plates=plates_shown(session, request, photos),
        unreached=_unreached(session, request),
    )


def _unreached(session: Session, request: QuoteRequest) -> tuple[str, ...]:
    contacts = {"phone": request.phone, "email": request.email}
    lost = outbox.lost_addresses(session, [one for one in contacts.values() if one], request.created_at)
    return tuple(kind for kind, one in contacts.items() if one and {one, one.lower()} & lost)


def _emergency_lines(request: QuoteRequest, dangers: tuple[str, ...]) -> tuple[Utility, ...]:
    """The gas or power companies of the job's state, for the dangers that they can end."""
    place = place_of(request)
    state = place.state if place else ""
    return tuple(line for code, fuel in _FUELS.items() if code in dangers for line in emergency_lines(fuel, state))


def lead_of(session: Session, request_id: int, slug: str) -> Lead | None:
    """This request's lead to the business with that slug; None where it was never asked."""
    return session.scalar(
        select(Lead)
        .join(Business, Business.id == Lead.business_id)
        .where(Lead.request_id == request_id, Business.slug == slug)
    )


def quote_of(session: Session, request_id: int, quote_id: int) -> Quote | None:
    """A price given on this request; None for another request's."""
    return session.scalar(select(Quote).join(Lead).where(Quote.id == quote_id, Lead.request_id == request_id))
