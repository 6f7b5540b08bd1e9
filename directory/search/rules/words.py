"""The words of `seed/queries.toml`: said about nothing, about papers, about promises, or never offered."""

import tomllib
from functools import cache
from typing import Any

from directory.places.gazetteer import SEED


@cache
def _tables() -> dict[str, Any]:
    with (SEED / "queries.toml").open("rb") as file:
        return tomllib.load(file)


def noise() -> tuple[str, ...]:
    """Words that ask for nothing."""
    found = _tables()["noise"]
    return (*found["en"].split(), *found["zh"].split())


def faults() -> tuple[str, ...]:
    """Words for what is wrong, and for parts of a machine, that do not say what work is asked for."""
    tables = _tables()
    return tuple(
        word for table in ("fault", "part") for tongue in ("en", "zh") for word in tables[table][tongue].split()
    )


def negations() -> tuple[str, ...]:
    """Words that take away what stands right after them."""
    return tuple(_tables()["negation"]["words"])


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
