"""State tables of requests and leads, and what is decided of them."""

import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Protocol

from flask_babel import lazy_gettext as _l

from directory.foundation.i18n import Act, Labelled
from directory.kernel import clock
from directory.kernel.states import table
from directory.kernel.text import fingerprint
from directory.outbox.rules import next_allowed


class LeadAct(Act):
    """What this slice writes into the audit trail."""

    ACCEPT = "accept", _l("took the customer")
    DECLINE = "decline", _l("declined the customer")
    WIN = "win", _l("got the job")
    LOSE = "lose", _l("did not get the job")
    FINISH = "finish", _l("said that the work is done")
    UNFINISH = "unfinish", _l("said that the work is not done")
    ADD = "add", _l("added a business")
    SUBMIT = "submit", _l("asked for quotes")
    TELL_BY_PHONE = "tell-by-phone", _l("told them of the customer by phone")
    PASS_OVER = "pass-over", _l("the customer chose another business")
    WITHDRAW = "withdraw", _l("the customer withdrew the request")
    WITHDRAW_WAY = "withdraw-way", _l("the customer withdrew one way to contact them")
    CLOSE = "close", _l("closed the request")
    CHANGE = "change", _l("corrected the request")
    CONFIRM = "confirm-contact", _l("confirmed their phone or email")
    NAME_SECOND = "name-second", _l("named somebody who is told too")
    REMOVE_SECOND = "remove-second", _l("removed the second contact")
    STOP_SECOND = "stop-second", _l("stopped messages to the second contact")
    EXPIRE = "expire", _l("it expired")
    ERASE = "erase", _l("erased the customer's details")
    UNDO = "undo-answer", _l("undid an answer that was misread")


class RequestState(Labelled):
    """Where a request is."""

    OPEN = "open", _l("open")
    CLOSED = "closed", _l("closed by the customer")
    EXPIRED = "expired", _l("its time is over")
    ERASED = "erased", _l("deleted")


REQUEST = table("request", RequestState, open="closed expired erased", closed="erased", expired="erased", erased="")


class LeadState(Labelled):
    """Where a lead is, from its business's side."""

    NEW = "new", _l("not answered")
    ACCEPTED = "accepted", _l("took it")
    DECLINED = "declined", _l("declined")
    QUOTED = "quoted", _l("gave a price")
    WON = "won", _l("won")
    LOST = "lost", _l("lost")
    EXPIRED = "expired", _l("expired")
    SPAM = "spam", _l("called it spam")
    WITHDRAWN = "withdrawn", _l("withdrawn")


LEAD = table(
    "lead",
    LeadState,
    new="accepted declined expired spam withdrawn",
    accepted="quoted won lost withdrawn",
    # Accepted again: its price was taken back.
    quoted="accepted won lost expired withdrawn",
    declined="",
    expired="",
    spam="",
    # A business may call a job won or lost by itself, and take its word back; a homeowner can take back a won one too.
    won="accepted quoted withdrawn",
    lost="accepted quoted",
    withdrawn="",
)
#: Where a lead goes back to when it turns out that a text was misread. What the homeowner has decided since stands.
LEAD_UNDONE = table(
    "lead, undone",
    LeadState,
    new="",
    accepted="new",
    quoted="accepted",
    declined="new",
    expired="",
    spam="new",
    won="",
    lost="accepted quoted",
    withdrawn="",
)
OPEN_LEADS = (LeadState.NEW, LeadState.ACCEPTED, LeadState.QUOTED)
#: States in which a business has the homeowner's contact.
TAKEN_LEADS = (LeadState.ACCEPTED, LeadState.QUOTED, LeadState.WON)
#: How a business's list is laid out.
TABS = {
    "new": ("new",),
    "talks": ("accepted", "quoted"),
    "done": ("won", "lost", "declined", "withdrawn", "expired", "spam"),
}

#: Businesses that have a request at one time, and that may be asked on it in all: a no makes room for another.
MOST_BUSINESSES, MOST_ASKED = 3, 6
#: From the form's first showing to its sending; faster is a machine.
LEAST_SECONDS = 3
#: The same answers again within this time are the same request (Back and send, two tabs).
TWIN_WITHIN = timedelta(hours=24)
#: A text without an answer for this long counts as unanswered; until then nobody has been silent.
SILENT_AFTER = timedelta(hours=24)
#: A digit means one lead, and for this long after it no other: a late answer must not reach a stranger.
DIGIT_RESTS = timedelta(days=3)
#: A job that was won is talked about for this long: words from its business may be for that homeowner.
WON_RESTS = timedelta(days=30)
#: A request nobody closed ends after this long.
REQUEST_LIFE = timedelta(days=60)
#: Lead links die this long after the lead closed.
LEAD_LINK_LIFE = timedelta(days=90)

#: States of a message that nobody will ever receive.
UNSENT = ("failed", "suppressed", "cancelled")


class ConfirmedBy(Labelled):
    """What showed that a homeowner holds the phone or email of a request."""

    CODE = "code", _l("by code")
    LINK = "link", _l("by the link in our email")
    BEFORE = "before", _l("on an earlier request, in the same browser")


