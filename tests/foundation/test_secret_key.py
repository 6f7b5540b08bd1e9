"""The secret key: made once however many processes start, refused where it is no key, the same for web and worker."""

import json
import multiprocessing
import os
import random
import string
import threading
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

import pytest
from click import ClickException
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from directory import app as application
from directory import config, create_app
from directory.entrypoints import worker as loop
from directory.foundation import keys, tokens
from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.kernel import files, secret_key
from tests.support import databases

_ROUNDS, _PROCESSES = 40, 6
_GOOD = "gn4vt7kqz2mxw9hcbr5yj8pfs3dl6uea"


def _load(folder: Path, **environment: str) -> str:
    return str(config.load({"INSTANCE": str(folder), **environment})["SECRET_KEY"])


def _start(folders: list[Path], barrier: Barrier, results: Any) -> None:
    """One process: load the settings of each folder with all the others, and let them go first before each writing."""
    fdopen = os.fdopen

    def yielding(*args: Any, **named: Any) -> Any:
        for _ in range(200):
            os.sched_yield()
        return fdopen(*args, **named)

    os.fdopen = yielding  # type: ignore[assignment]
    loaded = []
    for folder in folders:
        barrier.wait(60)
        loaded.append(_load(folder))
    results.put(loaded)


# The children only load settings: no lock of another thread is theirs to wait for.
@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")
@pytest.mark.large
def test_processes_that_start_together_have_one_whole_key(tmp_path: Path) -> None:
    folders = [tmp_path / str(number) for number in range(_ROUNDS)]
    context = multiprocessing.get_context("fork")
    barrier, results = context.Barrier(_PROCESSES), context.SimpleQueue()
    processes = [context.Process(target=_start, args=(folders, barrier, results)) for _ in range(_PROCESSES)]
    for process in processes:
        process.start()
    loaded = [results.get() for _ in processes]
    for process in processes:
        process.join()
    for number, folder in enumerate(folders):
        [key] = {of_process[number] for of_process in loaded}
        assert len(key) >= secret_key.SHORTEST_KEY
        assert [path.name for path in folder.iterdir()] == ["secret_key"]
        assert (folder / "secret_key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("step", ["open", "close", "fsync", "link"])
def test_whoever_comes_while_another_makes_the_key_never_sees_half_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """The first process is interrupted before and after each step of making the key; the second starts right then."""
    seen: list[str] = []
    real = getattr(os, step)

    def interrupted(*args: Any, **named: Any) -> Any:
        monkeypatch.setattr(os, step, real)
        seen.append(_load(tmp_path))
        try:
            return real(*args, **named)
        finally:
            seen.append(_load(tmp_path))

    monkeypatch.setattr(os, step, interrupted)
    seen.append(_load(tmp_path))
    assert len(seen) == 3
    assert set(seen) == {(tmp_path / "secret_key").read_text()}
    assert len(seen[0]) >= secret_key.SHORTEST_KEY


@pytest.mark.parametrize(
    "content", [b"", b"\n", b"short", b"k" * (secret_key.SHORTEST_KEY - 1), b"\xff" * 20, b" " * 64]
)
def test_a_file_that_holds_no_key_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "secret_key"
    file.write_bytes(content)
    with pytest.raises(ValueError, match=r"secret_key is empty or damaged .*backup.*delete the file") as refused:
        _load(tmp_path)
    assert "\n" not in str(refused.value)
    assert file.read_bytes() == content


@pytest.mark.parametrize(
    ("key", "state"),
    [("", "empty"), (" \t", "empty"), ("a", "too short"), (_GOOD[1:], "too short"), (_GOOD[1:] + " ", "too short")],
)
def test_a_given_key_that_is_none_is_refused(tmp_path: Path, key: str, state: str) -> None:
    with pytest.raises(ValueError, match=f"^SECRET_KEY is {state}: give it at least 32 random characters"):
        _load(tmp_path, SECRET_KEY=key)
    with pytest.raises(ClickException, match=f"SECRET_KEY is {state}"):
        create_app({"INSTANCE": str(tmp_path), "SECRET_KEY": key})
    assert not (tmp_path / "secret_key").exists()
    assert _load(tmp_path, SECRET_KEY=_GOOD) == _GOOD


@pytest.mark.parametrize(
    "key",
    [
        *("a" * 64, "ab" * 32, "changeme" * 5, "given" * 7, "0123456789" * 5, "0123456789abcdef" * 3),
        *("abcdefghijklmnopqrstuvwxyz0123456789", "zyxwvutsrqponmlkjihgfedcba9876543210"),
        *("change-me-before-you-go-live-with-it", "qwertyuiopasdfghjklzxcvbnm123456", " " * 8 + "k" * 40),
        *("your-secret-key-goes-in-here-ok-now?", "Replace_This by 64 characters of hex"),
    ],
)
def test_a_key_that_others_would_think_of_is_refused(tmp_path: Path, key: str) -> None:
    with pytest.raises(ValueError, match=r"\ASECRET_KEY is easy to guess: give it at least 32 random"):
        _load(tmp_path, SECRET_KEY=key)
    file = tmp_path / "secret_key"
    file.write_text(key)
    with pytest.raises(ValueError, match=r"secret_key is easy to guess: delete the file"):
        _load(tmp_path)
    assert file.read_text() == key


def test_no_key_that_was_drawn_is_called_easy_to_guess() -> None:
    drawn = random.Random(16)
    for letters in (string.digits, "0123456789abcdef", string.ascii_lowercase, string.ascii_letters + "-_0123456789"):
        for _ in range(2_000):
            key = "".join(drawn.choices(letters, k=secret_key.SHORTEST_KEY))
            assert secret_key.given(key) == key


def test_a_key_that_cannot_be_made_is_told_in_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **named: object) -> bool:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(files.os, "link", refuse)
    with pytest.raises(ValueError, match=r"cannot be used .*: set SECRET_KEY"):
        _load(tmp_path)
    assert list(tmp_path.iterdir()) == []


