"""Numbers of licenses, and which of several names and numbers in an ad are one license."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from directory.ads.rules.ad_vocabulary import pattern, state_of, states, tables
from directory.ads.rules.denying import denied
from directory.ads.rules.elsewhere import other_states
from directory.ads.rules.marks import Mark, marks_in
from directory.businesses.fields.terms import LicenseValue
from directory.kernel.site import site
from directory.reading.offsets import Printed, Span, Taken

#: Types whose number may be one of Virginia's.
OF_VIRGINIA = frozenset(("class_a", "class_b", "class_c", "dpor", "contractor"))
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


def _state_numbering(kind: str) -> str | None:
    return _numbers()[kind][0] if kind in _numbers() else None


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


def settled(licenses: Sequence[LicenseValue]) -> list[LicenseValue]:
    """Each license once: a number on one line and its class on another are one, and so are DPOR and a class."""
    distinct: list[LicenseValue] = []
    for license in licenses:
        if license not in distinct:
            distinct.append(license.copy())
    bare = [license for license in distinct if license["type"] == "dpor" and license.get("number")]
    named = [
        license
        for license in distinct
        if license["type"] in OF_VIRGINIA - {"dpor"} and license.get("state") in (None, _state_numbering("va"))
    ]
    open_ended = [license for license in named if not license.get("number")]
    if len(bare) == 1 and len(open_ended) == 1:
        open_ended[0]["number"], open_ended[0]["state"] = bare[0].get("number"), _state_numbering("va")
    taken = {license.get("number") for license in named}
    return [
        license
        for license in distinct
        if license["type"] != "dpor" or license.get("number") is None or license.get("number") not in taken
    ]


#: Any number after a word for a license: "Lic. #ECC902345", 执照号 12345.
_ANY = re.compile(
    r"(?:lic(?:en[sc]e)?|执照|牌照|证照)\.?\s*(?:[(（](?:md|va|dc)[)）])?\s*(?:no\.?|num(?:ber)?|号码|号|编号)?\s*[#:：]*\s*#?\s*([a-z]{0,6}-?\d[\d-]{3,11})(?![\d-])"
    r"|(?<![a-z])(?:(?:va|md|dc)\s*(?:#|(?=(?:[a-z]{1,3}-?\d{4}|\d{4}(?!\d)|\d{6})[\d-]*(?![\d-])))"
    r"|master plumber(?:'?s)?\s*#?)\s*([a-z]{0,4}\d[\d-]{3,11})(?![\d-])"
)
#: So near before a claim it is said of somebody else, or is advice.
_NEAR = 36
#: Maryland's: the category, then the number.
_OF_MARYLAND = re.compile(r"0[126]-\d{3,6}")
_OWN = re.compile(r"[。!！;；?？.,，\n]|(?<![a-z])(?:we|i|we're|i'm|our own)(?![a-z])|我们|本人|本公司|本店")
_HERE = re.compile(r"hvac|技师")
#: A number right behind a license of no known shape: "Master Mechanic #RAM990149", Master HVACR（马州 #99131）.
_BEHIND = re.compile(r"[^\d、,，;；\n]{0,24}?(?:#|no\.?|number|号码?|编号)[ :：#]*([a-z]{0,4}-?\d[\d-]{3,11})(?![\d-])")
#: One license of Maryland, whichever way round it is called.
_ONE_PAPER = re.compile(r"(?:hvacr?|hvac/r)[ (（\-]*master|master[ (（\-]*(?:hvacr?|hvac/r)")
_PARTS = re.compile(r"[、,，;；·•|\n]")
#: "Ins" is insurance beside a license, as 有保 is: "Lic MD, Ins", 有照、有保.
_SHORT_INSURED = re.compile(
    r"(?<![a-z])(?:lic|bond)(?:en[sc]ed|'d|ed)?[^\n。]{0,24}?(?<![a-z\-])(ins(?:'?d)?)(?![a-z'])"
    r"|(?:有[牌照证]|持牌|持照)[、,，/ ]{0,2}(有保)(?![修固证障用养质])"
)
#: A kind of license that is asked about is none that is held: 马州 C20？
_ASKED = re.compile(r"[ ]*[?？]")
_BOTH = re.compile(r"master\s*(?:&|and|/|、|及)\s*contractor")


@dataclass
class Papers:
    """What is said: None where nothing is. `said` are the words, by field."""

    licensed: bool | None = None
    insured: bool | None = None
    licenses: list[LicenseValue] = field(default_factory=list)
    licensed_states: list[str] = field(default_factory=list)
    insured_states: list[str] = field(default_factory=list)
    said: dict[str, list[Span]] = field(default_factory=dict)

    def note(self, name: str, start: int, end: int) -> None:
        """Keep the words of a field."""
        self.said.setdefault(name, []).append((start, end))


def papers(ad: Printed, marks: Sequence[Mark]) -> Papers:
    """Licenses and insurance of one ad. A license that is denied, applied for or no longer valid is none."""
    result = Papers()
    text, types = ad.folded, [mark for mark in marks if mark.kind == "license"]
    spoken = [Spoken(text[start:end], start) for start, end in ad.lines if text[start:end].strip()]
    spans_by_field = {
        *(mark.span for mark in types),
        *(span for line in spoken for span in (*line.licensed(), *line.insured(), *line.short(), *line.numbered())),
    }
    taken_back = denied(text, sorted(spans_by_field), are_papers=True)
    taken_back |= {span for span in spans_by_field if _is_others(text, span)}
    taken_back |= {mark.span for mark in types if _ASKED.match(text, mark.end)}
    licenses = [mark for mark in types if not mark.is_negated and mark.span not in taken_back]
    abroad = other_states(ad)
    for line in spoken:
        line.taken_back = taken_back
        line.is_abroad = any(line.at <= start < line.at + len(line.text) for start, _ in abroad)
        _licenses(line, marks_in(licenses, (line.at, line.at + len(line.text))), result)
        _licensed(line, result)
        _insured(line, result)
    result.licenses = settled(result.licenses)
    return result


def _is_others(text: str, claim: Span) -> bool:
    """Whether a claim is made of another firm, or is advice: "our partner is licensed", 请认准持牌."""
    before = text[max(0, claim[0] - _NEAR) : claim[0]]
    last = max((match.end() for match in _OWN.finditer(before)), default=0)
    return bool(pattern("denial", "others").search(before, last))


@dataclass
class Spoken:
    """A line of an ad and what it says of papers: stretches of the whole text, `at` where the line begins."""

    text: str
    at: int
    taken_back: frozenset[Span] = frozenset()
    #: Names a state that is not ours.
    is_abroad: bool = False

    def licensed(self) -> list[Span]:
        """Words that say there is a license."""
        return self._spans(match.span() for match in pattern("license", "stated").finditer(self.text))

    def insured(self) -> list[Span]:
        """Words that say there is insurance; not another's, and no trade in it."""
        other = [match.span() for match in pattern("insured", "not").finditer(self.text)]
        stated = pattern("insured", "stated").finditer(self.text), _SHORT_INSURED.finditer(self.text)
        spans = (match.span(match.lastindex or 0) for matches in stated for match in matches)
        return self._spans(span for span in spans if not any(start <= span[0] < end for start, end in other))

    def short(self) -> list[Span]:
        """Short words for a license, wherever they stand."""
        first = (pattern("short_license", code).search(self.text) for code in tables()["short_license"])
        return self._spans(match.span() for match in first if match)

    def numbered(self) -> list[Span]:
        """Numbers of licenses."""
        any_number = (match.span() for match in _ANY.finditer(self.text))
        return self._spans([*((number.start, number.end) for number in numbers(self.text).values()), *any_number])

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


