"""What the harness does inside a process of the site: its clock can be moved, and it dies where it is told.

`web_process` and `worker_process` run gunicorn and the worker like that. Nothing of it is in the product: what is
watched are events of libraries, and the steps that the kill tests watch.
"""

import mmap
import os
import runpy
import signal
import struct
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from directory.foundation import mail, sms
from directory.kernel import clock
from tests.support.patience import until

#: Where a web process can die while it saves a form. `half`: the answer's head is out, its page is not.
WEB_POINTS = ("begun", "flushed", "committing", "committed", "answered", "half")
#: Where a worker can die with a message in hand.
WORKER_POINTS = ("taken", "composed", "asked", "sent", "written", "recorded")
#: Files of a process's controls: seconds by which everybody's time, and this machine's clock, are off; who lives.
CLOCKS, OWNERS = "clocks", "owners"
_CLOCKS = struct.Struct("dd")
#: Seconds that a port waits for a far side that says nothing: the product's own would make a run take hours.
_PORT_SECONDS = 2.0


class Controls:
    """The folder through which the harness and its processes talk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / OWNERS).mkdir(parents=True, exist_ok=True)
        path = folder / CLOCKS
        if not path.exists():
            path.write_bytes(_CLOCKS.pack(0, 0))
        with path.open("r+b") as file:
            self._clocks = mmap.mmap(file.fileno(), _CLOCKS.size)

    def set_clocks(self, world: float, machine: float) -> None:
        """Seconds by which time has gone on for everybody, and by which this machine's clock is wrong."""
        self._clocks[:] = _CLOCKS.pack(world, machine)

    def clocks(self) -> tuple[float, float]:
        """The same, read."""
        world, machine = _CLOCKS.unpack(self._clocks[:])
        return world, machine

    def arm(self, point: str, signal_number: int = signal.SIGKILL) -> None:
        """The next process that comes to this point gets that signal there."""
        (self.folder / f"armed-{point}").write_text(str(int(signal_number)))

    def until_fired(self, progress: Callable[[], object] | None = None) -> None:
        """Wait until every point that was armed was come to, while there is progress. Raises TimeoutError with those
        that were not."""
        until(lambda: not self._armed(), f"nobody comes to {', '.join(self._armed())}", progress)

    def _armed(self) -> list[str]:
        return [path.name.rpartition("-")[2] for path in self.folder.glob("armed-*")]

    def look(self, point: str) -> None:
        """Called at each point. One process gets the signal of one arming, and notes it first."""
        fired = self.folder / f"fired-{time.monotonic_ns()}-{point}"
        try:
            os.rename(self.folder / f"armed-{point}", fired)
        except FileNotFoundError:
            return
        os.kill(os.getpid(), int(fired.read_text()))

    def fired(self) -> list[str]:
        """The points at which a process got its signal."""
        return [path.name.rpartition("-")[2] for path in self.folder.glob("fired-*")]

    def sign(self, process: int, owner: str) -> None:
        """A worker says under which name it takes messages."""
        (self.folder / OWNERS / str(process)).write_text(owner)

    def forget(self, process: int) -> None:
        """Count a worker as dead, though it may wake up."""
        (self.folder / OWNERS / str(process)).unlink()

    def owner(self, process: int) -> str:
        """Under which name a worker takes messages; empty before it does."""
        path = self.folder / OWNERS / str(process)
        return path.read_text() if path.exists() else ""


def move_clocks(controls: Controls) -> None:
    """Read every time this process asks for through the controls."""
    real_time = time.time

    def machine() -> datetime:
        return datetime.fromtimestamp(real_time(), UTC) + timedelta(seconds=controls.clocks()[1])

    def now() -> datetime:
        return machine() + timedelta(seconds=controls.clocks()[0])

    clock._source.append(now)
    clock.real = machine
    # Libraries that sign and expire look here.
    time.time = lambda: real_time() + sum(controls.clocks())


def become(module: str, words: list[str]) -> None:
    """Go on as `python -m MODULE WORDS`."""
    sms.TIMEOUT_SECONDS = mail.TIMEOUT_SECONDS = _PORT_SECONDS
    sys.argv = [module, *words]
    runpy.run_module(module, run_name="__main__", alter_sys=True)