#: For so long a contact that was confirmed in a browser needs no second proof there.
CONFIRMED_FOR = timedelta(days=90)


class ConsentEvidence(Labelled):
    """How a permission to contact a homeowner, or its end, came about. Rows from before these codes keep words."""

    FORM = "form", _l("ticked on the request form")
    ADDED = "added_on_page", _l("added on the request page, in the ways ticked on the form")
    SECOND = "second_contact", _l("the customer said that the second contact agreed")
    SECOND_STOPPED = "second_contact_stopped", _l("messages to the second contact were stopped")
    CORRECTED = "corrected_on_page", _l("the contact was corrected on the request page")
    WITHDRAWN = "withdrawn_on_page", _l("withdrawn on the request page")
    WAY_WITHDRAWN = "way_withdrawn_on_page", _l("one way to contact was withdrawn on the request page")
    ANOTHER_CHOSEN = "another_chosen", _l("another business was chosen")
    DELETED = "deleted_everything", _l("the customer deleted everything")
    MERGED = "listings_merged", _l("two listings of one business became one")


#: What a consent came from that is the second contact's, not the homeowner's.
SECOND_EVIDENCE = (ConsentEvidence.SECOND, ConsentEvidence.SECOND_STOPPED)


class DeclineReason(Labelled):
    """Why a business passed on a customer."""

    OUT_OF_AREA = "out_of_area", _l("Too far")
    NOT_OFFERED = "not_offered", _l("Not our work")
    TOO_BUSY = "too_busy", _l("Too busy")
    NO_LICENSE_HERE = "no_license_here", _l("No license there")
    UNREACHABLE = "unreachable", _l("Couldn't reach them")
    DUPLICATE = "duplicate", _l("Same request twice")
    SPAM = "spam", _l("Not a real customer")
    NOT_OWNER = "not_owner", _l("The wrong person was texted")
    ALREADY_DONE = "already_done", _l("Already done")


class LostReason(Labelled):
    """Why a job a business had taken came to nothing, in its own records only."""

    PRICE = "price", _l("The price")
    TIMING = "timing", _l("The dates")
    OTHER_CONTRACTOR = "other_contractor", _l("They chose somebody else")
    NO_ANSWER = "no_answer", _l("They stopped answering")
    NOT_NEEDED = "not_needed", _l("They don't need it any more")
    OTHER = "other", _l("Something else")


#: Characters of a name where a text has no room for more.
SHORT_NAME = 10


def shortened(name: str) -> str:
    """A name for a text that has no room for all of it: its first words, never a piece of one.

    Chinese, which has no blanks, ends in `…` where it is cut.

    >>> shortened("Infinity Air LLC"), shortened("Christopherson"), shortened("安居冷暖空调公司")
    ('Infinity', 'Christopherson', '安居冷暖空调公司')
    """
    if len(name) <= SHORT_NAME:
        return name
    first, *rest = name.split()
    if len(first) > SHORT_NAME and not first.isascii():
        return f"{first[: SHORT_NAME - 1]}…"
    for word in rest:
        if len(first) + 1 + len(word) > SHORT_NAME:
            break
        first = f"{first} {word}"
    return first


#: Characters of a business's note about a lead.
LONGEST_NOTE = 2000
#: Reasons the operator sees and the homeowner does not.
OPERATOR_REASONS = ("spam", "not_owner")
CHANNELS = ("call", "sms", "email")
#: Columns of a request that a business reads at once, and those it reads after its yes.
JOB_FIELDS = ("zip", "urgency", "safety", "call_language", "details", "photos")
CONTACT_FIELDS = ("phone", "email")


class LeadMessage(Protocol):
    """What is read of a message that tells a business of its lead."""

    kind: str
    state: str


class Waiting(Protocol):
    """What is read of a lead to tell whether its homeowner still waits for its business."""

    state: str
    told_at: datetime | None
    answered_at: datetime | None


class Ended(Protocol):
    """What is read of a lead that is over to tell by whose word it is."""

    state: str
    declined_at: datetime | None
    lost_at: datetime | None
    lost_reason: str | None


def ended_by(lead: Ended) -> str:
    """By whose word a lead is over: its business's (`business`), its homeowner's, or nobody's (`time`)."""
    if lead.declined_at or lead.lost_at or lead.state == LeadState.SPAM:
        return "business"
    is_late = lead.state == LeadState.EXPIRED or (lead.state == LeadState.LOST and lead.lost_reason is None)
    return "time" if is_late else "homeowner"


def is_live(lead: Waiting, messages: Iterable[LeadMessage], is_stopped: bool) -> bool:
    """Whether a lead is still something to wait for: its business took it, or knows of it, or will be told.

    `messages` are those about the lead; without any, the operator calls. `is_stopped`: its phone takes no texts any
    more, so that only a call reaches it.
    """
    if lead.state != LeadState.NEW:
        return lead.state in TAKEN_LEADS
    if lead.told_at or is_stopped:
        return lead.told_at is not None
    ways = [message.state for message in messages if message.kind == "lead"]
    return lead.answered_at is not None or not ways or not all(state in UNSENT for state in ways)


