"""The text of a submission: decoded, parsed once, and told apart from what its sender typed."""

import codecs
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from directory.ads.rules.parsed_ad import PageListing, ParsedAd, ParsedPage
from directory.businesses.fields.terms import Values
from directory.businesses.rules import FactDraft
from directory.kernel.later import later
from directory.kernel.text import clean, visible

#: A larger file is no newspaper page.
LARGEST_FILE = 5 * 1024 * 1024
#: So much of what is not ASCII must be everyday characters.
_ENOUGH = 0.9
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffd\ue000-\uf8ff]")
#: One character of the other script in the middle of a Latin word: the accented letter of another encoding.
_IN_A_WORD = re.compile(r"(?<=[a-z])[^\x00-\x7f](?=[a-z])")
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class Unreadable(ValueError):
    """Bytes that are text in none of the encodings, or too many of them. Says why, in English."""


def decode(data: bytes) -> str:
    """The text of a file. Raises Unreadable rather than give characters that nobody wrote."""
    if len(data) > LARGEST_FILE:
        raise Unreadable("larger than 5 MB")
    if data.startswith(_UTF16):
        return _checked(_strictly(data, "utf-16") or "\0")
    text = _strictly(data, "utf-8-sig")
    if text is None:
        tried = {decoded for name in ("gb18030", "cp950") if (decoded := _strictly(data, name)) is not None}
        *others, text = sorted(tried, key=_everyday) or [""]
        # Signs alone look as well in both: ★ of the one is 」 of the other.
        if _everyday(text) < _ENOUGH or any(_everyday(other) == _everyday(text) for other in others):
            raise Unreadable("neither UTF-8 nor GB18030 nor Big5")
    return _checked(text)


def _checked(text: str) -> str:
    if _CONTROL.search(text):
        raise Unreadable("no text: it holds control characters")
    return text


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _everyday(text: str) -> float:
    """How much of the non-ASCII of a text is punctuation and everyday characters; a wrong encoding gives rare ones."""
    foreign = sum(not character.isascii() for character in text)
    everyday = sum(not character.isascii() and _is_everyday(character) for character in _IN_A_WORD.sub("", text))
    return everyday / foreign if foreign else 0.0


@lru_cache(20000)
def _is_everyday(character: str) -> bool:
    """Whether it stands in the first level of GB2312 or Big5, or in their punctuation."""
    for name, first, last in (("gb2312", 0xB0, 0xD7), ("big5", 0xA4, 0xC6)):
        try:
            code = character.encode(name)
        except UnicodeEncodeError:
            continue
        if first <= code[0] <= last or (0xA1 <= code[0] <= 0xA3 and not character.isalpha()):
            return True
    return False


if TYPE_CHECKING:
    from directory.ads.rules import parsing
else:
    parsing = later("directory.ads.rules.parsing")

#: Longest ad that is kept: a whole page of a newspaper is shorter.
LONGEST_AD = 20_000


@dataclass(frozen=True)
class Read:
    """One ad of a text: its own words, and what was read from them, or why it is none of ours."""

    text: str
    #: The listing, its spans counted from the beginning of `text`; of a refused ad the reason and the words for it.
    parsed: ParsedAd

    @property
    def reason(self) -> str | None:
        """other_trade, job_offer, no_contact; None for a listing."""
        return self.parsed.reason

    @property
    def digest(self) -> str:
        """A digest of the ad, whatever its blanks and lines' ends: an ad handed in twice is told by it."""
        return digest(self.text)


def kept_ad(listing: PageListing) -> Read:
    """A listing of a page as it is kept: no longer than `LONGEST_AD`."""
    return Read(listing.text[:LONGEST_AD], ParsedAd.of_listing(listing, LONGEST_AD))


def digest(text: str) -> str:
    """SHA-256 of a text without what nobody sees."""
    return hashlib.sha256(clean(text).encode()).hexdigest()


def read(text: str) -> list[Read]:
    """Every ad of a text, listings first, then what is refused. Raises for no text; nothing in it is nothing."""
    shown = visible(text)
    if not shown.strip():
        return []
    page = parsing.parse(shown)
    listings = [kept_ad(ad) for ad in page.listings]
    refused = [
        Read(ad.text[:LONGEST_AD], ParsedAd(reason=ad.reason, refusing_words=ad.evidence)) for ad in page.rejected
    ]
    return [entry for entry in (*listings, *refused) if entry.text.strip()]


def parse(text: str) -> ParsedPage:
    """The facts of every ad in a text, in the shape of `ads parse --json` (`parsing.parse`). Raises for no text."""
    return parsing.parse(text)


@dataclass(frozen=True)
class Own(Read):
    """An ad as one browser handed it in. Another that hands in the same text has a draft of its own."""

    browser: str = ""

    @property
    def digest(self) -> str:
        """A digest of the text and of the browser that handed it in."""
        return digest(f"{self.text}\n{self.browser}")


def typed(text: str, browser: str) -> Own:
    """A listing that was typed into the form: nothing is read from its text, which is there for the reviewer's eye."""
    return Own(text, ParsedAd(is_form=True), browser=browser)


def in_own_words(drafts: Iterable[FactDraft], parsed: ParsedAd, corrections: Values, speaker: str) -> list[FactDraft]:
    """The facts of a submission of `speaker` (an audit actor), who proved to be the owner.

    What they put right or typed themselves is the owner's word; what a reviewer changed after them stays a reviewer's.
    """
    statements = parsed.said or {}

    def is_own(draft: FactDraft) -> bool:
        is_theirs = draft.field in corrections and draft.field in statements
        return draft.source == "reviewer" and is_theirs and statements[draft.field] == corrections[draft.field]

    return [replace(fact, source="owner", entered_by=speaker) if is_own(fact) else fact for fact in drafts]