@cache
def _speaks() -> re.Pattern[str]:
    """Finds words that make a line one about papers."""
    return re.compile(rf"{pattern('license', 'speaks').pattern}|{pattern('license', 'stated').pattern}")


def _licenses(spoken: Spoken, marks: Sequence[Mark], result: Papers) -> None:
    line, at, before = spoken.text, spoken.at, len(result.licenses)
    numbered: dict[str, tuple[str | None, str | None]] = {}
    for kind, license_number in numbers(line).items():
        if spoken.holds(license_number.start, license_number.end):
            numbered[kind] = license_number.state, license_number.number
            result.note("licenses", at + license_number.start, at + license_number.end)
    types: dict[str, Span] = {mark.codes[0]: (mark.start - at, mark.end - at) for mark in marks}
    if numbered or types or _speaks().search(line) or _ANY.search(line):
        types |= {code: span for code, span in _short(spoken) if code not in types}
    if "master_plumber" in types:
        types.pop("master", None)
    for start, end in types.values():
        result.note("licenses", at + start, at + end)
    kinds = [code for code, _ in sorted(types.items(), key=lambda entry: entry[1])]
    if any(kind.startswith("class_") for kind in kinds):
        kinds = [kind for kind in kinds if kind != "contractor"]
    elif "master" in kinds and _BOTH.search(line) and "contractor" not in kinds:
        kinds.append("contractor")
    if "va" in numbered and not (OF_VIRGINIA | {"master"}) & set(kinds):
        kinds.append("dpor")
    if "hvacr" in numbered and "hvacr" not in kinds:
        kinds.append("hvacr")
    if {"master", "hvacr"} <= set(kinds) and _ONE_PAPER.search(line):
        # "MD HVACR Master #01-99184" is one.
        kinds.remove("hvacr")
        numbered["master"] = numbered.get("hvacr", (_state_numbering("hvacr"), None))
    granted: list[str | None] = [*_granted(line)] or [None]
    for kind in kinds:
        for state in granted:
            result.licenses.append(_license_of(spoken, kind, types.get(kind), numbered, state))
    _number_of_none(spoken, result.licenses[before:], result)


