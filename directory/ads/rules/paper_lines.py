"""The lines of an ad as they speak of papers: claims, numbers as states write them, and the states beside a claim."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from directory.ads.rules.ad_vocabulary import pattern, state_of, states, tables
from directory.kernel.site import site
from directory.reading.offsets import Printed, Span, Taken

_SIGN = r"\s*(?:no\.?|lic(?:ense)?\.?|执照)?\s*(?:number|号码|号)?\s*[#:：]?\s*#?\s*"
_DAMAGE = str.maketrans("oli", "011")


@cache
def _numbers() -> dict[str, tuple[str, re.Pattern[str]]]:
    """Every numbering of the site's states, by its kind: the state, and what finds its numbers."""
    return {
        numbering.kind: (state.code, re.compile(numbering.pattern.replace("{sign}", _SIGN)))
        for state in site().states
        for numbering in state.numbering
    }


def state_numbering(kind: str) -> str | None:
    """The state that numbers licenses so; None for a numbering of none of ours."""
    return _numbers()[kind][0] if kind in _numbers() else None


#: A state and the number it gave; None for what is not stated.
Numbered = tuple[str | None, str | None]


class Held(NamedTuple):
    """A number as a state writes it, and where it stands."""

    state: str
    number: str
    start: int
    end: int


def numbers(line: str) -> dict[str, Held]:
    """Whose numbering (`va`, `mhic`, `hvacr`) -> the number that a folded line gives."""
    by_kind: dict[str, Held] = {}
    for kind, (state, expression) in _numbers().items():
        for match in expression.finditer(line):
            by_kind[kind] = Held(state, "".join(filter(None, match.groups())).translate(_DAMAGE), *match.span())
    return by_kind


#: Any number after a word for a license: "Lic. #ECC902345", 执照号 12345.
ANY_NUMBER = re.compile(
    r"(?:lic(?:en[sc]e)?|执照|牌照|证照)\.?\s*(?:[(（](?:md|va|dc)[)）]|[:：]\s*(?:md|va|dc)(?= ))?"
    r"\s*(?:no\.?|num(?:ber)?|号码|号|编号)?\s*[#:：]*\s*#?[(（]?\s*(?!\d{3}-\d{3}-\d{4}(?!\d))([a-z]{0,6}-?\d[\d-]{3,11})(?![\d-])"
    r"|(?<![a-z])(?:(?:va|md|dc)\s*(?:#|(?=(?:[a-z]{1,3}-?\d{4}|\d{4}(?!\d)|\d{6})[\d-]*(?![\d-])))"
    r"|master plumber(?:'?s)?\s*#?)\s*([a-z]{0,4}-?\d[\d-]{3,11})(?![\d-])"
)
_PARTS = re.compile(r"[、,，;；·•|\n]")
#: Sets the papers of a row apart.
_WIDE = re.compile(r"[ ]{2,}|\t[ \t]*|[;；。]")
#: A line that is a number, below one that names a license without any.
_BARE_NUMBER = re.compile(r"\W*(?:#|no\.?|lic\.? ?#|number|编号|号码?)[ :：#]*[a-z]{0,4}-?[\doil][\doil-]{3,11}\W*")
_NAMES_PAPER = re.compile(r"[^\d]*(?:master|class [abc]|hvacr|lic(?:en[sc]e)?(?![a-z])|执照|牌照|证照)[^\d]*")
#: "Ins" is insurance beside a license, as 有保 is: "Lic MD, Ins", 有照、有保.
_SHORT_INSURED = re.compile(
    r"(?<![a-z])(?:lic|bond)(?:en[sc]ed|'d|ed)?[^\n。]{0,24}?(?<![a-z\-])(ins(?:'?d)?)(?![a-z'])"
    r"|(?:有[牌照证]|持牌|持照)[、,，/ ]{0,2}(有保)(?![修固证障用养质])"
)


