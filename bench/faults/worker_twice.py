"""Several workers on one database; some stand still with a message in their hands until their leases are over."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

from bench.faults.figures import Figure
from bench.faults.judge import settle, verdict
from bench.faults.run import Run

WORKERS, REQUESTS, RATE = 4, 300, 8.0
#: Homeowners at a time: whether a crowd is served is another family's question.
_AT_ONCE = 16
#: Where a worker stands still.
_STOPS = ("taken", "composed", "sent")


def faults(run: Run) -> Iterator[Figure]:
    """On each engine with all workers awake. On PostgreSQL then with some that fall asleep: on SQLite one that sleeps
    in the middle of a write stops all of them, which is no question of who sends."""
    for engine in run.engines:
        requests = run.count(REQUESTS // 2, least=12)
        with run.site(engine, 3 * requests) as (site, traffic):
            host = site.open("host", workers=WORKERS)
            site.until_ready()
            with traffic.at_rate(RATE, _AT_ONCE):
                traffic.until_sent_off(requests)
            settle(site)
            yield from verdict(run.family, site, traffic.visits, about=f"{engine}, awake", least=requests // 2)
            if engine == "sqlite":
                continue
            with traffic.at_rate(RATE, _AT_ONCE):
                for point in _STOPS:
                    host.worker_controls.arm(point, signal.SIGSTOP)
                    host.worker_controls.until_fired(traffic.progress)
                traffic.until_sent_off(2 * requests)
            asleep = [worker.process.pid for worker in host.workers if _is_asleep(worker.process.pid)]
            for process in asleep:
                host.worker_controls.forget(process)
            settle(site)
            for process in asleep:
                os.kill(process, signal.SIGCONT)
            with traffic.at_rate(RATE, _AT_ONCE):
                traffic.until_sent_off(len(traffic.visits) + WORKERS)
            settle(site)
            yield Figure(run.family, f"{engine}: workers that slept", len(asleep), least=len(_STOPS))
            yield from verdict(run.family, site, traffic.visits, about=f"{engine}, asleep", most_repeats=1)


def _is_asleep(process: int) -> bool:
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "T"
