"""Where facts come from, put in the order a reader asks."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Protocol, TypeVar

from directory.businesses.fields.registry import EMPTY, SOURCED


class Sourced(Protocol):
    """What is read of a fact."""

    field: str
    value: Any
    source: str
    evidence: list[str]
    published_on: date | None
    entered_on: date


AnyFact = TypeVar("AnyFact", bound=Sourced)


def in_order(winners: Mapping[str, AnyFact]) -> list[AnyFact]:
    """The facts that count, in the order of a listing; fields not stated, or taken back by the owner, are absent."""
    return [winners[field] for field in SOURCED if field in winners and winners[field].value not in EMPTY]
