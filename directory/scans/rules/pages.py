"""A page as the recognizer gives it: lines of text with their places, ruled lines, all in pixels."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from math import atan2, cos, sin
from statistics import median
from typing import NotRequired, TypedDict
from unicodedata import east_asian_width

import msgspec

Corner = tuple[float, float]
#: Beside a Chinese character a gap of so much of the letters' height, and so much wider than most of its line, is a
#: blank that was printed: some fonts, and some names, are set wider than others. Between other letters and digits only
#: one so much wider was left out.
_BLANK, _WIDER, _WIDE = 0.24, 0.14, 0.5
#: A line so many times as long as it is high tells how a page lies.
_LONG = 3.0


@dataclass(frozen=True)
class Box:
    """A part of a page, in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def middle(self) -> Corner:
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def holds(self, other: "Box") -> bool:
        """Whether the middle of another stands in this one."""
        x, y = other.middle
        return self.left <= x <= self.right and self.top <= y <= self.bottom

    def grown(self, by: float) -> "Box":
        """Larger by so much on each side."""
        return Box(self.left - by, self.top - by, self.right + by, self.bottom + by)


def around(boxes: Iterable[Box]) -> Box:
    """The least box that holds them all. Raises ValueError for none."""
    edges = list(boxes)
    return Box(
        min(box.left for box in edges),
        min(box.top for box in edges),
        max(box.right for box in edges),
        max(box.bottom for box in edges),
    )


def edges(box: Box | None) -> list[int]:
    """Left, top, right and bottom in whole pixels, as rows keep them; all 0 of what has no place."""
    return [round(box.left), round(box.top), round(box.right), round(box.bottom)] if box else [0, 0, 0, 0]


@dataclass(frozen=True)
class Line:
    """Words that stand in a row: their text, how sure each of its characters is (0 to 1), and their corners.

    `corners`: top left, top right, bottom right, bottom left.
    """

    text: str
    sure: tuple[float, ...]
    corners: tuple[Corner, Corner, Corner, Corner]

    @property
    def box(self) -> Box:
        """Where it stands."""
        across, down = [x for x, _y in self.corners], [y for _x, y in self.corners]
        return Box(min(across), min(down), max(across), max(down))

    @property
    def height(self) -> float:
        """How high its letters are, however it lies."""
        (left, top), _right, _under, (low_left, low) = self.corners
        return float(((left - low_left) ** 2 + (top - low) ** 2) ** 0.5)

    @property
    def length(self) -> float:
        """How long it is, however it lies."""
        (left, top), (right, high), _under, _low = self.corners
        return float(((left - right) ** 2 + (top - high) ** 2) ** 0.5)

    def halves(self, x: float, reach: float) -> tuple["Line", "Line"] | None:
        """What stands left and right of the blank nearest to `x`; None where none is within `reach` of it."""
        # A Chinese character is about twice as wide as another.
        ends = list(accumulate(1.0 if _is_han(character) else 0.55 for character in self.text))
        box = self.box
        blanks = {at: box.left + box.width * ends[at] / ends[-1] for at, one in enumerate(self.text) if one == " "}
        at = min(blanks, key=lambda place: abs(blanks[place] - x), default=None)
        if at is None or abs(blanks[at] - x) > reach:
            return None
        share = (blanks[at] - box.left) / box.width
        one, two, three, four = self.corners

        def between(first: Corner, last: Corner) -> Corner:
            return first[0] + (last[0] - first[0]) * share, first[1] + (last[1] - first[1]) * share

        top, low = between(one, two), between(four, three)
        return (
            Line(self.text[:at], self.sure[:at], (one, top, low, four)),
            Line(self.text[at + 1 :], self.sure[at + 1 :], (top, two, three, low)),
        )

    @property
    def characters(self) -> tuple[Box, ...]:
        """Where each of its characters stands, about: a Chinese one takes the room of two letters."""
        box, widths = self.box, [2 if east_asian_width(character) in "FW" else 1 for character in self.text]
        between = [box.left + box.width * reach / max(sum(widths), 1) for reach in accumulate(widths, initial=0)]
        return tuple(Box(left, box.top, right, box.bottom) for left, right in pairwise(between))

    @property
    def slope(self) -> float:
        """How far it falls a pixel."""
        (left, top), (right, high), _under, _low = self.corners
        return (high - top) / (right - left) if right > left else 0.0


