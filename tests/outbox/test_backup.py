"""A copy taken while the site runs, the machine lost, the copy put back elsewhere: nothing goes out twice."""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import create_engine, text

from directory.entrypoints.cli import backup
from directory.foundation import keys
from directory.foundation.db import db
from directory.foundation.health import RESTORE_AGAIN
from tests.factories import answers, requests
from tests.factories.canaries import work
from tests.operator.conftest import one_engine
from tests.rules.source import ROOT
from tests.support import commands, postgres
from tests.support.databases import OTHER_KEY, SECRET_KEY, Databases
from tests.support.fake_sms import FakeSms

pytestmark = pytest.mark.large
GAOSHI, FANGSHI = answers.PHONES["gaoshi"], answers.PHONES["fangshi"]


@dataclass
class Place:
    """A machine with the site on it: its database, its folder, and where its texts go."""

    settings: dict[str, str]

    def run(self, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
        """A command in a process of its own."""
        return commands.flask(*words, environment=os.environ | self.settings | settings)

    def done(self, *words: str, **settings: str) -> str:
        """What a command says that works."""
        ended = self.run(*words, **settings)
        assert ended.returncode == 0, ended.stderr
        return ended.stdout


@pytest.fixture
def gateway(app: Flask) -> Iterator[FakeSms]:
    """Where both machines' texts go."""
    with FakeSms() as fake:
        app.config.update(fake.settings)
        yield fake


@pytest.fixture
def first(app: Flask, engine_url: str, tmp_path: Path, gateway: FakeSms) -> Place:
    """The machine that will be lost; this process is its web server and its worker."""
    assert keys.agree()
    return Place(_settings(engine_url, tmp_path / "first", gateway) | {"SECRET_KEY": SECRET_KEY})


@pytest.fixture
def second(app: Flask, engine_url: str, tmp_path: Path, gateway: FakeSms, test_databases: Databases) -> Iterator[Place]:
    """An empty one elsewhere."""
    with test_databases.empty(engine_url.split(":")[0].removesuffix("+psycopg")) as url:
        yield Place(_settings(url, tmp_path / "second", gateway))


def _settings(url: str, instance: Path, gateway: FakeSms) -> dict[str, str]:
    path = f"{postgres.tools()}{os.pathsep}{os.environ['PATH']}"
    settings = {
        "DATABASE_URL": url,
        "INSTANCE": str(instance),
        "SMTP_URL": "file:",
        "SMS_HOURS": "always",
        "PATH": path,
    }
    return settings | gateway.settings


def _copy(place: Place, folder: Path) -> Path:
    return Path(place.done("backup", str(folder)).splitlines()[0])


def _all(place: Place, query: str) -> list[tuple[object, ...]]:
    """What a machine's database answers."""
    engine = create_engine(place.settings["DATABASE_URL"])
    try:
        with engine.connect() as connection:
            return [tuple(columns) for columns in connection.execute(text(query))]
    finally:
        engine.dispose()


def test_nothing_goes_twice_from_a_copy(
    app: Flask, first: Place, second: Place, gateway: FakeSms, tmp_path: Path
) -> None:
    requests.listed("gaoshi", "fangshi")
    done = requests.sent("gaoshi")
    work()
    waiting = requests.sent("fangshi", phone="+13015550177")
    picture = tmp_path / "first" / "photos" / "ab" / "cd.jpg"
    picture.parent.mkdir(parents=True)
    picture.write_bytes(b"picture")
    copy = _copy(first, tmp_path / "copies")
    # The worker goes on, a request comes; then the machine is lost.
    work()
    lost = requests.sent("gaoshi", phone="+13015550188")
    work()
    texts = len(gateway.requests)
    assert {text.to for text in gateway.texts} >= {GAOSHI, FANGSHI}

    # Nothing has room for the pictures: nobody works on half of a copy, and the same command goes on.
    blocker = tmp_path / "second" / "photos"
    blocker.parent.mkdir()
    blocker.touch()
    for words in (("restore", str(copy)), ("worker", "--drain")):
        ended = second.run(*words)
        assert (ended.returncode, RESTORE_AGAIN in ended.stderr) == (1, True), words
    blocker.unlink()
    says = second.done("restore", str(copy))
    assert f"saved last was {waiting.number}, " in says
    assert "What came after is lost." in says
    assert (tmp_path / "second" / "photos" / "ab" / "cd.jpg").read_bytes() == b"picture"
    assert (tmp_path / "second" / "secret_key").read_text() == SECRET_KEY
    second.done("worker", "--drain")
    assert len(gateway.requests) == texts

    numbers = {number for (number,) in _all(second, "SELECT number FROM quote_requests")}
    assert {done.number, waiting.number} <= numbers
    assert lost.number not in numbers
    states = {state for (state,) in _all(second, "SELECT state FROM messages WHERE kind = 'lead'")}
    assert states == {"sent", "unsure"}
    assert not _all(second, "SELECT 1 FROM messages WHERE state IN ('waiting', 'sending')")
    [(doubtful, count)] = _all(second, "SELECT max(id), count(*) FROM messages WHERE state = 'unsure'")
    assert second.done("restored").startswith(f"{count} messages are held")
    # The operator has them, and sends one again.
    [(doubtful,)] = _all(second, "SELECT id FROM messages WHERE kind = 'lead' AND state = 'unsure'")
    assert str(doubtful) in second.done("outbox", "list", "--state", "unsure")
    second.done("outbox", "retry", str(doubtful))
    second.done("worker", "--drain")
    assert len(gateway.requests) == texts + 1


def test_a_copy_of_a_busy_site_is_whole(app: Flask, first: Place, second: Place, tmp_path: Path) -> None:
    """What was acknowledged before the copy began is in it, and of what came during it nothing is there by halves."""
    requests.listed("gaoshi", "fangshi")
    before = [requests.sent("gaoshi", "fangshi", phone=f"+1301555{1000 + number}").number for number in range(3)]
    stop = threading.Event()

    def write() -> None:
        with app.app_context():
            number = 2000
            while not stop.is_set():
                requests.sent("gaoshi", "fangshi", phone=f"+1301555{number}")
                number += 1
                db.session.remove()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        copy = _copy(first, tmp_path / "copies")
    finally:
        stop.set()
        writer.join()
    second.done("restore", str(copy))
    numbers = [number for (number,) in _all(second, "SELECT number FROM quote_requests ORDER BY id")]
    assert numbers[:3] == before
    leads = _all(second, "SELECT request_id, count(*) FROM leads GROUP BY request_id")
    assert [count for _, count in leads] == [2] * len(numbers)
    heard = _all(second, "SELECT count(DISTINCT subject_id) FROM messages WHERE kind = 'lead'")
    assert heard == [(2 * len(numbers),)]


@one_engine
def test_what_cannot_be_put_back_is_left_alone_and_says_why(
    app: Flask, first: Place, second: Place, tmp_path: Path
) -> None:
    picture = Path(first.settings["INSTANCE"]) / "photos" / "a.webp"
    picture.parent.mkdir(parents=True, exist_ok=True)
    picture.write_bytes(b"a picture")
    copy = _copy(first, tmp_path / "copies")
    key = copy.with_name(f"{copy.name}.key")
    assert (copy.stat().st_mode & 0o777, key.stat().st_mode & 0o777) == (0o700, 0o600)
    damaged = tmp_path / "copies" / "damaged"
    shutil.copytree(copy, damaged)
    database = next(damaged.glob("database.*"))
    database.write_bytes(database.read_bytes()[:-100])
    unwhole = {name: shutil.copytree(copy, tmp_path / "copies" / name) for name in ("lost", "cut", "torn")}
    (unwhole["lost"] / "photos/a.webp").unlink()
    (unwhole["cut"] / "photos/a.webp").write_bytes(b"a pic")
    manifest = unwhole["torn"] / "manifest.json"
    manifest.write_bytes(manifest.read_bytes()[:-9])
    wrong = [(unwhole["lost"], "its pictures are not all there"), (unwhole["cut"], "its pictures are not all there")]
    wrong += [(damaged, "is damaged"), (tmp_path, "is no whole copy"), (unwhole["torn"], "is no whole copy")]
    for path, says in wrong:
        ended = second.run("restore", str(path), "--key", str(key))
        assert (ended.returncode, says in ended.stderr, "Traceback" in ended.stderr) == (1, True, False)
    other = tmp_path / "other"
    other.mkdir()
    (other / "secret_key").write_text(OTHER_KEY)
    ended = second.run("restore", str(copy), INSTANCE=str(other))
    assert (ended.returncode, "another key than the copy" in ended.stderr) == (1, True)
    ended = second.run("restore", str(copy), SECRET_KEY=OTHER_KEY)
    assert (ended.returncode, "key-differs" in ended.stderr) == (1, True)
    assert "messages are held" in ended.stdout, "with the right key the worker would send them again"
    ended = second.run("restore", str(copy))
    assert (ended.returncode, "has pictures" in ended.stderr) == (1, True)
    shutil.rmtree(Path(second.settings["INSTANCE"]) / "photos")
    ended = second.run("restore", str(copy))
    assert (ended.returncode, "has tables" in ended.stderr) == (1, True)


@one_engine
def test_what_waits_is_held_though_the_tables_cannot_be_brought_up_to_date(
    app: Flask, first: Place, second: Place, gateway: FakeSms, tmp_path: Path
) -> None:
    requests.listed("gaoshi")
    requests.sent("gaoshi")
    copy = _copy(first, tmp_path / "copies")
    _change(copy, "UPDATE alembic_version SET version_num = '0001'")  # whose next one makes tables that are there
    for _try in range(2):
        ended = second.run("restore", str(copy))
        assert (ended.returncode, RESTORE_AGAIN in ended.stderr, "Traceback" in ended.stderr) == (1, True, False)
        assert {state for (state,) in _all(second, "SELECT state FROM messages")} == {"unsure"}
    assert second.run("worker", "--drain").returncode == 1
    other = _copy(first, tmp_path / "others")
    _change(other, "DELETE FROM messages")
    ended = second.run("restore", str(other))
    assert (ended.returncode, "another copy was put back here" in ended.stderr) == (1, True)
    assert gateway.requests == []


def _change(copy: Path, statement: str) -> None:
    """Make a copy on SQLite one of another database."""
    database = copy / "database.sqlite3"
    with closing(sqlite3.connect(database)) as connection:
        connection.execute(statement)
        connection.commit()
    manifest = json.loads((copy / "manifest.json").read_text())
    manifest["sha256"] = hashlib.sha256(database.read_bytes()).hexdigest()
    (copy / "manifest.json").write_text(json.dumps(manifest))


@one_engine
def test_copies_that_are_old_go_and_nothing_else_does(app: Flask, first: Place, tmp_path: Path) -> None:
    folder = tmp_path / "copies"
    old, other = folder / "20200101T000000Z", folder / "letters"
    for path in (old, other):
        path.mkdir(parents=True)
    old.with_name(f"{old.name}.key").write_text("k")
    assert f"removed {old}" in first.done("backup", str(folder), "--keep", "30")
    left = {path.name for path in folder.iterdir()}
    assert {"letters"} <= left
    assert not [name for name in left if name.startswith("2020")]
    assert len(left) == 3


@one_engine
def test_a_copy_that_does_not_fit_leaves_nothing_behind(app: Flask, first: Place, tmp_path: Path) -> None:
    """Every night's half copy would fill the disk further, until the site has no room to save."""
    folder = tmp_path / "copies"
    command = ["prlimit", "--fsize=50000", sys.executable, "-m", "flask", "--app", "directory", "backup", str(folder)]
    ended = subprocess.run(
        command, cwd=ROOT, env=os.environ | first.settings, capture_output=True, text=True, check=False
    )
    assert (ended.returncode, "Traceback" in ended.stderr) == (1, False)
    assert ended.stderr.startswith("Error: no copy was made: ")
    assert list(folder.iterdir()) == []


@one_engine
def test_a_second_copy_of_one_second_leaves_the_first_as_it_is(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is there was made by another command: it is no half of this one's, which would be removed."""
    monkeypatch.setattr(backup, "_NAME", "20261129T074000Z")
    first, second = (CliRunner().invoke(backup.backup, [str(tmp_path)]) for _ in range(2))
    assert (first.exit_code, second.exit_code) == (0, 1)
    assert "no copy was made" in second.output
    assert {path.name for path in tmp_path.iterdir()} == {"20261129T074000Z", "20261129T074000Z.key"}


@one_engine
def test_what_cannot_be_removed_is_not_said_to_be(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = tmp_path / "20200101T000000Z"
    old.mkdir()

    def refuse(path: Path) -> None:
        raise PermissionError(1, "Operation not permitted", str(path))

    monkeypatch.setattr(shutil, "rmtree", refuse)
    ended = CliRunner().invoke(backup.backup, [str(tmp_path), "--keep", "30"])
    assert isinstance(ended.exception, PermissionError), "which every command says in a sentence"
    assert "removed " not in ended.output


def test_a_picture_that_goes_meanwhile_stops_no_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, plain = tmp_path / "photos", shutil.copy2
    source.mkdir()
    for name in ("a.jpg", "b.jpg"):
        (source / name).write_bytes(b"picture")

    def go(path: str, target: str) -> None:
        (source / "a.jpg").unlink(missing_ok=True)
        plain(path, target)

    monkeypatch.setattr(shutil, "copy2", go)
    shutil.copytree(source, tmp_path / "copy", copy_function=backup._copy_file)
    assert [path.name for path in (tmp_path / "copy").iterdir()] == ["b.jpg"]


@one_engine
def test_without_its_tool_a_copy_is_refused_in_a_sentence(first: Place, tmp_path: Path) -> None:
    url = "postgresql://u:secret@127.0.0.1:1/d"
    ended = first.run("backup", str(tmp_path / "copies"), DATABASE_URL=url)
    assert (ended.returncode, "no copy was made: the database does not answer" in ended.stderr) == (1, True)
    assert "secret" not in ended.stdout + ended.stderr
