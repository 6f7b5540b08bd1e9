"""Run the faults: `python -m bench.faults [FAMILY ...] [--share 0.1] [--json]`; ends with 1 where one is missed."""

import argparse
import json
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path

from bench.faults.families import FAMILIES
from bench.faults.figures import Figure, table
from bench.faults.run import Run
from tests.support.databases import Databases, memory


def _figures(run: Run) -> Iterator[Figure]:
    """Those of the run's family; one that waits for what never comes is a missed target, not the end of the run."""
    try:
        yield from FAMILIES[run.family](run)
    except TimeoutError as error:
        yield Figure(run.family, f"went to its end ({error})", 0, least=1)


def run_families(names: list[str], *, share: float = 1.0, engines: tuple[str, ...], is_quiet: bool) -> list[Figure]:
    """The figures of these families, one after the other, in folders that are gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="lengnuan-faults-", dir=memory()))
    figures: list[Figure] = []
    try:
        with ExitStack() as stack:
            run = Run(folder, Databases(folder, stack), share, engines, is_quiet)
            for name in names:
                run.family = name
                run.say("begins")
                for figure in _figures(run):
                    figures.append(figure)
                    # At once: of a run that is cut off, what was seen until then is known.
                    target = f" (target {figure.target})" if figure.target else ""
                    run.say(f"{'' if figure.is_met else 'MISSED '}{figure.name}: {figure.seen:g}{target}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return figures


def main() -> int:
    """Run, print, and say by the exit code whether every target was met."""
    parser = argparse.ArgumentParser(prog="python -m bench.faults", description=__doc__)
    parser.add_argument("families", nargs="*", metavar="FAMILY", help=", ".join(FAMILIES))
    parser.add_argument("--share", type=float, default=1.0, help="part of the full counts, such as 0.1")
    parser.add_argument(
        "--engine", choices=("sqlite", "postgresql"), help="only this database, where a family does both"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object in the place of the table")
    given = parser.parse_args()
    if unknown := set(given.families) - set(FAMILIES):
        parser.error(f"no such family: {', '.join(sorted(unknown))}")
    engines = (given.engine,) if given.engine else ("sqlite", "postgresql")
    # Whoever ends this ends what it started: as a program that is left, not one that is cut off.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended"))
    figures = run_families(given.families or list(FAMILIES), share=given.share, engines=engines, is_quiet=False)
    is_met = all(figure.is_met for figure in figures)
    if given.json:
        load = round(os.getloadavg()[2], 1)
        lines = [asdict(figure) | {"target": figure.target, "is_met": figure.is_met} for figure in figures]
        print(json.dumps({"share": given.share, "load": load, "is_met": is_met, "figures": lines}, indent=1))
    else:
        print(table(figures))
        summary = "all targets met" if is_met else "TARGETS MISSED"
        print(f"\n{summary}; share {given.share:g}, load {os.getloadavg()[2]:.1f}")
    return 0 if is_met else 1


if __name__ == "__main__":
    sys.exit(main())
