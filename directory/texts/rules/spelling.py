"""Words as they were meant: short ones written out, and slips of the finger in the words that matter.

>>> corrected("nubmer"), corrected("unsuscribe"), corrected("pls")
("number", "unsubscribe", "please")
>>> corrected("sendin")
"sending"
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from directory.kernel.later import later
from directory.kernel.prepared import toml
from directory.reading.syllables import is_pinyin
from directory.texts.rules import table

if TYPE_CHECKING:
    from rapidfuzz.distance import DamerauLevenshtein
else:
    DamerauLevenshtein = later("rapidfuzz.distance.DamerauLevenshtein")

_LONG_WORD, _MOST_SLIPS = "unsubscribe", 3
_LONGEST_TYPED = len(_LONG_WORD)
_RELATED = frozenset(
    {"subscribe", "subscribed", "resubscribe", "resubscribed", "unsubscribed", "unsubscribes", "unsubscribing"}
)
_LATIN = re.compile(r"[a-z]+")
_NAME, _DOUBLE = re.compile(r"(?<![\w@.])[A-Za-z]{5,}(?![\w@])"), re.compile(r"(.)\1")
#: A word of so many examples is one by itself, however near to another it is.
_FEWEST = 2
#: A shorter word has too many neighbours: only its letters in another order are a slip.
_LONG_ENOUGH, _SHORTEST = 5, 4
#: A name of so many letters is the same with another vowel.
_LONG_NAME, _VOWEL = 7, re.compile("[aeiouy]")
#: So long a word may have two slips.
_VERY_LONG = 8


@lru_cache(4096)
def corrected(word: str) -> str:
    """A Latin word in small letters as it is read; the word itself where it is one, or like none that matters."""
    if (
        word not in _RELATED
        and len(word) >= _LONGEST_TYPED - 2
        and DamerauLevenshtein.distance(word, _LONG_WORD) <= _MOST_SLIPS
    ):
        return _LONG_WORD
    if _is_clipped(word):
        return f"{word}g"
    written = table.short_words().get(word)
    if (
        written is not None
        or len(word) < _SHORTEST
        or not word.isalpha()
        or word in ordinary_words()
        or is_pinyin(word)
    ):
        return written or word
    return next((meant for meant in _by_letter().get(word[0], ()) if _is_slip(word, meant)), word)


def _is_clipped(word: str) -> bool:
    """Whether a word is written without its last letter, as it is spoken: `comin`, `runnin`, `sendin`."""
    known, stem = ordinary_words(), word[:-2]
    is_so = len(word) >= _LONG_ENOUGH and word.endswith("in") and f"{word}g" in known
    return is_so and any(root in known for root in (stem, f"{stem}e", stem[:-1]))


def respelled(body: str, names: Iterable[str]) -> str:
    """A text with these names and towns as they are written, where two letters changed places or one is doubled.

    A letter that differs makes another name: Marvin is not Martin. Of a long one a vowel may: Kowalsky is Kowalski.

    >>> respelled("the Herndno house", ["Herndon"])
    "the herndon house"
    """
    known = {word for name in names for word in _LATIN.findall(name.lower()) if len(word) >= _LONG_ENOUGH}
    if not known:
        return body
    return _NAME.sub(lambda match: _respelled(match[0], known), body)


def _respelled(word: str, known: Collection[str]) -> str:
    small = word.lower()
    if small in known or small in ordinary_words():
        return word
    return next((name for name in known if _is_same_name(small, name)), word)


def _is_same_name(word: str, name: str) -> bool:
    if word[0] != name[0] or DamerauLevenshtein.distance(word, name) != 1:
        return False
    is_vowel = len(name) >= _LONG_NAME and _VOWEL.sub("e", word) == _VOWEL.sub("e", name)
    return is_vowel or sorted(word) == sorted(name) or _single(word) == _single(name)


def _single(word: str) -> str:
    return _DOUBLE.sub(r"\1", word)


def _is_slip(word: str, meant: str) -> bool:
    """Whether a word that is none is this one, typed wrong."""
    if len(meant) < _LONG_ENOUGH:
        return sorted(word) == sorted(meant)
    most = 2 if len(meant) >= _VERY_LONG else 1
    return abs(len(word) - len(meant)) <= most and DamerauLevenshtein.distance(word, meant) <= most


@cache
def _by_letter() -> Mapping[str, Sequence[str]]:
    """The words that matter, by their first letter, which is hardly ever wrong."""
    words: dict[str, list[str]] = {}
    for word in table.section("typed")["words"].split():
        words.setdefault(word[0], []).append(word)
    return words


@cache
def ordinary_words() -> frozenset[str]:
    """The words that people use: those of two examples or more, of the towns, that matter, and that are near one."""
    lines = (line for part in toml("text_examples.toml", table.Table).values() for line in part["lines"].splitlines())
    counts = Counter(word for line in lines for word in {*_LATIN.findall(line.lower().replace("'", ""))})
    words = {word for word, count in counts.items() if count >= _FEWEST}
    towns = _LATIN.findall(" ".join([*table.section("nicknames"), *table.section("nicknames").values()]).lower())
    typed = table.section("typed")
    return frozenset((*words, *towns, *typed["words"].split(), *typed["ordinary"].split()))
