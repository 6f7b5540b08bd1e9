"""A fact before it is written."""

from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class FactDraft:
    """One field's value with its source, the words that say it, and when it was entered and printed."""

    field: str
    value: Any
    source: str
    entered_on: date
    evidence: tuple[str, ...] = ()
    ad_key: str | None = None
    published_on: date | None = None
    entered_by: str = "seed"
    #: Said anew counts from that day, though it says nothing new.
    renews: bool = False
