"""How well photographs of pages are read: `python -m bench.scans [--pages N] [--json]`. Needs `make scan`.

Sets pages of ads as newspapers do, photographs them clean, aslant, noisy, coarse, in a shadow and in a hand, and holds
what is read of each against what is read of the ads' clean text: ads found, phones exact (or named as doubtful), and F1
over all facts. The ads are the five of `seed/` and the gold ads, other trades and jobs among them. Two sets are
reported apart: `newspaper` (tests/scans/newspaper.py) and `broadsheet` (tests/scans/broadsheet.py, other layouts).

`--keep FOLDER` keeps what the recognizer reads of each page, and takes it from there the next time: whoever changes
`directory/scans/rules` waits for no recognizer.
"""

import argparse
import hashlib
import json
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, NamedTuple

import msgspec

from directory.ads.rules import parse
from directory.ads.rules.scanned import as_json, read_page
from directory.reading.folding import squeeze
from directory.scans.rules.flaws import ScanFlaw
from directory.scans.rules.pages import Page
from directory.scans.scanner import can_read, read
from tests.ads.gold import Gold, figures, load, score
from tests.ads.gold_seed import seed_ads
from tests.scans.broadsheet import SHEETS
from tests.scans.newspaper import CONDITIONS, Layout, jpeg, page

LAYOUTS = (
    Layout(columns=2, letters=34, width=1600),
    Layout(columns=3, is_framed=False, letters=30, width=2000),
    Layout(columns=3, letters=28, width=2000),
    Layout(columns=4, is_framed=False, letters=28, width=2400),
)
#: Pages have so many ads, in turn.
ADS = (5, 8, 12, 15)
#: The same of the other layouts.
ADS_OF_SHEET = {
    "white_space": 12,
    "hairlines": 16,
    "display": 8,
    "boxes": 8,
    "classified": 25,
    "mixed": 10,
    "listed": 12,
}
#: Digits as a doubtful phone may have them.
_WRITTEN = str.maketrans("〇零一二三四五六七八九oOlI", "001234567890011")
#: A gold text longer than this is a page of its own, not an ad.
LONGEST = 500


class Photograph(NamedTuple):
    """A page by its name: the texts of its ads, and the picture of it."""

    name: str
    ads: list[str]
    picture: bytes


@dataclass
class Result:
    """What became of one page."""

    name: str
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


def newspaper(count: int) -> Iterator[Photograph]:
    """Pages of columns with or without frames. The same every time."""
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
        yield Photograph(f"newspaper {number + 1}: {kind}, {size} ads, {layout.columns} columns", chosen, jpeg(sheet))


def broadsheet(count: int) -> Iterator[Photograph]:
    """Pages of other layouts, each under other conditions in turn. The same every time."""
    ads = [one.text for one in texts()]
    random.Random(41).shuffle(ads)
    names, kinds = list(SHEETS), list(CONDITIONS)
    taken = 0
    for number in range(count):
        name, kind = names[number % len(names)], kinds[number % len(kinds)]
        chosen = [ads[(taken + at) % len(ads)] for at in range(ADS_OF_SHEET[name])]
        taken += len(chosen)
        picture = jpeg(CONDITIONS[kind](SHEETS[name](chosen)))
        yield Photograph(f"broadsheet {number + 1}: {name}, {kind}, {len(chosen)} ads", chosen, picture)


SETS: dict[str, Callable[[int], Iterator[Photograph]]] = {"newspaper": newspaper, "broadsheet": broadsheet}


def page_of(photograph: Photograph, keep: Path | None) -> Page | ScanFlaw:
    """What the recognizer reads of a page, or has read of it before where that is kept."""
    digest = hashlib.sha256(photograph.picture).hexdigest()[:24]
    file = keep / f"{digest}.json" if keep else None
    if file is not None and file.exists():
        return msgspec.json.decode(file.read_bytes(), type=Page)
    with TemporaryFile() as sent:
        sent.write(photograph.picture)
        done = read(sent)
    if isinstance(done, ScanFlaw):
        return done
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(msgspec.json.encode(done.page))
    return done.page


def measure(photograph: Photograph, page: Page | ScanFlaw) -> Result:
    """What is read of a page held against its texts."""
    result = Result(photograph.name)
    wanted = [listing for text in photograph.ads for listing in parse(text).as_json()["listings"]]
    result.ads = len(wanted)
    if isinstance(page, ScanFlaw):
        result.notes.append(str(page))
        return result
    scanned = read_page(page)
    listings = list(as_json([scanned])["listings"])
    doubtful = [
        "".join(sign for sign in phone.translate(_WRITTEN) if sign.isdigit() or sign == "?")
        for ad in scanned.listings
        for phone in ad.doubtful_phones
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
    return 2 * len(shared) + len(_names(one) & _names(other))


def _names(listing: dict[str, Any]) -> set[str]:
    return {squeeze(name) for name in listing["names"].values() if name}


def _near(phone: str, digits: str) -> bool:
    national = phone[2:12]
    return len(digits) >= 10 and all(b in (a, "?") for a, b in zip(national, digits[-10:], strict=True))


def totals(results: Sequence[Result]) -> dict[str, float]:
    """The figures of pages together."""
    phones: Counter[str] = sum((result.phones for result in results), Counter())
    every = max(1, phones["exact"] + phones["doubtful"] + phones["missing"])
    ads = max(1, sum(result.ads for result in results))
    return {
        "pages": len(results),
        "ads": ads,
        "ads_found": sum(result.found for result in results) / ads,
        "ads_invented": sum(result.invented for result in results),
        "phones_exact": phones["exact"] / every,
        "phones_exact_or_doubtful": (phones["exact"] + phones["doubtful"]) / every,
        "phones_wrong": phones["wrong"],
        "facts_f1": sum(result.f1 * result.ads for result in results) / ads,
    }


def _print(name: str, figures_: dict[str, float]) -> None:
    words = (f"{key} {value:.3f}" if isinstance(value, float) else f"{key} {value}" for key, value in figures_.items())
    print(f"{name}: {'  '.join(words)}", flush=True)


def _report(result: Result, *, has_notes: bool) -> None:
    counts = f"found {result.found:>2} of {result.ads:>2}, {result.invented} more  {dict(result.phones)}"
    print(f"{result.name:<52} {counts}  F1 {result.f1:.3f}", flush=True)
    for note in result.notes if has_notes else ():
        print("   ", note)


def main(arguments: Sequence[str]) -> int:
    """Print the figures; 1 where photographs cannot be read here."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--pages", type=int, default=20, help="of each set")
    options.add_argument("--set", choices=SETS, help="only this one")
    options.add_argument("--keep", type=Path, metavar="FOLDER", help="what the recognizer reads is kept there")
    options.add_argument("--json", action="store_true")
    options.add_argument("--notes", action="store_true", help="what of each page is read otherwise")
    chosen = options.parse_args(arguments)
    if not can_read():
        print("The reader of photographs is not installed: make scan", file=sys.stderr)
        return 1
    figures_of_sets = {}
    for name in [chosen.set] if chosen.set else SETS:
        results = []
        for photograph in SETS[name](chosen.pages):
            results.append(measure(photograph, page_of(photograph, chosen.keep)))
            if not chosen.json:
                _report(results[-1], has_notes=chosen.notes)
        figures_of_sets[name] = totals(results)
        if not chosen.json:
            _print(name, figures_of_sets[name])
    if chosen.json:
        print(json.dumps(figures_of_sets, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
