"""From one release to the next: tables that are newer, processes that start together, the release before on the new
tables, and what a process says of itself."""

import io
import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from zipfile import ZipFile

import pytest
import structlog
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, create_engine, event, inspect, select, text
from sqlalchemy.exc import OperationalError

from directory.config import FILES
from directory.entrypoints.pages import machine
from directory.foundation import limits, release, security
from directory.foundation.alone import alone
from directory.foundation.db import db
from directory.kernel.errors import Busy
from directory.outbox.models import Message
from tests.factories.listings import GAOSHI, seeded
from tests.rules.schema import last_release
from tests.support import databases
from tests.support.databases import SECRET_KEY
from tests.support.homeowner import Visitor, filled
from tests.support.patience import until
from tests.support.web_server import ROOT

#: Seconds after which what has not come does not come; nothing that comes waits for them.
PATIENCE = 180
FLASK = [sys.executable, "-m", "flask", "--app", "directory"]


def _set_version(number: str) -> None:
    db.session.rollback()
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :n"), {"n": number})


@pytest.fixture
def newer_tables(app: Flask) -> Iterator[None]:
    """The tables of a release that is not out yet."""
    with db.engine.connect() as connection:
        before = str(connection.scalar(text("SELECT version_num FROM alembic_version")))
    _set_version("9998")
    yield
    _set_version(before)


def test_a_release_goes_on_when_the_next_ones_tables_land(newer_tables: None, client: FlaskClient) -> None:
    assert (client.get("/readyz").status_code, client.get("/readyz").text) == (200, "ready\n")


def test_a_release_that_is_put_back_starts_on_newer_tables(newer_tables: None, app: Flask) -> None:
    done = app.test_cli_runner().invoke(args=["db", "upgrade"])
    assert done.exit_code == 0, done.output
    assert "later release" in done.output


@pytest.mark.parametrize("engine", databases.ENGINES)
def test_one_process_at_a_time(engine: str, test_databases: databases.Databases) -> None:
    with test_databases.empty(engine) as url:
        first, other = create_engine(url), create_engine(url)
        order, inside, is_let_out = [], threading.Event(), threading.Event()

        def be_first() -> None:
            with alone(first):
                inside.set()
                assert is_let_out.wait(PATIENCE)
                order.append("first")

        def be_second() -> None:
            with alone(other):
                order.append("second")

        threads = [threading.Thread(target=be_first), threading.Thread(target=be_second)]
        threads[0].start()
        assert inside.wait(PATIENCE)
        threads[1].start()
        threads[1].join(0.2)
        is_let_out.set()
        for thread in threads:
            thread.join(PATIENCE)
        assert order == ["first", "second"]
        with pytest.raises(KeyError), alone(first):
            raise KeyError
        with alone(other):
            order.append("third")
        first.dispose()
        other.dispose()


@pytest.mark.large
@pytest.mark.parametrize("engine", databases.ENGINES)
def test_two_that_start_together_upgrade_once(engine: str, test_databases: databases.Databases, tmp_path: Path) -> None:
    with test_databases.empty(engine) as url:
        settings = {"DATABASE_URL": url, "INSTANCE": str(tmp_path), "SECRET_KEY": SECRET_KEY}
        command = [*FLASK, "db", "upgrade"]
        both = [
            subprocess.Popen(command, cwd=ROOT, env=os.environ | settings, stderr=subprocess.PIPE) for _ in range(2)
        ]
        ends = [(process.communicate(timeout=PATIENCE)[1].decode(), process.returncode) for process in both]
        assert [code for _, code in ends] == [0, 0], ends
        made = create_engine(url)
        assert inspect(made).has_table("leads")
        made.dispose()


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (OperationalError("x", {}, Exception("attempt to write a readonly database")), 503),
        (OperationalError("x", {}, Exception("database or disk is full")), 503),
        (OperationalError("x", {}, Exception("database is locked")), 200),
        (Busy(), 200),
        (None, 200),
    ],
)
def test_ready_means_that_something_can_be_saved(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, error: Exception | None, status: int
) -> None:
    writes: list[int] = []

    def write() -> None:
        writes.append(1)
        if error is not None:
            raise error

    monkeypatch.setattr(limits, "write_something", write)
    monkeypatch.setattr(machine, "_draw", lambda: None)
    machine.cool(app)
    answers = [client.get("/readyz") for _ in range(3)]
    assert {answer.status_code for answer in answers} == {status}
    assert len(writes) == 1, "whoever asks often costs no write"
    assert ("takes no writes" in answers[0].text) == (status == 503)
    machine.cool(app)


def test_a_database_that_can_only_be_read_is_not_ready(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine, "_draw", lambda: None)

    def only_read(connection: Connection) -> None:
        is_sqlite = connection.dialect.name == "sqlite"
        connection.exec_driver_sql("PRAGMA query_only = ON" if is_sqlite else "SET TRANSACTION READ ONLY")

    machine.cool(app)
    db.session.remove()
    event.listen(db.engine, "begin", only_read)
    try:
        answer = client.get("/readyz")
    finally:
        event.remove(db.engine, "begin", only_read)
        db.session.remove()
        db.engine.dispose()
        machine.cool(app)
    assert (answer.status_code, "takes no writes" in answer.text) == (503, True)
    assert client.get("/readyz").status_code == 200


