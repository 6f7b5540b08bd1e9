"""How words sound: English words that a dictation takes for each other, and names as Canton writes them.

The tables are those of `seed/sounds.toml`.
"""

import re
from functools import cache, lru_cache
from itertools import islice, product

import msgspec

from directory.kernel.prepared import toml
from directory.reading.folding import squeeze

#: A name whose characters are written in many ways is known in so many.
_MOST_SPELLINGS = 12
#: Letters as they sound, carried out in this order; capitals are long vowels.
_SOUNDED = tuple(
    (re.compile(letters), sound)
    for letters, sound in (
        (r"[^a-z]", ""),
        (r"^(?:kn|gn)", "n"),
        (r"^wr", "r"),
        (r"rh", "r"),
        (r"ph|v", "f"),
        (r"th", "t"),
        (r"tch|ch", "C"),
        (r"(?:sh|[tcs]i(?=o|a))", "s"),
        (r"igh", "I"),
        (r"gh", ""),
        (r"c(?=[eiy])|z", "s"),
        (r"[cq]|g(?![eiy])", "k"),
        (r"x", "ks"),
        (r"g", "j"),
        (r"b", "p"),
        (r"d", "t"),
        (r"([bcdfghjklmnpqrstvwxz])\1+", r"\1"),
        (r"(?<=[^aeiouy])([aeiou])([^aeiouyIw])e$", lambda match: match[1].upper() + match[2]),
        (r"ai|ay|ei|ey(?=.)", "A"),
        (r"ee|ea|ie|ey$|(?<=[^aeiou])y$", "E"),
        (r"oo|ou|ew|ui|uu", "U"),
        (r"oa|ow", "O"),
        (r"y", "i"),
        (r"(?<=[a-zA-Z]{3})e$", ""),
        (r"[aeo]r$", "r"),
        (r"(?<=[pkfsnrl])t$", ""),
    )
)
_VOWELS = re.compile(r"[aeiouAEIOU]+")
_DOUBLED = re.compile(r"(.)\1+")


class _Tables(msgspec.Struct):
    """`seed/sounds.toml` as it is written."""

    machine: dict[str, list[str]]
    given: dict[str, list[str]]
    cantonese: dict[str, str]


@cache
def _tables() -> _Tables:
    return toml("sounds.toml", _Tables)


@cache
def machines() -> frozenset[str]:
    """What a brand stands right before, squeezed."""
    return frozenset(map(squeeze, _tables().machine["words"]))


@cache
def given_names() -> dict[str, list[str]]:
    """A given name in English -> as Chinese write it: david -> 大卫."""
    return _tables().given


@cache
def given_in_chinese() -> tuple[str, ...]:
    """These names as Chinese write them."""
    return tuple({name for names in given_names().values() for name in names})


@cache
def _canton() -> dict[str, list[str]]:
    """A character -> how people from Canton write its sound."""
    sounds: dict[str, list[str]] = {}
    for sound, characters in _tables().cantonese.items():
        for character in characters:
            sounds.setdefault(character, []).append(sound)
    return sounds


@cache
def characters_of_firms() -> frozenset[str]:
    """Characters, Simplified, that firms and families are called by."""
    return frozenset(_canton())


def in_cantonese(chinese: str) -> list[str]:
    """A Chinese name as Canton writes its sound: 华府 -> wahfoo, wahfu; empty where a character is unknown."""
    sounds = [_canton().get(character, []) for character in chinese]
    return ["".join(spelled) for spelled in islice(product(*sounds), _MOST_SPELLINGS)]


@lru_cache(8192)
def sound(word: str) -> str:
    """How an English word in small letters sounds to a dictation: `career` and `carrier` are both `karEr`."""
    for letters, heard in _SOUNDED:
        word = letters.sub(heard, word)
    return _DOUBLED.sub(r"\1", word)


@lru_cache(8192)
def blurred(word: str) -> str:
    """The sound of a word with all vowels alike, for words that mean nothing otherwise: `furnish` and `furnace`."""
    return _VOWELS.sub("a", sound(word))
