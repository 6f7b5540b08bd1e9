"""The five ads of `seed/` as gold: the reviewed facts of seed/businesses.toml, and the words they are read from."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.ads.gold import Gold
from tests.ads.gold_items import flat

SEED = Path(__file__).parents[2] / "seed"
#: Facts that a reviewer adds; an ad does not say them.
OURS = {"romanized", "name_zh_lang"}


@dataclass(frozen=True)
class SeedAd:
    """One ad of the seed: the gold of its text, and of each fact the words that say it."""

    gold: Gold
    evidence: Mapping[str, list[str]]


@dataclass
class Evidence:
    """How many facts quote words that stand in the ad and meet the reviewed ones; the fields that do not."""

    right: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        """1 when every fact is quoted right."""
        return self.right / (self.right + len(self.wrong)) if self.right or self.wrong else 1.0


def seed_ads() -> Iterator[SeedAd]:
    """The reviewed facts of each seed ad, in the names and shapes of `ads parse --json`."""
    with (SEED / "businesses.toml").open("rb") as file:
        rows = tomllib.load(file)["business"]
    for entry in rows:
        listing: dict[str, Any] = {"names": {}}
        evidence: dict[str, list[str]] = {}
        for fact in entry["facts"]:
            name = fact["field"]
            if name in OURS:
                continue
            if name in ("name_zh", "name_en"):
                listing["names"][name[5:]] = fact["value"]
                name = f"names.{name[5:]}"
            else:
                listing[name] = fact["value"]
            evidence[name] = fact["evidence"]
        text = (SEED / "ads" / f"{entry['ad']}.txt").read_text(encoding="utf-8")
        yield SeedAd(Gold(id=entry["slug"], lang="zh-Hans", text=text, kind="seed", listings=[listing]), evidence)


def evidence_of(parsed: Mapping[str, Any], ad: SeedAd) -> Evidence:
    """Hold the quotes of a parse against the reviewed ones.

    A fact is quoted right when every quote stands on one line of the ad with no word cut, and when all words that the
    review gives are quoted: whole, by their telling word (空调 of 住家空调), or with more of their line.
    """
    evidence = Evidence()
    listings = parsed.get("listings") or [{}]
    evidence_read = listings[0].get("evidence") or {}
    for name, reviewed in ad.evidence.items():
        quoted = _quoted(evidence_read, name)
        stands = bool(quoted) and all(_is_whole(words, ad.gold.text) for words in quoted)
        met = all(any(_meets(words, other) for words in quoted) for other in reviewed)
        if stands and met:
            evidence.right += 1
        else:
            evidence.wrong.append(f"{ad.gold.id} {name}: {quoted}")
    return evidence


def _quoted(evidence: Mapping[str, Any], name: str) -> list[str]:
    if name in evidence:
        return flat(evidence[name])
    top, _, part = name.partition(".")
    inner = evidence.get(top)
    if part and isinstance(inner, Mapping):
        return flat(inner.get(part))
    return flat(inner) if inner else flat(evidence.get(f"name_{part}")) if part else []


def _meets(one: str, other: str) -> bool:
    return one in other or other in one


def _is_whole(words: str, text: str) -> bool:
    """Whether words stand in a text on one line, and no Latin word or promise (品质保证) is cut."""
    match = re.search(rf"(?<![A-Za-z0-9]){re.escape(words)}(?![A-Za-z0-9])", text)
    return (
        match is not None and "\n" not in words and not (words.endswith("保") and text[match.end() :].startswith("证"))
    )
