"""What an ad says of licenses and insurance: that there are any, of which type, number and state; never more."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from directory.ads.rules.clauses import WEAK, Borders
from directory.ads.rules.licenses import OF_VIRGINIA, numbers, settled
from directory.ads.rules.marks import Mark, marks_in
from directory.ads.rules.printed import Printed, Span
from directory.ads.rules.words import pattern, state_of, states, tables

_ITEM = re.compile(rf"[,，、;；。|]|\.(?=\s)|但|(?<![a-z])but(?![a-z])|{WEAK.pattern}")
_HERE = re.compile(r"hvac|技师")
_BOTH = re.compile(r"master\s*(?:&|and|/|、|及)\s*contractor")
#: So far before a word for papers a no may stand.
_NEAR = 12
_MASKED = "\0"
_LETTERS = re.compile(r"[^\W_]{2}")


@dataclass
class Papers:
    """What is said: None where nothing is. `said` are the words, by field."""

    licensed: bool | None = None
    insured: bool | None = None
    licenses: list[dict[str, Any]] = field(default_factory=list)
    licensed_states: list[str] = field(default_factory=list)
    insured_states: list[str] = field(default_factory=list)
    said: dict[str, list[Span]] = field(default_factory=dict)

    def note(self, name: str, start: int, end: int) -> None:
        """Keep the words of a field."""
        self.said.setdefault(name, []).append((start, end))


def papers(ad: Printed, found: Sequence[Mark]) -> Papers:
    """Licenses and insurance of one ad. A license that is only applied for is none."""
    told = Papers()
    licenses = [mark for mark in found if mark.kind == "license" and not mark.is_negated]
    for start, end in ad.lines:
        line = ad.folded[start:end]
        if not line.strip():
            continue
        held = _without_pending(line)
        _licenses(held, start, marks_in(licenses, (start, end)), told)
        _licensed(held, start, told)
        _insured(line, start, told)
    told.licenses = settled(told.licenses)
    return told


def _without_pending(line: str) -> str:
    """A line with what is only applied for blotted out: the item that says so, or the one before its own words."""
    pending = [match.start() for match in pattern("license", "pending").finditer(line)]
    if not pending:
        return line
    items = Borders(line, _ITEM)
    for position in pending:
        first, last = items.around(position)
        if not _speaks().search(line, first, last):
            if _LETTERS.search(pattern("license", "pending").sub("", line[first:last])):
                continue
            first = items.around(max(0, first - 1))[0]
        line = line[:first] + _MASKED * (last - first) + line[last:]
    return line


@cache
def _speaks() -> re.Pattern[str]:
    """Finds words that make a line one about papers."""
    return re.compile(rf"{pattern('license', 'speaks').pattern}|{pattern('license', 'stated').pattern}")


def _licenses(line: str, at: int, marks: Sequence[Mark], told: Papers) -> None:
    numbered = {}
    for kind, held in numbers(line).items():
        numbered[kind] = held.state, held.number
        told.note("licenses", at + held.start, at + held.end)
    types: dict[str, Span] = {
        mark.codes[0]: (mark.start - at, mark.end - at) for mark in marks if line[mark.start - at] != _MASKED
    }
    if numbered or types or _speaks().search(line):
        types |= {code: span for code, span in _short(line) if code not in types}
    for start, end in types.values():
        told.note("licenses", at + start, at + end)
    kinds = [code for code, _ in sorted(types.items(), key=lambda each: each[1])]
    if any(kind.startswith("class_") for kind in kinds):
        kinds = [kind for kind in kinds if kind != "contractor"]
    elif "master" in kinds and _BOTH.search(line) and "contractor" not in kinds:
        kinds.append("contractor")
    if "va" in numbered and not (OF_VIRGINIA | {"master"}) & set(kinds):
        kinds.append("dpor")
    for kind in kinds:
        state, number = numbered.get("va" if kind in OF_VIRGINIA and "va" in numbered else kind, (None, None))
        if kind in ("hvacr", "mhic"):
            state = "MD"
        elif state is None and kind not in ("epa_608", "nate"):
            named = _codes(line)
            state = named[0] if len(named) == 1 else None
        told.licenses.append({"type": kind, "number": number, "state": state})


def _short(line: str) -> Iterator[tuple[str, Span]]:
    """Short words for a license, said on a line about papers."""
    for code in tables()["short_license"]:
        found = pattern("short_license", code).search(line)
        if found and not _is_denied(line, found.start()):
            yield code, found.span()


def _is_denied(line: str, start: int) -> bool:
    begin = max(0, start - _NEAR)
    return any(not line[match.end() : start].strip() for match in pattern("license", "no").finditer(line, begin, start))


def _licensed(line: str, at: int, told: Papers) -> None:
    for match in pattern("license", "stated").finditer(line):
        is_certified = pattern("license", "certified").fullmatch(match[0])
        if not _is_denied(line, match.start()) and (not is_certified or _HERE.search(line)):
            told.licensed = True
            _note_states(line, at, match.span(), "licensed", told.licensed_states, told)


def _insured(line: str, at: int, told: Papers) -> None:
    other = [match.span() for match in pattern("insured", "not").finditer(line)]
    for match in pattern("insured", "stated").finditer(line):
        is_other = any(start <= match.start() < end for start, end in other)
        if not is_other and not _is_denied(line, match.start()):
            told.insured = True
            _note_states(line, at, match.span(), "insured", told.insured_states, told)


def _note_states(line: str, at: int, span: Span, name: str, held: list[str], told: Papers) -> None:
    """Keep the words of a statement and the states that belong to it."""
    start, end = span
    told.note(name, at + start, at + end)
    where = _states_beside(line, start, end)
    if where:
        held += [code for code in _codes(line[slice(*where)]) if code not in held]
        told.note(f"{name}_states", at + min(start, where[0]), at + max(end, where[1]))


def _states_beside(line: str, start: int, end: int) -> Span | None:
    """States that belong to a word: after "in", or right before it (维州马州执照)."""
    after = _after().match(line, end, end + 60)
    if after:
        return after.span(1)
    begin = max(0, start - 40)
    before = _before().search(line, begin, start)
    return before.span(1) if before else None


@cache
def _after() -> re.Pattern[str]:
    return re.compile(
        r"[\s,&/]*(?:and\s+)?(?:insured|bonded|insurance|保险)?[\s,&/]*(?:in|for|:|：)\s*"
        rf"((?:(?:{states().pattern})[\s,，、/&+和及]*(?:and\s+)?)+)"
    )


@cache
def _before() -> re.Pattern[str]:
    return re.compile(
        rf"((?:(?:{states().pattern})[\s,，、/&+和及]*(?:and\s+)?(?:都有|均有|有|两州|三地|各州|state)?)+)"
        r"\s*(?:冷暖|hvac|空调)?\s*$"
    )


def _codes(text: str) -> list[str]:
    return list(dict.fromkeys(state_of(match[0]) for match in states().finditer(text)))
