"""A text with the place of every character in what was written, and the clauses it is cut into."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol, TypeVar

from directory.reading.folding import CUT, Squeezed, squeezed, typed

#: Nothing that is one term reaches across these; a dot behind a word that is too long to be short for another ends a
#: sentence: "no electric. Furnaces", not "htg. service".
_CUTS = re.compile(r"[,，、;；|｜•·●◆★☆■□▪►:：()（）\[\]【】<>《》。!！?？\"“”*_#~=+\n]|(?<=[a-z]{7})\.(?=\s)")
_CHINESE_BLANK = re.compile(r"(?<=[\u2e80-\u9fff])[ \t]+(?=[\u2e80-\u9fff])")
#: A line whose words are mostly single characters was printed with wide spacing, or scanned.
_SPACED_OUT, _FEWEST_PIECES = 0.6, 4
#: Latin words on such a line that were printed whole keep their blanks, but for those beside the signs of an address.
_IN_ADDRESSES = frozenset(".@-_:/")
_LONG_WORD = 3
_WORD_BESIDE, _WORD_BEFORE = re.compile(rf"[a-z]{{{_LONG_WORD}}}"), re.compile(rf"[a-z]{{{_LONG_WORD}}}\Z")
#: Arrows, frames, squares, stars, pictures: set around words, part of none.
ORNAMENTS = "※‧・\u2190-\u21ff\u2500-\u27bf\u2b00-\u2bff\ufe0f\U0001f000-\U0001faff"
_EDGES = re.compile(rf"^[\s,，、;；|:：.。/\-–—*_#·•{ORNAMENTS}]+|[\s,，、;；|:：/\-–—*_#·•~{ORNAMENTS}]+$")

Span = tuple[int, int]


class _Starting(Protocol):
    @property
    def start(self) -> int: ...


S = TypeVar("S", bound=_Starting)


def starting_in(items: Sequence[S], span: Span) -> list[S]:
    """The items that start within a stretch; `items` stand in the order of their starts."""
    first, last = (bisect_left(items, edge, key=lambda item: item.start) for edge in span)
    return list(items[first:last])


class Taken:
    """Which characters of a text are spoken for; asking costs what the stretch is long, however many there are."""

    def __init__(self, length: int, spans: Iterable[Span] = ()) -> None:
        """Of a text of so many characters, with these stretches taken."""
        self._mask = bytearray(length)
        for span in spans:
            self.add(span)

    def add(self, span: Span) -> None:
        """Take a stretch."""
        self._mask[span[0] : span[1]] = b"\x01" * (span[1] - span[0])

    def with_more(self, spans: Iterable[Span]) -> "Taken":
        """A copy with these stretches taken, too."""
        more = Taken(0)
        more._mask = bytearray(self._mask)
        for span in spans:
            more.add(span)
        return more

    def meets(self, span: Span) -> bool:
        """Whether any of a stretch is taken."""
        return 1 in self._mask[span[0] : span[1]]


@dataclass(frozen=True)
class Printed:
    """A text with its folded form; `at[n]` says where the folded character n stands in the text."""

    text: str
    folded: str
    at: tuple[int, ...]

    @cached_property
    def starts(self) -> list[int]:
        """Where each line of the folded text begins."""
        return [0, *(n + 1 for n, c in enumerate(self.folded) if c == "\n")]

    @cached_property
    def lines(self) -> list[Span]:
        """The lines of the folded text, without their ends."""
        ends = [*(start - 1 for start in self.starts[1:]), len(self.folded)]
        return list(zip(self.starts, ends, strict=True))

    @cached_property
    def squeezed(self) -> Squeezed:
        """Letters and digits only; terms do not reach across punctuation, lines, or a blank between Chinese words."""
        cut = _CUTS.sub(CUT, self.folded)
        return squeezed(_CHINESE_BLANK.sub(lambda match: CUT * len(match[0]), cut))

    def line_at(self, position: int) -> int:
        """The number of the line a folded position stands in."""
        return bisect_right(self.starts, position) - 1

    def words(self, span: Span) -> str:
        """What is printed at a stretch of the folded text."""
        start, end = self.span(span)
        return self.text[start:end]

    def span(self, span: Span) -> Span:
        """Where a stretch of the folded text stands in the text itself."""
        start, end = span
        return (self.at[start], self.at[end - 1] + 1) if end > start else (0, 0)

    def trimmed(self, span: Span) -> Span:
        """A stretch without blanks and separators at its ends."""
        start, end = span
        words = self.folded[start:end]
        head = _EDGES.match(words)
        start += len(head[0]) if head else 0
        tail = _EDGES.search(self.folded[start:end])
        return start, end - (len(tail[0]) if tail and tail.end() == end - start else 0)


def printed(text: str) -> Printed:
    """Fold a text line by line. Never raises; the cost grows with the length of the text."""
    pieces: list[str] = []
    at: list[int] = []
    start = 0
    for line in text.splitlines(keepends=True):
        bare = line.rstrip("\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")
        folded = typed(bare)
        positions = _closed_up(folded.folded)
        pieces.append("".join(folded.folded[n] for n in positions))
        at.extend(start + folded.at[n] for n in positions)
        if len(bare) < len(line):
            pieces.append("\n")
            at.append(start + len(bare))
        start += len(line)
    return Printed(text, "".join(pieces), tuple(at))


def _closed_up(line: str) -> Sequence[int]:
    """The characters of a line to keep: all, or without the single blanks of one that was spaced out."""
    words = line.split()
    single = sum(len(word) == 1 for word in words)
    if len(words) < _FEWEST_PIECES or single < _SPACED_OUT * len(words):
        return range(len(line))
    return [
        n
        for n, c in enumerate(line)
        if not (c == " " and 0 < n < len(line) - 1 and line[n - 1] != " " and line[n + 1] != " ")
        or (
            not {line[n - 1], line[n + 1]} & _IN_ADDRESSES
            and (_WORD_BESIDE.match(line, n + 1) or _WORD_BEFORE.search(line, max(0, n - _LONG_WORD), n))
        )
    ]


CHINESE = r"\u2e80-\u9fff"
#: Blanks between Chinese words, a dash between blanks, a wide gap.
WEAK = re.compile(rf"(?<=[{CHINESE}])[ \t]+(?=[{CHINESE}])|[ \t]+[-–—]+[ \t]+|[ \t]{{2,}}")


class Borders:
    """The pieces that the borders of one kind cut a text into."""

    def __init__(self, text: str, border: re.Pattern[str], whole: Sequence[Span] = ()) -> None:
        """Of `text`, cut wherever `border` matches outside the stretches that stay `whole`."""
        whole_spans = Taken(len(text), whole)
        spans = [match.span() for match in border.finditer(text) if not whole_spans.meets(match.span())]
        self._starts = [0, *(end for _, end in spans)]
        self._ends = [*(start for start, _ in spans), len(text)]

    def around(self, position: int) -> Span:
        """The piece a position stands in; the piece before a border that it stands in."""
        number = max(0, bisect_left(self._starts, position + 1) - 1)
        return self._starts[number], max(self._starts[number], self._ends[number])

    def within(self, span: Span) -> Iterator[Span]:
        """The pieces of a stretch, in order."""
        number = max(0, bisect_left(self._starts, span[0] + 1) - 1)
        while number < len(self._starts) and self._starts[number] < span[1]:
            yield max(span[0], self._starts[number]), min(span[1], self._ends[number])
            number += 1
