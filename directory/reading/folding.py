"""A text as it was typed, and as it is compared: folded and squeezed, each character knowing where it came from."""

import re
from dataclasses import dataclass
from functools import lru_cache

from directory.kernel.text import fold, level, simplified
from directory.reading.syllables import is_toned

#: Stands for what was taken out of a text, and for a number of years; in no term.
CUT, YEARS = "\n", "\x01"
#: Nobody types these to say something; two of them mark places in a folded text.
_NO_CONTROLS = dict.fromkeys((*range(32), 127), " ")
_TONED = re.compile(r"(?<![a-z0-9])(?:[a-z]{1,6}[1-5])+(?![a-z0-9])")
_TONE = re.compile(r"(?<=[a-z])[1-5]")
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Typed:
    """`folded[n]` was typed at `text[at[n]]`."""

    text: str
    folded: str
    at: tuple[int, ...]

    def words(self, start: int, end: int) -> str:
        """What was typed for a stretch of the folded text."""
        return self.text[self.at[start] : self.at[end - 1] + 1]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where that stands in the text as typed."""
        return self.at[start], self.at[end - 1] + 1


def typed(text: str) -> Typed:
    """Fold a text (`kernel.text.fold`) without losing where each character stood; tones of pinyin are taken off."""
    if text.isascii():
        return Typed(text, _without_tones(text.lower().translate(_NO_CONTROLS)), tuple(range(len(text))))
    pieces = [(character, at) for at, original in enumerate(text) for character in _leveled(original)]
    folded = simplified("".join(c for c, _ in pieces))
    return Typed(text, _without_tones(folded), tuple(at for _, at in pieces))


@lru_cache(8192)
def _leveled(character: str) -> str:
    return " " if character.isspace() or character < " " else level(character)


def _without_tones(folded: str) -> str:
    """`kong1tiao2` as `kong tiao `: a syllable's number becomes a blank, where all the word is syllables."""
    if not any(c in folded for c in "12345"):
        return folded
    return _TONED.sub(lambda match: _TONE.sub(" ", match[0]) if is_toned(match[0]) else match[0], folded)


@dataclass(frozen=True, slots=True)
class Squeezed:
    """Only letters and digits: `heat pump` and `heatpump` are one. `edge[n]`: a word may begin or end before n."""

    text: str
    #: Where each character stands in the folded text.
    at: tuple[int, ...]
    edge: tuple[bool, ...]


def squeezed(folded: str) -> Squeezed:
    """Squeeze a folded text; CUT and YEARS stay, and nothing reaches across them."""
    positions = [n for n, c in enumerate(folded) if c.isalnum() or c in (CUT, YEARS)]
    text = "".join(folded[n] for n in positions)
    edge, before = [], -2
    for n in positions:
        edge.append(not (before == n - 1 and _is_latin(folded[n]) and _is_latin(folded[before])))
        before = n
    return Squeezed(text, tuple(positions), (*edge, True))


def plain(text: str) -> str:
    """Folded text of letters, digits and single blanks: `A/C` and `a.c.` are both `a c`."""
    return without_signs(fold(text))


def without_signs(folded: str) -> str:
    """The letters and digits of a folded text, its words a blank apart."""
    return " ".join(_WORD.findall(folded))


def squeeze(text: str) -> str:
    """A term as it is looked up: folded, letters and digits only."""
    folded = fold(text)
    return folded if folded.isalnum() else "".join(filter(str.isalnum, folded))


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()
