"""The whole site as its own processes: web server and worker, a database, a fake SMS gateway and a mail server."""

import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.support import commands
from tests.support.fake_sms import FakeSms
from tests.support.patience import SECONDS

DATABASE = "lengnuan.sqlite3"


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Site:
    """A running site. `url` is its address; `environment` what its processes were given."""

    instance: Path
    settings: dict[str, str]
    port: int = field(default_factory=free_port)
    processes: list[commands.Running] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The site's address on loopback."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """What `make run` would set, with this site's own instance, port and gateways."""
        return {
            **os.environ,
            "LENGNUAN_ENV": "development",
            # What a journey sends goes out at once; its waiting for a confirmed phone has tests of its own.
            "CONFIRM_MINUTES": "0",
            "INSTANCE": str(self.instance),
            "PORT": str(self.port),
            "PYTHONUNBUFFERED": "1",
            **self.settings,
        }

    def flask(self, *words: str) -> str:
        """Run one command of the site to its end and give what it printed."""
        done = commands.flask(*words, environment=self.environment, timeout=SECONDS)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self) -> None:
        """Lay the database, then start web and worker and wait until the site is ready."""
        (self.instance / DATABASE).write_bytes(_seeded(self.settings.get("SEED", "")))
        web = ("gunicorn", "--config", "python:directory.server")
        for number, words in enumerate((web, ("flask", "--app", "directory", "worker"))):
            log = self.instance / f"process-{number}.log"
            self.processes.append(commands.start(*words, environment=self.environment, out=log))
        self._wait_until_ready()

    def _wait_until_ready(self) -> None:
        ends = time.monotonic() + SECONDS
        while True:
            try:
                with urllib.request.urlopen(f"{self.url}/readyz", timeout=2) as answer:
                    if answer.status == 200:
                        return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                pass
            if time.monotonic() > ends or any(p.poll() is not None for p in self.processes):
                logs = "\n".join(f.read_text(errors="replace")[-2000:] for f in self.instance.glob("process-*.log"))
                raise AssertionError(f"the site did not start:\n{logs}")
            time.sleep(0.1)

    def settle(self) -> None:
        """Wait until every message that an earlier test decided has gone out."""
        ends = time.monotonic() + SECONDS
        while time.monotonic() < ends:
            with urllib.request.urlopen(f"{self.url}/dev/outbox.json", timeout=SECONDS) as answer:
                if not {"waiting", "sending"}.intersection(message["state"] for message in json.load(answer)):
                    return
            time.sleep(0.1)
        raise AssertionError("messages still wait")

    def stop(self) -> None:
        """End both processes and wait for them."""
        for process in self.processes:
            process.send_signal(signal.SIGTERM)
        for process in self.processes:
            try:
                process.wait(timeout=SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.processes.clear()


@cache
def _seeded(seed: str) -> bytes:
    """The database as `make run` lays it, by the same two commands: made once for all sites of a test process.

    `seed`: the setting SEED; empty for `seed/`.
    """
    with TemporaryDirectory() as folder:
        first = Site(Path(folder), {"SEED": seed})
        first.flask("db", "upgrade")
        first.flask("seed")
        return (first.instance / DATABASE).read_bytes()


@contextmanager
def running(folder: Path, gateway: FakeSms, **settings: str) -> Iterator[Site]:
    """A site in a folder of its own, its texts going to the gateway, until the block ends.

    One visitor sends more requests here than a person may in an hour: limits have tests of their own.
    """
    site = Site(folder, {**gateway.settings, "RATE_LIMITS": "off", **settings})
    try:
        site.start()
        yield site
    finally:
        site.stop()
