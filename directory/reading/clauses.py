"""Where what is said ends: strong borders that no statement crosses, and weak ones, a blank between Chinese words."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from directory.reading.offsets import Span, Taken

CHINESE = r"\u2e80-\u9fff"
#: Blanks between Chinese words, a dash between blanks, a wide gap.
WEAK = re.compile(rf"(?<=[{CHINESE}])[ \t]+(?=[{CHINESE}])|[ \t]+[-–—]+[ \t]+|[ \t]{{2,}}")


class Borders:
    """The pieces that the borders of one kind cut a text into."""

    def __init__(self, text: str, border: re.Pattern[str], whole: Sequence[Span] = ()) -> None:
        """Of `text`, cut wherever `border` matches outside the stretches that stay `whole`."""
        kept = Taken(len(text), whole)
        found = [match.span() for match in border.finditer(text) if not kept.meets(match.span())]
        self._starts = [0, *(end for _, end in found)]
        self._ends = [*(start for start, _ in found), len(text)]

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
