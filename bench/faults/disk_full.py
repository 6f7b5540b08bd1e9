"""The disk of the database is full for a while: a file system in memory that the harness fills."""

from collections.abc import Iterator

from bench.faults.figures import Figure, not_tried
from bench.faults.mounts import MAY_MOUNT, filled, in_memory
from bench.faults.outages import SEND, outages
from bench.faults.run import Run

TIMES, SIZE = 6, "64m"


def faults(run: Run) -> Iterator[Figure]:
    """SQLite, whose file and log grow on that disk."""
    if "sqlite" not in run.engines:
        yield Figure(run.family, "SQLite was left out", 0)
        return
    if not MAY_MOUNT:
        yield not_tried(run.family, "only root may mount a small disk")
        return
    disk, times = run.folder / run.family, run.count(TIMES)
    with in_memory(disk, SIZE), run.site("sqlite", 8 * SEND * times, disk=disk) as (site, traffic):
        site.open("host")
        site.until_ready()
        yield from outages(run, site, traffic, lambda: filled(disk), times, about="sqlite")