@dataclass(frozen=True)
class Asking:
    """How many businesses may still be asked on a request: `live` have it now, `total` were asked so far."""

    live: int
    total: int

    @property
    def left(self) -> int:
        """How many more may be asked now."""
        return max(0, min(MOST_BUSINESSES - self.live, MOST_ASKED - self.total))

    @property
    def is_over(self) -> bool:
        """Whether no answer makes room for another any more."""
        return self.total >= MOST_ASKED


def is_emergency(urgency: str) -> bool:
    """Whether the request's clocks are those of an emergency."""
    return urgency == "now"


def channels_by_business(values: Iterable[str], slugs: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The ways each business may use, from the form's boxes: `*:call` is for all, `<slug>:call` for one."""
    given = [value.rpartition(":") for value in values]
    return {
        slug: tuple(way for way in CHANNELS if any(who in ("*", slug) and channel == way for who, _, channel in given))
        for slug in slugs
    }


def copies_of(key: str, digest: str, sent: int) -> tuple[str, str]:
    """The two names by which a request is known while it is counted: the key of its form, and its answers (`digest`)
    where `sent` requests with the very same were saved before. Copies of one form share the first, two tabs the second;
    neither can make a second request uncounted."""
    return f"key {key}", f"answers {digest} {sent}"


def first_call(urgency: str | None, symptoms: Iterable[str]) -> str | None:
    """Why the phones come before everything else: noheat, nocool, now; None where nothing presses."""
    return next(
        (symptom for symptom in ("noheat", "nocool") if symptom in set(symptoms)), urgency if urgency == "now" else None
    )


def serves(areas: Iterable[str] | None, counties: Iterable[str], state: str, place: str) -> bool | None:
    """Whether a stated area covers a ZIP code (`place`) of these counties; None = no area is stated."""
    if not areas:
        return None
    return bool(set(areas) & {state, place, f"{state}:{place}", *counties})


def shows_contact(lead_state: str) -> bool:
    """Whether the business reads the homeowner's name and number: only after it accepted."""
    return lead_state in TAKEN_LEADS


def may_phone(phone: str | None, channels: Collection[str]) -> bool:
    """Whether a business that took a homeowner reads her phone: she gave one, and allows it calls or texts.

    >>> may_phone("+13015550142", {"email"})
    False
    """
    return phone is not None and bool({"call", "sms"} & set(channels))


def quotes_contact(text: str, phone: str | None, email: str | None) -> bool:
    """Whether words hold this phone (E.164) or this e-mail, in whatever spelling: `(301) 555-0142`."""
    read = unicodedata.normalize("NFKC", text)
    digits = "".join(str(unicodedata.decimal(character)) for character in read if character.isdecimal())
    if phone and phone.removeprefix("+1") in digits:
        return True
    return bool(email) and str(email).casefold() in read.casefold()


def shown_reason(reason: str | None, declined_at: datetime | None, number_since: datetime | None) -> str | None:
    """Why a business passed, as its homeowner reads it: `unreachable_then` where it tried a number that she corrected
    later (at `number_since`), None for a reason that is the operator's."""
    if reason in OPERATOR_REASONS:
        return None
    is_mended = number_since is not None and declined_at is not None and declined_at < number_since
    return "unreachable_then" if reason == DeclineReason.UNREACHABLE and is_mended else reason


def is_over(lead_state: str, request_state: str) -> bool:
    """Whether a business is shown nothing any more: taken back, or the request is closed and this one not won."""
    if request_state == "erased" or lead_state in ("withdrawn", "expired", "spam", "lost"):
        return True
    return request_state != "open" and lead_state != "won"


def is_quiet(moment: datetime, quiet: tuple[str, str]) -> bool:
    """Whether a moment lies in hours from-until (`22:00`, `07:00`) on Washington's clock; they may span midnight."""
    starts, ends = (time.fromisoformat(bound) for bound in quiet)
    here = clock.local(moment).time()
    return starts <= here < ends if starts < ends else here >= starts or here < ends


def told_at(now: datetime, quiet: tuple[str, str], hours: str) -> datetime:
    """The first moment from `now` on that is not quiet and within `hours`, those in which the site texts.

    Where the two leave nothing of a day, the site's hours alone decide: a lead is never kept back for good.
    """
    moment = next_allowed(now, hours)
    for _ in range(3):
        if not is_quiet(moment, quiet):
            return moment
        moment = next_allowed(next_at(moment, time.fromisoformat(quiet[1])), hours)
    return next_allowed(now, hours)


def next_at(moment: datetime, at: time) -> datetime:
    """The first moment from `moment` on at which it is `at` in Washington."""
    here = clock.local(moment)
    day = here.date() if here.time() < at else here.date() + timedelta(days=1)
    return datetime.combine(day, at, tzinfo=clock.zone()).astimezone(moment.tzinfo)


def note_mark(note: str | None) -> str:
    """What an edit of a note begins from, as its form carries it; nothing where there is none."""
    return fingerprint(note) if note else ""
