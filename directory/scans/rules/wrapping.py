"""Which lines of print go on in the next one because the paper ended, and which end where their maker ended them."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from unicodedata import east_asian_width

from directory.scans.rules.pages import Line, around

#: Lines of one text are as high as each other but for so much.
_ALIKE = 0.8
#: A line that the paper ended is at least so much of its width long.
_LONG = 0.6
#: On paper whose width only an ad's own lines tell, so many of them end where it does.
_FEWEST = 2
#: What ends no line, what ends one (a phone), what begins one (a capital, a bracket, a phone), and what stands right
#: behind a word.
_OPEN = frozenset(",，、-–（(「『&+")
_ENDING = re.compile(r"(?:\d\D{0,3}){10}$")
_BEGINNING = re.compile(r"[A-Z(（【「●★☆◆■]|(?:\D{0,3}\d){10}")
_CLOSING = frozenset("、，。；：！？）」』】》,.;:!?)]")


def wrapped_rows(rows: Sequence[Sequence[Line]], width: float | None) -> set[int]:
    """The places of the rows that go on in the next one: those whose next word had no room left.

    What begins as a line does, or follows a phone, goes on only what was wrapped before, or cannot end. `width`: of the
    paper, None where only these rows tell it.
    """
    wide = widest(rows) if width is None else width
    full = [at for at, (above, below) in enumerate(pairwise(rows)) if _is_full(above, below, wide)]
    # A number is not set in two parts on purpose.
    wrapped = {at for at, (above, below) in enumerate(pairwise(rows)) if _is_cut(above[-1].text, below[0].text)}
    for at in full if width is not None or len(full) >= _FEWEST else ():
        above, below = rows[at][-1].text, rows[at + 1][0].text
        is_end = _ENDING.search(above) or _BEGINNING.match(below)
        if at - 1 in wrapped or above[-1:] in _OPEN or not is_end:
            wrapped.add(at)
    return wrapped


def _is_cut(above: str, below: str) -> bool:
    """Whether a number goes on behind its hyphen: "301-555-" and "0162"."""
    return above[-2:-1].isdigit() and above.endswith("-") and below[:1].isdigit()


def joint(above: str, below: str) -> str:
    """What stands between two parts of a line: a blank, but none between Chinese characters or behind a hyphen."""
    is_tight = (_is_wide(above[-1:]) and _is_wide(below[:1])) or above.endswith("-") or below[:1] in _CLOSING
    return "" if is_tight else " "


def widest(rows: Iterable[Sequence[Line]]) -> float:
    """How wide the widest of these rows is."""
    return max((around(line.box for line in lines).width for lines in rows), default=0.0)


def _is_full(above: Sequence[Line], below: Sequence[Line], width: float) -> bool:
    """Whether the first word of a row had no room left in the one above it."""
    if len(above) != 1 or len(below) != 1:
        return False
    last, first = above[0], below[0]
    small, large = sorted((last.height, first.height))
    is_long = last.box.width > _LONG * width
    return is_long and small >= _ALIKE * large and last.box.width + _first_word(first) > width


def _first_word(line: Line) -> float:
    """How much room the first word of a line needs, with the blank before it; a Chinese character is a word."""
    if _is_wide(line.text[:1]):
        return line.characters[0].width
    end = next((at for at, one in enumerate(line.text) if one == " " or _is_wide(one)), len(line.text))
    return around(line.characters[: max(1, end)]).width + line.height / 4


def _is_wide(character: str) -> bool:
    return bool(character) and east_asian_width(character) in "FW"
