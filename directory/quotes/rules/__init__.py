"""States of prices, their bounds, the minutes in which a yes can be undone."""

import re
from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol

from flask_babel import lazy_gettext as _l

from directory.foundation.i18n import Act
from directory.kernel import clock, typed
from directory.kernel.states import table

#: What somebody takes for coming to look: 上门费 89, `$89 diagnostic fee`, `service call 95`.
_FEE = re.compile(
    r"(?:[上到]门|[上到]門|出[诊診车車勤]|[车車]马|[车車]馬|到府|[检檢][查测測]|[诊診][断斷]|勘查|估[价價]|跑腿|路)(?:[检檢][查测測])?[费費]|"
    r"(?:上门|上門|到府|[过過][来來])(?:[检檢][查测測]|看|[查察]看|一[次趟]|收)|跑一趟|"
    r"\b(?:service|diagnos(?:tic|is|e)|diag|trip|inspection|visit|call[ -]?out|evaluation|assessment|dispatch"
    r"|show[ -]?up|travel)\s+(?:fee|charge|call|cost|visit)s?\b|\b(?:to|for)\s+(?:come\s+(?:out|over|by|look)"
    r"|(?:take\s+a\s+)?look|diagnose|check\s+it|inspect)\b|\bdiagnostics?\b",
    re.IGNORECASE,
)
#: Before such a fee: it is part of the price that stands there (1200，含上门费).
_INCLUDED = re.compile(r"(?:含|包括|incl\w*\.?|covers?|with)\W*$", re.IGNORECASE)
_AMOUNT = re.compile(r"\d|[一二两兩三四五六七八九十]\s*[十百千块塊]")
#: Where a clause ends: not at the comma or the point within a number.
_CLAUSE = re.compile(r"[，。；、;\n!?！？]|,(?!\d{3}(?!\d))|\.(?!\d)|\b(?:then|plus|and then)\b|\+", re.IGNORECASE)


def without_fee(words: str) -> str:
    """Words without the clauses that name what coming to look costs: such a fee is not the price of the work.

    >>> without_fee("上门费 89，修大概 400")
    '修大概 400'
    """
    clauses = [clause.strip() for clause in _CLAUSE.split(words) if clause.strip()]
    return "，".join(clause for clause in clauses if not _names_fee(clause))


def names_fee(words: str) -> bool:
    """Whether words name what coming to look costs: 上门费 89, `service call is $89`."""
    return any(map(_names_fee, _CLAUSE.split(words)))


def _names_fee(clause: str) -> bool:
    fee = _FEE.search(clause)
    return bool(fee and _AMOUNT.search(clause) and not _INCLUDED.search(clause, 0, fee.start()))


class PriceLike(Protocol):
    """What is read of a price to tell where its acceptance stands."""

    state: str
    undo_until: datetime | None
    settled_at: datetime | None


class EndedLead(Protocol):
    """What is read of a lead to tell who said how it ended."""

    state: str
    lost_at: datetime | None
    done_by_homeowner_at: datetime | None


def can_reopen(lead: EndedLead, request_state: str, prices: Collection[str]) -> bool:
    """Whether a business may take back that it won or lost a lead: its own word alone, on a request that is open.

    `prices` are the states of the lead's prices: one that was accepted is the homeowner's word too, and so is that the
    work is done.
    """
    if lead.done_by_homeowner_at is not None:
        return False
    is_own_word = lead.state == "won" or (lead.state == "lost" and lead.lost_at is not None)
    return is_own_word and request_state == "open" and "accepted" not in prices


class QuoteAct(Act):
    """What this slice writes into the audit trail."""

    ASK = "ask", _l("asked the customer something")
    QUOTE = "quote", _l("gave a price")
    UNDO_QUOTE = "undo-quote", _l("withdrew the yes to a price")
    SETTLE_QUOTE = "settle-quote", _l("told the businesses which price was accepted")
    REPLY = "reply", _l("answered a question")
    ACCEPT_QUOTE = "accept-quote", _l("agreed to a price")
    GIVE_UP = "give-up", _l("gave a price up again")
    RETRACT = "retract", _l("took words or a price off a page")
    REOPEN = "reopen", _l("undid how it had ended")
    EXPIRE = "expire-quote", _l("the last day of a price was over")
    TYPE_QUOTE = "type-quote", _l("typed in a price from elsewhere")
    CHANGE_TYPED = "change-typed", _l("changed a price that was typed in")
    DELETE_TYPED = "delete-typed", _l("deleted a price that was typed in")
    WITHDRAW_PRICE = "withdraw-price", _l("withdrew a price")


QUOTE = table(
    "quote",
    draft="sent",
    sent="accepted declined superseded expired",
    # Undone within the minutes in which nobody is told; or its business was taken off the request.
    accepted="sent declined",
    declined="",
    # It holds again where the one after it turned out to be somebody else's.
    superseded="sent",
    expired="",
)


def is_retracted(state: str, decided_at: datetime | None) -> bool:
    """Whether a price was taken off its page, as it was for somebody else: nobody else reads it then."""
    return state == "superseded" and decided_at is not None


#: Characters of a question, a reply or a note.
LONGEST_TEXT = 1000
#: Characters of a line that came by text: all that a gateway delivers (1,600), and what the inbox keeps.
LONGEST_LINE = 2000
#: Lines each side may write on one lead; a person who needs more has a phone.
MOST_LINES = 50
#: A price above this is a typing error.
MOST_DOLLARS = typed.MOST_DOLLARS
MOST_YEARS = 50
#: A first day later than this is one too.
LONGEST_WAIT = timedelta(days=366)
#: Characters of a license as a business writes it.
LONGEST_LICENSE = 80
#: Characters of a model or certificate number.
LONGEST_MODEL = 40
#: Characters of whose price it is that a homeowner types in, and how many of them she may.
LONGEST_WHO = 80
MOST_TYPED = 6
#: Options of one quote.
MOST_OPTIONS = 3
#: For so long an accepted price can be undone; until then nobody is told.
UNDO_WITHIN = timedelta(minutes=10)
#: Leads of which a price that was accepted stands: its business is not told yet, or has the job.
CHOSEN_LEADS = ("quoted", "won")


def is_past(valid_until: date | None, today: date) -> bool:
    """Whether the last day of a price is over; one without a last day has none."""
    return valid_until is not None and valid_until < today


def end_of(day: date) -> datetime:
    """The moment a day is over in Washington, in UTC."""
    return datetime.combine(day + timedelta(days=1), time(), clock.zone()).astimezone(UTC)


def is_undoable(undo_until: datetime | None, settled_at: datetime | None, now: datetime) -> bool:
    """Whether an accepted price can still be undone: nobody was told, and its time is not over."""
    return settled_at is None and undo_until is not None and now < undo_until


def agreement(quote: PriceLike | None, lead_state: str, now: datetime) -> str:
    """Where an accepted price stands: `undoable`, `due` (its time is over, nobody is told yet), `settled`; else ``."""
    if quote is None or quote.state != "accepted" or lead_state not in CHOSEN_LEADS:
        return ""
    if quote.settled_at is not None:
        return "settled"
    return "undoable" if is_undoable(quote.undo_until, quote.settled_at, now) else "due"