def _license_of(
    spoken: Spoken,
    kind: str,
    span: Span | None,
    numbered: Mapping[str, tuple[str | None, str | None]],
    granted: str | None,
) -> LicenseValue:
    """One license that a line names: its state and number stand in its own part of the line, else in the line."""
    state, number = numbered.get("va" if kind in OF_VIRGINIA and "va" in numbered else kind, (None, None))
    if kind in ("hvacr", "mhic"):
        return {"type": kind, "number": number, "state": None if spoken.is_abroad else _state_numbering(kind)}
    if span and number is None:
        behind = _BEHIND.match(spoken.text, span[1])
        number = behind[1].upper() if behind and spoken.holds(*behind.span(1)) else None
    if kind in ("epa_608", "nate"):
        return {"type": kind, "number": number, "state": state}
    for words in (spoken.part(span) if span else "", spoken.text):
        named = _codes(words)
        if state is None and len(named) == 1:
            state = named[0]
    return {"type": kind, "number": number, "state": granted or state}


def _granted(line: str) -> list[str]:
    """The states that a list says yes to: "Master 执照：DC 有、MD 有、VA 无"."""
    return [
        state_of(match[1]) for match in re.finditer(rf"({states().pattern})[ ]*[:：]?[ ]*(?:有(?!没)|yes|✓|√)", line)
    ]


def _number_of_none(spoken: Spoken, named: Sequence[LicenseValue], result: Papers) -> None:
    """A number of no known shape: of the one license that its line names without one, else of a contractor's."""
    numbered = Taken(len(spoken.text), ((number.start, number.end) for number in numbers(spoken.text).values()))
    others = [
        match
        for match in _ANY.finditer(spoken.text)
        if spoken.holds(*match.span()) and not numbered.meets(match.span())
    ]
    bare = [license for license in named if not license.get("number") and license["type"] not in ("epa_608", "nate")]
    taken = {license.get("number") for license in named}
    for match in others:
        number = (match[1] or match[2]).upper()
        if number in taken:
            continue
        before = _codes(spoken.text[max(0, match.start() - 12) : match.start()]) or _codes(match[0])
        codes = before[-1:] or _codes(spoken.text)
        if len(others) == len(bare) == 1:
            bare[0]["number"] = number
        elif _OF_MARYLAND.fullmatch(number) and codes in ([], [_state_numbering("hvacr")]) and not spoken.is_abroad:
            result.licenses.append({"type": "hvacr", "number": number, "state": _state_numbering("hvacr")})
        elif not named or any(license.get("number") for license in named):
            state = codes[0] if len(codes) == 1 and not spoken.is_abroad else None
            result.licenses.append({"type": "contractor", "number": number, "state": state})
        result.note("licenses", spoken.at + match.start(), spoken.at + match.end())


