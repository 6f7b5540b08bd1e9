"""Numbers in a query: phones in any format, ad numbers, ZIP codes, years of a promise."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from directory.places.gazetteer import Gazetteer, Place
from directory.search.rules.lexicon import Concept
from directory.search.rules.typed import CUT, YEARS

_NUMBER = re.compile(r"(?<![a-z0-9])\+?\(?\d(?:[\d().\-–—/·• ]*\d)?(?![a-z0-9年])")
_ZIP = re.compile(r"\d{5}(?:-\d{4})?")
_DASH = re.compile("[‐‑‒–—―－]")
_AD_NUMBER = re.compile(r"\d{1,2}-\d{2,4}")
_YEARS = re.compile(
    r"(?<![a-z0-9])(?:(?<![质担承])[保包])?(\d{1,2}|二十|十[一二三四五六七八九]?|[一二两三四五六七八九])\s*(?:-\s*)?\+?\s*(?:年|years?(?![a-z])|yrs?(?![a-z]))"
)
_CHINESE = {c: n for n, c in enumerate("一二三四五六七八九", start=1)} | {"两": 2, "十": 10, "二十": 20}


class Numbers:
    """The phones and ad numbers the listings have."""

    def __init__(self, phones: Iterable[str], ad_numbers: Iterable[str]) -> None:
        """`phones` ten digits each."""
        self._phones = tuple(phones)
        self._endings = {phone[-n:] for phone in self._phones for n in range(4, 11)}
        self._ad_numbers = frozenset(ad_numbers)

    def has_phone(self, digits: str) -> bool:
        """Whether a phone ends in these digits (four or more)."""
        return digits in self._endings

    def has_ad(self, number: str) -> bool:
        """Whether a listing's ad has this number."""
        return number in self._ad_numbers


@dataclass(frozen=True, slots=True)
class Number:
    """A number that was understood, and where it stands in the folded text: one of concept, place and outside."""

    start: int
    end: int
    concept: Concept | None = None
    place: Place | None = None
    #: A ZIP code of another state.
    outside: str | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """A text with its numbers taken out (CUT) and its years marked (YEARS, in order)."""

    rest: str
    numbers: tuple[Number, ...]
    #: (years, characters they were written in), in the order of the marks.
    years: tuple[tuple[int, int], ...]


def count(folded: str, known: Numbers, gazetteer: Gazetteer) -> Counted:
    """Take the numbers out of a folded text; what stays keeps its place in it."""
    if not any(c.isdigit() or c in "年两一二三四五六七八九十" for c in folded):
        return Counted(folded, (), ())
    years: list[tuple[int, int]] = []

    def mark(found: re.Match[str]) -> str:
        years.append((_years(found[1]), len(found[0])))
        return YEARS + " " * (len(found[0]) - 1)

    rest = _YEARS.sub(mark, folded) if any(mark in folded for mark in ("年", "year", "yr")) else folded
    numbers: list[Number] = []
    for found in _NUMBER.finditer(rest):
        numbers += _run(found[0], found.start(), known, gazetteer)
    for number in numbers:
        rest = rest[: number.start] + CUT * (number.end - number.start) + rest[number.end :]
    return Counted(rest, tuple(numbers), tuple(years))


def _years(text: str) -> int:
    if text.isdigit():
        return int(text)
    return _CHINESE.get(text) or 10 + _CHINESE[text[1]]


def _run(text: str, at: int, known: Numbers, gazetteer: Gazetteer) -> list[Number]:
    """The numbers of a run: one, if it can be read as one, else blank by blank what can be read."""
    whole = _one(text, at, known, gazetteer)
    if whole is not None:
        return [whole]
    parts = [(found[0], at + found.start()) for found in re.finditer(r"[^ ]+", text)]
    read = [_one(part, start, known, gazetteer) for part, start in parts] if len(parts) > 1 else []
    return [number for number in read if number is not None]


def _one(text: str, at: int, known: Numbers, gazetteer: Gazetteer) -> Number | None:
    start, end = at, at + len(text)
    digits = re.sub(r"\D", "", text)
    if len(digits) == 11 and digits[0] == "1":
        digits = digits[1:]
    text = _DASH.sub("-", text)
    if _AD_NUMBER.fullmatch(text) and (known.has_ad(text) or not known.has_phone(digits)):
        return Number(start, end, Concept("ad", text))
    if _ZIP.fullmatch(text):
        place = gazetteer.read(digits[:5])
        if place is not None:
            return Number(start, end, place=place)
        if not known.has_phone(digits) and gazetteer.outside(digits[:5]):
            return Number(start, end, outside=digits[:5])
    if 4 <= len(digits) <= 10:
        return Number(start, end, Concept("phone", digits))
    return None
