"""Machines and faults that are described, not named: "hot water things on the wall with no tank", 屋顶那种大台冷气."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from directory.reading.folding import Typed
from directory.reading.lexicon import Concept
from directory.search.rules.tokens import Token
from directory.search.rules.vocabulary import tables

#: Kinds that name a machine, beside which a description that stands `alone` says nothing.
_MACHINES = ("service", "symptom")
#: The halves of a description.
_HALVES = ("first", "then")
#: Between two halves of a description stand so many letters at most, where any may.
_ANYTHING = {True: "[a-z ,']{0,40}?", False: "[^a-z.。!！?？]{0,12}?"}


@dataclass(frozen=True, slots=True)
class _Description:
    """One description in one language, what it means, and whether no other machine may be named beside it."""

    pattern: re.Pattern[str]
    concept: Concept
    is_alone: bool
    #: One of these stands in each text that it fits: quicker to look for than the pattern.
    needed: tuple[str, ...]


def with_described(text: Typed, tokens: list[Token]) -> list[Token]:
    """The tokens, with what is described in place of the words for it: "big AC on the roof", 没水箱的热水炉."""
    for description in _descriptions():
        if not any(word in text.folded for word in description.needed):
            continue
        for match in description.pattern.finditer(text.folded):
            others = [token for token in tokens if token.end <= match.start() or token.start >= match.end()]
            if not (description.is_alone and any(token.kind in _MACHINES for token in others)):
                tokens = with_token(tokens, match.span(), description.concept)
    return tokens


def with_token(tokens: Sequence[Token], span: tuple[int, int], concept: Concept) -> list[Token]:
    """The tokens with one of this meaning in place of all that a stretch of the folded text touches."""
    start, end = span
    rest = [token for token in tokens if token.end <= start or token.start >= end]
    return sorted([*rest, Token(concept.kind, start, end, concept.code, (concept,))], key=lambda token: token.start)


def either(words: Iterable[str]) -> str:
    """A pattern that any of these words fits, the longest first."""
    return f"(?:{'|'.join(map(re.escape, sorted(words, key=len, reverse=True)))})"


@cache
def _descriptions() -> tuple[_Description, ...]:
    """All of the table, of either language."""
    return tuple(
        _Description(
            re.compile(_pattern(entry, is_english=is_english)),
            Concept(kind, entry[kind]),
            bool(entry.get("alone")),
            min((_shortest(_words(entry, side, is_english=is_english)) for side in _HALVES), key=len),
        )
        for entry in tables()["described"]
        for kind in _MACHINES
        for is_english in (True, False)
        if kind in entry and all(_words(entry, side, is_english=is_english) for side in _HALVES)
    )


def _shortest(words: Sequence[str]) -> tuple[str, ...]:
    """The words in which no other of them stands: who has none of these has none of all."""
    return tuple(word for word in words if not any(other in word for other in words if other != word))


def _words(entry: Mapping[str, Any], side: str, *, is_english: bool) -> list[str]:
    return [word for word in entry.get(side, ()) if word.isascii() is is_english]


def _pattern(entry: Mapping[str, Any], *, is_english: bool) -> str:
    first, between, then = (_words(entry, side, is_english=is_english) for side in ("first", "between", "then"))
    if "between" not in entry:
        gap = _ANYTHING[is_english]
    elif is_english:
        gap = rf"(?:[ ,]+{either(between)}\b)*" if between else ""
    else:
        gap = rf"(?:[ ,，]?{either(between)})*" if between else ""
    if is_english:
        return rf"\b{either(first)}\b{gap}[ ,]+{either(then)}\b"
    return rf"{either(first)}{gap}[ ,，]?{either(then)}"
