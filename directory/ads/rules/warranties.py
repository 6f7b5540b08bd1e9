"""Promises with a term: years, months, days or a lifetime, of what; not the years a firm has existed, not mere care."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any, TypeVar

from directory.ads.rules.conditions import Conditions
from directory.ads.rules.denying import denied
from directory.ads.rules.marks import Mark
from directory.ads.rules.pairing import Chunk, Item, Pair, pairs
from directory.ads.rules.terms import Term, terms
from directory.ads.rules.words import pattern
from directory.businesses.fields.terms import LONGEST_CONDITION
from directory.reading.clauses import CHINESE, WEAK, Borders
from directory.reading.offsets import Printed, Span

_Found = TypeVar("_Found", Mark, Term)
#: Scopes said together: "parts and labor", 零件和人工, and 零件 人工 where nothing else stands before.
_AND = re.compile(rf"\s*(?:和|及|与|、|/|&|\+|,|and)\s*(?:都|均)?\s*|(?<=[{CHINESE}])[ \t]+(?=[{CHINESE}])")
#: What stands between an adjective and its part: manufacturer's parts, 原厂零件.
_OF_ITS = re.compile(r"(?:['’]?s)? ?")
_ITEM = re.compile(r"[\n。;；,，、/|+&!！?？]|和|及|and(?![a-z])|(?<=[a-z]{3})(?<!yrs)(?<!mos)\.(?=\s)")
_CLAUSE = re.compile(r"[\n。;；]")
_LONGEST_CLAUSE = 120
#: A scope of everything: also said of the machine whose part is meant.
_WHOLE = "equipment"


@dataclass(frozen=True)
class Promised:
    """One warranty and the words that say it."""

    warranty: dict[str, Any]
    span: Span
    #: Where the words of its condition stand.
    condition: Span | None = None

    @property
    def spans(self) -> list[Span]:
        """All the words that say it, from where they begin."""
        return [self.condition, self.span] if self.condition else [self.span]


def warranties(ad: Printed, found: Sequence[Mark]) -> list[Promised]:
    """Every warranty with a term, in the order printed."""
    text = _slogans().sub(lambda match: "\n" * len(match[0]), ad.folded)
    told = terms(text)
    if not told:
        return []
    scopes = _nouns(text, [mark for mark in found if mark.kind == "scope"])
    promised: list[Promised] = []
    for item in _items(text, told, scopes):
        own = list(pairs(item))
        taken = {pair.scope.start for pair in own if pair.scope}
        for pair in own:
            promised += _told(text, found, scopes, pair, taken)
    taken_back = denied(text, [each.span for each in promised])
    kept = [each for each in promised if each.span not in taken_back]
    conditions = Conditions(text, [each.span for each in kept])
    return [_on_condition(ad, promise, conditions.of(promise.span)) for promise in kept]


def _on_condition(ad: Printed, promise: Promised, words: Span | None) -> Promised:
    """The promise with what it holds for alone, as printed."""
    if words is None:
        return promise
    said = " ".join(ad.words(words).split())[:LONGEST_CONDITION]
    return Promised({**promise.warranty, "condition": said}, promise.span, words)


@cache
def _slogans() -> re.Pattern[str]:
    """What is promised without a term: 质量保证, "satisfaction guaranteed", 十年如一日."""
    what, said = pattern("promise", "of").pattern, pattern("promise").pattern
    sure = "(?:保证|保障|guarantee[ds]?)"
    return re.compile(rf"(?:{what})(?:[ 的-]|is |are )*{sure}(?!期)|(?:100% )?{sure} ?(?:{what})|{said}")


def _nouns(text: str, scopes: Sequence[Mark]) -> list[Mark]:
    """Scopes without those that only say whose part the next one is."""
    kept = list(scopes[-1:])
    for mark, after in pairwise(scopes):
        is_adjective = _WHOLE in mark.codes and _OF_ITS.fullmatch(text[mark.end : after.start])
        if not is_adjective or WEAK.match(text, mark.end):
            kept.append(mark)
    return sorted(kept, key=lambda mark: mark.start)


def _items(text: str, told: Sequence[Term], scopes: Sequence[Mark]) -> Iterator[Item]:
    """The items that hold a term, cut into chunks."""
    spans = [term.span for term in told]
    items, chunks = Borders(text, _ITEM, spans), Borders(text, WEAK, spans)
    promises = [match.span() for match in pattern("warranty").finditer(text)]
    for item in dict.fromkeys(items.around(term.start) for term in told):
        yield Item(
            [
                Chunk(text, *span, _between(told, span), _between(scopes, span), _spans(promises, span))
                for span in chunks.within(item)
            ]
        )


def _between(found: Sequence[_Found], span: Span) -> list[_Found]:
    """Those that begin in a stretch; `found` is in order."""
    first, last = (bisect_left(found, edge, key=lambda each: each.start) for edge in span)
    return list(found[first:last])


def _spans(found: Sequence[Span], span: Span) -> list[Span]:
    first, last = (bisect_left(found, (edge, 0)) for edge in span)
    return list(found[first:last])


def _told(text: str, found: Sequence[Mark], scopes: Sequence[Mark], pair: Pair, taken: set[int]) -> list[Promised]:
    """The warranties of one term: of each scope that it is said of together."""
    if pair.scope and pair.scope.is_negated:
        return []
    together = [pair.scope, *_together(text, scopes, pair.scope, taken)] if pair.scope else []
    spans = [pair.term.span, *(mark.span for mark in together), *([pair.promise] if pair.promise else [])]
    whole = (min(start for start, _ in spans), max(end for _, end in spans))
    appliance = _appliance(text, found, min([pair.term.start, *(mark.start for mark in together[:1])]))
    more = {"appliance": appliance} if appliance else {}
    codes = [code for mark in together for code in mark.codes] or [_WHOLE]
    return [Promised({"scope": code, **pair.term.length, **more}, whole) for code in codes]


def _together(text: str, scopes: Sequence[Mark], scope: Mark, taken: set[int]) -> Iterator[Mark]:
    """Scopes joined to one by "and" that have no term of their own."""
    near = _between(scopes, (scope.start - _LONGEST_CLAUSE, scope.end + _LONGEST_CLAUSE))
    last, first = scope.end, scope.start
    for mark in near:
        if mark.start >= last and mark.start not in taken and _is_joined(text, last, mark.start):
            yield mark
            last = mark.end
    for mark in reversed(near):
        if mark.end <= first and mark.start not in taken and _is_joined(text, mark.end, first):
            if WEAK.match(text, mark.end) and text[mark.start - 1 : mark.start].isalnum():
                return
            yield mark
            first = mark.start


def _is_joined(text: str, start: int, end: int) -> bool:
    joint = _AND.match(text, start)
    is_written_on = start == end and not text[start : start + 1].isascii()
    return is_written_on or (joint is not None and joint.end() == end)


def _clause(text: str, start: int) -> int:
    """Where the line or sentence of a position begins."""
    first = max(0, start - _LONGEST_CLAUSE)
    return max([match.end() for match in _CLAUSE.finditer(text, first, start)], default=first)


def _appliance(text: str, found: Sequence[Mark], first: int) -> str | None:
    """The appliance named just before a term in the same item: 热水器6年保修."""
    clause = _clause(text, first)
    before = [
        mark
        for mark in _between(found, (clause, first))
        if mark.kind == "service" and mark.end <= first and len(mark.codes) == 1
    ]
    if not before:
        return None
    # "热水器：水箱终身，零件6年" speaks of one appliance all along.
    if before[0].start - clause <= 2 and re.match(r"\s*[:：]", text[before[0].end :]):
        return before[0].codes[0]
    between = text[before[-1].end : first]
    return before[-1].codes[0] if not _ITEM.search(between) and len(between) <= 6 else None
