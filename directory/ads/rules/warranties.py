"""Promises with a term: years, months, days or a lifetime, of what; not the years a firm has existed, not mere care."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from directory.ads.rules.marks import Mark
from directory.ads.rules.printed import Printed, Span
from directory.ads.rules.words import words

_CHINESE = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0, "半": 0}
_TERM = re.compile(
    r"(?<![\d.\-/$])(\d{1,3}|[一二两三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九])\s*(?:-\s*|\+\s*)?"
    r"(年|个月|月|天|日|years?(?![a-z])|yrs?(?![a-z])|yr\.|months?(?![a-z])|mos?\.(?![a-z])|days?(?![a-z]))"
)
_NUMBER_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_ENGLISH = {word: n for n, word in enumerate(_NUMBER_WORDS, start=1)} | {"twelve": 12, "fifteen": 15, "twenty": 20}
_WORDED = re.compile(rf"(?<![a-z])({'|'.join(_ENGLISH)})[- ](years?|months?|days?)(?![a-z])")
#: Scopes said together: "parts and labor", 零件和人工.
_AND = re.compile(r"\s*(?:和|及|与|、|/|&|\+|,|and)\s*(?:都|均)?\s*")
_LIFE = re.compile(r"终身|终生|永久|life-?\s?time")
_UNITS = {
    "年": "years",
    "y": "years",
    "个": "months",
    "月": "months",
    "m": "months",
    "天": "days",
    "日": "days",
    "d": "days",
}
_LONGEST_CLAUSE = 120
_CLAUSE = re.compile(r"[\n。;；]")
_ITEM = re.compile(r"[\n。;；,，、/|+&]|和|及|and(?![a-z])")
#: Scopes an appliance's own warranty is one of, where nothing else is said: the thing itself.
_WHOLE = "equipment"


@dataclass(frozen=True)
class Promised:
    """One warranty and the words that say it."""

    warranty: dict[str, Any]
    span: Span


def warranties(ad: Printed, found: Sequence[Mark]) -> list[Promised]:
    """Every warranty with a term, in the order printed."""
    terms = [(match.start(), match.end(), _length(match)) for match in _TERM.finditer(ad.folded)]
    terms += [
        (match.start(), match.end(), {_UNITS[match[2][0]]: _ENGLISH[match[1]]}) for match in _WORDED.finditer(ad.folded)
    ]
    terms += [(match.start(), match.end(), {"years": "lifetime"}) for match in _LIFE.finditer(ad.folded)]
    scopes = [mark for mark in found if mark.kind == "scope"]
    promised = []
    taken: set[int] = set()
    for start, end, length in sorted(terms, key=lambda term: term[0]):
        clause = _clause(ad.folded, start, end)
        if _is_experience(ad.folded, start, end, clause):
            continue
        nearest = _scope(ad.folded, scopes, start, end, clause, taken)
        said = _says_warranty(ad.folded, start, end, clause)
        if nearest is None and not said:
            continue
        if nearest is not None:
            taken.add(nearest.start)
        spans = [(start, end), *([nearest.span] if nearest else []), *([said] if said else [])]
        appliance = _appliance(ad.folded, found, start, clause, nearest)
        if nearest is not None and nearest.is_negated:
            continue
        together = _together(ad.folded, scopes, nearest) if nearest else []
        taken.update(mark.start for mark in together)
        spans += [mark.span for mark in together]
        whole = (min(s for s, _ in spans), max(e for _, e in spans))
        for scope in [mark.codes[0] for mark in (nearest, *together) if mark] or [_WHOLE]:
            warranty: dict[str, Any] = {"scope": scope, **length}
            if appliance:
                warranty["appliance"] = appliance
            promised.append(Promised(warranty, whole))
    return promised


def _between(found: Sequence[Mark], span: Span) -> Sequence[Mark]:
    first, last = (bisect_left(found, edge, key=lambda mark: mark.start) for edge in span)
    return found[first:last]


def _length(match: re.Match[str]) -> dict[str, Any]:
    count = int(match[1]) if match[1].isdigit() else _number(match[1])
    return {_UNITS[match[2][0]]: count}


def _number(text: str) -> int:
    tens, ten, ones = text.partition("十")
    if not ten:
        return _CHINESE[text]
    return (_CHINESE[tens] if tens else 1) * 10 + (_CHINESE[ones] if ones else 0)


def _clause(text: str, start: int, end: int) -> Span:
    """The line or sentence around a stretch."""
    first, last = max(0, start - _LONGEST_CLAUSE), min(len(text), end + _LONGEST_CLAUSE)
    before = [match.end() for match in _CLAUSE.finditer(text, first, start)]
    after = _CLAUSE.search(text, end, last)
    return (before[-1] if before else first), (after.start() if after else last)


def _is_experience(text: str, start: int, end: int, clause: Span) -> bool:
    """Whether the years are those of the firm."""
    around = text[max(clause[0], start - 14) : min(clause[1], end + 18)]
    if not any(word in around for word in words("experience")):
        return False
    return not any(word in text[max(clause[0], start - 8) : min(clause[1], end + 10)] for word in _PROMISES)


_PROMISES = ("warrant", "guarant", "保修", "保固", "质保", "保证", "保用", "包修")


def _says_warranty(text: str, start: int, end: int, clause: Span) -> Span | None:
    """The nearest word of promise in the clause."""
    near = []
    for word in words("warranty"):
        if word == "保":
            continue
        for match in re.finditer(re.escape(word), text[clause[0] : clause[1]]):
            at = clause[0] + match.start(), clause[0] + match.end()
            near.append((min(abs(at[0] - end), abs(start - at[1])), at))
    short = re.search(r"[保包]\s*$", text[clause[0] : start])
    if short:
        return clause[0] + short.start(), end
    best = min(near, default=None)
    return best[1] if best and best[0] <= 24 else None


def _scope(text: str, scopes: Sequence[Mark], start: int, end: int, clause: Span, taken: set[int]) -> Mark | None:
    """The scope that belongs to a term: just after it, or just before it, in the same item; the nearer one."""
    inside = [mark for mark in _between(scopes, clause) if mark.end <= clause[1] and mark.start not in taken]
    ranked = []
    for mark in inside:
        between = text[end : mark.start] if mark.start >= end else text[mark.end : start]
        if _ITEM.search(between) or _TERM.search(between) or len(between) > 22:
            continue
        ranked.append((len(between), mark.start < start, mark))
    return min(ranked, key=lambda each: each[:2])[2] if ranked else None


def _together(text: str, scopes: Sequence[Mark], scope: Mark) -> list[Mark]:
    """Scopes joined to one by "and", with no term of their own between."""
    joined, first, last = [], scope.start, scope.end
    near = _between(scopes, (scope.start - _LONGEST_CLAUSE, scope.end + _LONGEST_CLAUSE))
    for mark in near:
        if mark.start > last and _AND.fullmatch(text[last : mark.start]):
            joined.append(mark)
            last = mark.end
    for mark in reversed(near):
        if mark.end < first and _AND.fullmatch(text[mark.end : first]):
            joined.append(mark)
            first = mark.start
    # "零件10年、人工2年": the next one has its own term right after it.
    return [mark for mark in joined if not (_TERM.match(text, mark.end) or _TERM.match(text, mark.end + 1))]


def _appliance(text: str, found: Sequence[Mark], start: int, clause: Span, scope: Mark | None) -> str | None:
    """The appliance named just before a term in the same item: 热水器6年保修."""
    first = min(start, scope.start if scope else start)
    near = _between(found, (clause[0], first))
    before = [mark for mark in near if mark.kind == "service" and mark.end <= first and len(mark.codes) == 1]
    if not before:
        return None
    # "热水器：水箱终身，零件6年" speaks of one appliance all along.
    if before[0].start - clause[0] <= 2 and re.match(r"\s*[:：]", text[before[0].end :]):
        return before[0].codes[0]
    between = text[before[-1].end : first]
    return before[-1].codes[0] if not _ITEM.search(between) and len(between) <= 6 else None
