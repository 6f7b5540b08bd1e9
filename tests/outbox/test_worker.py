"""The worker as a whole: lanes, signals, and a database that goes away."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from directory.config import FILES
from directory.entrypoints.worker import HANDS, SPARE, Worker
from directory.foundation import sms
from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.outbox import actions, deliver
from directory.outbox.models import Message
from tests.outbox.conftest import MAIL, PHONE, Post, message_now
from tests.support.fake_sms import FakeSms
from tests.support.fake_smtp import FakeSmtp
from tests.support.patience import SECONDS

#: Whole worker processes: no part of the quick run.
pytestmark = pytest.mark.kill

ROOT = Path(__file__).resolve().parents[2]


def _until(true: Callable[[], bool]) -> None:
    """Wait for it."""
    ends = time.monotonic() + SECONDS
    while not true():
        assert time.monotonic() < ends, "it never came"
        time.sleep(0.02)


@contextmanager
def _running(app: Flask) -> Iterator[Worker]:
    worker = Worker()
    thread = threading.Thread(target=worker.run, args=(app,))
    thread.start()
    try:
        yield worker
    finally:
        worker.stopping.set()
        thread.join(SECONDS)
        assert not thread.is_alive()


@pytest.fixture
def _endless_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """What hangs goes on hanging until the test ends it, however slow the rest is."""
    monkeypatch.setattr(sms, "TIMEOUT_SECONDS", 3600)
    monkeypatch.setattr(sms, "DEADLINE_SECONDS", 3600)


@pytest.mark.usefixtures("_endless_line")
def test_a_dead_channel_delays_no_other(app: Flask, post: Post, gateway: FakeSms, mailer: FakeSmtp) -> None:
    gateway.mode = "hang"
    texts = [post(subject=("thing", number)) for number in range(20)]
    mail = post(channel="email")
    with _running(app):
        _until(lambda: len(gateway.requests) > 0)
        _until(lambda: message_now(mail).state == "sent")
        assert len(mailer.to(MAIL)) == 1
        assert {message_now(number).state for number in texts} == {"waiting", "sending"}
        gateway.closing.set()


HUNG = [f"+1240555{number:04d}" for number in range(200, 210)]


def _all(ids: list[int], state: str) -> bool:
    return all(message_now(number).state == state for number in ids)


@pytest.mark.usefixtures("_endless_line")
def test_a_phone_that_hangs_delays_no_other(app: Flask, post: Post, gateway: FakeSms) -> None:
    gateway.modes[HUNG[0]] = "hang"
    hung = [post(subject=("thing", number), to=HUNG[0]) for number in range(30)]
    healthy = [post(subject=("other", number), to=f"+1240555{number:04d}") for number in range(20)]
    with _running(app):
        _until(lambda: _all(healthy, "sent"))
        # The first still hangs, and none of those behind it took another hand.
        assert [message_now(number).state for number in hung] == ["sending", *["waiting"] * 29]
        assert len([text for text in gateway.requests if text.to == HUNG[0]]) == 1
        gateway.closing.set()


@pytest.mark.usefixtures("_endless_line")
def test_a_code_goes_out_while_every_other_hand_is_held(app: Flask, post: Post, gateway: FakeSms) -> None:
    gateway.modes |= dict.fromkeys(HUNG, "hang")
    hung = [post(subject=("thing", number), to=to) for number, to in enumerate(HUNG)]
    with _running(app):
        _until(lambda: len(gateway.requests) == HANDS["sms"] - SPARE)
        code = post(subject=("code", 1), to="+12405550120", priority="code")
        lead = post(subject=("lead", 1), to="+12405550121")
        _until(lambda: message_now(code).state == "sent")
        states = [message_now(number).state for number in hung]
        assert states.count("sending") == HANDS["sms"] - SPARE
        assert message_now(lead).state == "waiting"
        gateway.closing.set()
        _until(lambda: message_now(lead).state == "sent")


def test_codes_and_answers_are_looked_up_first_and_nobody_twice(post: Post) -> None:
    lead, second = post(), post(subject=("thing", 2))
    code = post(subject=("code", 1), to=HUNG[0], priority="code")
    answer = post(subject=("thing", 3), to=HUNG[1], priority="reply")
    assert [due.id for due in deliver.due(db.session(), "sms", 9)] == [code, answer, lead, second]
    assert [due.id for due in deliver.due(db.session(), "sms", 9, [PHONE, HUNG[0]])] == [answer]


def test_all_hands_together_fit_the_connections_of_a_process(app: Flask) -> None:
    lanes_and_look = len(Worker()._lanes) + 1
    pool = app.config["SQLALCHEMY_ENGINE_OPTIONS"]
    assert sum(HANDS.values()) + lanes_and_look <= pool["pool_size"] + pool["max_overflow"]


def test_what_is_decided_is_picked_up_at_once(app: Flask, post: Post, gateway: FakeSms) -> None:
    with _running(app):
        time.sleep(0.3)
        message = post()
        _until(lambda: message_now(message).state == "sent")


def test_an_outcome_waits_for_a_database_that_is_away(
    post: Post, gateway: FakeSms, monkeypatch: pytest.MonkeyPatch
) -> None:
    message, left, real = post(), [2], deliver.unit

    def away() -> object:
        if gateway.requests and left[0]:
            left[0] -= 1
            raise OperationalError("x", None, Exception("gone"))
        return real()

    monkeypatch.setattr(deliver, "unit", away)
    assert deliver.deliver(message)
    assert (message_now(message).state, message_now(message).repeats, len(gateway.requests), left) == (
        "sent",
        0,
        1,
        [0],
    )


@contextmanager
def _process(engine_url: str, instance: Path, **settings: str) -> Iterator[subprocess.Popen[str]]:
    """The worker as the command line starts it."""
    settings |= {
        "DATABASE_URL": engine_url,
        "INSTANCE": str(instance),
        "SMS_HOURS": "always",
        "PGAPPNAME": "worker",
        "SMTP_URL": FILES,
    }
    with subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "directory", "worker"],
        cwd=ROOT,
        env=os.environ | settings,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def _decide(*days: int) -> None:
    """Texts of a kind that the product itself composes."""
    with unit() as session:
        for day in days:
            actions.enqueue(session, "daily-limit", ("day", day), "sms", "+12405550111", "en")


def _states() -> list[str]:
    db.session.rollback()
    return [message.state for message in db.session.query(Message)]


@pytest.mark.postgres
def test_a_worker_survives_its_database_dropping_every_connection(
    app: Flask, engine_url: str, tmp_path: Path, gateway: FakeSms
) -> None:
    if db.engine.dialect.name != "postgresql":
        pytest.skip("a file drops no connections")
    drop = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'worker'")
    with _process(engine_url, tmp_path, **gateway.settings) as process:
        for number in range(1, 4):
            _decide(number)
            _until(lambda number=number: _states() == ["sent"] * number)  # type: ignore[misc]
            assert db.session.execute(drop).all()
            db.session.rollback()
        process.send_signal(signal.SIGTERM)
        assert process.communicate(timeout=SECONDS)
        assert process.returncode == 0
    assert len(gateway.requests) == 3


def test_sigterm_finishes_what_is_in_hand(app: Flask, engine_url: str, tmp_path: Path, gateway: FakeSms) -> None:
    _decide(*range(200))
    with _process(engine_url, tmp_path, **gateway.settings) as process:
        _until(lambda: len(gateway.requests) >= 5)
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=SECONDS)
    assert process.returncode == 0, errors
    assert "+1240" not in errors
    states = _states()
    assert set(states) == {"sent", "waiting"}
    assert states.count("sent") == len(gateway.requests)
