"""What an ad says of licenses and insurance: that there are any, of which type, number and state; never more."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from directory.ads.rules.marks import Mark
from directory.ads.rules.printed import Printed, Span

_STATES = (
    r"((?<![a-z])(?:dc|d\.c\.|md|va|maryland|virginia)(?![a-z])"
    r"|马里兰州?|马州|维州|维吉尼亚州?|弗州|弗吉尼亚州?|华盛顿特区|华盛顿)"
)
_STATE_CODES = {"d": "DC", "华": "DC", "m": "MD", "马": "MD", "v": "VA", "维": "VA", "弗": "VA"}
_LICENSED = re.compile(
    r"licensed|(?<!un)licen[sc]e[sd]?(?![a-z])|lic\.?\s*#|执照|牌照|证照|持牌|有牌|certified|认证|mhic|hvacr|class\s*[abc](?![a-z])|[甲乙丙abc]级"
)
_INSURED = re.compile(r"(?<!un)insured|insurance|有保险|保险齐全|执照保险|投保|责任险|(?<!医疗)(?<!人寿)保险")
_NO = re.compile(r"(?:no|not|without|无|没有|没|不需)\s*$")
_PENDING = re.compile(r"pending|applied|applying|申请中|办理中|审批中|in progress|考取中|即将取得")
_TYPES = (
    ("class_a", r"class[\s-]*a(?![a-z])|甲级|a\s?级|a牌|a类"),
    ("class_b", r"class[\s-]*b(?![a-z])|乙级|b\s?级|b牌|b类"),
    ("class_c", r"class[\s-]*c(?![a-z])|丙级|c\s?级|c牌|c类"),
    ("master", r"master|师傅执照|技师执照|师傅级|高级技师"),
    ("journeyman", r"journeyman|熟练技工"),
    ("hvacr", r"hvacr|md\.?\s*hvac|马里兰(?:州)?\s*hvac"),
    ("mhic", r"mhic|home improvement"),
    ("dpor", r"dpor"),
    ("epa_608", r"(?<![a-z])epa(?![a-z])(?:\s*-?608)?|608(?:证书| certif)"),
    ("nate", r"(?<![a-z])nate(?![a-z])"),
    ("c20", r"c-?20(?!\d)"),
    ("contractor", r"contractor'?s?\s*(?:license|lic)|contractor\s*执照|承包商执照|承包执照|licensed contractor"),
)
_NUMBERS = (
    ("VA", None, re.compile(r"(?<![\doli])(27(?:[o0]5|[o0][1li]|[1li][o0]))[\s\-]?([\doli]{6})(?![\doli])")),
    (
        "MD",
        "mhic",
        re.compile(r"mhic\s*(?:no\.?|lic(?:ense)?\.?|执照)?\s*(?:number|号码|号)?\s*[#:：]?\s*#?\s*(\d{4,6})(?!\d)"),
    ),
    (
        "MD",
        "hvacr",
        re.compile(
            r"(?:md\.?\s*hvac|hvacr)\s*(?:no\.?|lic(?:ense)?\.?|执照)?\s*(?:number|号码|号)?\s*[#:：]?\s*#?\s*((?:0[126]-?)?\d{3,6})(?!\d)"
        ),
    ),
)
_AFTER = re.compile(
    rf"[\s,&/]*(?:and\s+)?(?:insured|bonded|insurance|保险)?[\s,&/]*(?:in|for|:|：)\s*"
    rf"((?:(?:{_STATES})[\s,，、/&+和及]*(?:and\s+)?)+)"
)
_BEFORE = re.compile(
    rf"((?:(?:{_STATES})[\s,，、/&+和及]*(?:and\s+)?(?:都有|均有|有|两州|三地|各州|state)?)+)\s*(?:冷暖|hvac|空调)?\s*$"
)
_SPEAKS = re.compile(
    r"licen|lic[.# ]|执照|牌照|证照|证书|认证|certif|牌|级|mhic|hvacr|class\s*[abc](?![a-z])"
    r"|(?<![a-z])(?:epa|nate)(?![a-z])|md\.?\s*hvac"
)
_BOTH = re.compile(r"master\s*(?:&|and|/|、|及)\s*contractor")
#: Types whose number may be one of Virginia's.
_OF_VIRGINIA = {"class_a", "class_b", "class_c", "dpor", "contractor"}
_DAMAGE = str.maketrans("oli", "011")


@dataclass
class Papers:
    """What is said: None where nothing is. `said` are the words, by field."""

    licensed: bool | None = None
    insured: bool | None = None
    licenses: list[dict[str, Any]] = field(default_factory=list)
    licensed_states: list[str] = field(default_factory=list)
    insured_states: list[str] = field(default_factory=list)
    said: dict[str, list[Span]] = field(default_factory=dict)

    def mark(self, name: str, start: int, end: int) -> bool:
        """Keep the words of a field; always true."""
        self.note(name, (start, end))
        return True

    def note(self, name: str, span: Span) -> None:
        """Keep the words of a field."""
        self.said.setdefault(name, []).append(span)


def papers(ad: Printed, found: Sequence[Mark]) -> Papers:
    """Licenses and insurance of one ad. A license that is only applied for is none."""
    told = Papers()
    for start, end in ad.lines:
        line = ad.folded[start:end]
        if not line.strip():
            continue
        is_pending = bool(_PENDING.search(line))
        if not is_pending:
            _licenses(line, start, told)
            _licensed(line, start, told)
        _insured(line, start, told)
    return told


def _licenses(line: str, at: int, told: Papers) -> None:
    numbered = _numbers(line, at, told)
    types = [
        kind for kind, start, end in _types(line, speaks=bool(numbered)) if told.mark("licenses", at + start, at + end)
    ]
    if any(kind.startswith("class_") for kind in types):
        types = [kind for kind in types if kind != "contractor"]
    elif "master" in types and _BOTH.search(line) and "contractor" not in types:
        types.append("contractor")
    if "va" in numbered and not (_OF_VIRGINIA | {"master"}) & set(types):
        types.append("dpor")
    for kind in types:
        state, number = numbered.get("va" if kind in _OF_VIRGINIA and "va" in numbered else kind, (None, None))
        if kind in ("hvacr", "mhic"):
            state = "MD"
        elif state is None and kind not in ("epa_608", "nate"):
            state = _only_state(line)
        license = {"type": kind, "number": number, "state": state}
        if license not in told.licenses:
            told.licenses.append(license)


def _numbers(line: str, at: int, told: Papers) -> dict[str, tuple[str | None, str | None]]:
    """Whose numbering -> (state, number)."""
    found: dict[str, tuple[str | None, str | None]] = {}
    for state, kind, pattern in _NUMBERS:
        for match in pattern.finditer(line):
            found[kind or "va"] = (state, "".join(match.groups()).translate(_DAMAGE))
            told.note("licenses", (at + match.start(), at + match.end()))
    return found


def _types(line: str, *, speaks: bool) -> Iterator[tuple[str, int, int]]:
    if not (speaks or _SPEAKS.search(line)):
        return
    for kind, spelled in _TYPES:
        found = re.search(spelled, line)
        if found and not _NO.search(line, max(0, found.start() - 12), found.start()):
            yield kind, found.start(), found.end()


def _only_state(line: str) -> str | None:
    """The one state a line names."""
    states = _codes(line)
    return states[0] if len(states) == 1 else None


def _licensed(line: str, at: int, told: Papers) -> None:
    for match in _LICENSED.finditer(line):
        if _NO.search(line, max(0, match.start() - 12), match.start()):
            continue
        if re.match(r"certified|认证", match[0]) and "hvac" not in line and "技师" not in line:
            continue
        told.licensed = True
        told.note("licensed", (at + match.start(), at + match.end()))
        states = _states_beside(line, match.start(), match.end())
        if states:
            told.licensed_states = list(dict.fromkeys([*told.licensed_states, *states[0]]))
            told.note("licensed_states", (at + min(match.start(), states[1][0]), at + max(match.end(), states[1][1])))


def _insured(line: str, at: int, told: Papers) -> None:
    for match in _INSURED.finditer(line):
        if _NO.search(line, max(0, match.start() - 12), match.start()) or re.search(
            r"保险(?:经纪|公司|丝)|insurance (?:agency|claim)", line[match.start() :]
        ):
            continue
        told.insured = True
        told.note("insured", (at + match.start(), at + match.end()))
        states = _states_beside(line, match.start(), match.end())
        if states:
            told.insured_states = list(dict.fromkeys([*told.insured_states, *states[0]]))
            told.note("insured_states", (at + min(match.start(), states[1][0]), at + max(match.end(), states[1][1])))


def _states_beside(line: str, start: int, end: int) -> tuple[list[str], Span] | None:
    """States that belong to a word: after "in", or right before it (维州马州执照)."""
    after = _AFTER.match(line[end : end + 60])
    if after:
        return _codes(after[1]), (end + after.start(1), end + after.end(1))
    begin = max(0, start - 40)
    before = _BEFORE.search(line[begin:start])
    if before:
        return _codes(before[1]), (begin + before.start(1), begin + before.end(1))
    return None


def _codes(text: str) -> list[str]:
    return list(dict.fromkeys(_STATE_CODES[match[1][0]] for match in re.finditer(_STATES, text)))
