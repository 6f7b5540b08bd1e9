"""Fixtures every test may use: the application on each engine, a clean database, a clock that can be moved."""

import gc
import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from flask import Flask, has_app_context
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings
from sqlalchemy.orm import Session, close_all_sessions
from werkzeug.test import TestResponse

from directory.foundation.db import db
from directory.kernel import clock as kernel_clock
from tests.support import databases
from tests.support.engines import NOTHING_NEW, Engines, journal
from tests.support.further import mark_further

# Collecting makes very many objects that all stay: looking through them for garbage was two fifths of its time.
gc.disable()

# A test that invents its inputs has no time to keep: how long one takes says more of the machine than of the code.
settings.register_profile("untimed", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

_LOOPBACK = {"127.0.0.1", "::1", "localhost"}
START = datetime(2026, 11, 23, 18, 16, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reaches beyond this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if isinstance(address, tuple) and address[0] not in _LOOPBACK:
            raise AssertionError(f"a test reached for {address[0]}")
        connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(scope="session")
def test_databases() -> Iterator[databases.Databases]:
    """The databases of this worker; everything it started is stopped at the end."""
    with ExitStack() as stack, TemporaryDirectory(dir=databases.memory()) as folder:
        yield databases.Databases(Path(folder), stack)


@pytest.fixture(scope="session")
def _folders() -> Iterator[Iterator[Path]]:
    """New folders of this process, gone with it."""
    with TemporaryDirectory(prefix="lengnuan-tests-", ignore_cleanup_errors=True) as folder:
        yield map(Path(folder).resolve().joinpath, map(str, count(1)))


@pytest.fixture
def tmp_path(_folders: Iterator[Path]) -> Path:
    """An empty folder. To number one, pytest's own reads the names of all that the run has made: 2 ms at the end."""
    folder = next(_folders)
    folder.mkdir(mode=0o700)
    return folder


@pytest.fixture(params=databases.ENGINES)
def engine_url(request: pytest.FixtureRequest, test_databases: databases.Databases) -> str:
    """A migrated database of this worker, on each engine."""
    return test_databases.migrated(request.param)


class MovableClock:
    """Time that moves only when told."""

    def __init__(self) -> None:
        self.moment = START

    def move(self, seconds: float = 0, **parts: float) -> datetime:
        """Go on by so many seconds (or minutes=, hours=, days=)."""
        self.moment += timedelta(seconds=seconds, **parts)
        return self.moment


@pytest.fixture
def clock() -> Iterator[MovableClock]:
    """A clock that starts on a Monday at 1:16 PM in Washington."""
    movable = MovableClock()
    with kernel_clock.use(lambda: movable.moment):
        yield movable


class Visitor(FlaskClient):
    """A client whose every request has a context, session and `g` of its own, as behind a real server."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Make a request; the test's own session starts afresh after it, and sees what the request wrote."""
        if has_app_context():
            db.session.rollback()
        with self.application.app_context():
            return super().open(*args, **kwargs)


@pytest.fixture
def app(
    request: pytest.FixtureRequest, test_databases: databases.Databases, engine_url: str, tmp_path: Path
) -> Iterator[Flask]:
    """The application on a clean database, inside its context: one for all tests, but for those that change it."""
    is_own = request.node.get_closest_marker("own_application") is not None
    make = databases.application if is_own else test_databases.application
    app = make(engine_url, tmp_path)
    app.test_client_class = Visitor
    with app.app_context():
        yield app
        db.session.remove()
        # A worker in the test takes its session off: the one that the test still holds goes back to the pool here.
        close_all_sessions()
        databases.clean(db.engine)
        if is_own:
            db.engine.dispose()


@pytest.fixture
def session(app: Flask) -> Session:
    """The application's session."""
    return db.session()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor."""
    return app.test_client()


#: Folders whose files take longest, a few tests each: begun last, one of them would run on when all others are done.
_LONGEST = {"hostile", "kill", "browser"}


#: In a worker: the places of folders of tests in the order of all workers.
_ORDER: dict[Path, int] = {}


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Iterator[None]:
    """Each worker begins with another folder: what one has compiled, the others read. Cold, that is 5 s of CPU."""
    report: Any = yield
    worker, workers = os.environ.get("PYTEST_XDIST_WORKER", ""), int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    if worker and collector.path == Path(__file__).parent and report.passed:
        folders = report.result
        _ORDER.update({folder.path: place for place, folder in enumerate(folders)})
        first = len(folders) * int(worker.removeprefix("gw")) // workers
        report.result = [*folders[first:], *folders[:first]]
    return report


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files come first: workers take files in this order. Of each file one case is the quick one."""
    items.sort(key=lambda item: max((_ORDER.get(path, -1) for path in (item.path, *item.path.parents)), default=-1))
    mark_further(items)
    items.sort(key=lambda item: item.path.parent.name not in _LONGEST)


_ENGINES = Engines(journal())


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """A case that would tell PostgreSQL nothing new is not run."""
    if _ENGINES.has_nothing_new(item):
        pytest.skip(NOTHING_NEW)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Note what each engine is told."""
    with _ENGINES.listening(item):
        return (yield)


def pytest_report_teststatus(report: pytest.TestReport) -> tuple[str, str, str] | None:
    """Count cases that PostgreSQL is not asked in apart: they are not left out for want of anything."""
    if report.skipped and isinstance(report.longrepr, tuple) and report.longrepr[2].endswith(NOTHING_NEW):
        return NOTHING_NEW, "", ""
    return None


def pytest_collection_finish() -> None:
    """From here on there is garbage; what was made until now is none, and is not looked through again."""
    gc.freeze()
    gc.set_threshold(20_000, 50, 100)  # a page makes thousands of objects that go by themselves
    gc.enable()


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print the figures that tests counted, whichever worker they ran on."""
    reports = terminalreporter.stats.get("passed", []) + terminalreporter.stats.get("failed", [])
    figures = [text for report in reports for name, text in report.user_properties if name == "figures"]
    if figures:
        terminalreporter.section("figures")
        for text in sorted(figures):
            terminalreporter.write_line(text)
