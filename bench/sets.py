"""The sets of a directory of any size, without names and phones: `python -m bench.sets --listings 100000 1000000`.

What a search counts and intersects, and all that a process has in its own memory for each listing, are these sets. They
are made of twenty thousand made-up firms, each as often as it takes, in an order drawn by chance, so that a million
takes half a minute of CPU. Figures are CPU milliseconds. `--here` leaves out the firms of other states: ten thousand of
the rest are as dense here as a million of all are in smaller counties.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path
from random import Random

import msgspec
from pyroaring import BitMap

from bench import queries
from bench.firms import KNOWN
from bench.image import DAY, listing, memory, spent
from directory.kernel.prepared import ROOT
from directory.places.gazetteer import gazetteer
from directory.search.rules.entry import Pair, entry
from directory.search.rules.index import Index, IndexTable

FIRMS = 20_000
#: Listings that state the county asked for, where small and large directories are compared at equal density.
AS_DENSE = range(70, 141)
KINDS = (
    *("ZIP code", "service, ZIP code", "Chinese service, ZIP code", "brand, county", "commonest word"),
    *("brand and service", "filters, ZIP code", "everything", "a later page"),
)
ROUNDS = 3


def made(firms: Sequence[frozenset[Pair]], listings: int) -> IndexTable:
    """The sets of so many listings."""
    drawn = [number % len(firms) for number in range(listings)]
    Random("order").shuffle(drawn)
    numbers: dict[Pair, list[int]] = defaultdict(list)
    for number, firm in enumerate(drawn, start=1):
        for pair in firms[firm]:
            numbers[pair].append(number)
    index = Index((), gazetteer(), DAY)
    for number in range(1, listings + 1):
        # One by one, as the product does: from a range it would become a set of another kind.
        index.everyone.add(number)
    for (kind, value), who in numbers.items():
        index.values(kind)[value] = BitMap(who) if len(who) > 1 else who[0]
    return index.as_table()


def measure(file: Path, listings: int) -> dict[str, object]:
    """Everything about one directory, in this process, which has done nothing before."""
    known, before = gazetteer(), memory()
    started = time.process_time()
    index = Index((), known, DAY, msgspec.msgpack.decode(file.read_bytes(), type=IndexTable))
    opened = 1000 * (time.process_time() - started)
    queries.warm(lambda fields: spent(index, fields))
    kinds = {kind: [spent(index, fields) for fields in queries.asked_for(kind, listings)] for kind in KINDS}
    kinds["county of 70 to 140"] = list(_as_dense(index))
    return {
        "listings": listings,
        "open_ms": opened,
        "before_mb": before,
        "after_mb": memory(),
        "kinds": {kind: _cost(spent) for kind, spent in kinds.items()},
    }


def _as_dense(index: Index) -> Iterator[float]:
    """Searches for a service in counties that about a hundred state."""
    known = [place for place in index.gazetteer.places if place.kind == "county"]
    counties = [queries.named(place) for place in known if len(index.of("county", place.code)) in AS_DENSE]
    drawn = Random("density")
    for _ in range(ROUNDS * queries.SAMPLES if counties else 0):
        yield spent(index, {"place": drawn.choice(counties), "q": drawn.choice(queries.SERVICES_EN)})


def _of_here(firms: Sequence[frozenset[Pair]]) -> list[frozenset[Pair]]:
    """Those who work here, as often as it takes, and those who state no area, in the proportion of all the others."""
    silent = [firm for firm in firms if ("area", "unstated") in firm]
    here = [firm for firm in firms if any(kind in ("state", "part of") and value in KNOWN for kind, value in firm)]
    return [*silent, *islice(cycle(here), len(firms) - len(silent))]


def _cost(spent: Sequence[float]) -> list[float]:
    """The middle, and the 99th of a hundred; of few the largest."""
    ordered = sorted(spent) or [float("nan")]
    return [statistics.median(ordered), ordered[round(0.99 * (len(ordered) - 1))]]


def main() -> None:
    """Make and measure each size, and print it as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--listings", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--here", action="store_true", help="no firms of other states")
    parser.add_argument("--measure", type=Path, metavar="FILE", help="only measure these sets")
    chosen = parser.parse_args()
    if chosen.measure:
        print(json.dumps(measure(chosen.measure, chosen.listings[0])))
        return
    firms = [entry(listing(number), gazetteer()).pairs for number in range(FIRMS)]
    firms = _of_here(firms) if chosen.here else firms
    with tempfile.TemporaryDirectory() as folder:
        for listings in chosen.listings:
            file = Path(folder, str(listings))
            file.write_bytes(msgspec.msgpack.encode(made(firms, listings)))
            command = [sys.executable, "-m", "bench.sets", "--measure", str(file), "--listings", str(listings)]
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603
            print(done.stdout, end="", flush=True)


if __name__ == "__main__":
    main()
