"""An index of any size without a database: `python -m bench.image --listings 10000 100000`.

Files made-up documents into an image, as a process does that reads all documents, opens it in a process of its own, and
measures what grows: the file, the start, memory, searches by names, phones and misspelt words, a search after an edit.
What `bench.scale` fills a directory by is left out, so that a million takes some minutes of CPU and not half an hour.
Figures are CPU milliseconds; documents of results are not read.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from itertools import count, islice
from pathlib import Path
from random import Random

from werkzeug.datastructures import MultiDict

from bench import firms, queries
from directory.businesses.fields.listing import Listing
from directory.businesses.fields.projection import project
from directory.credentials.rules import as_stated
from directory.kernel.prepared import ROOT
from directory.places.gazetteer import gazetteer
from directory.search.queries import image
from directory.search.rules import fallback
from directory.search.rules.evaluator import county_counts, facets
from directory.search.rules.index import Index
from directory.search.rules.query import Query
from tests.factories.listings import document

DAY = date(2026, 11, 30)
#: Documents filed before they are put into the image.
AT_ONCE = 20_000
#: Kinds of `bench.queries` that read what grows, and two of sets alone.
KINDS = (
    "service, ZIP code",
    "commonest word",
    "whole name",
    "part of a name",
    "phone",
    "last digits of a phone",
    "Pinyin",
)
MISSPELT = ("jonson heatng", "marras refrigeration", "goldn star", "calten hvac", "quinfeild comfort", "torsonn air")


class _Fact:
    """A fact as a projection reads it."""

    def __init__(self, number: int, draft: object) -> None:
        self.id = number
        self.field, self.value, self.source = draft.field, draft.value, draft.source  # type: ignore[attr-defined]


def listing(number: int) -> Listing:
    """The document of a made-up firm."""
    drafts = firms.firm(number).facts
    projection = project(_Fact(at, draft) for at, draft in enumerate(drafts))
    values = dict(projection.columns)
    names = {
        "zh": values.pop("name_zh", None),
        "zh_lang": values.pop("name_zh_lang", None) or "zh-Hans",
        "en": values.pop("name_en", None),
        "romanized": values.pop("romanized", None),
    }
    warranties = [{"scope": promise.scope, "years": (promise.months or 0) // 12} for promise in projection.warranties]
    return document(
        id=number + 1,
        slug=f"firm-{number}",
        names=names,
        phones=list(projection.phones),
        licenses=[as_stated(license) for license in projection.licenses] or None,
        warranties=warranties,
        areas=list(projection.service_places) or None,
        **values,
    )


def build(file: Path, listings: int) -> dict[str, float]:
    """Write an image of so many; CPU a listing, of which making up the documents is left out."""
    index, spent = Index((), gazetteer(), DAY), 0.0
    numbers = iter(range(listings))
    with image.replacing(file) as new:
        runs = image.Runs(file.parent)
        while some := [listing(number) for number in islice(numbers, AT_ONCE)]:
            started = time.process_time()
            for made in some:
                index.replace(None, made)
            runs.add(index)
            spent += time.process_time() - started
        started = time.process_time()
        runs.fill(new, index)
        new.describe(index, 1, "bench")
        new.absorb(index)
        spent += time.process_time() - started
    return {"build_ms_a_listing": 1000 * spent / listings, "image_mb": file.stat().st_size / 1e6}


def memory() -> dict[str, float]:
    """MB of this process alone, and of mapped files, which processes share."""
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines())
    return {name: int(status[name].split()[0]) / 1024 for name in ("RssAnon", "RssFile")}


def measure(file: Path, listings: int) -> dict[str, object]:
    """Everything about one image, in this process, which has done nothing before."""
    gazetteer()
    before = memory()
    started = time.process_time()
    opened = image.read(file)
    if opened is None:
        raise SystemExit("the image cannot be read")
    tables, head = opened
    index = Index((), gazetteer(), head.day, head.table)
    tables.bear(index)
    start = 1000 * (time.process_time() - started)
    first = spent(index, {"q": "空调", "place": "20850"})
    typo = spent(index, {"q": MISSPELT[0]})
    suggestion = queries.cpu_ms(lambda: list(islice(index.beginning("mar"), 3)))
    queries.warm(lambda fields: spent(index, fields))
    kinds = {kind: [spent(index, fields) for fields in queries.asked_for(kind, listings)] for kind in KINDS}
    kinds["misspelt name"] = [spent(index, {"q": text}) for text in MISSPELT]
    kinds["right after an edit"] = list(_after_edits(index, listings))
    return {
        "start_ms": start,
        "first_search_ms": first,
        "first_typo_ms": typo,
        "first_suggestion_ms": suggestion,
        "before": before,
        "after": memory(),
        "kinds": {kind: [statistics.median(spent), max(spent)] for kind, spent in kinds.items()},
    }


def spent(index: Index, fields: queries.Fields) -> float:
    """CPU of one answer: the first twenty in their order, the total, and all counts beside them."""
    query = Query.read(MultiDict(fields))

    def answer() -> None:
        result = fallback.answer(index, query)
        fallback.ordered(result, query, DAY, range(20))
        facets(index, result.matching, result.query)
        county_counts(index, result.matching)

    return queries.cpu_ms(answer)


def _after_edits(index: Index, listings: int) -> Iterator[float]:
    """The edit of a name, and the search after it."""
    drawn = Random("edits")
    for turn, fields in zip(count(), queries.asked_for("Chinese service, ZIP code", listings)):
        before = listing(drawn.randrange(listings))
        after = listing(listings + turn)
        changed = queries.cpu_ms(lambda: index.replace(before, None))  # noqa: B023
        changed += queries.cpu_ms(lambda: index.replace(None, after))  # noqa: B023
        yield changed + spent(index, fields)


def main() -> None:
    """Build and measure each size, and print it as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--listings", type=int, nargs="+", default=[10_000])
    parser.add_argument("--measure", type=Path, metavar="FILE", help="only measure this image")
    chosen = parser.parse_args()
    if chosen.measure:
        print(json.dumps(measure(chosen.measure, chosen.listings[0])))
        return
    with tempfile.TemporaryDirectory() as folder:
        for listings in chosen.listings:
            file = Path(folder, str(listings))
            built = build(file, listings)
            command = [sys.executable, "-m", "bench.image", "--measure", str(file), "--listings", str(listings)]
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603
            print(json.dumps({"listings": listings, **built, **json.loads(done.stdout)}), flush=True)


if __name__ == "__main__":
    main()
