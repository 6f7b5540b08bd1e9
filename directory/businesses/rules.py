"""State tables of a business and its phones, when it takes no new work, and the draft of a fact."""

from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import lazy_gettext as _l

from directory.businesses.fields.terms import FactValue
from directory.foundation.i18n import Act, Labelled
from directory.kernel.phone import is_geographic
from directory.kernel.states import table


class BusinessAct(Act):
    """What this slice writes into the audit trail."""

    ENTER = "enter", _l("entered a business")
    PUBLISH = "publish", _l("published it")
    SUSPEND = "suspend", _l("unpublished it for now")
    REMOVE = "remove", _l("took the listing down for good")
    CONFIRM = "confirm", _l("said that everything is still correct")
    MERGE = "merge", _l("merged two listings")
    CONTACT_AGREED = "contact-agreed", _l("a phone agreed to texts")
    CONTACT_CALLS_ONLY = "contact-calls-only", _l("a phone wants calls only")
    CONTACT_NO_TEXTS = "contact-no-texts", _l("a phone wants no texts")
    CONTACT_CANNOT_RECEIVE = "contact-cannot-receive", _l("a phone cannot receive texts")
    CONTACT_ALIVE = "contact-alive", _l("a phone can receive texts after all")


class BusinessState(Labelled):
    """Where a listing is."""

    DRAFT = "draft", _l("draft")
    PUBLISHED = "published", _l("published here")
    SUSPENDED = "suspended", _l("suspended")
    CLOSED = "closed", _l("closed")
    REMOVED = "removed", _l("taken down")


BUSINESS = table(
    "business",
    BusinessState,
    draft="published removed",
    published="suspended closed removed",
    suspended="published closed removed",
    closed="removed",
    removed="",
)


class ContactState(Labelled):
    """Whether a printed phone may be texted. `calls_only` also after two unanswered texts."""

    NOT_INTRODUCED = "not_introduced", _l("nobody has spoken with them")
    AGREED = "agreed", _l("agreed to texts")
    CALLS_ONLY = "calls_only", _l("calls only")
    NO_TEXTS = "no_texts", _l("wants no texts")
    CANNOT_RECEIVE = "cannot_receive", _l("cannot receive texts")


class ContactEvidence(Labelled):
    """How it is known whether a phone may be texted: who did what. The operator's own words are a note beside it."""

    PRINTED = "printed", _l("printed in the ad")
    OWN_DESK = "own_desk", _l("they set it on their own listing page")
    ADDED = "added", _l("they added it, and nobody proved it yet")
    STOP_TEXT = "stop_text", _l("they texted that they want no texts")
    START_TEXT = "start_text", _l("they texted START")
    YES_TEXT = "yes_text", _l("they texted 好 (yes)")
    ANSWERED_TEXT = "answered_text", _l("they answered a text")
    SILENCE = "silence", _l("two texts without an answer")
    BOUNCED = "bounced", _l("a text came back")
    CAME_THROUGH = "came_through", _l("a text came from it or reached it")
    GATEWAY_STOP = "gateway_stop", _l("they opted out at the phone company")
    TOLD_OPERATOR = "told_operator", _l("told the operator")


CONTACT_POINT = table(
    "contact point",
    ContactState,
    not_introduced="agreed calls_only no_texts cannot_receive",
    agreed="calls_only no_texts cannot_receive",
    calls_only="agreed no_texts cannot_receive",
    no_texts="agreed",
    cannot_receive="not_introduced agreed calls_only no_texts",
)

#: Texts without any answer after which a business that never agreed is only called.
UNANSWERED_TEXTS = 2


def contact_act(state: str) -> BusinessAct:
    """The act of a contact point's coming into a state; ValueError for the one in which it begins."""
    return BusinessAct.of(f"contact-{state.replace('_', '-')}")


def is_textable(state: str, number: str) -> bool:
    """Whether a request may go to a phone (as stored) in this state. Whether by text or by the operator's call, a
    setting says. Extensions and toll-free numbers are called by customers alone."""
    return state in (ContactState.AGREED, ContactState.NOT_INTRODUCED) and is_geographic(number)


def pause(paused_until: str | None, today: date) -> date | None:
    """The day on which a business takes new work again; None for one that takes it now."""
    until = date.fromisoformat(paused_until) if paused_until else today
    return until if until > today else None


#: A pause ends within a year: a longer one is a listing nobody needs.
LONGEST_PAUSE = timedelta(days=366)


def is_pause(until: date, today: date) -> bool:
    """Whether a business may say that it takes no new work before this day."""
    return today < until <= today + LONGEST_PAUSE


class FactSource(Labelled):
    """Who says a fact."""

    OWNER = "owner", _l("owner")
    REGISTRY = "registry", _l("registry")
    REVIEWER = "reviewer", _l("reviewer")
    PHONE = "phone", _l("told by phone")
    AD = "ad", _l("ad")


@dataclass(frozen=True)
class FactDraft:
    """One field's value with its source, the words that say it, and when it was entered and printed."""

    field: str
    value: FactValue
    source: str
    entered_on: date
    evidence: tuple[str, ...] = ()
    ad_key: str | None = None
    published_on: date | None = None
    entered_by: str = "seed"
    #: Said anew counts from that day, though it says nothing new.
    renews: bool = False
