"""A clock that ran ahead and was set back: what was written then goes out when it was meant to."""

from datetime import timedelta

import pytest
from flask import Flask
from structlog.testing import capture_logs

from directory.entrypoints.worker import Worker
from directory.foundation import limits
from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.kernel import clock as kernel_clock
from directory.kernel.errors import TooMany
from directory.outbox import actions, ahead, registry
from directory.outbox.models import Job, Message
from tests.conftest import MovableClock
from tests.outbox.conftest import Post, message_now
from tests.support.fake_sms import FakeSms


def _due_in(waiting: Message | Job) -> timedelta:
    return waiting.due_at - kernel_clock.now()


def _job(kind: str = "test") -> Job:
    db.session.rollback()
    return db.session.query(Job).filter_by(kind=kind).one()


def test_what_was_saved_while_the_clock_ran_ahead_goes_out_when_it_is_set_back(
    clock: MovableClock, post: Post, gateway: FakeSms
) -> None:
    clock.move(days=5)
    now_due = post(("thing", 1), to="+12405550101")
    later = post(("thing", 2), to="+12405550102", due_at=kernel_clock.now() + timedelta(hours=1))
    clock.move(days=-5)
    with capture_logs() as lines:
        Worker().once()
    assert message_now(now_due).state == "sent"
    assert _due_in(message_now(later)) == timedelta(hours=1)
    assert [(line["messages"], line["jobs"]) for line in lines if "ran ahead" in line["event"]] == [(2, 0)]


def test_what_was_put_off_while_the_clock_ran_ahead_is_tried_again(
    clock: MovableClock, post: Post, gateway: FakeSms
) -> None:
    message_id = post()
    gateway.mode = "away"
    clock.move(days=5)
    for _ in range(2):
        Worker().once()
    assert _due_in(message_now(message_id)) > timedelta(0)
    clock.move(days=-5)
    gateway.mode = "ok"
    Worker().once()
    assert timedelta(0) < _due_in(message_now(message_id)) <= timedelta(minutes=1), "as its tries say"
    clock.move(minutes=1)
    Worker().once()
    assert message_now(message_id).state == "sent"


def test_timed_work_of_that_time_is_done_when_it_was_meant(
    app: Flask, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(registry.jobs, "test", lambda session, subject: None)
    clock.move(days=5)
    with unit() as session:
        actions.schedule(session, "test", ("thing", 1), kernel_clock.now() + timedelta(days=30))
    clock.move(days=-5)
    assert ahead.put_right() == 1
    assert _due_in(_job()) == timedelta(days=30)


def test_a_job_that_failed_at_that_time_is_tried_again(
    app: Flask, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with unit() as session:
        actions.schedule(session, "test", ("thing", 1), kernel_clock.now())
    monkeypatch.setitem(registry.jobs, "test", lambda session, subject: 1 / 0)
    clock.move(days=5)
    Worker().once()
    clock.move(days=-5)
    ahead.put_right()
    assert _due_in(_job()) == timedelta(0)


def test_a_clock_that_is_right_changes_nothing(clock: MovableClock, post: Post, app: Flask) -> None:
    """What waits for the night, for a day's pause or for years stays as it was decided."""
    post(due_at=kernel_clock.now() + timedelta(days=2))
    with unit() as session:
        actions.schedule(session, "test", ("thing", 1), kernel_clock.now() + timedelta(days=400))
    assert ahead.put_right() == 0
    assert _due_in(_job()) == timedelta(days=400)


def test_nobody_is_refused_for_days_by_a_count_of_that_time(clock: MovableClock, app: Flask) -> None:
    app.config["RATE_LIMITS"] = True
    clock.move(days=5)
    for _ in range(30):
        limits.count("token-miss", "192.0.2.7")
    clock.move(days=-5)
    with pytest.raises(TooMany):
        limits.count("token-miss", "192.0.2.7")
    ahead.put_right()
    limits.count("token-miss", "192.0.2.7")
