"""The reviewed facts of the seed as drafts, checked against the words of their ads. Reads files, no database."""

import tomllib
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import NotRequired, TypedDict

from directory.businesses.fields.terms import FactValue, text
from directory.businesses.rules import FactDraft
from directory.kernel.prepared import SEED
from directory.kernel.site import site

#: The day the page of the newspaper was entered, where the file does not say otherwise.
ENTERED_ON = date(2026, 11, 22)


@dataclass(frozen=True)
class AdDraft:
    """One printed ad: its file's name, text as printed, ad number; publication date None = unknown."""

    key: str
    text: str
    ad_number: str | None
    entered_on: date
    published_on: date | None = None
    publication: str = field(default_factory=lambda: site().publication)
    language: str = "zh-Hans"


@dataclass(frozen=True)
class SeedBusiness:
    """One business of the seed, with the ad that speaks of it and the facts read from it."""

    slug: str
    market: str
    ad: AdDraft
    facts: list[FactDraft]


class _FactEntry(TypedDict):
    """One `[[business.facts]]` of the file."""

    field: str
    value: FactValue
    source: NotRequired[str]
    evidence: NotRequired[list[str]]


class _Entry(TypedDict):
    """One `[[business]]` of the file; `ad` names the file of its text."""

    slug: str
    ad: str
    market: NotRequired[str]
    entered_on: NotRequired[date]
    published_on: NotRequired[date]
    facts: list[_FactEntry]


def read_seed(folder: Path = SEED) -> list[SeedBusiness]:
    """Every business of the seed, in the order of the file.

    Raises ValueError when a fact quotes words that its ad does not say, FileNotFoundError without the ad.
    """
    with (folder / "businesses.toml").open("rb") as file:
        document = tomllib.load(file)
    entered_on = document.get("entered_on", ENTERED_ON)
    return [_business(entry, folder, entered_on) for entry in document["business"]]


def _business(entry: _Entry, folder: Path, entered_on: date) -> SeedBusiness:
    printed = (folder / "ads" / f"{entry['ad']}.txt").read_text(encoding="utf-8")
    numbers = [text(fact["value"]) for fact in entry["facts"] if fact["field"] == "ad_number"]
    ad = AdDraft(
        key=entry["ad"],
        text=printed,
        ad_number=numbers[0] if numbers else None,
        entered_on=entry.get("entered_on", entered_on),
        published_on=entry.get("published_on"),
    )
    facts = [_fact(fact, ad) for fact in entry["facts"]]
    return SeedBusiness(entry["slug"], entry.get("market", site().market), ad, facts)


def _fact(fact: _FactEntry, ad: AdDraft) -> FactDraft:
    source = fact.get("source", "ad")
    evidence = tuple(fact.get("evidence", ()))
    missing = [words for words in evidence if words not in ad.text]
    if missing or (source == "ad" and not evidence):
        raise ValueError(f"{ad.key}: {fact['field']} is not said by its ad: {missing}")
    return FactDraft(
        field=fact["field"],
        value=fact["value"],
        source=source,
        entered_on=ad.entered_on,
        evidence=evidence,
        ad_key=ad.key if source == "ad" else None,
        published_on=ad.published_on,
    )
