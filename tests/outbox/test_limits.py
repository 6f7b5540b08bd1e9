"""Hours of the day and texts of the day."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from directory.config import FILES
from directory.foundation.db import db
from directory.outbox import queries
from directory.outbox.models import Message
from tests.conftest import MovableClock
from tests.outbox.conftest import Post, row, send


def _limit_mails() -> int:
    db.session.rollback()
    return db.session.query(Message).filter_by(kind="daily-limit").count()


@pytest.mark.parametrize("priority", ["lead", "notice", "receipt"])
def test_a_text_at_night_waits_for_the_morning(post: Post, clock: MovableClock, app: Flask, priority: str) -> None:
    app.config["SMS_HOURS"] = "08:00-20:00"
    clock.moment = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
    message = send(post(priority=priority))
    assert (message.state, message.due_at) == ("waiting", datetime(2026, 11, 24, 13, 0, tzinfo=UTC))
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
    sent = [send(post(subject=("thing", next(numbers)), priority="receipt")).state for _ in range(10)]
    assert sent == ["sent"] * 8 + ["waiting"] * 2
    assert _limit_mails() == 0
    leads = [send(post(subject=("thing", next(numbers)))) for _ in range(4)]
    assert [each.state for each in leads] == ["sent"] * 2 + ["waiting"] * 2
    assert leads[-1].due_at == datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
    assert (_limit_mails(), queries.texts_today(db.session())) == (1, 10)
    assert send(post(subject=("thing", next(numbers)), priority="reply")).state == "sent"
    clock.moment = leads[-1].due_at + timedelta(minutes=1)
    assert send(leads[-1].id).state == "sent"
    assert row(leads[-2].id).state == "waiting"


def test_a_text_tried_again_is_counted_once(post: Post, app: Flask, clock: MovableClock) -> None:
    app.config.update(SMS_DAILY_LIMIT=1, SMS_URL="http://127.0.0.1:9")
    message = send(post())
    assert message.state == "waiting"
    app.config["SMS_URL"] = FILES
    assert send(message.id).state == "sent"
