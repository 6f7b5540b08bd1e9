"""A worker with nothing to do: how often it asks, and what wakes which lane."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, event, update
from sqlalchemy.exc import OperationalError

from directory.entrypoints import worker as loop
from directory.entrypoints.worker import Worker
from directory.foundation.db import db
from directory.foundation.notify import Listener
from directory.foundation.unit import unit
from directory.kernel import clock as kernel_clock
from directory.outbox import actions, queries, registry
from directory.outbox.models import Message
from tests.conftest import MovableClock
from tests.outbox.conftest import Post

pytestmark = pytest.mark.engine_cases

#: Looks a minute, each a statement in a transaction; what is left for chores; and where news wakes the worker.
LOOKS, CHORES, LOOKS_LISTENING = 120, 20, 30


@contextmanager
def _counted() -> Iterator[list[str]]:
    statements: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *more: Any) -> None:
        statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def _awake(worker: Worker) -> set[str]:
    """The lanes that one look wakes."""
    for wake in worker._wake.values():
        wake.clear()
    worker.look(db.engine)
    return {name for name, wake in worker._wake.items() if wake.is_set()}


@pytest.fixture
def worker(app: Flask, clock: MovableClock) -> Worker:
    """A worker that has planned its day."""
    worker = Worker()
    worker.drain()
    return worker


def test_a_minute_with_nothing_to_do_is_a_few_statements(
    app: Flask, clock: MovableClock, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every half second where one has to look, every two where one is told."""
    ends = clock.moment + timedelta(minutes=1)

    def nap(seconds: float, listener: Listener) -> None:
        if clock.move(seconds) >= ends:
            worker.stopping.set()

    monkeypatch.setattr(worker, "_nap", nap)
    with _counted() as statements:
        worker.run(app)
    looks = LOOKS_LISTENING if db.engine.dialect.name == "postgresql" else LOOKS
    assert 0.8 * looks <= len(statements) <= 2 * looks + CHORES, len(statements)
    assert not [s for s in statements if s.startswith(("UPDATE", "INSERT", "DELETE"))]


def test_nothing_due_wakes_nobody(worker: Worker, post: Post, clock: MovableClock) -> None:
    assert _awake(worker) == set()
    post(due_at=clock.moment + timedelta(minutes=5))
    with unit() as session:
        actions.schedule(session, "test", ("thing", 1), clock.moment + timedelta(minutes=9))
    assert _awake(worker) == set()
    clock.move(minutes=6)
    # The mailbox of what came back is looked into every five minutes.
    assert _awake(worker) == {"sms", loop.BOUNCES}
    clock.move(minutes=6)
    assert _awake(worker) == {"sms", queries.CHORES, loop.BOUNCES}


@pytest.mark.parametrize("channel", queries.CHANNELS)
def test_a_message_wakes_its_own_lane_at_the_next_look(worker: Worker, post: Post, channel: str) -> None:
    post(channel=channel)
    assert _awake(worker) == {channel}
    assert loop.IDLE <= 0.5, "a text goes out within a second of its commit"


def test_a_lease_that_ran_out_wakes_the_chores(worker: Worker, post: Post, clock: MovableClock) -> None:
    number = post()
    with unit() as session:
        lease = clock.moment + timedelta(seconds=30)
        session.execute(update(Message).where(Message.id == number).values(state="sending", lease_until=lease))
    assert _awake(worker) == set()
    clock.move(31)
    assert _awake(worker) == {queries.CHORES}


def test_slow_work_is_handed_to_its_own_lane(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    """The chores only say that there is some; what they do themselves waits for none of it."""
    done: list[str] = []
    monkeypatch.setattr(registry, "slow", {"photograph"})
    monkeypatch.setitem(registry.errands, "photograph", lambda subject: done.append("photograph"))
    monkeypatch.setitem(registry.errands, "errand", lambda subject: done.append("errand"))
    with unit() as session:
        for kind in ("photograph", "errand"):
            actions.schedule(session, kind, ("thing", 1), kernel_clock.now())
    assert _awake(worker) == {queries.CHORES}
    worker._chores()
    assert (done, worker._wake[loop.SLOW].is_set()) == (["errand"], True)
    worker._slow()
    assert done == ["errand", "photograph"]


def test_the_next_day_wakes_the_chores_once(worker: Worker, clock: MovableClock) -> None:
    clock.move(days=1)
    assert queries.CHORES in _awake(worker)
    worker.drain()
    assert _awake(worker) == set()
    assert worker._planned == kernel_clock.today()


def test_a_database_that_is_away_is_left_alone_for_a_while(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(connection: object) -> set[str]:
        raise OperationalError("x", None, Exception("gone"))

    monkeypatch.setattr(queries, "due", away)
    assert worker.look(db.engine) == loop.AWAY


def test_every_lane_can_be_woken(app: Flask) -> None:
    worker = Worker()
    of_its_own = {queries.CHORES, loop.BOUNCES, loop.SLOW, loop.SPOOL}
    assert set(worker._wake) == set(worker._lanes) == {*queries.CHANNELS, *of_its_own}
