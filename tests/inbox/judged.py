"""The judged texts: what contractors text back, with the right reading, and how a reader of texts is scored on them.

Written by people who had seen neither the rules nor the tables (`judged.jsonl`; the first letter of an id is its
author). Whatever was looked at is tuned. Of the last two authors a third is set aside: nobody who tunes
has looked at it.
`gold` is the right reading, then others that are accepted.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import msgspec

from directory.texts.rules.case import Intent, Reading
from directory.texts.rules.leads import OpenLead

#: Authors whose texts are looked at by nobody who tunes.
FRESH = "ij"
#: The parts, each with figures of its own.
PARTS = ("tuned", "aside")
#: A customer reads, or loses, something by these.
_ROUTED = (Intent.ACCEPT, Intent.DECLINE, Intent.QUOTE, Intent.WON, Intent.LOST, Intent.WORDS)


class Judged(msgspec.Struct, frozen=True):
    """A text of a phone with these open customers on a day, and the readings that are right."""

    id: str
    text: str
    today: date
    open: tuple[OpenLead, ...]
    gold: tuple[Reading, ...]

    @property
    def part(self) -> str:
        """`tuned`, or `aside`: not to be looked at while tuning."""
        return "aside" if self.id[0] in FRESH else "tuned"


@cache
def judged() -> tuple[Judged, ...]:
    """All judged texts."""
    lines = Path(__file__).with_name("judged.jsonl").read_text("utf-8").splitlines()
    return tuple(msgspec.convert(json.loads(line), Judged) for line in lines)


@dataclass(frozen=True)
class Figures:
    """How a part was read. The ids of the three counts that must be 0 stand with them."""

    texts: int
    #: Shares of right intents, and of readings that are right in every field.
    intent: float
    whole: float
    #: Acted on or shown to a customer whom no accepted reading names.
    misrouted: list[str]
    stops_missed: list[str]
    false_stops: list[str]
    #: (text, reading) of what was not read right.
    misses: list[tuple[Judged, Reading]]


def figures(texts: Iterable[Judged], read: Callable[[str, Sequence[OpenLead], date], Reading]) -> Figures:
    """The figures of a reader on some texts."""
    pairs = [(text, read(text.text, text.open, text.today)) for text in texts]
    right = [reading.intent in {gold.intent for gold in text.gold} for text, reading in pairs]
    misses = [(text, reading) for text, reading in pairs if reading not in text.gold]
    return Figures(
        texts=len(pairs),
        intent=sum(right) / len(pairs),
        whole=1 - len(misses) / len(pairs),
        misrouted=[text.id for text, reading in pairs if _is_misrouted(text, reading)],
        stops_missed=[
            text.id
            for text, reading in pairs
            if {gold.intent for gold in text.gold} == {Intent.STOP} and reading.intent is not Intent.STOP
        ],
        false_stops=[
            text.id
            for text, reading in pairs
            if reading.intent is Intent.STOP and Intent.STOP not in {gold.intent for gold in text.gold}
        ],
        misses=misses,
    )


def _is_misrouted(text: Judged, reading: Reading) -> bool:
    """Whether a customer would read, get or lose something that is not theirs."""
    if reading.intent not in _ROUTED or (reading.intent is Intent.WORDS and not reading.pass_on):
        return False
    of_lead = [gold for gold in text.gold if gold.lead == reading.lead and gold.intent in _ROUTED]
    if reading.intent is Intent.WORDS:
        return not of_lead
    return not any(gold.intent is reading.intent for gold in of_lead)
