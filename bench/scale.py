"""How a directory of any size searches: `python -m bench.scale --listings 1000 10000 [--engines sqlite postgresql]`.

Fills a directory of each size with made-up firms through the product's own actions, on each engine, and measures it
in a process of its own: start, memory, more than twenty kinds of queries, the search after an edit, the results page
against the static Jinja page of the same bytes, and beside them what one would pick instead, FTS5 and GIN, on the same
data.
`--json` prints all of it, `--plot FILE` draws it. `--into URL` only fills that database (a second run adds the rest).
Figures are CPU milliseconds of the process; PostgreSQL's own are not in them.
"""

import argparse
import io
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, redirect_stderr
from pathlib import Path
from typing import Any

import click
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.orm import Session

from bench import alternatives, firms, floor, queries
from bench.plot import drawn
from bench.web import floor_call
from directory import create_app
from directory.businesses import actions as businesses
from directory.businesses.models import Business
from directory.credentials import actions as credentials
from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.kernel.prepared import ROOT
from tests.support import postgres

#: Firms entered in one transaction: more hold the memory of a small machine, fewer pay for more commits.
BATCH = 1000
#: Kinds of which pages are drawn, and how many pages of each.
PAGE_KINDS = ("ZIP code", "service, ZIP code", "Chinese service, ZIP code", "brand, county", "commonest word")
PAGES_A_KIND = 12
Measured = dict[str, Any]


def application(url: str, folder: Path) -> Flask:
    """The application on a database."""
    settings = {"INSTANCE": str(folder), "DATABASE_URL": url, "LENGNUAN_ENV": "development", "RATE_LIMITS": "off"}
    return create_app(settings)


def fill(url: str, listings: int, seed: int = 13) -> int:
    """Bring a database to so many made-up listings beside those of `seed/`; how many were entered."""
    with tempfile.TemporaryDirectory() as folder:
        app = application(url, Path(folder))
        with app.app_context():
            upgrade()
            start = _made_up(db.session())
            if start == 0:
                with redirect_stderr(io.StringIO()):
                    seeded = app.test_cli_runner().invoke(args=["seed"])
                if seeded.exit_code:
                    raise SystemExit(seeded.output)
            with unit() as session:
                firms.enter_places(session)
            with click.progressbar(length=max(0, listings - start), label=f"{listings:,}", file=sys.stderr) as bar:
                for first in range(start, listings, BATCH):
                    batch = [firms.firm(number, seed) for number in range(first, min(first + BATCH, listings))]
                    with unit() as session:
                        credentials.state_first_licenses(session, businesses.enter_many(session, batch))
                    db.session.remove()
                    bar.update(len(batch))
            db.engine.dispose()
    return max(0, listings - start)


def _made_up(session: Session) -> int:
    """How many made-up firms are there."""
    return session.scalar(select(func.count()).where(Business.slug.startswith("firm-"))) or 0


def measure(url: str, listings: int) -> Measured:
    """Everything about one directory, in this process, which has done nothing before."""
    started = time.process_time()
    with tempfile.TemporaryDirectory() as folder, redirect_stderr(io.StringIO()):
        app = application(url, Path(folder))
        floor.add_to(app)
        start_ms = (time.process_time() - started) * 1000
        with app.app_context():
            answered = queries.answered(listings)
            pages = _pages(app, listings)
            db.engine.dispose()
    return {"listings": listings, "engine": url.partition(":")[0], "start_ms": start_ms, **answered, **pages}


def _pages(app: Flask, listings: int) -> Measured:
    """CPU of results pages that nobody opened before, of the same again (their cards are remembered), of the static
    page of as many bytes, and of the alternative's page."""
    client, sizes = app.test_client(), []
    opened = [query for kind in PAGE_KINDS for query in queries.asked_for(kind, listings, PAGES_A_KIND)]

    def spend() -> list[float]:
        spent = []
        for query in opened:
            started = time.process_time_ns()
            answer = client.get("/en/find", query_string=query)
            spent.append((time.process_time_ns() - started) / 1e6)
            sizes.append(len(answer.get_data()))
            if sum(spent) > 1000 * queries.TOO_DEAR:
                break
        return spent

    client.get("/en/find?q=heating")
    spent, again = spend(), statistics.mean(spend())
    static = floor_call(app, round(statistics.mean(sizes)))
    static()
    floors = [queries.cpu_ms(static) for _ in range(30)]
    alternatives.build(db.engine)
    instead = alternatives.page(app)
    instead(opened[0])
    others = [queries.cpu_ms(lambda query=query: instead(query)) for query in opened]  # type: ignore[misc]
    mean = statistics.mean(spent)
    return {
        "page_ms": mean,
        "page_again_ms": again,
        "page_again_of_static": statistics.median(floors) / again,
        "page_bytes": round(statistics.mean(sizes)),
        "static_ms": statistics.median(floors),
        "page_of_static": statistics.median(floors) / mean,
        "alternative_ms": statistics.mean(others),
        "alternative_p99_ms": sorted(others)[round(0.99 * (len(others) - 1))],
    }


