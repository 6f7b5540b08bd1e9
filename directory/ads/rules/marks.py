"""Spotting: every known term of an ad with where it stands, and whether the sentence takes it away."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from directory.ads.rules.printed import Printed, Span, Taken
from directory.ads.rules.words import lexicon, words
from directory.kernel.text import fold
from directory.search.rules.typed import CUT, Squeezed

#: A negation reaches to here; commas and "and" carry it on.
_CLAUSE = re.compile(r"[\n。.!！;；]|但|可|but")
_LONGEST_CLAUSE = 120
_KINDS = ("service", "work_type", "brand", "license", "property", "feature", "place", "language", "scope")


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


def marks(ad: Printed) -> list[Mark]:
    """The longest terms from left to right, those of a negated clause marked as that."""
    return _negated(ad, list(_marks(ad)))


def _marks(ad: Printed) -> Iterator[Mark]:
    text, known = ad.squeezed, lexicon()
    letters, at = text.text, 0
    while at < len(letters):
        end = known.longest(text, at) if letters[at] != CUT else at
        if end == at:
            at += 1
            continue
        concepts = known.get(letters[at:end])
        kind = concepts[0].kind
        codes = tuple(concept.code for concept in concepts if concept.kind == kind)
        if kind != "none":
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
}


def _negated(ad: Printed, found: Sequence[Mark]) -> list[Mark]:
    """Marks whose clause says no to them: from the negation on, or before a word like "not included"."""
    negations = [mark for mark in found if mark.kind == "negation"]
    if not negations and not _taken_back().search(ad.folded):
        return list(found)
    reach = []
    for mark in negations:
        stop = min(len(ad.folded), mark.end + _LONGEST_CLAUSE)
        end = _CLAUSE.search(ad.folded, mark.end, stop)
        reach.append((mark.end, end.start() if end else stop))
    denied = Taken(len(ad.folded), [*reach, *_before(ad)])
    return [
        replace(mark, is_negated=True) if mark.kind in _KINDS and denied.meets(mark.span) else mark for mark in found
    ]


def _before(ad: Printed) -> Iterator[Span]:
    """Stretches that a word after them takes away: the words of the same clause just before it."""
    for found in _taken_back().finditer(ad.folded):
        begin = max(0, found.start() - _LONGEST_CLAUSE)
        start = max(ad.folded.rfind(c, begin, found.start()) for c in "\n。.;；,，")
        yield max(begin, start + 1), found.start()


@cache
def _taken_back() -> re.Pattern[str]:
    """Finds the words that take away what stands before them; 不包括 speaks of what stands after."""
    said = "|".join(re.escape(fold(word)) for word in words("negation", "after"))
    return re.compile(rf"(?:{said})(?!括)")


def of_kind(found: Sequence[Mark], kind: str, *, negated: bool = False) -> list[Mark]:
    """The marks of one kind that are (or are not) taken away."""
    return [mark for mark in found if mark.kind == kind and mark.is_negated is negated]
