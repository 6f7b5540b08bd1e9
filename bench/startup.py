"""What starting costs: CPU seconds and memory of every process, as `make run` starts them and as commands are typed.

`python -m bench.startup [--json] [--idle SECONDS]`. Each figure is of whole processes, asked of the system; the floor
is a Python that imports Flask, in the same run, since a busy machine makes every second longer.
"""

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from directory.kernel.prepared import ROOT

AD = ROOT / "seed" / "ads" / "huafu-lengnuan-kongtiao.txt"
TEXT = "空调维修"
FLASK = [sys.executable, "-m", "flask", "--app", "directory"]
#: Runs of a command, of which the cheapest counts.
RUNS = 5
_TICKS = os.sysconf("SC_CLK_TCK")
_LONGEST_START = 60.0


@dataclass(frozen=True)
class Figure:
    """CPU seconds and the resident memory in MB (of a command, at its highest) of one process."""

    name: str
    cpu: float
    rss: float


def command(name: str, words: list[str], settings: dict[str, str]) -> Figure:
    """The cheapest of some runs of a command."""
    return min((_run(name, words, settings) for _ in range(RUNS)), key=lambda figure: figure.cpu)


def _run(name: str, words: list[str], settings: dict[str, str]) -> Figure:
    process = subprocess.Popen(  # noqa: S603  (our own words)
        words, cwd=ROOT, env=os.environ | settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{name} ended with {status}")
    return Figure(name, round(used.ru_utime + used.ru_stime, 2), round(used.ru_maxrss / 1024, 1))


@contextmanager
def running(settings: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """`make run`'s processes, once the site said where it is."""
    words = [sys.executable, "-m", "directory.run"]
    with subprocess.Popen(  # noqa: S603  (our own words)
        words, cwd=ROOT, env=os.environ | settings, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            while process.stdout is not None and not process.stdout.readline().strip():
                if process.poll() is not None:
                    raise SystemExit("the site did not start")
            yield process
        finally:
            process.terminate()
            process.wait(_LONGEST_START)


def family(parent: int) -> dict[str, int]:
    """The processes of a running site by what they do: supervisor, server (gunicorn's own), web, worker."""
    server, worker = sorted(_children(parent), key=lambda child: "worker" in _words(child))
    (web,) = _children(server)
    return {"supervisor": parent, "server": server, "web": web, "worker": worker}


def cpu(process: int) -> float:
    """CPU seconds a process has used, itself alone."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def exact_cpu(process: int) -> float:
    """The same by the scheduler's count, to the nanosecond, of all threads that live."""
    tasks = Path(f"/proc/{process}/task").iterdir()
    return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9


def rss(process: int) -> float:
    """Resident memory in MB."""
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    return round(next(int(line.split()[1]) for line in lines if line.startswith("Rss:")) / 1024, 1)


def first_page(port: int) -> float:
    """Milliseconds until the first search after the start is answered."""
    request = b"GET /zh-hans/find?q=%E7%A9%BA%E8%B0%83 HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n"
    began = time.perf_counter()
    with socket.create_connection(("127.0.0.1", port), timeout=_LONGEST_START) as line:
        line.sendall(request)
        if b" 200 " not in line.recv(64):
            raise SystemExit("no page of results")
        while line.recv(1 << 16):
            pass
    return round((time.perf_counter() - began) * 1000, 1)


def measure(idle: float) -> dict[str, object]:
    """Every figure, on a fresh database with the listings of seed/."""
    with tempfile.TemporaryDirectory() as folder:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = int(free.getsockname()[1])
        settings = {"INSTANCE": folder, "LENGNUAN_ENV": "development", "PORT": str(port)}
        for words in (["db", "upgrade"], ["seed"]):
            _run(words[0], FLASK + words, settings)
        figures = [
            command("python -c 'import flask'", [sys.executable, "-c", "import flask"], settings),
            command("ads parse FILE", [*FLASK, "ads", "parse", str(AD)], settings),
            command("search TEXT", [*FLASK, "search", TEXT], settings),
        ]
        with running(settings) as process:
            processes = family(process.pid)
            figures += [Figure(name, round(cpu(pid), 2), rss(pid)) for name, pid in processes.items()]
            page = first_page(port)
            time.sleep(2)
            before, began = exact_cpu(processes["worker"]), time.monotonic()
            time.sleep(idle)
            share = (exact_cpu(processes["worker"]) - before) / (time.monotonic() - began) * 100
    return {
        "processes": [asdict(figure) for figure in figures],
        "first_page_ms": page,
        "idle_worker_percent": round(share, 2),
    }


def _children(process: int) -> list[int]:
    tasks = Path(f"/proc/{process}/task").iterdir()
    return [int(child) for task in tasks for child in (task / "children").read_text().split()]


def _words(process: int) -> list[str]:
    return Path(f"/proc/{process}/cmdline").read_text().split("\0")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.add_argument("--idle", type=float, default=20, help="seconds to watch the idle worker")
    given = parser.parse_args()
    measured = measure(given.idle)
    if given.json:
        print(json.dumps(measured, indent=1))
        return
    print(f"{'':<28} {'CPU s':>7} {'MB':>7}")
    for figure in measured["processes"]:  # type: ignore[attr-defined]
        print(f"{figure['name']:<28} {figure['cpu']:>7.2f} {figure['rss']:>7.1f}")
    print(f"first search after ready: {measured['first_page_ms']} ms")
    print(f"idle worker: {measured['idle_worker_percent']} % of a core")


if __name__ == "__main__":
    main()
