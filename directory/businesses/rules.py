"""State tables of a business and of its phones; when it takes no new work; a fact before it is kept."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from directory.kernel.states import table

BUSINESS = table(
    "business",
    draft="published removed",
    published="suspended closed removed",
    suspended="published closed removed",
    closed="removed",
    removed="",
)

#: Whether a printed phone may be texted. `calls_only` also after two unanswered texts.
CONTACT_POINT = table(
    "contact point",
    not_introduced="agreed calls_only no_texts cannot_receive",
    agreed="calls_only no_texts cannot_receive",
    calls_only="agreed no_texts cannot_receive",
    no_texts="agreed",
    cannot_receive="agreed calls_only no_texts",
)

#: Texts without any answer after which a business that never agreed is only called.
UNANSWERED_TEXTS = 2


def is_textable(state: str) -> bool:
    """Whether a request may go to a phone in this state. Whether by text or by the operator's call, a setting says."""
    return state in ("agreed", "not_introduced")


def pause(paused_until: str | None, today: date) -> date | None:
    """The day on which a business takes new work again; None for one that takes it now."""
    until = date.fromisoformat(paused_until) if paused_until else today
    return until if until > today else None


#: A pause ends within a year: a longer one is a listing nobody needs.
LONGEST_PAUSE = timedelta(days=366)


def is_pause(until: date, today: date) -> bool:
    """Whether a business may say that it takes no new work before this day."""
    return today < until <= today + LONGEST_PAUSE


@dataclass(frozen=True)
class FactDraft:
    """One field's value with its source, the words that say it, and when it was entered and printed."""

    field: str
    value: Any
    source: str
    entered_on: date
    evidence: tuple[str, ...] = ()
    ad_key: str | None = None
    published_on: date | None = None
    entered_by: str = "seed"
    #: Said anew counts from that day, though it says nothing new.
    renews: bool = False
