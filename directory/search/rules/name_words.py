"""The words that make a name, stand before one or behind: the tables of `seed/queries.toml` on persons and firms."""

from functools import cache

from directory.reading.folding import plain, squeeze
from directory.search.rules.vocabulary import tables


@cache
def name_first() -> frozenset[str]:
    """Regions that a business is called by, too: alone they are its name."""
    return frozenset(map(squeeze, tables()["name_first"]["words"]))


@cache
def surnames() -> frozenset[str]:
    """Family names of one character that businesses are called by."""
    return frozenset(tables()["surname"]["words"]) | {name for name in families() if len(name) == 1}


@cache
def families() -> dict[str, tuple[str, ...]]:
    """A family name in any script -> all its spellings: characters, pinyin, Cantonese (张: 章, zhang, cheung)."""
    spellings: dict[str, dict[str, None]] = {}
    for family in tables()["surname"]["families"]:
        for spelling in family:
            spellings.setdefault(spelling, {}).update(dict.fromkeys(family))
    return {spelling: tuple(same) for spelling, same in spellings.items()}


@cache
def titles(side: str) -> tuple[str, ...]:
    """What stands behind a family name (`titles`: 王师傅, `pinyin_titles`: wang shifu), and `before` it (老王)."""
    return tuple(map(squeeze, tables()["surname"][side]))


def introducing() -> tuple[str, ...]:
    """What stands behind the name of somebody who only told of a firm: 老王介绍的."""
    return tuple(tables()["surname"]["introducing"])


@cache
def surname_ends() -> frozenset[str]:
    """What makes a firm of a family name: 高氏, 高记."""
    return frozenset(tables()["surname"]["ends"])


@cache
def firm(what: str) -> frozenset[str]:
    """Signs of a firm as they are compared: what stands before one (`does`, `called`), behind (`do`) or in its name."""
    return frozenset(map(plain, tables()["firm"][what]))


@cache
def nicknames() -> dict[str, tuple[str, ...]]:
    """A given name -> what those are called who have it: david -> dave."""
    of: dict[str, tuple[str, ...]] = {}
    for short, given in tables()["nickname"].items():
        of[given] = (*of.get(given, ()), short)
    return of


@cache
def written_as() -> dict[str, tuple[str, ...]]:
    """A word of a name -> the other words that people write for it: bros -> brothers, 5 -> five."""
    return {word: tuple({*same} - {word}) for same in tables()["name_word"]["same"] for word in same}
