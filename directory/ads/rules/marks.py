"""Spotting: every known term of an ad with where it stands."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from directory.ads.rules.words import lexicon
from directory.reading.folding import CUT, Squeezed
from directory.reading.offsets import Printed, Span

#: Kinds that state nothing themselves.
_NOTHING = ("none", "lack")
#: Kinds of terms that facts are read from.
KINDS = ("service", "work_type", "brand", "license", "property", "feature", "place", "language", "scope")


@dataclass(frozen=True, slots=True)
class Mark:
    """A term at a stretch of the folded text. `codes` are what it may mean, all of one kind."""

    kind: str
    codes: tuple[str, ...]
    start: int
    end: int
    is_negated: bool = False

    @property
    def span(self) -> Span:
        """Where it stands in the folded text."""
        return self.start, self.end


def spotted(ad: Printed) -> Iterator[Mark]:
    """The longest terms from left to right, and what a long one says besides."""
    text, known = ad.squeezed, lexicon()
    letters, at = text.text, 0
    while at < len(letters):
        end = known.longest(text, at) if letters[at] != CUT else at
        if end == at:
            at += 1
            continue
        concepts = known.get(letters[at:end])
        for kind in dict.fromkeys(concept.kind for concept in concepts):
            if kind not in _NOTHING:
                codes = tuple(concept.code for concept in concepts if concept.kind == kind)
                yield Mark(kind, codes, text.at[at], text.at[end - 1] + 1)
            yield from _inside(text, at, end, kind)
        at = end


def _inside(text: Squeezed, start: int, end: int, kind: str) -> Iterator[Mark]:
    """What a longer term says besides: 水电改装 the work, "Master HVAC license" the trade."""
    wanted = _ALSO_SAYS.get(kind)
    if wanted is None:
        return
    inner, codes = wanted
    for at in range(start, end):
        for stop in range(end, at + 1, -1):
            if (at, stop) == (start, end) or not (text.edge[at] and text.edge[stop]):
                continue
            found = [
                c.code
                for c in lexicon().get(text.text[at:stop])
                if c.kind == inner and (codes is None or c.code in codes)
            ]
            if found:
                yield Mark(inner, tuple(found), text.at[at], text.at[stop - 1] + 1)
                break


#: Kind of a term -> the kind, and of it the codes, that its words may say besides.
_ALSO_SAYS: dict[str, tuple[str, frozenset[str] | None]] = {
    "service": ("work_type", frozenset(("install", "repair", "replacement", "modification", "maintenance"))),
    "license": ("service", frozenset(("heating", "air_conditioning"))),
    "lack": ("service", None),
}


def marks_in(found: Sequence[Mark], span: Span) -> list[Mark]:
    """Those that begin in a stretch; `found` is in order."""
    first, last = (bisect_left(found, edge, key=lambda mark: mark.start) for edge in span)
    return list(found[first:last])
