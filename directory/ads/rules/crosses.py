"""What an ad crosses out: `"Samsung ❌ LG ❌"`, `"✔ 冷气 ✘ 热水炉"`, a table with ticks and crosses."""

import re
from collections.abc import Iterator

from directory.reading.offsets import Span

_SIGN = re.compile(r"(?P<cross>[❌✘✗✖🚫⛔]|(?<=[ \t|])[×](?=[ \t|\n]|\Z))|[✅✔✓☑√○]")
#: Between words it joins as often as it crosses: a tick beside shows which.
_TIMES = "×"
_WORD = re.compile(r"\w")
#: A row of a table may be several lines by now; a crossed thing stands no farther from its sign.
_FARTHEST = 60


def crossed(text: str) -> Iterator[Span]:
    """The stretches of a folded text that crosses stand for: before each, or behind it where the first leads a line."""
    signs = list(_SIGN.finditer(text))
    if all(sign[0] in _TIMES for sign in signs):
        return
    if not any(sign["cross"] for sign in signs):
        return
    leads = _leads(text, signs[0])
    ends = [0, *(sign.end() for sign in signs)]
    starts = [*(sign.start() for sign in signs), len(text)]
    for number, sign in enumerate(signs):
        if sign["cross"] and leads:
            line = text.find("\n", sign.end())
            yield sign.end(), min(starts[number + 1], line if line >= 0 else len(text))
        elif sign["cross"]:
            yield max(ends[number], _first(text, sign.start())), sign.start()


def _leads(text: str, sign: re.Match[str]) -> bool:
    """Whether a sign stands before what it is said of: first on its line, with words behind it there."""
    line = text.rfind("\n", 0, sign.start()) + 1
    stop = text.find("\n", sign.end())
    before, after = text[line : sign.start()], text[sign.end() : stop if stop >= 0 else len(text)]
    return bool(_WORD.search(after)) and not _WORD.search(before)


def _first(text: str, sign: int) -> int:
    """Where the line of the nearest word before a sign begins."""
    words = list(_WORD.finditer(text, max(0, sign - _FARTHEST), sign))
    return text.rfind("\n", 0, words[-1].start()) + 1 if words else sign
