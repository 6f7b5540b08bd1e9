"""Licenses and insurance of an ad: which of several names, numbers and states in it are one license."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from directory.ads.rules.ad_vocabulary import pattern, state_of, states, tables
from directory.ads.rules.denying import denied
from directory.ads.rules.elsewhere import other_states
from directory.ads.rules.marks import Mark
from directory.ads.rules.paper_lines import (
    Numbered,
    Spoken,
    more_states,
    numbers,
    sayings,
    state_numbering,
    states_beside,
    states_named,
)
from directory.ads.rules.whose_papers import is_others
from directory.businesses.fields.terms import LicenseValue
from directory.reading.offsets import Printed, Span, Taken, starting_in

#: Types whose number may be one of Virginia's.
OF_VIRGINIA = frozenset(("class_a", "class_b", "class_c", "dpor", "contractor"))


def settled(licenses: Sequence[LicenseValue]) -> list[LicenseValue]:
    """Merge what says the same license: a number on one line with its class on another, DPOR with a class."""
    distinct: list[LicenseValue] = []
    for license in licenses:
        if license not in distinct:
            distinct.append(license.copy())
    bare = [license for license in distinct if license["type"] == "dpor" and license.get("number")]
    named = [
        license
        for license in distinct
        if license["type"] in OF_VIRGINIA - {"dpor"} and license.get("state") in (None, state_numbering("va"))
    ]
    open_ended = [license for license in named if not license.get("number")]
    if len(bare) == 1 and len(open_ended) == 1:
        open_ended[0]["number"], open_ended[0]["state"] = bare[0].get("number"), state_numbering("va")
    taken = {license.get("number") for license in named}
    return [
        license
        for license in distinct
        if license["type"] != "dpor" or license.get("number") is None or license.get("number") not in taken
    ]


#: Maryland's: the category, then the number.
_OF_MARYLAND = re.compile(r"0[126]-\d{3,6}")
_HERE = re.compile(r"hvac|技师")
#: A number right behind a license of no known shape: "Master Mechanic #RAM990149", Master HVACR（马州 #99131）.
_BEHIND = re.compile(
    r"[^\d、,，;；\n]{0,24}?(?:, (?:maryland|virginia|md|va|dc) )?(?:#|no\.?|number|号码?|编号)[ :：#]*"
    r"([a-z]{0,4}-?\d[\d-]{3,11}|\d[\doil]+-[\doil]{3,8})(?![\w-])"
    r"|(?: (?:electrician|plumber|mechanic|technician))?(?:[ :：]{1,2}|[ ]?[(（](?:md|va|dc)[ #]*)(\d{4}-\d{4,6}"
    r"|\d{5,8})(?![\w-])|[)）]?[ ]?(\d{4,8})(?=号)"
)
#: The blank behind a state went with those of a line that was spaced out: DCI03887.
_GLUED = re.compile(r"(?:MD|VA|DC)(?=[A-Z]?\d)")
#: One license of Maryland, whichever way round it is called.
_ONE_PAPER = re.compile(
    r"(?:hvacr?|hvac/r)[ (（\-]*master|master[ (（\-]*(?:(?:lic(?:en[sc]e)?\.?|执照)[ (（:：]*)?(?:hvacr?|hvac/r)"
)
#: Whoever is a master of pipes is a plumber: 水管 Master 执照.
_PIPES, _AIR = re.compile(r"水管|水喉|plumb"), re.compile(r"hvac|冷|空调|暖|heat")
#: Licenses of people; Virginia numbers theirs 2710.
_OF_PEOPLE = ("master", "journeyman", "master_plumber")
_PERSON_NUMBER = "2710"
#: Between a license and its states another claim may stand, whose they are: "master license, insured in MD and DC".
_OF_ANOTHER = re.compile(r"(?<![a-z])(?:lic|ins|bond)|[照牌险]")
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
    spoken = [Spoken(text[start:end].replace("\n", " "), start) for start, end in sayings(ad)]
    spans_by_field = {
        *(mark.span for mark in types),
        *(span for line in spoken for span in (*line.licensed(), *line.insured(), *line.short(), *line.numbered())),
    }
    taken_back = denied(text, sorted(spans_by_field), are_papers=True)
    taken_back |= {span for span in spans_by_field if is_others(text, span)}
    taken_back |= {mark.span for mark in types if _ASKED.match(text, mark.end)}
    licenses = [mark for mark in types if not mark.is_negated and mark.span not in taken_back]
    abroad = other_states(ad)
    for line in spoken:
        line.taken_back = taken_back
        line.is_abroad = any(line.at <= start < line.at + len(line.text) for start, _ in abroad)
        _licenses(line, starting_in(licenses, (line.at, line.at + len(line.text))), result)
        _licensed(line, result)
        _insured(line, result)
    result.licenses = settled(result.licenses)
    return result


@cache
def _speaks() -> re.Pattern[str]:
    """Finds words that make a line one about papers."""
    return re.compile(rf"{pattern('license', 'speaks').pattern}|{pattern('license', 'stated').pattern}")


def _licenses(spoken: Spoken, marks: Sequence[Mark], result: Papers) -> None:
    """The licenses that one line names, each once with its number and state."""
    before = len(result.licenses)
    numbered: dict[str, Numbered] = {}
    for kind, number in numbers(spoken.text).items():
        if spoken.holds(number.start, number.end):
            numbered[kind] = number.state, number.number
            result.note("licenses", spoken.at + number.start, spoken.at + number.end)
    types = _types(spoken, marks, is_about=bool(numbered))
    for start, end in types.values():
        result.note("licenses", spoken.at + start, spoken.at + end)
    granted = _granted(spoken.text)
    for kind in _kinds(spoken.text, types, numbered):
        license = _license_of(spoken, kind, types.get(kind), numbered)
        several = [] if license.get("number") else _several(spoken, types.get(kind))
        many: list[LicenseValue] = [{**license, "state": state} for state in granted or several]
        result.licenses += many or [license]
    _number_of_none(spoken, result.licenses[before:], result)


def _types(spoken: Spoken, marks: Sequence[Mark], *, is_about: bool) -> dict[str, Span]:
    """The types of license that a line names; short words for one only on a line about papers."""
    at = spoken.at
    types: dict[str, Span] = {mark.codes[0]: (mark.start - at, mark.end - at) for mark in marks}
    if is_about or types or _speaks().search(spoken.text) or spoken.unshaped():
        types |= {code: span for code, span in _short(spoken) if code not in types}
    if "master" in types and _is_of_pipes(spoken, types["master"]):
        types.setdefault("master_plumber", types["master"])
    if "master_plumber" in types:
        types.pop("master", None)
    return types


def _kinds(line: str, types: Mapping[str, Span], numbered: dict[str, Numbered]) -> list[str]:
    """The kinds of license on a line, in its order; what its numbers say belongs to one of them or is one more.

    `numbered` is put in order with them: whose number a state's is.
    """
    kinds = [code for code, _ in sorted(types.items(), key=lambda entry: entry[1])]
    if any(kind.startswith("class_") for kind in kinds):
        kinds = [kind for kind in kinds if kind != "contractor"]
    elif "master" in kinds and _BOTH.search(line) and "contractor" not in kinds:
        kinds.append("contractor")
    person = next((kind for kind in _OF_PEOPLE if kind in kinds), None)
    of_virginia = numbered.get("va", (None, None))[1] or ""
    if person and of_virginia.startswith(_PERSON_NUMBER):
        numbered[person] = numbered.pop("va")
    if "va" in numbered and not (OF_VIRGINIA | {"master"}) & set(kinds):
        kinds.append("dpor")
    if "hvacr" in numbered and "hvacr" not in kinds:
        kinds.append("hvacr")
    if {"master", "hvacr"} <= set(kinds) and _ONE_PAPER.search(line):
        # "MD HVACR Master #01-99184" is one.
        kinds.remove("hvacr")
        numbered["master"] = numbered.get("hvacr", (state_numbering("hvacr"), None))
    return kinds


def _license_of(
    spoken: Spoken,
    kind: str,
    span: Span | None,
    numbered: Mapping[str, Numbered],
) -> LicenseValue:
    """One license that a line names: its state and number stand in its own part of the line, else in the line."""
    state, number = numbered.get("va" if kind in OF_VIRGINIA and "va" in numbered else kind, (None, None))
    if kind in ("hvacr", "mhic"):
        return {"type": kind, "number": number, "state": None if spoken.is_abroad else state_numbering(kind)}
    if span and number is None:
        behind = _BEHIND.match(spoken.text, span[1])
        place = behind.lastindex or 0 if behind else 0
        number = behind[place].upper() if behind and spoken.holds(*behind.span(place)) else None
    if kind in ("epa_608", "nate"):
        return {"type": kind, "number": number, "state": state}
    for words in (spoken.part(span) if span else "", spoken.text):
        named = states_named(words)
        if state is None and len(named) == 1:
            state = named[0]
    return {"type": kind, "number": number, "state": state}


def _is_of_pipes(spoken: Spoken, master: Span) -> bool:
    """Whether a master is one of pipes, in his own part of the line: 马州水管 master 执照."""
    words = spoken.part(master)
    return bool(_PIPES.search(words)) and not _AIR.search(words)


def _several(spoken: Spoken, license: Span | None) -> list[str]:
    """The states of a license without a number, where several stand beside it: "master plumber in MD & DC"."""
    beside = states_beside(spoken.text, *license) if license else None
    is_own = license and beside and not _OF_ANOTHER.search(spoken.text, license[1], beside[0])
    codes = states_named(spoken.text[slice(*beside)]) if beside and is_own else []
    return codes if len(codes) > 1 else []


def _granted(line: str) -> list[str]:
    """The states that a list says yes to: "Master 执照：DC 有、MD 有、VA 无"."""
    return [
        state_of(match[1])
        for match in re.finditer(rf"({states().pattern})[ ]*[:：]?[ ]*(?:有(?![没执牌照证保])|yes|✓|√)", line)
    ]


def _number_of_none(spoken: Spoken, named: Sequence[LicenseValue], result: Papers) -> None:
    """A number of no known shape: of the one license that its line names without one, else of a contractor's."""
    numbered = Taken(len(spoken.text), ((number.start, number.end) for number in numbers(spoken.text).values()))
    others = [match for match in spoken.unshaped() if spoken.holds(*match.span()) and not numbered.meets(match.span())]
    bare = [license for license in named if not license.get("number") and license["type"] not in ("epa_608", "nate")]
    taken = {license.get("number") for license in named}
    for match in others:
        number = (match[1] or match[2]).upper()
        if number in taken:
            continue
        before = states_named(spoken.text[max(0, match.start() - 12) : match.start()]) or states_named(match[0])
        glued = _GLUED.match(number)
        if glued:
            number, before = number[glued.end() :], [glued[0]]
        codes = before[-1:] or states_named(spoken.text)
        if len(others) == len(bare) == 1:
            bare[0]["number"] = number
        elif _OF_MARYLAND.fullmatch(number) and codes in ([], [state_numbering("hvacr")]) and not spoken.is_abroad:
            result.licenses.append({"type": "hvacr", "number": number, "state": state_numbering("hvacr")})
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
    for match in spoken.stated("license"):
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
    more = more_states().match(line, end) if is_short else None
    where = (start, more.end()) if more else states_beside(line, begin, end)
    if where:
        codes += [code for code in states_named(line[slice(*where)]) if code not in codes]
        result.note(f"{name}_states", at + min(start, where[0]), at + max(end, where[1]))