@dataclass
class Spoken:
    """A line of an ad and what it says of papers: stretches of the whole text, `at` where the line begins."""

    text: str
    at: int
    taken_back: frozenset[Span] = frozenset()
    #: Names a state that is not ours.
    is_abroad: bool = False

    def licensed(self) -> list[Span]:
        """Words that say there is a license; not another kind of license, and no errand for one."""
        return self._spans(match.span() for match in self.stated("license"))

    def insured(self) -> list[Span]:
        """Words that say there is insurance; not another's, and no trade in it."""
        short = (match.span(match.lastindex or 0) for match in _SHORT_INSURED.finditer(self.text))
        return self._spans([*(match.span() for match in self.stated("insured")), *short])

    def stated(self, table: str) -> list[re.Match[str]]:
        """What a table says is stated, without what it says is something else: 驾照, 人寿保险."""
        others = Taken(len(self.text), (match.span() for match in pattern(table, "not").finditer(self.text)))
        return [match for match in pattern(table, "stated").finditer(self.text) if not others.meets(match.span())]

    def short(self) -> list[Span]:
        """Short words for a license, wherever they stand."""
        first = (pattern("short_license", code).search(self.text) for code in tables()["short_license"])
        return self._spans(match.span() for match in first if match)

    def numbered(self) -> list[Span]:
        """Numbers of licenses."""
        any_number = (match.span() for match in self.unshaped())
        return self._spans([*((number.start, number.end) for number in numbers(self.text).values()), *any_number])

    def unshaped(self) -> list[re.Match[str]]:
        """Numbers of no known shape behind a word for a license of the trade: none of "business license #55123"."""
        others = Taken(len(self.text), (match.span() for match in pattern("license", "not").finditer(self.text)))
        return [match for match in ANY_NUMBER.finditer(self.text) if not others.meets(match.span())]

    def _spans(self, spans: Iterable[Span]) -> list[Span]:
        return [(self.at + start, self.at + end) for start, end in spans]

    def part(self, span: Span) -> str:
        """The item of the line that a stretch stands in."""
        first = max((border.end() for border in _PARTS.finditer(self.text, 0, span[0])), default=0)
        last = _PARTS.search(self.text, span[1])
        return self.text[first : last.start() if last else len(self.text)]

    def holds(self, start: int, end: int) -> bool:
        """Whether what a stretch of the line says is not taken back."""
        return (self.at + start, self.at + end) not in self.taken_back


def sayings(ad: Printed) -> Iterator[Span]:
    """The lines of an ad: each license of a row alone, a number on a line of its own with the license above it."""
    text, lines = ad.folded, [line for line in ad.lines if ad.folded[slice(*line)].strip()]
    merged: list[Span] = []
    for start, end in lines:
        is_number = merged and _BARE_NUMBER.fullmatch(text, start, end) and _NAMES_PAPER.fullmatch(text, *merged[-1])
        merged[-1:] = [(merged[-1][0], end)] if is_number else [*merged[-1:], (start, end)]
    for start, end in merged:
        gaps = [gap.span() for gap in _WIDE.finditer(text, start, end)]
        parts = list(zip([start, *(last for _, last in gaps)], [*(first for first, _ in gaps), end], strict=True))
        is_row = len(parts) > 1 and all(ANY_NUMBER.search(text, *part) or numbers(text[slice(*part)]) for part in parts)
        yield from parts if is_row else [(start, end)]


def states_beside(line: str, start: int, end: int) -> Span | None:
    """States that belong to a word: after "in", or right before it (维州马州执照)."""
    after = _after().match(line, end, end + 60)
    if after:
        return after.span(1 if after[1] else 2)
    begin = max(0, start - 40)
    before = _before().search(line, begin, start)
    is_others = before and before[0].rstrip().endswith((",", "，")) and _IN.search(line, 0, before.start())
    return before.span(1) if before and not is_others else None


#: What stands before the states of another word: "licensed in VA, insured".
_IN = re.compile(r"(?<![a-z])(?:in|by)[ ]*(?:the )?\Z")


@cache
def more_states() -> re.Pattern[str]:
    """The states that a list goes on with, none of them included."""
    return re.compile(rf"(?:[\s,，、/&+•·和及]*(?:and\s+)?(?:{states().pattern}))*")


@cache
def _after() -> re.Pattern[str]:
    # "Lic. MD", but "Fully insured. MD, DC" are two sentences.
    joint = r"(?:(?:(?<=lic)|(?<=ins)|(?<='d))\.)?[\s,&/•·+|、和及]*"
    claims = r"and|licensed|bonded|insured|insurance|contractors?|lic'?d?|ins'?d?|company|firm|fully"
    also = rf"(?:(?:{claims})(?![a-z])|保险|证明|证书)"
    several = rf"((?:(?:{states().pattern})[\s,，、/&+•·\-–和及]*(?:and\s+)?)+)"
    return re.compile(
        rf"{joint}(?:{also}{joint})*(?:(?:in|for|by|:|：)\s*(?:the )?(?:states? of )?{several}(?![ ]*#?\d{{3}})"
        rf"|[-–—(（]*\s*{several}(?=\s*(?:[)）.。,，;；\n]|only|$)))"
    )


@cache
def _before() -> re.Pattern[str]:
    return re.compile(
        rf"((?:(?:{states().pattern})[\s,，、/&+·‧・•\-–和及]*(?:and\s+)?(?:都有|均有|有|均|都|皆|也|[两二三][州地]|各州|政府|state)?)+)"
        r"\s*(?:领有|持有|具有|拥有|取得|注册|持|冷暖|冷气|空调|暖通|制冷|hvacr?|电工|水电工?|水管工?|水喉|锅炉|[甲乙丙]级|正式|合法|合格|有效|政府"
        r"|master|contractor'?s?|class [abc]|electrical|plumbing|mechanical|[ ])*$"
    )


def states_named(text: str) -> list[str]:
    """The codes of the states that a folded text names, each once."""
    return list(dict.fromkeys(state_of(match[0]) for match in states().finditer(text)))