def _short(spoken: Spoken) -> Iterator[tuple[str, Span]]:
    """Short words for a license, said on a line about papers."""
    for code in tables()["short_license"]:
        match = pattern("short_license", code).search(spoken.text)
        if match and spoken.holds(*match.span()):
            yield code, match.span()


def _licensed(spoken: Spoken, result: Papers) -> None:
    for match in pattern("license", "stated").finditer(spoken.text):
        is_certified = pattern("license", "certified").fullmatch(match[0])
        if spoken.holds(*match.span()) and (not is_certified or _HERE.search(spoken.text)):
            result.licensed = True
            _note_states(spoken, match.span(), "licensed", result.licensed_states, result)


def _insured(spoken: Spoken, result: Papers) -> None:
    for start, end in spoken.insured():
        span = start - spoken.at, end - spoken.at
        if spoken.holds(*span):
            result.insured = True
            _note_states(spoken, span, "insured", result.insured_states, result)


def _note_states(spoken: Spoken, span: Span, name: str, codes: list[str], result: Papers) -> None:
    """Keep the words of a statement and the states that belong to it."""
    (start, end), line, at = span, spoken.text, spoken.at
    result.note(name, at + start, at + end)
    # "Lic MD" names the state itself.
    is_short = line.startswith("lic", start) and states().search(line, start, end)
    # The state in "VA lic" is the last of those before it: MD/DC/VA Lic.
    first = states().match(line, start, end)
    begin = first.end() if first and line[first.end() : end].strip().startswith("lic") else start
    where = (start, end) if is_short else _states_beside(line, begin, end)
    if where:
        codes += [code for code in _codes(line[slice(*where)]) if code not in codes]
        result.note(f"{name}_states", at + min(start, where[0]), at + max(end, where[1]))


def _states_beside(line: str, start: int, end: int) -> Span | None:
    """States that belong to a word: after "in", or right before it (维州马州执照)."""
    after = _after().match(line, end, end + 60)
    if after:
        return after.span(1 if after[1] else 2)
    begin = max(0, start - 40)
    before = _before().search(line, begin, start)
    return before.span(1) if before else None


@cache
def _after() -> re.Pattern[str]:
    joint = r"\.?[\s,&/•·+|、和及]*"
    also = r"(?:and|licensed|bonded|insured|insurance|保险|contractors?|lic'?d?|ins'?d?|company|firm|fully)(?![a-z])"
    several = rf"((?:(?:{states().pattern})[\s,，、/&+•·和及]*(?:and\s+)?)+)"
    return re.compile(
        rf"{joint}(?:{also}{joint})*(?:(?:in|for|by|:|：)\s*(?:the )?(?:states? of )?{several}"
        rf"|[-–—(（]*\s*{several}(?=\s*(?:[)）.。,，;；\n]|only|$)))"
    )


@cache
def _before() -> re.Pattern[str]:
    return re.compile(
        rf"((?:(?:{states().pattern})[\s,，、/&+·‧・•\-–和及]*(?:and\s+)?(?:都有|均有|有|均|都|皆|也|两州|三地|各州|state)?)+)"
        r"\s*(?:冷暖|冷气|空调|暖通|制冷|hvacr?|电工|水电工?|水管工?|水喉|锅炉|[甲乙丙]级|正式|合法|有效|政府"
        r"|master|contractor'?s?|class [abc]|electrical|plumbing|mechanical|[ ])*$"
    )


def _codes(text: str) -> list[str]:
    return list(dict.fromkeys(state_of(match[0]) for match in states().finditer(text)))
