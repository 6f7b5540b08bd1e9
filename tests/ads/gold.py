"""Gold ads: texts of our own with what they state, and how far a parse agrees (`tests/ads/gold/*.toml`).

`aside.jsonl` holds ads by writers who have seen neither rules nor tables nor these texts. Its figures are reported
apart, its texts are never printed: whoever tunes must not see them.

How the gold was read:
- Only what a text states. A field that is not stated is absent: never no, never guessed. Lists are sets.
- "HVAC", 冷暖 and 暖通 state heating and air conditioning, also in a name. A special kind (central air, furnace, heat
  pump, duct cleaning ...) is stated by itself only; heating or air conditioning beside it must be said apart.
- A typed license makes `licensed` true; a pending one leaves it unset. "Licensed & insured" without states leaves the
  states unset; "licensed in MD" says nothing about where they work. A license's own state stands with the license.
- 大华府 and DMV state DC, MD and VA; Northern Virginia is its nine counties and cities; a town named as where they work
  is a place, an address's town is not. A fax is no phone.
- Warranties have a scope and a duration. Promises (质量保证, satisfaction guaranteed), years in business, months of
  financing, and "labor not included" are none. "Parts and labor 1 year" is two.
- A state that the site has nothing of is none: no listing can say it. What a scan damaged or tore up in a name may be
  put right, or stand as it was printed.
- "HVAC" within a license's name may or may not be read as heating and air conditioning; the same of an owner whose
  name with a title is part of the shop's (李师傅冷暖). An owner is one who does the work or owns the shop.
- An ad that names no trade is a listing without services, left to a reviewer. Prose is neither a listing nor rejected.
Where readers may differ the gold lists the other readings under `accept`: each is a whole value of the field ("" or []
= not stated). Some things are tolerated everywhere: see `tolerated`.
"""

import json
import tomllib
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from tests.ads.gold_items import FIELDS, accepted, flat, items, tolerated

HERE = Path(__file__).parent / "gold"
ASIDE = Path(__file__).parent / "aside.jsonl"


@dataclass(frozen=True)
class Gold:
    """One text with the listings it holds and the reasons of what is to be rejected in it."""

    id: str
    lang: str
    text: str
    kind: str = "single"
    listings: Sequence[Mapping[str, Any]] = ()
    rejected: Sequence[str] = ()


@dataclass
class Score:
    """How a parse of one text agrees: items right, too many and missing per field; listings; rejection; quotes."""

    right: Counter[str] = field(default_factory=Counter)
    extra: Counter[str] = field(default_factory=Counter)
    missing: Counter[str] = field(default_factory=Counter)
    listings: int = 0
    listings_right: int = 0
    split_right: bool = True
    rejection_right: bool = True
    misquoted: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Figures:
    """Of many scores: F1 over all fields, per field, listings right, and texts whose split and rejection are right."""

    texts: int
    micro: float
    fields: Mapping[str, float]
    counts: Mapping[str, tuple[int, int, int]]
    listings: int
    listings_right: int
    split: float
    rejection: float
    misquoted: int


@cache
def load(folder: Path = HERE) -> tuple[Gold, ...]:
    """Every gold text, in the order of the files, which are read once."""
    loaded = []
    for path in sorted(folder.glob("*.toml")):
        for entry in tomllib.loads(path.read_text(encoding="utf-8"))["ad"]:
            loaded.append(
                Gold(
                    id=entry["id"],
                    lang=entry["lang"],
                    text=entry["text"],
                    kind=entry.get("kind", "single"),
                    listings=entry.get("listing", []),
                    rejected=entry.get("rejected", []),
                )
            )
    return tuple(loaded)


