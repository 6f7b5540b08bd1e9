"""Rows whose worker died."""

from datetime import timedelta

from directory.foundation import mail, sms
from directory.foundation.unit import unit
from directory.outbox import deliver, rules
from directory.outbox.models import Message
from tests.conftest import MovableClock
from tests.outbox.conftest import Post, dead_letters, message_now, send


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
    assert timedelta(seconds=max(text, letter)) < rules.LEASE
