"""How well photographs of pages are read: `python -m bench.scans [--pages N] [--json]`. Needs `make scan`.

Sets pages of ads as a newspaper does (tests/scans/newspaper.py), photographs them clean, aslant, noisy, coarse and in a
shadow, and holds what is read of each against what is read of the ads' clean text: ads found, phones exact (or named as
doubtful), and F1 over all facts. The ads are the five of `seed/` and the gold ads, three to a page of five to fifteen
of them of other trades or jobs where the gold has some.
"""

import argparse
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from tempfile import TemporaryFile
from typing import Any

from directory.ads.rules import parse
from directory.ads.rules.scanned import as_json, read_page
from directory.scans.rules.flaws import ScanFlaw
from directory.scans.scanner import can_read, read
from tests.ads.gold import Gold, figures, load, score
from tests.ads.gold_seed import seed_ads
from tests.scans.newspaper import CONDITIONS, Layout, jpeg, page

LAYOUTS = (
    Layout(columns=2, letters=34, width=1600),
    Layout(columns=3, is_framed=False, letters=30, width=2000),
    Layout(columns=3, letters=28, width=2000),
    Layout(columns=4, is_framed=False, letters=28, width=2400),
)
#: Pages have so many ads, in turn.
ADS = (5, 8, 12, 15)
#: A gold text longer than this is a page of its own, not an ad.
LONGEST = 500


@dataclass
class Result:
    """What became of one page."""

    name: str
    seconds: float
    ads: int = 0
    found: int = 0
    phones: Counter[str] = field(default_factory=Counter)
    invented: int = 0
    f1: float = 0.0
    notes: list[str] = field(default_factory=list)


def texts() -> list[Gold]:
    """Ads of one listing or refusal each, of which a text alone gives exactly that."""
    ads = [ad.gold for ad in seed_ads()]
    ads += [one for one in load() if len(one.listings) + len(one.rejected) == 1 and len(one.text) < LONGEST]
    return ads


def pages(count: int) -> Iterator[tuple[str, list[str], bytes]]:
    """Pages by name: the texts on each, and the picture of it. The same every time."""
    ads = [one.text for one in texts()]
    random.Random(7).shuffle(ads)
    kinds = list(CONDITIONS)
    taken = 0
    for number in range(count):
        size, layout, kind = ADS[number % 4], LAYOUTS[number // 5 % 4], kinds[number % 5]
        chosen = [ads[(taken + at) % len(ads)] for at in range(size)]
        taken += size
        if number < 5:
            # Each condition sees the five of the seed.
            chosen = [one.gold.text for one in seed_ads()] + chosen[: size - 5]
        sheet = CONDITIONS[kind](page(chosen, layout, "冷暖专版 Heating Cooling" if number % 2 else None))
        yield f"{number + 1}: {kind}, {size} ads, {layout.columns} columns", chosen, jpeg(sheet)


def measure(name: str, ads: Sequence[str], picture: bytes) -> Result:
    """One page read and held against its texts."""
    started = time.monotonic()
    with TemporaryFile() as file:
        file.write(picture)
        outcome = read(file)
    result = Result(name, time.monotonic() - started)
    wanted = [listing for text in ads for listing in parse(text).as_json()["listings"]]
    result.ads = len(wanted)
    if isinstance(outcome, ScanFlaw):
        result.notes.append(str(outcome))
        return result
    scanned = read_page(outcome.page)
    listings = list(as_json([scanned])["listings"])
    doubtful = [
        "".join(filter(str.isdigit, phone.replace("?", "0"))) for ad in scanned.listings for phone in ad.doubtful_phones
    ]
    all_phones = {phone for listing in wanted for phone in listing["phones"] or ()}
    pairs: list[tuple[dict[str, Any], dict[str, Any] | None]] = []
    for listing in wanted:
        match = max(listings, key=lambda other: _alike(listing, other), default=None)
        match = match if match is not None and _alike(listing, match) > 0 else None
        if match is not None:
            listings.remove(match)
            result.found += 1
        pairs.append((listing, match))
    result.invented = len(listings)
    for listing, match in pairs:
        read_phones = set((match or {}).get("phones") or ())
        for phone in listing["phones"] or ():
            if phone in read_phones:
                result.phones["exact"] += 1
            elif any(_near(phone, digits) for digits in doubtful):
                result.phones["doubtful"] += 1
            else:
                result.phones["missing"] += 1
        result.phones["wrong"] += len(read_phones - all_phones)
    scores = [
        score({"listings": [match] if match else [], "rejected": []}, _as_gold(listing)) for listing, match in pairs
    ]
    result.f1 = figures(scores).micro if scores else 1.0
    result.notes += [note for one in scores for note in one.notes]
    result.notes += [f"more: {listing['names']} {listing['phones']}" for listing in listings]
    return result


def _as_gold(listing: dict[str, Any]) -> Gold:
    """What is read of an ad's clean text, as gold for its picture."""
    return Gold("", "zh", "", listings=[{name: value for name, value in listing.items() if value is not None}])


def _alike(one: dict[str, Any], other: dict[str, Any]) -> int:
    """How much two listings share of what tells firms apart."""
    shared = set(one["phones"] or ()) & set(other["phones"] or ())
    names = {name for name in one["names"].values() if name} & {name for name in other["names"].values() if name}
    return 2 * len(shared) + len(names)


def _near(phone: str, digits: str) -> bool:
    national = phone[2:12]
    return len(digits) >= 10 and sum(a != b for a, b in zip(national, digits[-10:], strict=True)) <= 2


def main(arguments: Sequence[str]) -> int:
    """Print the figures; 1 where photographs cannot be read here."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--pages", type=int, default=20)
    options.add_argument("--json", action="store_true")
    options.add_argument("--notes", action="store_true", help="what of each page is read otherwise")
    chosen = options.parse_args(arguments)
    if not can_read():
        print("The reader of photographs is not installed: make scan", file=sys.stderr)
        return 1
    results = []
    for name, ads, picture in pages(chosen.pages):
        result = measure(name, ads, picture)
        results.append(result)
        if not chosen.json:
            counts = f"found {result.found:>2} of {result.ads:>2}, {result.invented} more  {dict(result.phones)}"
            print(f"{result.name:<40} {counts}  F1 {result.f1:.3f}  {result.seconds:.0f} s", flush=True)
            for note in result.notes if chosen.notes else ():
                print("   ", note)
    phones: Counter[str] = sum((result.phones for result in results), Counter())
    every = phones["exact"] + phones["doubtful"] + phones["missing"]
    total = {
        "pages": len(results),
        "ads_found": sum(result.found for result in results) / max(1, sum(result.ads for result in results)),
        "ads_invented": sum(result.invented for result in results),
        "phones_exact": phones["exact"] / max(1, every),
        "phones_exact_or_doubtful": (phones["exact"] + phones["doubtful"]) / max(1, every),
        "phones_wrong": phones["wrong"],
        "facts_f1": sum(result.f1 * result.ads for result in results) / max(1, sum(result.ads for result in results)),
    }
    print(
        json.dumps(total, indent=1)
        if chosen.json
        else "  ".join(
            f"{name} {value:.3f}" if isinstance(value, float) else f"{name} {value}" for name, value in total.items()
        )
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
