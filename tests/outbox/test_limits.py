"""Hours of the day and texts of the day."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from directory.config import FILES
from directory.foundation.db import db
from directory.outbox import deliver, queries
from directory.outbox.models import Message
from tests.conftest import MovableClock
from tests.outbox.conftest import Post, message_now, send
from tests.support.at_once import at_once

pytestmark = pytest.mark.engine_cases


def _limit_mails() -> int:
    db.session.rollback()
    return db.session.query(Message).filter_by(kind="daily-limit").count()


@pytest.mark.parametrize(
    ("priority", "to", "hour"),
    [
        ("lead", "+12405550111", 13),
        ("notice", "+12405550111", 13),
        ("receipt", "+12405550111", 13),
        # California.
        ("receipt", "+14155550111", 16),
    ],
)
def test_a_text_at_night_waits_for_the_morning_of_its_phone(
    post: Post, clock: MovableClock, app: Flask, priority: str, to: str, hour: int
) -> None:
    app.config["SMS_HOURS"] = "08:00-20:00"
    clock.moment = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
    message = send(post(priority=priority, to=to))
    assert (message.state, message.due_at) == ("waiting", datetime(2026, 11, 24, hour, 0, tzinfo=UTC))
    assert (message.attempts, message.first_attempt_at) == (0, None)
    clock.moment = message.due_at
    assert send(message.id).state == "sent"


def test_who_just_texted_is_answered_at_any_hour(post: Post, clock: MovableClock, app: Flask) -> None:
    app.config["SMS_HOURS"] = "08:00-20:00"
    clock.moment = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
    assert send(post(priority="reply")).state == "sent"
    assert send(post(channel="email")).state == "sent"


def test_receipts_stop_first_then_leads_wait_and_the_operator_hears_once(
    post: Post, clock: MovableClock, app: Flask
) -> None:
    app.config["SMS_DAILY_LIMIT"] = 10
    numbers = iter(range(100))

    def one(priority: str = "lead", **more: str) -> Message:
        number = next(numbers)
        return send(post(subject=("thing", number), to=f"+124055501{number:02d}", priority=priority, **more))

    # Half of ten is common; two are kept for strangers' leads, one for each of three others.
    assert [one("receipt").state for _ in range(7)] == ["sent"] * 5 + ["waiting"] * 2
    assert _limit_mails() == 1
    leads = [one() for _ in range(4)]
    assert [message.state for message in leads] == ["sent"] * 2 + ["waiting"] * 2
    assert (leads[-1].due_at, leads[-1].held_for) == (datetime(2026, 11, 24, 5, 0, tzinfo=UTC), "day")
    assert (_limit_mails(), sum(queries.texts_today(db.session()).values())) == (2, 7)
    assert [one("code").state, one("code", budget="printed").state] == ["waiting", "sent"]
    assert [one(budget="proven").state, one("notice", budget="known").state] == ["sent", "sent"]
    assert one("reply").state == "sent"
    clock.moment = leads[-1].due_at + timedelta(minutes=1)
    assert (send(leads[-1].id).state, message_now(leads[-1].id).held_for) == ("sent", None)
    assert message_now(leads[-2].id).state == "waiting"


@pytest.mark.parametrize(("budget", "most"), [("stranger", 10), ("proven", 12)])
def test_what_is_too_much_for_one_phone_waits_until_the_hour_is_over(
    post: Post, clock: MovableClock, app: Flask, budget: str, most: int
) -> None:
    first = clock.moment
    sent = []
    for number in range(most + 3):
        sent.append(send(post(subject=("thing", number), budget=budget)))
        clock.move(minutes=1)
    assert [message.state for message in sent] == ["sent"] * most + ["waiting"] * 3
    assert {(message.due_at, message.held_for) for message in sent[most:]} == {(first + timedelta(hours=1), "phone")}
    # What its holder asked for just now is not held back, and other phones are none of it.
    for number, priority in enumerate(("code", "reply")):
        assert send(post(subject=("now", number), priority=priority)).state == "sent"
    assert send(post(subject=("thing", 99), to="+12405550112")).state == "sent"
    clock.moment = sent[-1].due_at
    assert [send(message.id).state for message in sent[most:]] == ["sent", "waiting", "waiting"]
    assert message_now(sent[-1].id).due_at == first + timedelta(hours=1, minutes=1)


def test_a_phone_gets_no_more_than_its_day(post: Post, clock: MovableClock, app: Flask) -> None:
    states = []
    for number in range(50):
        states.append(send(post(subject=("thing", number), budget="proven")).state)
        clock.move(minutes=6)
    assert states.count("sent") == 40


def test_workers_at_once_never_send_more_than_a_phone_takes(post: Post, clock: MovableClock, app: Flask) -> None:
    ids = [post(subject=("thing", number)) for number in range(16)]
    at_once(app, *[lambda share=share: [deliver.deliver(due) for due in ids[share::4]] for share in range(4)])
    db.session.rollback()
    states = [message_now(message_id).state for message_id in ids]
    assert set(states) == {"sent", "waiting"}
    assert states.count("sent") <= 10


def test_a_text_tried_again_is_counted_once(post: Post, app: Flask, clock: MovableClock) -> None:
    app.config.update(SMS_DAILY_LIMIT=1, SMS_URL="http://127.0.0.1:9")
    message = send(post())
    assert message.state == "waiting"
    app.config["SMS_URL"] = FILES
    assert send(message.id).state == "sent"
