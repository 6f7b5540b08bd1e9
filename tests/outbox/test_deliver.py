"""One message on its way: what each answer of the far side makes of it."""

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from directory.foundation import sms
from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.outbox import actions, deliver, outcome, registry
from directory.outbox.models import Message
from tests.conftest import MovableClock
from tests.outbox.conftest import MAIL, PHONE, Outcomes, Post, alarms, dead_letters, message_now, send
from tests.support.fake_sms import FakeSms
from tests.support.fake_smtp import FakeSmtp


@pytest.mark.parametrize(("channel", "segments"), [("sms", 1), ("email", None)])
def test_a_message_in_a_file_has_reached_nobody(
    post: Post, outcomes: Outcomes, app: Flask, channel: str, segments: int | None
) -> None:
    message = send(post(channel=channel))
    assert (message.state, message.body, message.segments) == ("sent", "您好 1 zh-Hant", segments)
    assert (message.port, message.is_file, message.delivered_at) == ("file", True, None)
    assert (message.lease_owner, message.lease_until, message.attempts) == (None, None, 1)
    assert outcomes == [(message.id, "sent")]
    assert (Path(app.config["INSTANCE"]) / "outbox" / str(message.provider_reference)).is_file()


@pytest.mark.parametrize(("setting", "channel"), [("SMS_URL", "sms"), ("SMTP_URL", "email")])
def test_a_message_is_never_a_file_where_nobody_chose_that(post: Post, app: Flask, setting: str, channel: str) -> None:
    app.config[setting] = ""
    message = send(post(channel=channel))
    assert (message.state, message.error_kind, message.port) == ("waiting", "connection", None)
    assert not (Path(app.config["INSTANCE"]) / "outbox").exists()


def test_the_gateway_takes_a_text_and_is_asked_once(post: Post, gateway: FakeSms, outcomes: Outcomes) -> None:
    message = send(post())
    (text,) = gateway.to(PHONE)
    assert (message.state, message.provider_reference) == ("sent", text.sid)
    assert (message.port, message.is_file) == ("gateway", False)
    assert text.body == "您好 1 zh-Hant"
    assert text.callback.endswith(f"/hooks/sms/status?reference={message.reference}{sms.COME_AGAIN}")
    assert not deliver.deliver(message.id)
    assert outcomes == [(message.id, "sent")]
    assert len(gateway.requests) == 1


def test_a_mail_goes_out_in_both_forms_under_its_own_number(post: Post, mailer: FakeSmtp) -> None:
    message = send(post(channel="email"))
    (mail,) = mailer.to(MAIL)
    assert (message.state, mail.subject, mail.text.strip()) == ("sent", "您好", "您好 1 zh-Hant")
    assert mail.message["Message-ID"] == message.provider_reference == f"<{message.reference}@localhost>"
    assert mail.message.get_body(("html",)) is not None