@dataclass(frozen=True)
class Page:
    """A page that was read. `rules` are the ruled lines of it."""

    width: int
    height: int
    lines: tuple[Line, ...] = ()
    rules: tuple[Box, ...] = ()


class FoundAd(TypedDict):
    """An ad of a file. `kind`: new, changed, known, or why it was set aside (a code of `RejectReason`).

    `digest`: of the words of one that has no submission.
    """

    kind: str
    page: int
    box: list[int]
    name: str
    submission: int | None
    business: str | None
    digest: NotRequired[str]


class PageSize(TypedDict):
    """A page that was read, in pixels of its picture."""

    width: int
    height: int


class _Sent(msgspec.Struct):
    """A line as the recognizer sends it."""

    text: str
    corners: tuple[Corner, Corner, Corner, Corner]
    sure: tuple[float, ...]
    gaps: tuple[float, ...]


class _SentPage(msgspec.Struct):
    """A page as the recognizer sends it."""

    width: int
    height: int
    lines: tuple[_Sent, ...]
    rules: tuple[tuple[float, float, float, float], ...]
    pages: int


def received(content: bytes) -> tuple[Page, int]:
    """The page in what the recognizer sent, and how many its file has. Raises msgspec.MsgspecError."""
    sent = msgspec.json.decode(content, type=_SentPage)
    lines = (spaced(one.text, one.sure, one.gaps, one.corners) for one in sent.lines)
    return Page(sent.width, sent.height, tuple(lines), tuple(Box(*edges) for edges in sent.rules)), sent.pages


def spaced(
    text: str, sure: Sequence[float], gaps: Sequence[float], corners: tuple[Corner, Corner, Corner, Corner]
) -> Line:
    """A line with the blanks that its ink leaves between Chinese words, and wide ones between others, which readers of
    Chinese leave out.

    `gaps`: behind each character, as a share of the letters' height.
    """
    characters: list[str] = []
    confidence: list[float] = []
    usual_han, usual_other = _usual_gap(text, gaps, is_han=True), _usual_gap(text, gaps, is_han=False)
    for at, character in enumerate(text):
        characters.append(character)
        confidence.append(sure[at] if at < len(sure) else 0.0)
        following = text[at + 1 : at + 2]
        has_han = _is_han(character) or _is_han(following)
        least = max(_BLANK, usual_han + _WIDER) if has_han else usual_other + _WIDE
        if at < len(gaps) and gaps[at] >= least and character.isalnum() and following.isalnum():
            characters.append(" ")
            confidence.append(1.0)
    return Line("".join(characters), tuple(confidence), corners)


def _usual_gap(text: str, gaps: Sequence[float], *, is_han: bool) -> float:
    """The gap between two Chinese characters of a line, or two others that are no signs, in the middle of them."""
    pairs = zip(text, text[1:], gaps, strict=False)
    between = [gap for one, two, gap in pairs if _is_letter(one, is_han) and _is_letter(two, is_han)]
    return median(between) if between else 0.0


def _is_letter(character: str, is_han: bool) -> bool:
    return character.isalnum() and _is_han(character) is is_han


def _is_han(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff"


def leveled(page: Page) -> Page:
    """The page turned so that its long lines run level; its ruled lines turn along."""
    slopes = [line.slope for line in page.lines if line.length > _LONG * line.height]
    slope = median(slopes) if slopes else 0.0
    if abs(slope) < 0.002:
        return page
    angle = -atan2(slope, 1.0)

    def turned(corner: Corner) -> Corner:
        x, y = corner
        return x * cos(angle) - y * sin(angle), x * sin(angle) + y * cos(angle)

    def turned_line(line: Line) -> Line:
        one, two, three, four = map(turned, line.corners)
        return replace(line, corners=(one, two, three, four))

    def turned_rule(rule: Box) -> Box:
        x, y = turned(rule.middle)
        return Box(x - rule.width / 2, y - rule.height / 2, x + rule.width / 2, y + rule.height / 2)

    lines = tuple(map(turned_line, page.lines))
    return replace(page, lines=lines, rules=tuple(map(turned_rule, page.rules)))
