"""Spotting: every known term of an ad with where it stands, and whether the sentence takes it away."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from directory.ads.rules.printed import Printed, Span
from directory.ads.rules.words import lexicon, squeezed_words
from directory.search.rules.typed import CUT

#: A negation reaches to here; commas and "and" carry it on.
_CLAUSE = re.compile(r"[\n。.!！;；]|但|可|but")
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
        yield Mark(kind, codes, text.at[at], text.at[end - 1] + 1)
        at = end


def _negated(ad: Printed, found: Sequence[Mark]) -> list[Mark]:
    """Marks whose clause says no to them: from the negation on, or before a word like "not included"."""
    negations = [mark for mark in found if mark.kind == "negation"]
    if not negations and not any(word in ad.squeezed.text for word in squeezed_words("negation", "after")):
        return list(found)
    reach = []
    for mark in negations:
        end = _CLAUSE.search(ad.folded, mark.end)
        reach.append((mark.end, end.start() if end else len(ad.folded)))
    reach += list(_before(ad))
    return [
        replace(mark, is_negated=True)
        if mark.kind in _KINDS and any(start <= mark.start and mark.end <= end for start, end in reach)
        else mark
        for mark in found
    ]


def _before(ad: Printed) -> Iterator[Span]:
    """Stretches that a word after them takes away: the words of the same clause just before it."""
    for word in _AFTER:
        for found in re.finditer(word, ad.folded):
            start = max(ad.folded.rfind(c, 0, found.start()) for c in "\n。.;；,，")
            yield start + 1, found.start()


_AFTER = ("not included", "not covered", "除外", "不含", "不包(?!括)", "另计", "not serviced", "excluded")


def of_kind(found: Sequence[Mark], kind: str, *, negated: bool = False) -> list[Mark]:
    """The marks of one kind that are (or are not) taken away."""
    return [mark for mark in found if mark.kind == kind and mark.is_negated is negated]