def _command(app: Flask, *words: str, input: str = "") -> tuple[int, str]:
    done = app.test_cli_runner().invoke(args=list(words), input=input)
    return done.exit_code, done.output


def test_the_database_remembers_a_key_that_cannot_be_had_from_it(app: Flask) -> None:
    assert keys.agree()
    assert keys.agree()
    fingerprint = db.session.query(keys.KeyFingerprint).one()
    assert (len(fingerprint.fingerprint), fingerprint.fingerprint in app.config["SECRET_KEY"]) == (32, False)
    assert not tokens.keyed_digest("lead", "").startswith(fingerprint.fingerprint)


def test_of_two_keys_at_one_database_the_second_is_refused_everywhere(app: Flask, client: FlaskClient) -> None:
    assert _command(app, "worker", "--once")[0] == 0
    first = app.config["SECRET_KEY"]
    app.config["SECRET_KEY"] = _GOOD
    answer = client.get("/readyz")
    assert (answer.status_code, answer.text.partition(":")[0]) == (503, "key-differs")
    for words in (["worker"], ["worker", "--once"], ["worker", "--drain"], ["operator", "invite", "ann@example.com"]):
        code, output = _command(app, *words)
        assert (code, output) == (1, f"Error: {keys.DIFFER}\n")
    assert client.get("/healthz").status_code == 200
    app.config["SECRET_KEY"] = first
    assert client.get("/readyz").status_code == 200


def test_a_question_whether_it_is_ready_remembers_nothing(app: Flask, client: FlaskClient) -> None:
    assert client.get("/readyz").text == "ready\n"
    assert db.session.query(keys.KeyFingerprint).count() == 0


@pytest.mark.engine_cases
@pytest.mark.parametrize("first", ["web", "worker"])
def test_web_and_worker_remember_the_key_whichever_starts_first(
    app: Flask, client: FlaskClient, engine_url: str, monkeypatch: pytest.MonkeyPatch, first: str
) -> None:
    for name, value in {"INSTANCE": app.config["INSTANCE"], "DATABASE_URL": engine_url, "SECRET_KEY": _GOOD}.items():
        monkeypatch.setenv(name, str(value))
    monkeypatch.setenv("SMS_URL", config.FILES)
    monkeypatch.setenv("SMTP_URL", config.FILES)
    if first == "worker":
        assert _command(app, "worker", "--once")[0] == 0
    served = application.web()
    with served.app_context():
        db.engine.dispose()
    # The web server has another key than this application, whose worker and readiness are asked here.
    assert served.test_client().get("/readyz").status_code == (200 if first == "web" else 503)
    with served.app_context():
        db.engine.dispose()
    assert client.get("/readyz").status_code == (503 if first == "web" else 200)
    assert _command(app, "worker", "--once")[0] == (1 if first == "web" else 0)


def test_a_key_is_changed_on_purpose_by_a_command_that_says_what_ends(app: Flask, client: FlaskClient) -> None:
    assert keys.agree()
    assert "nothing to change" in _command(app, "key", "accept", "--yes")[1]
    app.config["SECRET_KEY"] = _GOOD
    code, output = _command(app, "key", "accept", input="n\n")
    assert (code, "Every link sent so far" in output) == (1, True)
    assert client.get("/readyz").status_code == 503
    code, output = _command(app, "key", "accept", input="y\n")
    assert (code, "Accepted" in output) == (0, True)
    assert client.get("/readyz").status_code == 200
    assert _command(app, "worker", "--once")[0] == 0


def test_a_worker_waits_for_a_database_that_is_away_before_it_compares(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    left, real = [2], keys.agree

    def away() -> bool:
        if left[0]:
            left[0] -= 1
            raise OperationalError("x", None, Exception("gone"))
        return real()

    monkeypatch.setattr(loop, "AWAY", 0)
    monkeypatch.setattr(keys, "agree", away)
    assert loop.Worker().has_the_key()
    app.config["SECRET_KEY"] = _GOOD
    assert not loop.Worker().has_the_key()


def _ask(app: Flask, barrier: threading.Barrier) -> bool:
    with app.app_context():
        barrier.wait(60)
        is_agreed = keys.agree()
        db.session.remove()
    return is_agreed


def test_of_processes_with_two_keys_that_start_together_only_one_key_wins(
    app: Flask, engine_url: str, tmp_path: Path
) -> None:
    sites = [databases.application(engine_url, tmp_path, SECRET_KEY=key) for key in (_GOOD, _GOOD.upper())]
    for _ in range(5):
        barrier = threading.Barrier(4)
        with ThreadPoolExecutor(4) as pool:
            answers = [pool.submit(_ask, site, barrier) for site in sites * 2]
        agreed = [answer.result() for answer in answers]
        assert agreed in ([True, False] * 2, [False, True] * 2)
        with unit() as session:
            session.delete(session.query(keys.KeyFingerprint).one())
    for site in sites:
        with site.app_context():
            db.engine.dispose()


def test_commands_that_need_no_database_need_no_key_on_record(tmp_path: Path) -> None:
    app = create_app({"INSTANCE": str(tmp_path), "DATABASE_URL": "postgresql+psycopg://nobody@127.0.0.1:1/none"})
    ad = tmp_path / "ad.txt"
    ad.write_text("高氏冷暖\n空调维修\n电话：240-555-0110\n", encoding="utf-8")
    code, output = _command(app, "ads", "parse", str(ad), "--json")
    assert code == 0, output
    assert json.loads(output)
