"""How well search finds: `python -m bench.relevance [--json] [--misses] [--part tuned|aside]`. No database, no network.

Prints the figures of the judged queries (tests/search/judged.toml) by kind, for the part the search was tuned on and
for the third set aside; then the CPU of reading one query, in milliseconds and as a ratio to folding the same text,
and that of the dearest hostile text.
Misses are listed of the tuned part only: whoever tunes must not see the others (`--part aside` shows them to a judge).
"""

import argparse
import gc
import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import date
from statistics import quantiles
from typing import Any

from werkzeug.datastructures import MultiDict

from directory.kernel.text import fold
from directory.places.gazetteer import gazetteer
from directory.search.rules.query import Query
from tests.search.hostile import TEXTS
from tests.search.judged import Figures, Judged, Score, Shown, figures, load, score, search, snapshot
from tests.search.listed import Snapshot, find

#: Any day will do: who takes the first turn moves daily, who is relevant does not.
DAY = date(2026, 11, 22)
PARTS = {"tuned": False, "aside": True}
ROUNDS = 7
COLUMNS = {"recall": 9, "mrr": 6, "first": 6, "precision": 7, "zero": 6}
HEADER = f"{'':<14} {'queries':>7} {'recall@20':>9} {'MRR':>6} {'P@1':>6} {'precis.':>7} {'zero':>6}"

Row = tuple[Judged, Shown, Score]


def answered(over: Snapshot) -> list[Row]:
    """Every judged query with what was shown for it and how good that was."""
    rows = []
    for judged in load():
        shown = search(over, judged, DAY)
        rows.append((judged, shown, score(judged, shown)))
    return rows


def by_kind(rows: Sequence[Row]) -> dict[str, Figures]:
    """Figures of all rows (`all`) and of each kind."""
    kinds = dict.fromkeys(judged.kind for judged, _, _ in rows)
    grouped = {kind: [mark for judged, _, mark in rows if judged.kind == kind] for kind in kinds}
    return {"all": figures([mark for _, _, mark in rows])} | {kind: figures(marks) for kind, marks in grouped.items()}


def reading_cpu(over: Snapshot) -> dict[str, float]:
    """CPU of reading a text: p50 and p99 over the judged texts in ms (least of several rounds each), no cache."""
    read: Callable[[str], object] = getattr(over.read, "__wrapped__", over.read)
    texts = [judged.text for judged in load()]
    reads, folds = _least_ms(read, texts), _least_ms(fold, texts)
    cuts, fold_cuts = quantiles(reads, n=100), quantiles(folds, n=100)
    ratio = sum(reads) / sum(folds)
    return {"p50_ms": cuts[49], "p99_ms": cuts[98], "fold_p50_ms": fold_cuts[49], "ratio_to_fold": ratio}


def worst_cpu(over: Snapshot) -> float:
    """CPU ms of the dearest hostile text, from its parameters to ordered results, the least of several rounds."""

    def ask(text: str) -> None:
        over.read.cache_clear()
        over.correct.cache_clear()
        find(over, Query.read(MultiDict({"q": text, "place": text})), gazetteer(), DAY)

    return max(_least_ms(ask, TEXTS))


def _least_ms(call: Callable[[str], object], texts: Sequence[str]) -> list[float]:
    least = [float("inf")] * len(texts)
    for _ in range(ROUNDS):
        gc.collect()
        for at, text in enumerate(texts):
            started = time.process_time_ns()
            call(text)
            least[at] = min(least[at], (time.process_time_ns() - started) / 1e6)
    return least


def _line(name: str, quality: Figures) -> str:
    values = (getattr(quality, column) for column in COLUMNS)
    cells = (
        f"{'-' if value is None else f'{value:.3f}':>{width}}"
        for value, width in zip(values, (9, 6, 6, 7, 6), strict=True)
    )
    return f"{name:<14} {quality.queries:>7} " + " ".join(cells)


def _miss(judged: Judged, shown: Shown, mark: Score) -> str:
    top = shown.slugs[:20]
    query = f"[{judged.kind}] {judged.text!r}" + (f" @ {judged.place!r}" if judged.place else "")
    query += f" asks {' '.join(judged.ask) or 'for what nobody states'}: {len(judged.relevant)} relevant"
    if judged.is_none:
        return f"{query}\n    {len(shown.slugs)} shown as if they matched: {list(top[:6])}"
    if shown.is_fallback or not top:
        return f"{query}\n    said that nothing matches"
    missing = sorted(judged.relevant.difference(top)) if mark.recall != 1.0 else []
    wrong = [slug for slug in top if slug not in judged.accepted]
    first = f"; {top[0]} is first" if mark.first == 0.0 else ""
    return (
        f"{query}, {len(shown.slugs)} found{first}\n"
        f"    missing {len(missing)}: {missing[:6]}\n    wrong {len(wrong)}: {wrong[:6]}"
    )


def _printed(parts: dict[str, list[Row]], cpu: dict[str, float], misses_of: Sequence[str]) -> None:
    for part, rows in parts.items():
        print(f"\n{part} part\n{HEADER}")
        for name, quality in by_kind(rows).items():
            print(_line(name, quality))
    print("\nreading a query, CPU: " + ", ".join(f"{name} {value:.3f}" for name, value in cpu.items()))
    for part in misses_of:
        missed = [result for result in parts[part] if not result[2].is_perfect]
        if missed:
            print(f"\nmisses of the {part} part: {len(missed)}")
            print("\n".join(_miss(*result) for result in missed))


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures; always exits with 0: what they must reach is held by a test."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object instead of tables")
    parser.add_argument("--misses", action="store_true", help="list what is not answered perfectly (tuned part)")
    parser.add_argument("--part", choices=PARTS, help="only this part")
    wanted = parser.parse_args(arguments)
    over = snapshot()
    rows = answered(over)
    parts = {
        name: [result for result in rows if result[0].is_held_out is aside]
        for name, aside in PARTS.items()
        if wanted.part in (None, name)
    }
    cpu = reading_cpu(over) | {"worst_hostile_query_ms": worst_cpu(over)}
    if wanted.json:
        report: dict[str, Any] = {
            part: {kind: asdict(quality) for kind, quality in by_kind(rows_of).items()}
            for part, rows_of in parts.items()
        }
        print(json.dumps(report | {"reading_cpu": cpu}, ensure_ascii=False, indent=1))
    else:
        _printed(parts, cpu, [wanted.part or "tuned"] if wanted.misses else ())
    return 0


if __name__ == "__main__":
    sys.exit(main())
