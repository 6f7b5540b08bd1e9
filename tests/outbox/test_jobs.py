"""Timed work: done once, in one transaction, again later where it raises."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.kernel.errors import GivenUp
from directory.outbox import actions, jobs, queries, registry, rules
from directory.outbox.models import Job, Message
from directory.outbox.registry import Subject
from tests.conftest import MovableClock
from tests.outbox.conftest import PHONE


@pytest.fixture
def done(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[Subject]:
    """What the handlers were asked to do."""
    subjects: list[Subject] = []

    def handle(session: Session, subject: Subject) -> None:
        subjects.append(subject)
        actions.enqueue(session, "test", subject, "sms", PHONE, "en")
        if subject[0] == "broken":
            raise ZeroDivisionError

    monkeypatch.setitem(registry.jobs, "test-job", handle)
    return subjects


def _schedule(clock: MovableClock, subject: Subject = ("thing", 1), minutes: int = 0) -> int:
    with unit() as session:
        return actions.schedule(session, "test-job", subject, clock.moment + timedelta(minutes=minutes)).id


def _due() -> list[int]:
    due = jobs.due_ids(db.session(), 10)
    db.session.rollback()
    return due


def test_a_job_is_done_once_and_in_its_time(clock: MovableClock, done: list[Subject]) -> None:
    job = _schedule(clock, minutes=10)
    assert _schedule(clock, minutes=99) == job
    assert _due() == []
    clock.move(minutes=10)
    assert _due() == [job]
    assert jobs.do(job, "me")
    assert not jobs.do(job, "me")
    assert (done, _due(), db.session.query(Message).count()) == ([("thing", 1)], [], 1)


def test_a_job_that_raises_leaves_nothing_and_is_tried_again_later(clock: MovableClock, done: list[Subject]) -> None:
    job, pauses = _schedule(clock, ("broken", 1)), []
    for _ in range(9):
        assert jobs.do(job, "me")
        db.session.rollback()
        stored_job = db.session.get_one(Job, job, populate_existing=True)
        pauses.append((stored_job.due_at - clock.moment) / timedelta(minutes=1))
        clock.moment = stored_job.due_at
        assert stored_job.error_detail.startswith("ZeroDivisionError at test_jobs.py")
    assert pauses == [2, 4, 8, 16, 32, 64, 120, 120, 120]
    assert db.session.query(Message).count() == 0


def test_work_that_is_given_up_says_so_until_it_is_asked_for_anew(
    app: Flask, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def give_up(*_: object) -> None:
        raise GivenUp

    monkeypatch.setitem(registry.jobs, "test-job", give_up)
    job = _schedule(clock)
    assert jobs.do(job, "me")
    clock.move(days=9)
    assert _due() == []
    assert queries.errors_of(db.session(), "test-job", "thing", [1, 2]) == {1: "GivenUp"}
    assert db.session.scalars(queries.given_up("test-job", "thing")).all() == [1]
    with unit() as session:
        actions.schedule_once_more(session, "test-job", ("thing", 1), clock.moment)
    assert _due() == [job]
    assert queries.errors_of(db.session(), "test-job", "thing", [1]) == {}


def test_a_job_whose_worker_died_is_taken_when_its_lease_ran_out(clock: MovableClock, done: list[Subject]) -> None:
    job = _schedule(clock)
    with unit() as session:
        stored_job = session.get_one(Job, job)
        stored_job.lease_owner, stored_job.lease_until = "dead", clock.moment + rules.LEASE
    assert (_due(), jobs.do(job, "me")) == ([], False)
    clock.move(seconds=rules.LEASE.total_seconds() + 1)
    assert _due() == [job]
    assert jobs.do(job, "me")
    assert done == [("thing", 1)]
