"""Numbers of licenses, and which of several names and numbers in an ad are one license."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

#: Types whose number may be one of Virginia's.
OF_VIRGINIA = frozenset(("class_a", "class_b", "class_c", "dpor", "contractor"))
_SIGN = r"\s*(?:no\.?|lic(?:ense)?\.?|执照)?\s*(?:number|号码|号)?\s*[#:：]?\s*#?\s*"
_NUMBERS = {
    "va": ("VA", re.compile(r"(?<![\doli])(27(?:[o0]5|[o0][1li]|[1li][o0]))[\s\-]?([\doli]{6})(?![\doli])")),
    "mhic": ("MD", re.compile(rf"mhic{_SIGN}(\d{{4,6}})(?!\d)")),
    "hvacr": ("MD", re.compile(rf"(?:md\.?\s*hvac|hvacr){_SIGN}((?:0[126]-?)?\d{{3,6}})(?!\d)")),
}
_DAMAGE = str.maketrans("oli", "011")


class Held(NamedTuple):
    """A number as a state writes it, and where it stands."""

    state: str
    number: str
    start: int
    end: int


def numbers(line: str) -> dict[str, Held]:
    """Whose numbering (`va`, `mhic`, `hvacr`) -> the number that a folded line gives."""
    found: dict[str, Held] = {}
    for kind, (state, pattern) in _NUMBERS.items():
        for match in pattern.finditer(line):
            found[kind] = Held(state, "".join(match.groups()).translate(_DAMAGE), *match.span())
    return found


def settled(licenses: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Each license once: a number on one line and its class on another are one, and so are DPOR and a class."""
    kept: list[dict[str, Any]] = []
    for each in licenses:
        if dict(each) not in kept:
            kept.append(dict(each))
    bare = [each for each in kept if each["type"] == "dpor" and each["number"]]
    named = [each for each in kept if each["type"] in OF_VIRGINIA - {"dpor"} and each["state"] in (None, "VA")]
    open_ended = [each for each in named if not each["number"]]
    if len(bare) == 1 and len(open_ended) == 1:
        open_ended[0] |= {"number": bare[0]["number"], "state": "VA"}
    taken = {each["number"] for each in named}
    return [each for each in kept if each["type"] != "dpor" or each["number"] is None or each["number"] not in taken]