@contextmanager
def _databases(engine: str, folder: Path, sizes: Sequence[int]) -> Iterator[dict[int, str]]:
    """The address of a database for each size."""
    if engine == "sqlite":
        yield {size: f"sqlite:///{folder}/scale-{size}.sqlite3" for size in sizes}
        return
    with postgres.server() as server:
        admin = create_engine(server, isolation_level="AUTOCOMMIT")
        names = {size: f"scale_{os.getpid()}_{size}" for size in sizes}
        with admin.connect() as connection:
            for name in names.values():
                connection.execute(text(f"CREATE DATABASE {name}"))
        yield {size: admin.url.set(database=name).render_as_string(False) for size, name in names.items()}
        admin.dispose()


def run(sizes: Sequence[int], engines: Sequence[str], folder: Path, seed: int) -> list[Measured]:
    """Each size on each engine, measured in a process of its own."""
    measured = []
    for engine in engines:
        with _databases(engine, folder, sizes) as urls:
            for size, url in urls.items():
                fill(url, size, seed)
                command = [sys.executable, "-m", "bench.scale", "--measure", "--into", url, "--listings", str(size)]
                done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603
                if done.returncode:
                    raise SystemExit(done.stderr)
                measured.append(json.loads(done.stdout))
    return measured


def table(measured: Sequence[Measured]) -> str:
    """The figures in columns, one a directory."""
    columns = [f"{one['engine'].partition('+')[0][:10]} {one['listings']:,}" for one in measured]
    lines = [f"{'CPU ms (p50 / p99 of a kind)':<32}" + "".join(f"{name:>22}" for name in columns)]
    for kind in measured[0]["kinds"]:
        cells = (f"{one['kinds'][kind]['p50']:.2f} / {one['kinds'][kind]['p99']:.2f}" for one in measured)
        lines.append(f"{kind:<32}" + "".join(f"{cell:>22}" for cell in cells))
    dense = (f"{one['even_density']['p50']:.2f} / {one['even_density']['p99']:.2f}" for one in measured)
    lines.append(f"{'county of 70 to 140 firms':<32}" + "".join(f"{cell:>22}" for cell in dense))
    names = {
        "first_search_ms": "first search of a process",
        "after_edit_ms": "search after an edit",
        "edit_ratio": "  as multiple of one without",
        "page_ms": "results page",
        "page_again_ms": "the same page again",
        "static_ms": "static page of as many bytes",
        "page_of_static": "  throughput, share of static",
        "page_again_of_static": "  of the same page again",
        "alternative_ms": "FTS5 or GIN page of 60 lines",
        "alternative_p99_ms": "  its 99th of a hundred",
        "start_ms": "start",
        "memory_mb": "memory, MB",
    }
    for key, name in names.items():
        lines.append(f"{name:<32}" + "".join(f"{one[key]:>22,.2f}" for one in measured))
    return "\n".join(lines)


def main() -> None:
    """Fill, or measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--listings", type=int, nargs="+", default=[1000, 10_000], help="sizes of the directories")
    parser.add_argument("--engines", nargs="+", choices=["sqlite", "postgresql"], default=["sqlite", "postgresql"])
    parser.add_argument("--seed", type=int, default=13, help="another number makes other firms")
    parser.add_argument("--folder", type=Path, help="where the SQLite directories are and stay; without it, nowhere")
    parser.add_argument("--into", metavar="URL", help="only fill this database, to the first size")
    parser.add_argument("--measure", action="store_true", help="with --into: only measure it")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--plot", type=Path, help="draw the figures as SVG into this file")
    chosen = parser.parse_args()
    if chosen.into and chosen.measure:
        print(json.dumps(measure(chosen.into, chosen.listings[0])))
        return
    if chosen.into:
        started = time.process_time()
        entered = fill(chosen.into, chosen.listings[0], chosen.seed)
        spent = 1000 * (time.process_time() - started) / max(1, entered)
        print(f"{entered:,} listings entered, {spent:.2f} ms of CPU a listing")
        return
    with ExitStack() as stack:
        folder = chosen.folder or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.mkdir(parents=True, exist_ok=True)
        measured = run(chosen.listings, chosen.engines, folder, chosen.seed)
    print(json.dumps(measured, indent=1) if chosen.json else table(measured))
    if chosen.plot:
        chosen.plot.write_text(drawn(measured), encoding="utf-8")


if __name__ == "__main__":
    main()
