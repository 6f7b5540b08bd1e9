"""How long something holds: years, months, days or a lifetime, in figures and in words of both languages."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from directory.ads.rules.words import pattern
from directory.reading.offsets import Span

_CHINESE = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2}
#: 几十年, 上半年, 2.10年 and $10 年 are no numbers of years.
_NO_NUMBER = r"(?<![\d.\-/$几数多百每上下大])"
_COUNT = r"\d{1,3}|[一二两三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九]"
_UNIT = r"年|个月|月|天|日|years?(?![a-z])|yrs?(?![a-z])|yr\.|months?(?![a-z])|mos?\.(?![a-z])|days?(?![a-z])"
#: "5+5年" is five years and five more; "10+ years" and "10-year" are ten.
_COUNTED = re.compile(rf"{_NO_NUMBER}(?:(\d{{1,2}})\s?\+\s?)?({_COUNT})\s*(?:-\s*|\+\s*)?({_UNIT})(半)?")
_HALVED = re.compile(rf"{_NO_NUMBER}(?:(\d{{1,2}})\.5\s*-?\s*(?:年|years?(?![a-z])|yrs?(?![a-z]))|半年)")
_NUMBER_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_ENGLISH = {word: n for n, word in enumerate(_NUMBER_WORDS, start=1)} | {"twelve": 12, "fifteen": 15, "twenty": 20}
_WORDED = re.compile(rf"(?<![a-z])({'|'.join(_ENGLISH)})[- ](years?|months?|days?)(?![a-z])")
_UNITS = {"年": "years", "y": "years", "个": "months", "月": "months", "m": "months", "天": "days", "日": "days"} | {
    "d": "days"
}


@dataclass(frozen=True, slots=True)
class Term:
    """A duration as a warranty states it ({"years": 10}, {"months": 18}, {"years": "lifetime"}) and where it stands."""

    start: int
    end: int
    length: dict[str, Any]

    @property
    def span(self) -> Span:
        """Where it stands in the folded text."""
        return self.start, self.end


def terms(text: str) -> list[Term]:
    """Every duration of a folded text, in order."""
    return sorted((*_counted(text), *_lifetimes(text)), key=lambda term: term.start)


def _counted(text: str) -> Iterator[Term]:
    for match in _COUNTED.finditer(text):
        count, unit = int(match[1] or 0) + _number(match[2]), _UNITS[match[3][0]]
        length = {"months": 12 * count + 6} if match[4] and unit == "years" else {unit: count}
        yield Term(*match.span(), length)
    for match in _HALVED.finditer(text):
        yield Term(*match.span(), {"months": 12 * int(match[1] or 0) + 6})
    for match in _WORDED.finditer(text):
        yield Term(*match.span(), {_UNITS[match[2][0]]: _ENGLISH[match[1]]})


def _lifetimes(text: str) -> Iterator[Term]:
    for match in pattern("warranty", "lifetime").finditer(text):
        yield Term(*match.span(), {"years": "lifetime"})


def _number(text: str) -> int:
    if text.isdigit():
        return int(text)
    tens, ten, ones = text.partition("十")
    if not ten:
        return _CHINESE[text]
    return (_CHINESE[tens] if tens else 1) * 10 + (_CHINESE[ones] if ones else 0)
