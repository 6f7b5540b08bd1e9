"""A text as it is handed in: what nobody sees taken out, read, each ad with its words at their places in it. Pure."""

import hashlib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from directory.kernel.later import later
from directory.kernel.text import clean

if TYPE_CHECKING:
    from directory.ads.rules import parsing
else:
    parsing = later("directory.ads.rules.parsing")

#: Longest ad that is kept: a whole page of a newspaper is shorter.
LONGEST_AD = 20_000
_INVISIBLE = {"Cf", "Cc", "Cs", "Co", "Cn"}


@dataclass(frozen=True)
class Read:
    """One ad of a text: its own words, and what was read from them, or why it is none of ours."""

    text: str
    #: The listing, its spans counted from the beginning of `text`; of a refused ad the reason and the words for it.
    parsed: dict[str, Any]
    #: other_trade, job_offer, no_contact; None for a listing.
    reason: str | None = None

    @property
    def digest(self) -> str:
        """The same for the same ad, however its blanks and lines' ends were typed."""
        return digest(self.text)


def digest(text: str) -> str:
    """SHA-256 of a text without what nobody sees."""
    return hashlib.sha256(clean(text).encode()).hexdigest()


def readable(text: str) -> str:
    """The text without control, direction, surrogate and private characters; lines end in one way, blanks stay."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in lines if c in "\n\t" or unicodedata.category(c) not in _INVISIBLE)


def read(text: str) -> list[Read]:
    """Every ad of a text, listings first, then what is refused. Raises for no text; nothing in it is nothing."""
    shown = readable(text)
    if not shown.strip():
        return []
    found = parsing.parse(shown)
    listings = [_listing(each) for each in found["listings"]]
    refused = [
        Read(each["text"][:LONGEST_AD], {"reason": each["reason"], "evidence": each["evidence"]}, each["reason"])
        for each in found["rejected"]
    ]
    return [each for each in (*listings, *refused) if each.text.strip()]


def parse(text: str) -> dict[str, Any]:
    """The facts of every ad in a text, in the shape of `ads parse --json` (`parsing.parse`). Raises for no text."""
    return parsing.parse(text)


def _listing(listing: Mapping[str, Any]) -> Read:
    """A listing as a submission keeps it: places of words counted in its own text, none beyond what is kept."""
    start, text = listing["start"], listing["text"][:LONGEST_AD]
    spans = {
        field: [[first - start, last - start] for first, last in places if last - start <= len(text)]
        for field, places in listing["spans"].items()
    }
    kept = {name: listing[name] for name in parsing.FIELDS}
    kept |= {"evidence": listing["evidence"], "spans": spans, "confidence": listing["confidence"]}
    return Read(text, kept)