@pytest.mark.own_application
@pytest.mark.parametrize(
    ("hops", "address", "is_said"),
    [(0, "127.0.0.1", True), (0, "172.18.0.5", True), (0, "203.0.113.9", False), (1, "127.0.0.1", False)],
)
def test_a_proxy_that_nobody_counted_is_said(
    engine_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hops: int, address: str, is_said: bool
) -> None:
    app = databases.application(engine_url, tmp_path, TRUSTED_PROXIES=str(hops))
    monkeypatch.setattr(machine, "_draw", lambda: None)
    lines, before = io.StringIO(), structlog.get_config()
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(lines))
    client = app.test_client()
    assert client.get("/readyz").text == "ready\n"
    for _ in range(3):
        client.get("/healthz", headers={"X-Forwarded-For": "198.51.100.7"}, environ_base={"REMOTE_ADDR": address})
    words = client.get("/readyz").text
    structlog.configure(**before)
    assert lines.getvalue().count("all visitors count as one") == 2 * is_said, "the event and its cure, once"
    assert words == (f"ready, but {security.UNKNOWN_PROXY}\n" if is_said else "ready\n")
    with app.app_context():
        db.engine.dispose()


def test_a_release_says_which_it_is(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(release, "build", lambda: "v0.1.0-3-gabc")
    done = app.test_cli_runner().invoke(args=["version"])
    assert done.output == f"lengnuan {release.version()}, build v0.1.0-3-gabc\n"
    counted = client.get("/metrics", environ_base={"REMOTE_ADDR": "127.0.0.1"}).text
    assert f'lengnuan_build{{build="v0.1.0-3-gabc",version="{release.version()}"}} 1.0' in counted


def _git(*words: str) -> str:
    """What git prints of this checkout; empty where it refuses."""
    return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()


def _previous() -> str:
    """The commit that PREVIOUS_RELEASE names, else the newest release that can be reached, else the one recorded."""
    named = os.environ.get("PREVIOUS_RELEASE") or _git("describe", "--tags", "--abbrev=0", "--match", "v*", "HEAD~1")
    return named or last_release()[0]


@pytest.mark.large
@pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
def test_the_release_before_runs_on_these_tables(app: Flask, engine_url: str, tmp_path: Path) -> None:
    """Its own code, from its own commit, on tables that are one release ahead: it shows, saves and sends."""
    if not shutil.which("git") or not _git("rev-parse", "--git-dir"):
        pytest.skip("this is no checkout of git, so the code of the release before is not here")
    previous = _previous()
    if not _git("cat-file", "-t", previous):
        assert _git("rev-parse", "--is-shallow-repository") == "true", f"there is no commit {previous}"
        pytest.skip(f"this clone is shallow and ends before the release before, {previous}: git fetch --unshallow")
    seeded()
    packed = subprocess.run(
        ["git", "archive", "--format=zip", previous], cwd=ROOT, capture_output=True, check=True
    ).stdout
    code = tmp_path / "code"
    with ZipFile(io.BytesIO(packed)) as archive:
        archive.extractall(code)
    settings = {"DATABASE_URL": engine_url, "INSTANCE": str(tmp_path / "instance"), "SECRET_KEY": SECRET_KEY}
    environment = (
        os.environ | settings | {"SMS_URL": FILES, "SMTP_URL": FILES, "SMS_HOURS": "always", "CONFIRM_MINUTES": "0"}
    )
    with ExitStack() as stack, (tmp_path / "log").open("wb") as log:
        listener = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        command = [sys.executable, "-m", "gunicorn", "--config", "python:directory.server"]
        process = subprocess.Popen(
            [*command, "--bind", f"fd://{listener.fileno()}"],
            cwd=code,
            env=environment,
            stdout=log,
            stderr=log,
            pass_fds=[listener.fileno()],
        )
        homeowner = Visitor([f"http://127.0.0.1:{listener.getsockname()[1]}"])
        try:
            for path in ("/en/", "/zh-hans/find?q=%E7%A9%BA%E8%B0%83", f"/en/businesses/{GAOSHI}"):
                assert homeowner.ask(path).status == 200, (path, (tmp_path / "log").read_text()[-2000:])
            address = _sent_request(homeowner)
            done = subprocess.run(
                [*FLASK, "worker", "--once"], cwd=code, env=environment, capture_output=True, check=False
            )
            assert done.returncode == 0, done.stderr.decode()[-2000:]
            assert homeowner.ask(address).status == 200, (tmp_path / "log").read_text()[-2000:]
        finally:
            process.terminate()
            process.wait(timeout=PATIENCE)
    leads = db.session().scalars(select(Message).where(Message.kind == "lead", Message.channel == "sms")).all()
    assert [message.state for message in leads] == ["sent"]


def _sent_request(homeowner: Visitor) -> str:
    """Fill in the form and press until it was saved: who is too quick gets it back. The address of the request."""
    path, answers = "/en/request-a-quote", [homeowner.ask(f"/en/request-a-quote?business={GAOSHI}")]

    def press() -> bool:
        answers.append(homeowner.ask(path, filled(answers[-1].page, 1, 0, business=GAOSHI)))
        assert answers[-1].status in {303, 400}, answers[-1].status
        return answers[-1].status == 303

    until(press, "the form is never taken")
    return answers[-1].location
