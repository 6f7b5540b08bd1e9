"""How well and how fast ads are read: `python -m bench.ads [--json] [--misses] [--part PART] [--accuracy]`.

Prints F1 per field for the gold ads (tests/ads/gold/) that the rules were tuned on, for the same with noise around the
facts (tests/ads/noise.py), and for the ads set aside (tests/ads/aside.jsonl); the five ads of `seed/`, rejection, and
the CPU: ads a second on one core, the growth of a page of twice and four times the ads (1 = in proportion), and two
hostile texts with their peak memory.
Misses are listed of the tuned part and of the noise only: whoever tunes must not see the texts set aside.
"""

import argparse
import gc
import json
import sys
import time
import tracemalloc
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from functools import partial
from typing import Any

from directory.ads.rules import parse
from tests.ads.gold import FIELDS, Figures, Gold, figures, load, load_aside, score
from tests.ads.gold_seed import evidence_of, seed_ads
from tests.ads.noise import KINDS, noisy


def with_noise() -> list[Gold]:
    """The gold ads with every kind of noise; the kind stands in the id."""
    return [replace(ad, id=f"{ad.id} ({kind})") for kind in KINDS for ad in noisy(kind)]


PARTS: Mapping[str, Callable[[], Sequence[Gold]]] = {"tuned": load, "noise": with_noise, "aside": load_aside}
ROUNDS = 5
MEBIBYTE = 1 << 20
#: A page is this many ads of the tuned part one after the other; its copies have phones of their own.
PAGE_ADS = 60
#: Where a part says that the whole would take more CPU seconds than this, the larger parts are not tried.
TOO_DEAR = 30.0


def accuracy(part: str) -> Figures:
    """The figures of one part."""
    return figures([score(parse(one.text).as_json(), one) for one in PARTS[part]()])


def seed_accuracy() -> dict[str, Any]:
    """The five printed ads: F1 of their facts, share of facts quoted right, and what differs (they are public)."""
    scores, shares, faults = [], [], []
    for ad in seed_ads():
        parsed = parse(ad.gold.text).as_json()
        marks, quoted = score(parsed, ad.gold), evidence_of(parsed, ad)
        scores.append(marks)
        shares.append(quoted.share)
        faults += [f"{ad.gold.id} {note}" for note in marks.notes] + quoted.wrong
    accuracy = figures(scores)
    return {
        "facts": accuracy.micro,
        "evidence": sum(shares) / len(shares),
        "right": accuracy.listings_right,
        "faults": faults,
    }


def misses() -> list[dict[str, Any]]:
    """Every text of the tuned part and of the noise that is not read without a fault."""
    missed = []
    for one in (*load(), *with_noise()):
        marks = score(parse(one.text).as_json(), one)
        if marks.notes or marks.misquoted or not marks.split_right:
            missed.append({"id": one.id, "split": marks.split_right, "notes": marks.notes, "quotes": marks.misquoted})
    return missed


def _cpu(call: Callable[[], object], rounds: int = ROUNDS) -> float:
    """The least CPU seconds of several calls."""
    least = float("inf")
    for _ in range(rounds):
        gc.collect()
        started = time.process_time()
        call()
        least = min(least, time.process_time() - started)
    return least


def _peak(call: Callable[[], object]) -> int:
    """The peak of memory that Python allocates in a call, in bytes."""
    tracemalloc.start()
    try:
        call()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def _page(times: int) -> str:
    texts = [one.text for one in load() if one.listings][:PAGE_ADS]
    copies = (text.replace("555", str(555 + copy)) for copy in range(times) for text in texts)
    return "\n\n".join(copies)


