"""Deciding messages: once each, and taken back while they wait."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from directory.foundation.unit import unit
from directory.kernel.errors import IllegalMove, NotFound
from directory.outbox import actions, deliver, queries
from directory.outbox.models import Message
from directory.outbox.rules import MESSAGE, UNSETTLED
from tests.conftest import MovableClock
from tests.outbox.conftest import MAIL, PHONE, Post, message_now

pytestmark = pytest.mark.engine_cases


def test_the_same_decision_is_one_row(post: Post) -> None:
    first = post()
    assert post() == first
    assert len({first, post(subject=("thing", 2)), post(channel="email"), post(to="+12405550112")}) == 4


def test_a_decision_that_another_made_a_moment_ago_is_found(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    first = post()
    real, blind = Session.scalar, [True]

    def not_yet_visible(self: Session, *args: object, **kwargs: object) -> object:
        return None if blind and blind.pop() else real(self, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(Session, "scalar", not_yet_visible)
    assert post() == first


def test_nothing_is_decided_where_the_unit_fails(post: Post, session: Session) -> None:
    with pytest.raises(ZeroDivisionError), unit() as inside:
        actions.enqueue(inside, "test", ("thing", 9), "sms", PHONE, "en")
        raise ZeroDivisionError
    assert queries.messages_of(session, "thing", [9]) == {9: []}


def test_an_address_that_said_stop_is_not_written_to(post: Post) -> None:
    waiting = post()
    with unit() as session:
        assert actions.suppress(session, "sms", PHONE, "stop")
        assert not actions.suppress(session, "sms", PHONE, "stop")
    assert message_now(waiting).state == "suppressed"
    assert message_now(post(subject=("thing", 2))).state == "suppressed"
    assert message_now(post(channel="email")).state == "waiting"
    with unit() as session:
        actions.lift(session, "sms", PHONE)
    assert message_now(post(subject=("thing", 3))).state == "waiting"


def test_a_stop_after_the_decision_is_heard_before_sending(post: Post) -> None:
    message = post()
    with unit() as session:
        actions.suppress(session, "sms", PHONE, "stop")
        session.get_one(Message, message).state = "waiting"
    assert deliver.deliver(message)
    assert (message_now(message).state, message_now(message).body, message_now(message).attempts) == (
        "suppressed",
        None,
        0,
    )


def test_cancelling_takes_back_only_what_waits(post: Post) -> None:
    gone, waiting, other = post(), post(channel="email"), post(subject=("thing", 2))
    deliver.deliver(gone)
    with unit() as session:
        assert actions.cancel(session, ("thing", 1), ["another kind"]) == 0
        assert actions.cancel(session, ("thing", 1)) == 1
    assert [message_now(message_id).state for message_id in (gone, waiting, other)] == ["sent", "cancelled", "waiting"]


@pytest.mark.parametrize("state", [message_state for message_state in MESSAGE.states if message_state not in UNSETTLED])
def test_only_a_dead_letter_is_sent_again(post: Post, state: str) -> None:
    message = post()
    with unit() as session:
        session.get_one(Message, message).state = state
    with pytest.raises(IllegalMove), unit() as session:
        actions.retry(session, message)
    with pytest.raises(NotFound), unit() as session:
        actions.retry(session, 999)


def test_messages_of_names_every_subject(post: Post, session: Session) -> None:
    first, second = post(), post(channel="email")
    by_subject = queries.messages_of(session, "thing", [1, 2])
    assert ([message.id for message in by_subject[1]], by_subject[2]) == ([first, second], [])
    assert {message.recipient for message in by_subject[1]} == {PHONE, MAIL}


def test_a_message_waits_for_its_time(post: Post, clock: MovableClock) -> None:
    message = post(due_at=clock.moment + timedelta(hours=1))
    assert not deliver.deliver(message)
    clock.move(hours=1)
    assert deliver.deliver(message)
