"""What the request page shows: one line for each business that was asked, and what stands around them."""

import hashlib
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date, datetime

from directory.businesses.models import Business
from directory.businesses.rules import pause
from directory.kernel import clock, phone
from directory.leads.models import Lead, QuoteRequest, RequestVersion, SecondContact
from directory.leads.rules import CHANNELS, CONTACT_FIELDS, TAKEN_LEADS, Asking, may_phone
from directory.nameplates.models import Nameplate, Unread
from directory.photos.models import Photo, Subject
from directory.places.rules import Utility
from directory.quotes import models as quotes
from directory.quotes.models import Quote, Reply, TypedQuote
from directory.quotes.rules import CHOSEN_LEADS, can_reopen
from directory.reviews.models import Review
from directory.tracking.rules.page import summary
from directory.tracking.rules.status import OFFERING, Status, StatusCode, Step
from directory.visits.models import Visit, off_with_work
from directory.visits.rules import BUSINESS, HOMEOWNER
from directory.warranties.models import WarrantyCard


@dataclass(frozen=True)
class Row:
    """One business on the page: its lead, what is known of it, what may be done."""

    lead: Lead
    business: Business
    status: Status
    steps: list[Step]
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
    #: What it has of the homeowner's (`knowledge`).
    knowledge: str
    #: The number that it has was corrected after it was off the request.
    has_old_number: bool
    #: Since when it has the job and the town.
    told_at: datetime
    #: The newest visit of its.
    visit: Visit | None
    #: Another one on the request that is a listing of the same firm: the two were merged since.
    same_firm: Business | None

    @property
    def has_given_visit(self) -> bool:
        """Whether she gave a day or an address for it, or both agreed on a time."""
        return self.visit is not None and self.visit.is_live

    @property
    def is_visit_off_with_work(self) -> bool:
        """Whether an agreed time to come is off because the work is called done."""
        return off_with_work(self.visit, self.lead, clock.now()) is not None

    @property
    def is_asking_when(self) -> bool:
        """Whether its business proposed times for a visit, and she has not picked one."""
        visit = self.visit if self.lead.state in TAKEN_LEADS else None
        return visit is not None and visit.proposed_by == BUSINESS and bool(visit.open_times(clock.now()))

    @property
    def is_day_open(self) -> bool:
        """Whether no time is agreed, and none is proposed that can still be picked."""
        visit = self.visit
        is_set = visit is not None and (visit.state == "agreed" or bool(visit.open_times(clock.now())))
        return not is_set and not self.lead.is_done

    @property
    def is_waiting_for_times(self) -> bool:
        """Whether it has to pick one of the times that she proposed."""
        visit = self.visit
        return visit is not None and visit.proposed_by == HOMEOWNER and bool(visit.open_times(clock.now()))

    @property
    def has_to_give_address(self) -> bool:
        """Whether a time is agreed, and its business does not know where."""
        is_agreed = self.visit is not None and self.visit.state == "agreed" and not self.visit.address
        return is_agreed and not self.is_stopped

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
    def acts_key(self) -> Hashable | None:
        """What can be done about it, in codes, for `draw_once`; None where more than the request is between the two."""
        if self.lead.state in TAKEN_LEADS or self.card or self.review or self.lead.is_done or self.replies:
            return None
        return self.stage, self.business.language, self.may_write, self.may_say, bool(self.phone), self.may_withdraw

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
        return self.status.code == StatusCode.WON and can_reopen(self.lead, self.lead.request.state, states)

    @property
    def has_job(self) -> bool:
        """Whether she accepted its price, or it says that the two agreed."""
        return bool(self.agreement) or self.lead.state == "won"

    @property
    def is_pressing(self) -> bool:
        """Whether something of it waits for her or stands between the two: then it is not folded."""
        has_time = self.visit is not None and self.visit.state == "agreed"
        has_price = self.quote is not None and self.quote.state == "sent" and not self.is_over
        return self.has_job or self.is_waiting_for_her or self.is_asking_when or has_time or has_price

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
        return self.status.code in OFFERING or self.paused_until is not None

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
    #: Whether one could not be read, yet or at all.
    unread: Unread
    #: Which of her contacts, phone or email, our last message did not reach: a wrong digit, or a landline.
    unreached: tuple[str, ...]

    @property
    def is_held(self) -> bool:
        """Whether it waits, at some business, for her to confirm a contact."""
        return any(entry.status.code == StatusCode.UNCONFIRMED for entry in self.rows)

    @property
    def goes_out(self) -> datetime | None:
        """When what waits for that goes out by itself, the first of it."""
        moments = [
            entry.status.at for entry in self.rows if entry.status.code == StatusCode.UNCONFIRMED and entry.status.at
        ]
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
    def summary(self) -> tuple[str, list[Row]]:
        """What stands above everything, as a code, and the businesses that it is about, the latest first."""
        code, about = summary(self.request.state, [(entry.status, entry.is_waiting_for_her) for entry in self.rows])
        return code, [self.rows[n] for n in about]

    @property
    def in_order(self) -> list[Row]:
        """The businesses, those with the newest event first; those that are over come last."""
        return sorted(self.rows, key=lambda entry: (not entry.is_over, entry.newest), reverse=True)

    @property
    def by_firm(self) -> list[list[Row]]:
        """The businesses with the listings of a firm together: first the one that has the job, else the newest."""
        firms: dict[int, list[Row]] = {}
        for entry in self.in_order:
            firms.setdefault(entry.business.firm_id, []).append(entry)
        return [sorted(entries, key=lambda entry: not entry.has_job) for entries in firms.values()]

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
        return _fingerprint([self.headline, self.unreached, addable, photos, plates, self.unread, *rows])

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
    def has_found(self) -> bool:
        """Whether a business has the job: nobody else is called or asked for it unless she looks for that."""
        return self.summary[0] == "chosen"

    @property
    def is_waiting_in_the_cold(self) -> bool:
        """Whether she may still be without heat: nobody has done the work yet."""
        return self.is_cold and self.request.state == "open" and not any(entry.lead.is_done for entry in self.rows)

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
