"""What a text is read by, and what it is read as."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

import msgspec

from directory.texts.rules.amounts import Amount
from directory.texts.rules.leads import OpenLead, with_places
from directory.texts.rules.text import Text

#: Words between quotation marks that are long enough to be somebody else's.
_QUOTED = re.compile(r'"[^"]{16,}"|^>.*$', re.MULTILINE)


class Intent(StrEnum):
    """What a text wants."""

    ACCEPT = "accept"
    DECLINE = "decline"
    QUOTE = "quote"
    WON = "won"
    LOST = "lost"
    PAUSE = "pause"
    RESUME = "resume"
    STOP = "stop"
    START = "start"
    REMOVE = "remove"
    WHO = "who"
    COST = "cost"
    WORDS = "words"
    WHICH = "which"
    OPERATOR = "operator"
    MACHINE = "machine"
    NOTHING = "nothing"
    UNCLEAR = "unclear"


class Reading(msgspec.Struct, frozen=True):
    """What a text was read as. `lead` is the accept digit of the customer it is about."""

    intent: Intent
    lead: int | None = None
    reason: str | None = None
    amount: Amount | None = None
    until: date | None = None
    pass_on: bool = False


@dataclass(frozen=True)
class Case:
    """A text with what it is read by: this phone's open customers, the oldest first, and the day."""

    text: Text
    leads: tuple[OpenLead, ...]
    today: date

    @cached_property
    def new(self) -> tuple[OpenLead, ...]:
        """The customers who wait for a yes or a no."""
        return tuple(lead for lead in self.leads if lead.is_new)

    @cached_property
    def taken(self) -> tuple[OpenLead, ...]:
        """The customers the firm has said yes to."""
        return tuple(lead for lead in self.leads if not lead.is_new)

    @cached_property
    def plain(self) -> str:
        """The text in one form, without what it quotes."""
        return _QUOTED.sub(" ", self.text.plain).strip()

    @cached_property
    def placed(self) -> str:
        """The same with the customers' towns as `zplace`."""
        return with_places(self.plain, self.leads)


#: Decides about a text, or leaves it to the next one.
Stage = Callable[[Case], Reading | None]


def decide(stages: Sequence[Stage], case: Case) -> Reading | None:
    """What the first stage that is certain reads; None where none is."""
    return next((reading for stage in stages if (reading := stage(case)) is not None), None)