def test_the_database_is_let_go_before_the_far_side_is_asked(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    connections: list[int] = []
    real = deliver._send
    monkeypatch.setattr(deliver, "_send", lambda taken: connections.append(db.engine.pool.checkedout()) or real(taken))
    send(post())
    assert connections == [0]


@pytest.mark.parametrize(("mode", "kind"), [("refuse", "recipient"), ("stopped", "stopped")])
def test_a_number_that_cannot_be_texted_fails_at_once(
    post: Post, gateway: FakeSms, outcomes: Outcomes, mode: str, kind: str
) -> None:
    gateway.mode = mode
    message = send(post())
    assert (message.state, message.error_kind) == ("failed", kind)
    assert outcomes == [(message.id, "failed")]
    (mail,) = dead_letters()
    assert f"outbox retry {message.id}" in (send(mail.id).body or "")


def test_a_refused_address_fails_at_once(post: Post, mailer: FakeSmtp) -> None:
    mailer.mode = "550"
    message = send(post(channel="email"))
    assert (message.state, message.error_kind, message.error_detail) == ("failed", "recipient", "SMTP 550")


@pytest.mark.parametrize("mode", ["away", "nobody-there"])
def test_a_dead_gateway_is_tried_for_a_day(
    post: Post, gateway: FakeSms, clock: MovableClock, app: Flask, mode: str
) -> None:
    gateway.mode = "away"
    if mode == "nobody-there":
        app.config["SMS_URL"] = "http://127.0.0.1:9"
    started, tries = clock.moment, []
    message_id = post()
    while (message := send(message_id)).state == "waiting":
        tries.append((message.due_at - clock.moment) / timedelta(minutes=1))
        clock.moment = message.due_at
    assert tries[:7] == [0, 1, 5, 15, 60, 120, 120]
    assert set(tries[5:]) == {120}
    assert timedelta(hours=24) <= clock.moment - started < timedelta(hours=26)
    assert (message.state, message.error_kind, dead_letters()) == ("failed", "connection", [])
    assert len(alarms("gateway-trouble")) == 1


def test_a_busy_gateway_is_left_alone_as_long_as_it_asks(post: Post, gateway: FakeSms, clock: MovableClock) -> None:
    gateway.mode = "busy"
    message = send(post())
    assert (message.state, message.due_at - clock.moment) == ("waiting", timedelta(seconds=2))


@pytest.mark.parametrize("mode", ["451", "drop-before"])
def test_a_mail_server_that_puts_off_is_tried_again(
    post: Post, mailer: FakeSmtp, clock: MovableClock, mode: str
) -> None:
    mailer.mode = mode
    message = send(post(channel="email"))
    if mode == "drop-before" and message.state == "unsure":
        # The line broke as the last dot was on it: who gave up first is then not to be seen.
        assert mailer.mails == []
        return
    assert message.state == "waiting"
    if mode == "451":
        assert (message.error_kind, message.repeats, message.due_at) == ("connection", 0, clock.moment)
    mailer.mode = "ok"
    clock.moment = message.due_at
    assert send(message.id).state == "sent"
    assert len(mailer.mails) == 1


def test_what_was_withdrawn_since_is_cancelled(post: Post, gateway: FakeSms, outcomes: Outcomes) -> None:
    message = send(post(subject=("withdrawn", 1)))
    assert (message.state, message.attempts, message.first_attempt_at) == ("cancelled", 0, None)
    assert (gateway.requests, outcomes) == ([], [])


def test_what_cannot_be_composed_fails_without_its_words_in_the_row(post: Post, gateway: FakeSms) -> None:
    message = send(post(subject=("broken", 1)))
    assert (message.state, message.error_kind) == ("failed", "content")
    assert message.error_detail.startswith("ZeroDivisionError at conftest.py:")
    assert not gateway.requests
    assert len(dead_letters()) == 1


def test_a_message_that_came_too_late_is_not_sent(post: Post, gateway: FakeSms, clock: MovableClock) -> None:
    message_id = post(expires_at=clock.moment + timedelta(minutes=10))
    clock.move(minutes=10)
    message = send(message_id)
    assert (message.state, message.error_kind, gateway.requests) == ("failed", "expired", [])


def test_nobody_beyond_the_united_states_and_canada_is_texted(post: Post, gateway: FakeSms) -> None:
    for number in ("+8613812345678", "+18005550199", "+19005551234", "anything"):
        message = send(post(to=number))
        assert (message.state, message.error_kind) == ("failed", "recipient")
    assert not gateway.requests


def test_a_port_that_raises_what_nobody_foresaw_leaves_a_doubt(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deliver, "sms_port", lambda: None)
    message = send(post())
    assert (message.state, message.error_kind) == ("unsure", "unsure")


def test_a_mail_to_the_operator_that_fails_makes_no_other(post: Post, mailer: FakeSmtp) -> None:
    mailer.mode = "550"
    assert send(post(channel="email", priority="operator")).state == "failed"
    assert dead_letters() == []


def test_a_dead_letter_is_sent_again_and_told_again(
    post: Post, gateway: FakeSms, mailer: FakeSmtp, clock: MovableClock
) -> None:
    gateway.mode = "refuse"
    message = send(post())
    (mail,) = dead_letters()
    assert "outbox retry" in (send(mail.id).body or "")
    with unit() as session:
        actions.retry(session, message.id)
    assert send(message.id).state == "failed"
    _, again = dead_letters()
    due_at = again.due_at
    assert (again.state, due_at > clock.moment) == ("waiting", True)
    number = again.id
    gateway.mode = "ok"
    with unit() as session:
        actions.retry(session, message.id)
    assert send(message.id).state == "sent"
    clock.moment = due_at
    assert send(number).state == "cancelled", "nothing is wrong any more"


def test_many_dead_letters_are_two_mails(post: Post, gateway: FakeSms, mailer: FakeSmtp, clock: MovableClock) -> None:
    """The first at once, the others together."""
    gateway.mode = "refuse"
    first = send(post(to="+12405550101"))
    (mail,) = dead_letters()
    assert send(mail.id).state == "sent"
    later = [send(post(to=f"+12405550{number}", subject=("thing", number))).id for number in range(102, 131)]
    _, others = dead_letters()
    due_at, number_of_others = others.due_at, others.id
    assert timedelta(0) < due_at - clock.moment <= timedelta(minutes=15)
    with unit() as session:
        actions.handle(session, first.id)
        actions.retry(session, later[0])
    clock.moment = due_at
    body = send(number_of_others).body or ""
    assert all(f"#{number} " in body for number in later[1:20])
    assert not any(f"#{number} " in body for number in (first.id, later[0]))
    assert "8 more" in body
    assert len(dead_letters()) == 2


def test_a_slice_that_cannot_hear_undoes_nothing(post: Post, gateway: FakeSms, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[str] = []
    deaf = lambda session, message, state: 1 / 0  # noqa: E731
    monkeypatch.setattr(registry, "outcomes", [deaf, lambda session, message, state: heard.append(state)])
    assert send(post()).state == "sent"
    assert heard == ["sent"]


def test_a_late_outcome_never_overwrites_a_newer_one(post: Post, outcomes: Outcomes) -> None:
    message = post()
    with unit() as session:
        connections = session.get_one(Message, message)
        connections.state, connections.lease_owner = "sending", "another"
    with unit() as session:
        outcome.sent(session, message, deliver.OWNER, "late", "gateway")
    assert (message_now(message).state, outcomes) == ("sending", [])


def test_the_settings_of_the_gateway_reach_it(post: Post, gateway: FakeSms, app: Flask) -> None:
    send(post())
    app.config.update(SMS_MESSAGING_SERVICE="MG0123", SMS_VALIDITY=900)
    send(post(subject=("thing", 2)))
    plain, served = (text.form for text in gateway.texts)
    assert (plain["From"], plain.get("ValidityPeriod")) == (gateway.number, None)
    assert (served["MessagingServiceSid"], served["ValidityPeriod"], served.get("From")) == ("MG0123", "900", None)
