"""The faults of `bench/faults` in their shortest form, on SQLite; and that its judges see what they are to see."""

from pathlib import Path

import pytest

from bench.faults.families import FAMILIES
from bench.faults.figures import Figure, not_tried, table
from bench.faults.fsync_order import acknowledged
from bench.faults.run import Run
from tests.support.databases import Databases

#: Those that take a few seconds; `make faults` runs all, in full.
SHORT = ("random-kills", "placed-kills", "double-submits", "worker-twice", "disk-full", "fsync-order")


@pytest.mark.kill
@pytest.mark.parametrize("family", SHORT)
def test_nothing_is_lost(test_databases: Databases, tmp_path: Path, family: str) -> None:
    run = Run(tmp_path, test_databases, share=0.01, engines=("sqlite",), is_quiet=True, family=family)
    # What a machine lacks is a miss for `make faults` alone.
    figures = [figure for figure in FAMILIES[family](run) if figure.is_tried]
    assert all(figure.is_met for figure in figures), table(figures)


@pytest.mark.parametrize(
    ("least", "most", "seen", "target", "is_met"),
    [(0, 0, 0, "0", True), (0, 0, 1, "0", False), (3, None, 2, ">= 3", False), (None, 3, 3, "<= 3", True)],
)
def test_a_target_is_met_or_missed(
    least: float | None, most: float | None, seen: float, target: str, is_met: bool
) -> None:
    figure = Figure("family", "lost", seen, least, most)
    assert (figure.target, figure.is_met) == (target, is_met)
    assert ("MISSED" in table([figure])) != is_met


def test_what_was_not_tried_is_not_met() -> None:
    assert not not_tried("slow-clients", "nginx is not on this machine").is_met


_SYNC, _YES = "{} fdatasync(9) = 0", '{} sendto(5, "HTTP/1.1 303 SEE", 300, 0, NULL, 0) = 300'
_PAGE = '{} sendto(5, "HTTP/1.1 200 OK\\r", 300, 0, NULL, 0) = 300'


@pytest.mark.parametrize(
    ("lines", "counts"),
    [
        ((_SYNC.format(1), _YES.format(1)), (1, 0)),
        ((_YES.format(1), _SYNC.format(1)), (1, 1)),
        ((_SYNC.format(1), _YES.format(2)), (1, 1)),
        ((_SYNC.format(1), _PAGE.format(1), _YES.format(1)), (1, 1)),
        (("1 fdatasync(9 <unfinished ...>", "1 <... fdatasync resumed>) = 0", _YES.format(1)), (1, 0)),
        (("1 fdatasync(9) = -1 EIO (Input/output error)", _YES.format(1)), (1, 1)),
    ],
)
def test_a_yes_without_a_sync_before_is_seen(lines: tuple[str, ...], counts: tuple[int, int]) -> None:
    assert acknowledged(lines) == counts
