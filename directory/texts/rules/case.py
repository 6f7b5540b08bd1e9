"""What a text is read by, and what it is read as."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

import msgspec

from directory.texts.rules.amounts import Amount
from directory.texts.rules.leads import Meant, OpenLead, meant, titled, with_places, without_only
from directory.texts.rules.spelling import respelled
from directory.texts.rules.table import group
from directory.texts.rules.text import Text, undressed, unquoted

_LINK = re.compile(r"\S*(?:/(?:leads|requests|warranty|businesses)/|lengnuan\.)\S*")


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

    whole: Text
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
    def text(self) -> Text:
        """What he says himself: without what it quotes, denies or is adorned by; all of it where nothing is left."""
        own = titled(undressed(unquoted(self.whole.body) or self.whole.body), self.leads)
        own = respelled(own, [word for lead in self.leads for word in (lead.name or "", lead.place)])
        text = self.whole if own == self.whole.body else Text(own)
        denied = group("denied").any
        if denied is None or not denied.search(text.plain):
            return text
        left = denied.sub(" ", text.plain).strip(" .,;:!?-")
        return Text(left) if left else text

    @property
    def plain(self) -> str:
        """The text folded to one form: width, case and script."""
        return self.text.plain

    @cached_property
    def placed(self) -> str:
        """`plain` with each customer's town written as `zplace`."""
        return with_places(self.plain, self.leads)

    @cached_property
    def grounds(self) -> str:
        """What may be a reason for a no: `placed`, without that he takes just one of the customers."""
        return without_only(self.plain, self.leads)

    @cached_property
    def whom(self) -> Meant:
        """Which of the open customers it names."""
        return meant(self.plain, self.leads)

    @property
    def has_our_link(self) -> bool:
        """Whether a link of ours stands in it: no such text is passed on."""
        return bool(_LINK.search(self.whole.plain))

    @cached_property
    def has_outcome(self) -> bool:
        """Whether it says what became of a customer who was taken."""
        return bool(self.taken) and any(group(name).stands_in(self.plain) for name in ("won", "lost"))

    @cached_property
    def is_private(self) -> bool:
        """Whether it is for somebody of his own: family, a helper, a supplier."""
        private = group("private")
        return private.stands_in(private.without_innocent(self.plain))

    @cached_property
    def is_no_yes(self) -> bool:
        """Whether a yes in it is none for a customer: he hesitates, or it is for somebody of his own."""
        return self.is_private or any(group(name).stands_in(self.plain) for name in ("hesitates", "family"))

    @cached_property
    def is_of_us(self) -> bool:
        """Whether it speaks of the texts or of the site, not of a job."""
        return group("us").stands_in(self.plain)


#: Decides about a text, or leaves it to the next one.
Stage = Callable[[Case], Reading | None]


def decide(stages: Sequence[Stage], case: Case) -> Reading | None:
    """The reading of the first stage that gives one; None where every stage passes."""
    return next((reading for stage in stages if (reading := stage(case)) is not None), None)
