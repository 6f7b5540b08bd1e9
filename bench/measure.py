"""CPU of two calls taken in turn, so that a machine whose speed drifts hurts both alike."""

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Ratio:
    """CPU milliseconds a call of the thing and of its floor (medians over rounds), and the ratio pair by pair."""

    name: str
    cpu_ms: float
    floor_ms: float
    ratio: float
    ratio_low: float
    ratio_high: float

    def line(self) -> str:
        """One line of a table."""
        spread = f"{self.ratio_low:.2f}-{self.ratio_high:.2f}"
        return f"{self.name:<19} {self.cpu_ms:>8.2f} {self.floor_ms:>9.2f} {self.ratio:>7.2f}  {spread}"


HEADER = f"{'':<19} {'CPU ms':>8} {'floor ms':>9} {'ratio':>7}  lowest-highest round"


def _cpu_ms(call: Callable[[], object], times: int) -> float:
    started = time.process_time()
    for _ in range(times):
        call()
    return (time.process_time() - started) * 1000 / times


def compare(
    name: str, call: Callable[[], object], floor: Callable[[], object], *, rounds: int = 9, times: int = 40
) -> Ratio:
    """Measure `call` and `floor` in turn: one warm-up, then `rounds` rounds of `times` calls each."""
    call()
    floor()
    pairs = []
    for _ in range(rounds):
        gc.collect()
        pairs.append((_cpu_ms(call, times), _cpu_ms(floor, times)))
    ratios = [a / b for a, b in pairs]
    return Ratio(
        name,
        statistics.median(a for a, _ in pairs),
        statistics.median(b for _, b in pairs),
        statistics.median(ratios),
        min(ratios),
        max(ratios),
    )
