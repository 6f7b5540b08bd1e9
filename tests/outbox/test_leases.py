"""Rows whose worker died."""

from datetime import timedelta

import pytest
from flask_babel import lazy_gettext
from sqlalchemy.exc import OperationalError

from directory.foundation import mail, sms
from directory.foundation.unit import unit
from directory.outbox import deliver, leases, receipts, registry, rules
from directory.outbox.models import Message
from directory.outbox.registry import MessageKind
from tests.conftest import MovableClock
from tests.outbox.conftest import Machine, Post, alarms, dead_letters, do_jobs, message_now, send

pytestmark = pytest.mark.engine_cases


def _left_behind(message_id: int, clock: MovableClock, *, body: str | None) -> None:
    with unit() as session:
        message = session.get_one(Message, message_id)
        message.state, message.lease_owner, message.body, message.attempts = (
            "sending",
            "dead",
            body,
            message.attempts + 1,
        )
        message.lease_until = clock.moment + rules.LEASE


def test_a_lease_holds_until_it_runs_out(post: Post, clock: MovableClock) -> None:
    message = post()
    _left_behind(message, clock, body="x")
    assert deliver.sweep() == 0
    assert not deliver.deliver(message)
    clock.move(seconds=rules.LEASE.total_seconds() + 1)
    assert deliver.sweep() == 1
    assert send(message).state == "sent"


def test_a_worker_that_died_before_composing_costs_no_repeat(post: Post, clock: MovableClock) -> None:
    message = post()
    for _ in range(3):
        _left_behind(message, clock, body=None)
        clock.move(hours=1)
        deliver.sweep()
        assert (message_now(message).state, message_now(message).repeats) == ("waiting", 0)
    clock.move(hours=1)
    assert send(message).state == "sent"


def test_a_worker_that_died_twice_while_sending_leaves_a_doubt(post: Post, clock: MovableClock) -> None:
    message = post()
    _left_behind(message, clock, body="x")
    clock.move(hours=1)
    deliver.sweep()
    assert (message_now(message).state, message_now(message).repeats) == ("waiting", 1)
    assert message_now(message).due_at == clock.moment
    _left_behind(message, clock, body="x")
    clock.move(hours=1)
    deliver.sweep()
    assert (message_now(message).state, message_now(message).error_kind, dead_letters()) == ("unsure", "unsure", [])


def test_a_lease_outlives_the_longest_send() -> None:
    # Two addresses of a host tried, its banner and greeting, the exchange, then a database that is away.
    text = 2 * sms.TIMEOUT_SECONDS + sms.DEADLINE_SECONDS + deliver.RECORD_SECONDS
    letter = 4 * mail.TIMEOUT_SECONDS + mail.DEADLINE_SECONDS + deliver.RECORD_SECONDS
    assert timedelta(seconds=max(text, letter) + leases.SET_BY) < rules.LEASE


@pytest.mark.parametrize("by", [timedelta(days=2), timedelta(minutes=3), timedelta(hours=-1)])
def test_a_clock_that_is_set_takes_no_message_out_of_a_hand(
    post: Post, clock: MovableClock, machine: Machine, by: timedelta
) -> None:
    message = post()
    leases.now()
    _left_behind(message, clock, body="x")
    machine.is_set(by)
    assert deliver.sweep() == 0
    machine.waits(rules.LEASE.total_seconds() / 2)
    assert (deliver.sweep(), message_now(message).state) == (0, "sending")
    machine.waits((rules.SLOW_LEASE if by < timedelta(0) else rules.LEASE).total_seconds() + 1)
    assert deliver.sweep() == 1


def test_a_clock_that_is_set_changes_no_lease_of_a_database_elsewhere(
    post: Post, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = machine.real()
    monkeypatch.setattr(leases, "time_there", lambda _engine: there)
    before = leases.now()
    machine.is_set(timedelta(days=2))
    assert abs(leases.now() - before) < timedelta(seconds=leases.SET_BY)


def test_a_worker_that_slept_takes_no_message_out_of_its_own_hand(
    post: Post, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = post()
    swept: list[int] = []

    def sleep(step: str, _message: int) -> None:
        if step == "sent":
            machine.waits(2 * rules.LEASE.total_seconds())
            swept.append(deliver.sweep())

    monkeypatch.setattr(deliver, "on_step", sleep)
    assert (send(message).state, swept) == ("sent", [0])


def test_a_delivery_that_broke_off_is_in_nobodys_hand(
    post: Post, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object) -> None:
        raise OperationalError("UPDATE", {}, Exception("away"))

    message = post()
    with monkeypatch.context() as away:
        away.setattr(deliver, "_record", breaks)
        with pytest.raises(OperationalError):
            deliver.deliver(message)
    machine.waits(2 * rules.LEASE.total_seconds())
    assert (deliver.sweep(), message_now(message).repeats) == (1, 1)


@pytest.mark.parametrize(("priority", "mails"), [("operator", 0), ("code", 0), ("lead", 1)])
def test_a_doubt_about_a_mail_to_the_operator_or_a_code_troubles_nobody(
    post: Post, clock: MovableClock, priority: str, mails: int
) -> None:
    message = post(priority=priority)
    for _ in range(2):
        _left_behind(message, clock, body="x")
        clock.move(hours=1)
        deliver.sweep()
    assert message_now(message).state == "unsure"
    clock.move(hours=1)
    assert do_jobs("doubt") == mails
    assert len(alarms("doubts")) == mails


def test_a_doubt_that_was_settled_meanwhile_is_no_news(post: Post, clock: MovableClock) -> None:
    message = post()
    for _ in range(2):
        _left_behind(message, clock, body="x")
        clock.move(hours=1)
        deliver.sweep()
    reference = message_now(message).reference
    with unit() as session:
        assert receipts.record_receipt(session, "SM1", "delivered", None, reference)
    clock.move(hours=1)
    assert (do_jobs("doubt"), alarms("doubts")) == (1, [])


def test_a_database_that_fails_while_composing_costs_no_try(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    def compose(*args: object) -> None:
        raise OperationalError("SELECT 1", {}, Exception("away"))

    monkeypatch.setitem(registry.kinds, "test", MessageKind(compose, lazy_gettext("Messages")))
    message = post()
    with pytest.raises(OperationalError):
        deliver.deliver(message)
    assert (message_now(message).state, message_now(message).body, dead_letters()) == ("sending", None, [])
