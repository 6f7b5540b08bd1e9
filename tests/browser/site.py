"""The whole site as its own processes: web server and worker, a database, a fake SMS gateway and a mail server."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from functools import cache
from hashlib import blake2b
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import ClassVar

from tests.support import commands
from tests.support.fake_sms import FakeSms
from tests.support.patience import SECONDS, until
from tests.support.shared import made_once

DATABASE = "lengnuan.sqlite3"
#: How many messages and jobs a worker is at.
_IN_HAND = """SELECT (SELECT count(*) FROM messages WHERE state = 'sending')
  + (SELECT count(*) FROM jobs WHERE lease_owner IS NOT NULL AND done_at IS NULL)"""


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Site:
    """A running site. `url` is its address; `environment` what its processes were given."""

    #: Where a database that one process of the run has laid is kept for the others; None: each lays its own.
    kept_in: ClassVar[Path | None] = None
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

    @property
    def is_running(self) -> bool:
        """Whether web and worker go on."""
        return all(process.poll() is None for process in self.processes)

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
            if time.monotonic() > ends or not self.is_running:
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

    def renew(self) -> None:
        """Put the database back as it was laid, in one transaction and while nothing is being sent or done.

        Listings get a version that no process of the site has seen: what it remembers of them is of another day.
        """
        path = self.instance.with_name(f"{self.instance.name}-seeded.sqlite3")
        path.write_bytes(_seeded(self.settings.get("SEED", "")))
        with closing(sqlite3.connect(self.instance / DATABASE, timeout=SECONDS, isolation_level=None)) as database:
            database.execute("ATTACH ? AS seeded", (str(path),))
            until(lambda: self._is_renewed(database), "something is still being sent")
        path.unlink()

    def _is_renewed(self, database: sqlite3.Connection) -> bool:
        database.execute("BEGIN IMMEDIATE")
        if database.execute(_IN_HAND).fetchone()[0]:
            database.execute("ROLLBACK")
            return False
        (version,) = database.execute("SELECT max(version) FROM data_versions").fetchone()
        for (table,) in database.execute("SELECT name FROM seeded.sqlite_schema WHERE type = 'table'").fetchall():
            database.execute(f"DELETE FROM main.{table}")
            database.execute(f"INSERT INTO main.{table} SELECT * FROM seeded.{table}")
        database.execute("UPDATE data_versions SET version = ?", (version + 1,))
        database.execute("COMMIT")
        return True

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
    """The database as `make run` lays it: made once for all sites of a run.

    `seed`: the setting SEED; empty for `seed/`.
    """
    if Site.kept_in is None:
        return _laid(seed)
    name = blake2b(seed.encode(), digest_size=8).hexdigest()
    return made_once(Site.kept_in / f"seeded-{name}.sqlite3", lambda: _laid(seed))


def _laid(seed: str) -> bytes:
    """It is laid by the same two commands."""
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


class Sites:
    """The running sites of a test process, each with its gateway: one is lent at a time to a file, as new."""

    def __init__(self, make_folder: Callable[[str], Path], stack: ExitStack) -> None:
        self._make_folder, self._stack = make_folder, stack
        self._idle: list[tuple[Site, FakeSms]] = []

    @contextmanager
    def lent(self) -> Iterator[tuple[Site, FakeSms]]:
        """A site as `make run` lays it, whose gateway hands every text over and says so."""
        if self._idle and self._idle[-1][0].is_running:
            site, gateway = self._idle.pop()
            site.renew()
            gateway.renew()
        else:
            gateway = self._stack.enter_context(FakeSms(mode="delivered"))
            site = self._stack.enter_context(running(self._make_folder("site"), gateway))
        yield site, gateway
        self._idle.append((site, gateway))
