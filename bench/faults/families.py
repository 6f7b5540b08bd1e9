"""The families of faults by name, in the order they run."""

from collections.abc import Callable, Iterator

from bench.faults import double_submits, placed_kills, random_kills, worker_twice
from bench.faults.figures import Figure
from bench.faults.run import Run

FAMILIES: dict[str, Callable[[Run], Iterator[Figure]]] = {
    "random-kills": random_kills.faults,
    "placed-kills": placed_kills.faults,
    "double-submits": double_submits.faults,
    "worker-twice": worker_twice.faults,
}
