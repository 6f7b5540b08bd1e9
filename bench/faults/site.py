"""The running site: web servers, workers and the gateway, started again when they die, as their units are."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from flask import Flask

from bench.faults.process import Controls
from directory.config import FILES
from directory.foundation import spool
from directory.foundation.db import db
from tests.support import commands, web_server
from tests.support.databases import application
from tests.support.fake_sms import FakeSms
from tests.support.patience import SECONDS

#: Seconds between two looks at whether a process died; systemd's own pause is longer.
_LOOK = 0.1
_PYTHON = sys.executable


class Unit:
    """One process that is started again whenever it ends, until it is stopped."""

    def __init__(self, start: Callable[[], commands.Running]) -> None:
        self._start, self._is_stopped = start, False
        self.starts = 0
        self.process = self._begin()

    def _begin(self) -> commands.Running:
        self.starts += 1
        return self._start()

    def look(self) -> None:
        """Start it again if it died."""
        if not self._is_stopped and self.process.poll() is not None:
            self.process = self._begin()

    def kill(self) -> bool:
        """SIGKILL to the process itself; False where it is dead already."""
        if self.process.poll() is not None:
            return False
        self.process.kill()
        return True

    def children(self) -> list[int]:
        """The processes it started: of a web server those that answer."""
        try:
            return [int(child) for child in _children_file(self.process.pid).read_text().split()]
        except OSError:
            return []

    def kill_child(self, turn: int) -> bool:
        """SIGKILL to one of the processes that it started; False while there is none."""
        children = self.children()
        if not children:
            return False
        with suppress(ProcessLookupError):
            os.kill(children[turn % len(children)], signal.SIGKILL)
        return True

    def kill_all(self) -> None:
        """SIGKILL to it and to what it started."""
        for child in self.children():
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        self.kill()

    def stop(self) -> None:
        """As its unit is stopped: told to end, then made to."""
        self._is_stopped = True
        # One that a family put to sleep hears nothing before it wakes up.
        self.process.send_signal(signal.SIGCONT)
        self.process.terminate()
        try:
            self.process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def _children_file(process: int) -> Path:
    return Path(f"/proc/{process}/task/{process}/children")


@dataclass
class Host:
    """One machine of the site: its web server, its workers, and what the harness does to it."""

    folder: Path
    #: Of its web server, and of its workers: their clocks can be wrong apart.
    controls: Controls
    worker_controls: Controls
    listener: socket.socket
    web: Unit
    workers: list[Unit]

    @property
    def address(self) -> str:
        """Where its web server listens."""
        return f"http://127.0.0.1:{self.listener.getsockname()[1]}"

    @property
    def units(self) -> list[Unit]:
        """Everything that runs on it."""
        return [self.web, *self.workers]

    def kill(self) -> None:
        """All of it at once, as a machine goes that loses its power; it starts again by itself."""
        for unit in self.units:
            unit.kill_all()

    def is_ready(self) -> bool:
        """Whether it says at /readyz that it can save."""
        try:
            with socket.create_connection(self.listener.getsockname(), timeout=10) as line:
                line.sendall(b"GET /readyz HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")
                return b" 200 " in line.recv(64)
        except OSError:
            return False


@dataclass
class Site:
    """Hosts on one database, with the gateway they send to. A context manager."""

    folder: Path
    database_url: str
    settings: Mapping[str, str]
    gateway: FakeSms
    hosts: list[Host] = field(default_factory=list)
    world: float = 0.0
    _stack: ExitStack = field(default_factory=ExitStack)
    _is_over: threading.Event = field(default_factory=threading.Event)

    @property
    def gateway_log(self) -> Path:
        """What the gateway wrote down of each text before it answered."""
        return self.folder / "texts.jsonl"

    def open(self, name: str, *, workers: int = 1, prefix: Sequence[str] = (), **settings: str) -> Host:
        """Start a host. `prefix` starts its processes in a place of their own."""
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        controls, worker_controls = Controls(folder / "web"), Controls(folder / "worker")
        listener = self._stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=512))
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        values = {**self.settings, "DATABASE_URL": self.database_url, "BASE_URL": address, **settings}
        web = (_PYTHON, "-m", "bench.faults.web_process", str(controls.folder), *web_server.COMMAND[3:])
        worker = ("bench.faults.worker_process", str(worker_controls.folder))
        host = Host(
            folder,
            controls,
            worker_controls,
            listener,
            Unit(lambda: web_server.start(listener, folder, values, command=web, prefix=prefix)),
            [Unit(lambda: web_server.start_worker(folder, values, worker, prefix)) for _ in range(workers)],
        )
        self.hosts.append(host)
        self.pass_time(0)
        return host

    @property
    def doors(self) -> list[str]:
        """The addresses of its web servers."""
        return [host.address for host in self.hosts]

    @property
    def workers(self) -> list[Unit]:
        """Of all hosts."""
        return [worker for host in self.hosts for worker in host.workers]

    def owners(self) -> set[str]:
        """The names of the workers that live."""
        live = [host.worker_controls.owner(worker.process.pid) for host in self.hosts for worker in host.workers]
        return {owner for owner in live if owner}

    def spooled(self) -> int:
        """How much of what the gateway brought waits for a worker."""
        return sum(len(list((host.folder / spool.FOLDER).glob("*"))) for host in self.hosts)

    def pass_time(self, seconds: float) -> None:
        """So much time goes by for everybody at once."""
        self.world += seconds
        for host in self.hosts:
            for controls in (host.controls, host.worker_controls):
                controls.set_clocks(self.world, controls.clocks()[1])

    def until_ready(self) -> None:
        """Wait until every web server answers. Raises TimeoutError with the end of its log when one does not."""
        for host in self.hosts:
            ends = time.monotonic() + SECONDS
            while not host.is_ready():
                if time.monotonic() > ends:
                    raise TimeoutError((host.folder / web_server.LOG).read_text()[-3000:])
                time.sleep(_LOOK)

    def _tend(self) -> None:
        while not self._is_over.wait(_LOOK):
            for host in list(self.hosts):
                for unit in host.units:
                    unit.look()

    def __enter__(self) -> Self:
        self._tending = threading.Thread(target=self._tend, daemon=True)
        self._tending.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._tending.join()
        for host in self.hosts:
            for unit in host.units:
                unit.stop()
        self._stack.close()


@contextmanager
def site(folder: Path, database_url: str, **settings: str) -> Iterator[tuple[Site, Flask]]:
    """A site without hosts yet, and an application on the same database for the judge."""
    folder.mkdir(parents=True, exist_ok=True)
    with FakeSms(log=folder / "texts.jsonl") as gateway:
        values = {
            **gateway.settings,
            "SMTP_URL": FILES,
            "SMS_HOURS": "always",
            "SMS_DAILY_LIMIT": "1000000",
            "CONFIRM_MINUTES": "0",
            "RATE_LIMITS": "off",
            **settings,
        }
        app = application(database_url, folder / "judge", RATE_LIMITS="off", CONFIRM_MINUTES="0")
        with app.app_context():
            try:
                with Site(folder, database_url, values, gateway) as running:
                    yield running, app
            finally:
                db.session.remove()
                db.engine.dispose()