def hostile() -> Mapping[str, str]:
    """Two texts that a careless reader chokes on."""
    line = "专业冷暖空调安装维修 电话 703-555-0101 零件10年保证 Carrier HVAC Repair "
    phones = "\n".join(f"703-555-{number:04d}" for number in range(10_000))
    return {"1 MB on one line": line * (MEBIBYTE // len(line.encode()) + 1), "10,000 phones": "永信冷暖\n" + phones}


def dear(text: str) -> list[dict[str, float]]:
    """CPU and peak memory of a 64th, a 16th, a quarter and the whole of a text; no further once a part is too dear."""
    rows: list[dict[str, float]] = []
    for part in (64, 16, 4, 1):
        piece = text[: len(text) // part]
        seconds = _cpu(partial(parse, piece), 1)
        rows.append({"bytes": len(piece.encode()), "seconds": seconds})
        if seconds * part > TOO_DEAR:
            return rows
    rows[-1]["peak_bytes"] = _peak(partial(parse, text))
    return rows


def speed() -> dict[str, Any]:
    """Ads a second on one core, growth of 2x and 4x pages (1 = in proportion), and the hostile texts."""
    texts = [one.text for one in load()]
    for text in texts:
        parse(text)
    all_ads = _cpu(lambda: [parse(text) for text in texts])
    pages = {times: _cpu(partial(parse, _page(times)), 3) for times in (1, 2, 4)}
    return {
        "texts": len(texts),
        "ads_a_second": len(texts) / all_ads,
        "ms_an_ad": 1000 * all_ads / len(texts),
        "page_seconds": pages,
        "growth": {times: pages[times] / (times * pages[1]) for times in (2, 4)},
        "hostile": {name: dear(text) for name, text in hostile().items()},
    }


def table(parts: Mapping[str, Figures]) -> str:
    """F1 per field of each part, with how often the gold states it."""
    lines = [f"{'':<19}" + "".join(f"{name:>9} {'stated':>7}" for name in parts)]
    for name in FIELDS:
        cells = [
            f"{accuracy.fields[name]:>9.3f} {accuracy.counts[name][0] + accuracy.counts[name][2]:>7}"
            for accuracy in parts.values()
        ]
        lines.append(f"{name:<19}" + "".join(cells))
    lines.append(
        f"{'all fields (micro)':<19}" + "".join(f"{accuracy.micro:>9.3f} {'':>7}" for accuracy in parts.values())
    )
    for title, key in (("split", "split"), ("rejection", "rejection")):
        lines.append(
            f"{title:<19}"
            + "".join(f"{getattr(accuracy, key):>9.3f} {accuracy.texts:>7}" for accuracy in parts.values())
        )
    right = "".join(f"{accuracy.listings_right:>9} {accuracy.listings:>7}" for accuracy in parts.values())
    quotes = "".join(f"{accuracy.misquoted:>9} {'':>7}" for accuracy in parts.values())
    return "\n".join([*lines, f"{'listings without a fault':<19}"[:19] + right, f"{'misquoted':<19}" + quotes])


def speed_lines(measured: Mapping[str, Any]) -> list[str]:
    """The speed in words."""
    lines = [f"{measured['ads_a_second']:.0f} ads a second on one core ({measured['ms_an_ad']:.2f} ms of CPU each)"]
    lines += [
        f"a page {times}x as long: {ratio:.2f} of proportional CPU" for times, ratio in measured["growth"].items()
    ]
    for name, rows in measured["hostile"].items():
        for speed in rows:
            peak = f"  peak {speed['peak_bytes'] / 1e6:.1f} MB" if "peak_bytes" in speed else ""
            lines.append(f"{name:<17} {speed['bytes']:>9.0f} bytes {speed['seconds']:>8.3f} s{peak}")
        if "peak_bytes" not in rows[-1]:
            lines.append(f"{name:<17} given up: too dear")
    return lines


def main(arguments: Sequence[str]) -> int:
    """Print the figures; 0 always: the floors are the test's business (tests/ads/test_gold.py)."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--json", action="store_true")
    options.add_argument("--misses", action="store_true", help="list what of the tuned part is read wrong")
    options.add_argument("--part", choices=list(PARTS))
    options.add_argument("--accuracy", action="store_true", help="leave out the speed")
    chosen = options.parse_args(arguments)
    if chosen.misses:
        for miss in misses():
            print(json.dumps(miss, ensure_ascii=False))
        return 0
    # A part that is not written yet has no figures.
    parts = {part: accuracy(part) for part in PARTS if chosen.part in (None, part) and PARTS[part]()}
    seeds = seed_accuracy()
    if chosen.json:
        fast = speed()
        report = {"parts": {part: asdict(scored) for part, scored in parts.items()}, "seed": seeds, "speed": fast}
        print(json.dumps(report, ensure_ascii=False, indent=1))
        return 0
    print(table(parts))
    print(f"\nseed ads: facts {seeds['facts']:.3f}, evidence {seeds['evidence']:.3f}, {seeds['right']} of 5 faultless")
    for fault in seeds["faults"]:
        print(f"  {fault}")
    if chosen.accuracy:
        return 0
    sys.stdout.flush()
    print("\n" + "\n".join(speed_lines(speed())))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
