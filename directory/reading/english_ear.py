"""Chinese as an English ear writes it: `gow shee` for gaoshi. The tables are those of `seed/sounds.toml`."""

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import islice, product

import msgspec

from directory.kernel.prepared import toml
from directory.reading.syllables import SYLLABLES

#: So many readings of some words are tried.
_MOST_READINGS = 64
#: Letters of a syllable, as an English ear writes it.
_LONGEST = 6


class _Tables(msgspec.Struct):
    """The two tables of `seed/sounds.toml` that are read here."""

    english_onset: dict[str, list[str]]
    english_rime: dict[str, list[str]]


@cache
def _tables() -> _Tables:
    return toml("sounds.toml", _Tables)


def in_pinyin(words: Sequence[str]) -> list[str]:
    """What words in small letters may be in pinyin without blanks, the likeliest first: `gow`, `shee` -> gaoshi, gouxi.

    A word of two syllables is cut (`gowshee`); empty where a word is none of Chinese.
    """
    readings = [_readings(word) for word in words]
    return list(dict.fromkeys("".join(parts) for parts in islice(product(*readings), _MOST_READINGS)))


@lru_cache(4096)
def _readings(word: str) -> tuple[str, ...]:
    """The syllables that a word may be, or the pairs of them."""
    whole = tuple(_syllables(word))
    if whole:
        return whole
    cuts = (product(_syllables(word[:at]), _syllables(word[at:])) for at in range(2, len(word) - 1))
    return tuple(islice(dict.fromkeys("".join(pair) for pairs in cuts for pair in pairs), _MOST_READINGS))


def _syllables(word: str) -> Iterator[str]:
    """Every syllable that an English ear may write so."""
    if len(word) > _LONGEST:
        return
    tables = _tables()
    onsets = tables.english_onset
    for at in range(min(2, len(word) - 1), -1, -1):
        for onset, rime in product(onsets.get(word[:at], ()), tables.english_rime.get(word[at:], ())):
            if onset + rime in SYLLABLES:
                yield onset + rime
    if word in SYLLABLES:
        yield word
