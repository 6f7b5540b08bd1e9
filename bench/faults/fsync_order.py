"""Whether what is acknowledged is on the disk: a sync of the log before each answer that says "saved" (strace)."""

import re
import shutil
import signal
import subprocess
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from bench.faults.figures import Figure, not_tried
from bench.faults.judge import settle, verdict
from bench.faults.run import Run
from tests.support.patience import until

REQUESTS, RATE = 200, 4.0
STRACE = shutil.which("strace")
_SYNCED = re.compile(r"(fdatasync|fsync)(\(\d+\)| resumed>\)?)\s*= 0")
_ANSWER = re.compile(r'sendto\(\d+, "HTTP/1\.1 (\d+)')


def faults(run: Run) -> Iterator[Figure]:
    """SQLite, whose web process commits by itself. PostgreSQL's own log is tried by `database-restart`."""
    if "sqlite" not in run.engines:
        yield Figure(run.family, "SQLite was left out", 0)
        return
    if not STRACE:
        yield not_tried(run.family, "strace is not on this machine")
        return
    requests = run.count(REQUESTS, least=8)
    with run.site("sqlite", requests) as (site, traffic):
        host = site.open("host")
        site.until_ready()
        calls = site.folder / "calls"
        [process] = host.web.children()
        words = [STRACE, "-f", "-qq", "-p", str(process), "-e", "trace=fdatasync,fsync,sendto", "-s", "16"]
        with subprocess.Popen([*words, "-o", str(calls)]) as tracer:  # noqa: S603
            until(lambda: _tracer_of(process) == tracer.pid, "strace does not attach")
            for _ in traffic.paced(range(requests), RATE):
                traffic.send_off()
            traffic.finish()
            tracer.send_signal(signal.SIGINT)
        settle(site)
        yes, unsynced = acknowledged(calls.read_text().splitlines())
        saved = sum(bool(visit.address) for visit in traffic.visits)
        yield Figure(run.family, "acknowledgements seen by strace", yes, least=saved)
        yield Figure(run.family, "of them without a sync before", unsynced, least=0, most=0)
        yield from verdict(run.family, site, traffic.visits, least=requests // 2)


def acknowledged(lines: Iterable[str]) -> tuple[int, int]:
    """Of strace's lines: answers 303, and those of them before which their thread synced nothing since its last answer.

    `["7 fdatasync(9) = 0", '7 sendto(5, "HTTP/1.1 303 SEE", ...) = 300']` -> (1, 0)
    """
    yes, unsynced, syncs = 0, 0, defaultdict(int)
    for line in lines:
        thread = line.split(" ", 1)[0]
        if _SYNCED.search(line):
            syncs[thread] += 1
        elif match := _ANSWER.search(line):
            if match[1] == "303":
                yes += 1
                unsynced += not syncs[thread]
            syncs[thread] = 0
    return yes, unsynced


def _tracer_of(process: int) -> int:
    [line] = [line for line in Path(f"/proc/{process}/status").read_text().splitlines() if "TracerPid" in line]
    return int(line.split()[1])