def load_aside(path: Path = ASIDE) -> tuple[Gold, ...]:
    """The ads set aside, one JSON object a line; none where the file is missing."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return tuple(Gold(**json.loads(line)) for line in lines if line.strip())


def score(parsed: Mapping[str, Any], gold: Gold) -> Score:
    """How the object of `ads parse --json` agrees with the gold; listings are matched by phone, then by name,
    then by mail or WeChat."""
    total = Score(listings=len(gold.listings))
    pairs, unmatched = _aligned(list(gold.listings), list(parsed.get("listings") or []))
    total.split_right = not unmatched and all(listing is not None for _, listing in pairs)
    for wanted, listing in pairs:
        if _compare(wanted, listing or {}, total) and listing is not None:
            total.listings_right += 1
    for listing in unmatched:
        _compare({}, listing, total)
    total.rejection_right = _rejection_right(parsed, gold)
    if not total.rejection_right:
        reasons = [entry.get("reason") for entry in parsed.get("rejected") or []]
        total.notes.append(f"rejected: {reasons}, wanted {list(gold.rejected)}")
    total.misquoted = [words for words in quotes(parsed) if words not in gold.text]
    return total


def quotes(parsed: Mapping[str, Any]) -> list[str]:
    """Every string that a parse gives as evidence, of listings and of what it rejected."""
    evidence = [words for listing in parsed.get("listings") or [] for words in flat(listing.get("evidence") or {})]
    return evidence + [words for entry in parsed.get("rejected") or [] for words in flat(entry.get("evidence") or [])]


def figures(scores: Sequence[Score]) -> Figures:
    """The figures of many scores; a field that nobody states counts as 1."""
    right: Counter[str] = sum((one.right for one in scores), Counter())
    extra: Counter[str] = sum((one.extra for one in scores), Counter())
    missing: Counter[str] = sum((one.missing for one in scores), Counter())
    counts = {name: (right[name], extra[name], missing[name]) for name in FIELDS}
    return Figures(
        texts=len(scores),
        micro=f1(right.total(), extra.total(), missing.total()),
        fields={name: f1(*counts[name]) for name in FIELDS},
        counts=counts,
        listings=sum(one.listings for one in scores),
        listings_right=sum(one.listings_right for one in scores),
        split=_share(one.split_right for one in scores),
        rejection=_share(one.rejection_right for one in scores),
        misquoted=sum(len(one.misquoted) for one in scores),
    )


def f1(right: int, extra: int, missing: int) -> float:
    """The harmonic mean of precision and recall; 1 where there was nothing to find and nothing found."""
    return 2 * right / (2 * right + extra + missing) if right + extra + missing else 1.0


def _share(marks: Iterable[bool]) -> float:
    every = list(marks)
    return sum(every) / len(every) if every else 1.0


def _rejection_right(parsed: Mapping[str, Any], gold: Gold) -> bool:
    """The same reasons as often as wanted; a text that is only to be rejected gives no listing.

    Beside listings a "no contact" for a piece of prose or a heading does no harm and is not counted.
    """
    reasons = Counter(entry.get("reason") for entry in parsed.get("rejected") or [])
    wanted = Counter(gold.rejected)
    if gold.listings:
        reasons["no_contact"] = min(reasons["no_contact"], wanted["no_contact"])
    elif parsed.get("listings"):
        return False
    return +reasons == +wanted


def _aligned(
    wanted: list[Mapping[str, Any]], read: list[Mapping[str, Any]]
) -> tuple[list[tuple[Mapping[str, Any], Mapping[str, Any] | None]], list[Mapping[str, Any]]]:
    partner: dict[int, Mapping[str, Any]] = {}
    left = list(read)
    for same in (_same_phone, _same_name, _same_mailbox):
        for at, listing in enumerate(wanted):
            match = next((one for one in left if at not in partner and same(listing, one)), None)
            if match is not None:
                partner[at] = match
                left = [one for one in left if one is not match]
    return [(listing, partner.get(at)) for at, listing in enumerate(wanted)], left


def _same_phone(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return bool(set(one.get("phones") or []) & set(other.get("phones") or []))


def _same_name(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    mine, theirs = items(one), items(other)
    return bool(mine["names.zh"] & theirs["names.zh"] or mine["names.en"] & theirs["names.en"])


def _same_mailbox(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    mine, theirs = items(one), items(other)
    return bool(mine["emails"] & theirs["emails"] or mine["wechat"] & theirs["wechat"])


def _compare(wanted: Mapping[str, Any], read: Mapping[str, Any], total: Score) -> bool:
    """Count the items of one listing into `total`; True when every field agrees."""
    mine, theirs = items(wanted), items(read, against=wanted)
    readings = accepted(wanted)
    right = True
    for name in FIELDS:
        gold = min([mine[name], *readings.get(name, [])], key=lambda value: len(value ^ theirs[name]))
        extra = theirs[name] - gold - tolerated(name, wanted)
        missing = gold - theirs[name]
        total.right[name] += len(gold & theirs[name])
        total.extra[name] += len(extra)
        total.missing[name] += len(missing)
        if extra or missing:
            right = False
            total.notes.append(f"{name}: extra {_shown(extra)} missing {_shown(missing)}")
    return right


def _shown(values: Iterable[Hashable]) -> str:
    return "{" + ", ".join(sorted(map(str, values))) + "}"
