"""Cantonese in Latin letters as the Chinese it stands for: people spell it as they hear it, `m ho` and `ng hou`.

>>> from_cantonese("m ho joi send la")
"不要再发"
"""

import re
from functools import cache

from directory.texts.rules import table

_LATIN = re.compile(r"[a-z]+")
_RUN = re.compile(r"[a-z][a-z ]*")
#: So many words at least: with one that is no English, and without.
_FEWEST_TELLING, _FEWEST = 2, 4


def from_cantonese(text: str) -> str:
    """A plain text in Chinese where all of its Latin words are Cantonese by ear; any other as it is."""
    words = _LATIN.findall(text)
    least = _FEWEST_TELLING if table.pattern("cantonese_spelled", "telling").search(text) else _FEWEST
    if len(words) < least or not all(map(_syllables().fullmatch, words)):
        return text
    return _RUN.sub(_in_chinese, text)


def _in_chinese(run: re.Match[str]) -> str:
    """A run of words that are all Cantonese, the longest known first; particles are left out."""
    spelled, meant = _words()
    return "".join(meant[match.lastgroup or ""] for match in spelled.finditer(run[0]))


@cache
def _words() -> tuple[re.Pattern[str], dict[str, str]]:
    lines = table.section("cantonese").items()
    meant = {f"w{number}": chinese.strip("_") for number, (chinese, _) in enumerate(lines)}
    choices = (f"(?P<w{number}>(?:{spelled})(?![a-z]))" for number, (_, spelled) in enumerate(lines))
    return re.compile("|".join(choices)), meant


@cache
def _syllables() -> re.Pattern[str]:
    """Whatever stands by itself in one of the words."""
    spelled = " ".join(table.section("cantonese").values())
    return re.compile("|".join(sorted(set(_LATIN.findall(spelled)), key=len, reverse=True)))
