"""The words of `seed/queries.toml`: said about nothing, about papers, about promises, or never offered."""

from functools import cache
from typing import Any

from directory.kernel.seed import toml
from directory.reading.folding import squeeze


@cache
def _tables() -> dict[str, Any]:
    return toml("queries.toml")


def _both(table: str) -> tuple[str, ...]:
    """The words of a table that holds a page of English and one of Chinese."""
    found = _tables()[table]
    return (*found["en"].split(), *found["zh"].split())


@cache
def _squeezed(table: str, row: str = "words") -> frozenset[str]:
    """The words of a row as they are compared."""
    return frozenset(map(squeeze, _tables()[table][row]))


def noise() -> tuple[str, ...]:
    """Words and phrases that ask for nothing."""
    return (*_both("noise"), *_tables()["noise"]["phrases"])


@cache
def ordinary() -> frozenset[str]:
    """Words that everybody knows and that mean nothing here: never a typo, never a name."""
    return frozenset(map(squeeze, _both("ordinary"))) | _squeezed("not_alone")


def faults() -> tuple[str, ...]:
    """Words for what is wrong, and for parts of a machine, that do not say what work is asked for."""
    return (*_both("fault"), *_both("part"))


def measures(side: str) -> tuple[str, ...]:
    """What stands `before` or `after` the number of a size, a price or a grade."""
    return tuple(_tables()["measure"][side])


def joiners(what: str) -> tuple[str, ...]:
    """Words for `or`, of which any will do, and for `and`."""
    return tuple(_tables()["joiner"][what])


def negations(what: str) -> tuple[str, ...]:
    """Words that take away what stands right after them (`words`, `except`) or before them (`after`)."""
    return tuple(_tables()["negation"][what])


def reached_over() -> frozenset[str]:
    """The little words a negation reaches over."""
    return _squeezed("negation", "over")


def also() -> frozenset[str]:
    """Words that make "apart from" mean "and": 除了空调还修热水器."""
    return _squeezed("negation", "also")


@cache
def beside_work() -> dict[str, str]:
    """Rooms and buildings -> the property type they ask for beside named work, or nothing."""
    found = _tables()["beside_work"]
    return dict.fromkeys(_squeezed("beside_work", "nothing"), "") | {
        squeeze(word): kind for kind in ("residential", "commercial") for word in found.get(kind, ())
    }


def name_first() -> frozenset[str]:
    """Regions that a business is called by, too: alone they are its name."""
    return _squeezed("name_first")


@cache
def dangers() -> frozenset[tuple[str, str]]:
    """What one leaves the house for: faults by code, and other words as they are compared."""
    return frozenset(
        [("symptom", code) for code in _tables()["danger"]["symptoms"]]
        + [("word", word) for word in _squeezed("danger")]
    )


@cache
def surnames() -> frozenset[str]:
    """Family names of one character that businesses are called by."""
    return frozenset(_tables()["surname"]["words"])


def languages() -> dict[str, tuple[str, ...]]:
    """A language a contractor may say he speaks -> what people type for it."""
    return {code: tuple(said) for code, said in _tables()["language"].items()}


def weekends() -> tuple[str, ...]:
    """Words that ask who works on weekends."""
    return tuple(_tables()["hours"]["weekend"])


def licensed() -> tuple[str, ...]:
    """Words that ask for any license."""
    return tuple(_tables()["license"]["stated"])


def checked() -> tuple[str, ...]:
    """Words that ask for a license found in a registry."""
    return tuple(_tables()["license"]["checked"])


def insured() -> tuple[str, ...]:
    """Words that ask for insurance."""
    return tuple(_tables()["insured"]["stated"])


def warranty(what: str) -> tuple[str, ...]:
    """`words` of a promise, of one for a `lifetime`, and of `experience`, which is none."""
    return tuple(_tables()["warranty"][what])


def scope_alone() -> dict[str, str]:
    """Part of a machine -> the service to ask for where it is named without a promise."""
    return dict(_tables()["scope_alone"])


def not_alone() -> frozenset[str]:
    """Words of the vocabulary that everybody says."""
    return frozenset(_tables()["not_alone"]["words"])


def not_a_place() -> frozenset[str]:
    """Towns that are ordinary words, too."""
    return frozenset(_tables()["not_a_place"]["words"])


def unlisted() -> dict[str, tuple[str, ...]]:
    """Work nobody here offers -> what people type for it."""
    return {row["code"]: tuple(row["words"]) for row in _tables()["unlisted"]}


@cache
def part_of() -> dict[str, tuple[str, ...]]:
    """A service -> what it is a case of."""
    return {code: tuple(broader) for code, broader in _tables()["part_of"].items()}


@cache
def ask_instead() -> dict[str, tuple[str, ...]]:
    """Work nobody offers -> the services to ask about, best first."""
    return {code: tuple(services) for code, services in _tables()["ask_instead"].items()}
