"""The gateway's receipts: signed, in any order, and never against a final state."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.outbox import deliver, jobs, receipts
from directory.outbox.models import Job, Message
from tests.conftest import MovableClock
from tests.outbox.conftest import PHONE, Outcomes, Post, dead_letters, message_now, send
from tests.support.fake_sms import FakeSms, sign

pytestmark = pytest.mark.engine_cases

PATH = "/hooks/sms/status"


def _receive(client: FlaskClient, gateway: FakeSms, sid: str, status: str, code: str = "", signature: str = "") -> int:
    form = {"MessageSid": sid, "MessageStatus": status, "To": PHONE, "From": gateway.number}
    if code:
        form["ErrorCode"] = code
    url = f"{client.application.config['BASE_URL']}{PATH}"
    headers = {"X-Twilio-Signature": signature or sign(url, form, gateway.token)}
    return client.post(PATH, data=form, headers=headers).status_code


def test_their_phone_received_it(client: FlaskClient, post: Post, gateway: FakeSms, outcomes: Outcomes) -> None:
    message = send(post())
    sid = gateway.texts[0].sid
    for status in ("queued", "sent"):
        assert _receive(client, gateway, sid, status) == 204
        assert message_now(message.id).state == "sent"
    for _ in range(2):
        assert _receive(client, gateway, sid, "delivered") == 204
    assert message_now(message.id).state == "delivered"
    assert [state for _, state in outcomes] == ["sent", "delivered"]


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("30003", "away"),
        ("30004", "recipient"),
        ("30005", "recipient"),
        ("30006", "recipient"),
        ("30007", "content"),
        ("30008", "carrier"),
        ("", "carrier"),
    ],
)
def test_it_did_not_arrive(
    client: FlaskClient, post: Post, gateway: FakeSms, outcomes: Outcomes, code: str, kind: str
) -> None:
    message = send(post())
    assert _receive(client, gateway, gateway.texts[0].sid, "undelivered", code) == 204
    assert (message_now(message.id).state, message_now(message.id).error_kind) == ("failed", kind)
    assert ([state for _, state in outcomes], len(dead_letters())) == (["sent", "failed"], 1)


def test_a_late_receipt_never_changes_a_final_state(client: FlaskClient, post: Post, gateway: FakeSms) -> None:
    message = send(post())
    sid = gateway.texts[0].sid
    _receive(client, gateway, sid, "delivered")
    assert _receive(client, gateway, sid, "undelivered", "30006") == 204
    assert message_now(message.id).state == "delivered"
    other = send(post(subject=("thing", 2)))
    _receive(client, gateway, gateway.texts[1].sid, "failed", "30008")
    assert _receive(client, gateway, gateway.texts[1].sid, "sent") == 204
    assert message_now(other.id).state == "failed"


def test_what_was_called_undelivered_and_arrives_is_delivered(
    client: FlaskClient, post: Post, gateway: FakeSms, outcomes: Outcomes
) -> None:
    message, sid = send(post()), gateway.texts[0].sid
    _receive(client, gateway, sid, "undelivered", "30003")
    (mail,) = dead_letters()
    _receive(client, gateway, sid, "delivered")
    _receive(client, gateway, sid, "undelivered", "30003")
    after = message_now(message.id)
    assert (after.state, after.error_kind, after.failed_at) == ("delivered", None, None)
    assert after.delivered_at is not None
    assert [state for _, state in outcomes] == ["sent", "failed", "delivered"]
    assert send(mail.id).state == "cancelled"


def test_a_receipt_that_comes_before_we_wrote_the_reference_is_kept(
    client: FlaskClient, post: Post, gateway: FakeSms, monkeypatch: pytest.MonkeyPatch, app: Flask
) -> None:
    def early(step: str, message_id: int) -> None:
        if step == "sent":
            assert _receive(client, gateway, gateway.texts[-1].sid, "undelivered", "30006") == 204

    monkeypatch.setattr(deliver, "on_step", early)
    message = send(post())
    assert (message.state, message.error_kind) == ("failed", "recipient")
    assert message.error_detail == "receipt failed, code 30006"


def test_a_receipt_that_crossed_our_writing_is_applied_by_a_job(
    post: Post, gateway: FakeSms, clock: MovableClock
) -> None:
    with unit() as session:
        receipts.keep_receipt(session, "SM1", "delivered", None)
        receipts.keep_receipt(session, "SM-of-somebody-else", "failed", 30006)
        receipts.keep_receipt(session, "SM2", "sending", None)
    message = send(post())
    with unit() as session:
        session.get_one(Message, message.id).provider_reference = "SM1"
    clock.moment += timedelta(minutes=2)
    due = jobs.due_ids(db.session(), 10)
    assert len(due) == 2
    for job in due:
        db.session.rollback()
        assert jobs.do(job, "me")
    assert message_now(message.id).state == "delivered"
    assert all(job.done_at for job in db.session.query(Job))


def test_only_the_gateway_is_believed(client: FlaskClient, post: Post, gateway: FakeSms, app: Flask) -> None:
    message = send(post())
    assert _receive(client, gateway, gateway.texts[0].sid, "delivered", signature="wrong") == 403
    assert _receive(client, gateway, gateway.texts[0].sid, "delivered", signature="签名") == 403
    app.config["SMS_TOKEN"] = ""
    assert _receive(client, gateway, gateway.texts[0].sid, "delivered") == 403
    assert message_now(message.id).state == "sent"


def test_a_receipt_about_nothing_is_refused(client: FlaskClient, gateway: FakeSms) -> None:
    assert _receive(client, gateway, "", "delivered") == 400
    for code in ("٣٣٣", "9" * 30, "-1", "x"):
        assert _receive(client, gateway, "SM" + "0" * 500, "undelivered", code) == 204
    # It may be of a text whose answer is still on its way: one is kept, under a short name.
    assert [len(job.subject_kind) <= 40 for job in db.session.query(Job)] == [True]


@pytest.mark.parametrize(("sid", "status"), [("SM-of-an-earlier-try", "undelivered"), ("", "receiving")])
def test_a_receipt_that_says_nothing_of_the_last_try_changes_nothing(
    post: Post, gateway: FakeSms, sid: str, status: str
) -> None:
    message = send(post())
    with unit() as session:
        known = sid or gateway.texts[0].sid
        assert receipts.record_receipt(session, known, status, None, message.reference)
    assert (message_now(message.id).state, message_now(message.id).error_kind) == ("sent", None)
