"""Where nobody knows whether a message arrived: it is not sent again; a receipt, a text or the operator settles it."""

from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient

from directory.foundation import sms
from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.outbox import actions, deliver, queries, receipts, rules
from directory.outbox.models import Message
from tests.conftest import MovableClock
from tests.outbox.conftest import PHONE, Outcomes, Post, alarms, dead_letters, do_jobs, message_now, send
from tests.support.fake_sms import FakeSms, Text, sign
from tests.support.fake_smtp import FakeSmtp

pytestmark = pytest.mark.engine_cases

#: Everything that a gateway can do after it took a text, so that we do not know it did.
BREAKS = ("drop", "half", "garbage", "hang", "late-error")


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sms, "TIMEOUT_SECONDS", 0.5)


def _report(client: FlaskClient, gateway: FakeSms, text: Text, status: str, code: str = "", sid: str = "") -> None:
    """A receipt as the gateway posts it to the address that came with the text."""
    form = {"MessageSid": sid or text.sid, "MessageStatus": status} | ({"ErrorCode": code} if code else {})
    parts = urlsplit(text.callback)
    headers = {"X-Twilio-Signature": sign(text.callback.partition("#")[0], form, gateway.token)}
    assert client.post(f"{parts.path}?{parts.query}", data=form, headers=headers).status_code == 204


def _in_doubt(post: Post, gateway: FakeSms, mode: str = "drop", **more: object) -> Message:
    gateway.mode = mode
    return send(post(**more))


@pytest.mark.parametrize("mode", BREAKS)
def test_a_text_that_may_have_gone_out_is_not_sent_again(
    post: Post, gateway: FakeSms, clock: MovableClock, mode: str
) -> None:
    message = _in_doubt(post, gateway, mode)
    assert (message.state, message.error_kind) == ("unsure", "unsure")
    for _ in range(3):
        clock.move(hours=9)
        deliver.sweep()
        assert not deliver.deliver(message.id)
    assert (len(gateway.requests), dead_letters()) == (1, [])


def test_a_mail_dropped_after_the_dot_is_not_sent_again(post: Post, mailer: FakeSmtp, clock: MovableClock) -> None:
    mailer.mode = "drop-after"
    message = send(post(channel="email"))
    clock.move(hours=9)
    assert not deliver.deliver(message.id)
    assert (message.state, len(mailer.mails)) == ("unsure", 1)


@pytest.mark.parametrize("mode", BREAKS)
@pytest.mark.parametrize(
    ("status", "code", "state", "kind"),
    [
        ("delivered", "", "delivered", None),
        ("sent", "", "sent", None),
        ("undelivered", "30006", "failed", "recipient"),
        ("undelivered", "21610", "failed", "stopped"),
        ("undelivered", "", "failed", "carrier"),
    ],
)
def test_a_receipt_settles_it_by_our_own_reference(
    client: FlaskClient, post: Post, gateway: FakeSms, mode: str, status: str, code: str, state: str, kind: str | None
) -> None:
    message = _in_doubt(post, gateway, mode)
    _report(client, gateway, gateway.requests[0], status, code)
    after = message_now(message.id)
    assert (after.state, after.error_kind) == (state, kind)
    assert do_jobs("doubt") == 0


def test_a_receipt_may_come_before_the_answer_breaks_off(
    client: FlaskClient, post: Post, gateway: FakeSms, outcomes: Outcomes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def early(step: str, message_id: int) -> None:
        if step == "sent":
            _report(client, gateway, gateway.requests[0], "delivered")

    monkeypatch.setattr(deliver, "on_step", early)
    message = _in_doubt(post, gateway)
    assert (message.state, message.provider_reference) == ("delivered", gateway.requests[0].sid)
    assert [state for _, state in outcomes] == ["sent", "delivered"]


def test_a_text_that_was_refused_and_yet_delivered_does_not_go_out_again(
    client: FlaskClient, post: Post, gateway: FakeSms, clock: MovableClock
) -> None:
    gateway.mode = "away"
    message = send(post())
    assert message.state == "waiting"
    _report(client, gateway, gateway.requests[0], "delivered")
    clock.move(hours=1)
    assert not deliver.deliver(message.id)
    assert message_now(message.id).state == "delivered"


def test_people_are_told_once_nothing_came(
    post: Post, gateway: FakeSms, mailer: FakeSmtp, clock: MovableClock, outcomes: Outcomes
) -> None:
    first = _in_doubt(post, gateway)
    assert (do_jobs("doubt"), outcomes) == (0, [])
    clock.move(seconds=rules.DOUBT_AFTER.total_seconds())
    assert (do_jobs("doubt"), outcomes) == (1, [(first.id, "unsure")])
    (number,) = [mail.id for mail in alarms("doubts")]
    second = _in_doubt(post, gateway, subject=("thing", 2))
    clock.move(seconds=rules.DOUBT_AFTER.total_seconds())
    assert do_jobs("doubt") == 1
    assert [mail.id for mail in alarms("doubts")] == [number]
    body = send(number).body or ""
    assert (f"#{first.id} " in body, f"#{second.id} " in body) == (True, True)


def test_many_doubts_are_one_mail_a_quarter_of_an_hour(
    post: Post, gateway: FakeSms, mailer: FakeSmtp, clock: MovableClock
) -> None:
    clock.moment = clock.moment.replace(minute=0, second=0, microsecond=0)
    for number in range(4):
        _in_doubt(post, gateway, subject=("thing", number))
        clock.move(seconds=rules.DOUBT_AFTER.total_seconds())
        do_jobs("doubt")
        for mail in alarms("doubts"):
            if mail.state == "waiting" and mail.due_at <= clock.moment:
                send(mail.id)
    mails = [(mail.state, mail.due_at.minute, (mail.body or "").count("\n- #")) for mail in alarms("doubts")]
    assert mails == [("sent", 5, 1), ("sent", 15, 3), ("waiting", 30, 0)]


def test_a_code_in_doubt_troubles_nobody(post: Post, gateway: FakeSms, clock: MovableClock) -> None:
    message = _in_doubt(post, gateway, priority="code")
    clock.move(hours=1)
    assert (do_jobs("doubt"), message.state) == (0, "unsure")
    assert queries.in_doubt(db.session(), 9).count == 0


def test_the_operator_settles_it(client: FlaskClient, post: Post, gateway: FakeSms, clock: MovableClock) -> None:
    message = _in_doubt(post, gateway)
    assert [doubtful.id for doubtful in queries.in_doubt(db.session(), 9).rows] == [message.id]
    db.session.rollback()
    gateway.mode = "drop"
    with unit() as session:
        actions.retry(session, message.id)
    again = send(message.id)
    assert (again.state, again.reference != message.reference) == ("unsure", True)
    # What the gateway says of the first try is of no use any more, unless the phone has it; of the second it is.
    _report(client, gateway, gateway.requests[0], "undelivered", "30006")
    assert message_now(message.id).state == "unsure"
    clock.move(seconds=rules.DOUBT_AFTER.total_seconds())
    assert do_jobs("doubt") == 1
    _report(client, gateway, gateway.requests[1], "delivered")
    assert message_now(message.id).state == "delivered"
    other = _in_doubt(post, gateway, subject=("thing", 2))
    with unit() as session:
        actions.handle(session, other.id)
    assert queries.in_doubt(db.session(), 9).count == 0


@pytest.mark.parametrize(
    ("others", "subject", "state"),
    [
        (0, None, "delivered"),
        (1, None, "unsure"),
        (1, ("thing", 1), "delivered"),
        (1, ("thing", 9), "unsure"),
    ],
)
def test_a_text_from_that_phone_settles_what_it_answers(
    post: Post, gateway: FakeSms, others: int, subject: tuple[str, int] | None, state: str
) -> None:
    for number in range(others):
        send(post(subject=("thing", 20 + number)))
    message = _in_doubt(post, gateway)
    stranger = send(post(subject=("thing", 3), to="+12405550199"))
    with unit() as session:
        receipts.heard_from(session, PHONE, subject)
    assert message_now(message.id).state == state
    assert message_now(stranger.id).state == "unsure"


@pytest.mark.parametrize("sid", ["SM" + "1" * 500, "SM\x00\ud800", "编号"])
def test_an_id_in_any_shape_is_recorded(client: FlaskClient, post: Post, gateway: FakeSms, sid: str) -> None:
    gateway.ids[PHONE] = sid
    message = send(post())
    assert (message.state, len(message.provider_reference or "") <= 40) == ("sent", True)
    _report(client, gateway, gateway.requests[0], "delivered", sid=sid if "\x00" not in sid else "another")
    assert message_now(message.id).state == "delivered"


@pytest.mark.parametrize("sid", [["SM1"], {"a": []}, 7, True, None, ""])
def test_an_id_that_is_none_leaves_a_doubt(post: Post, gateway: FakeSms, sid: object) -> None:
    gateway.ids[PHONE] = sid
    assert send(post()).state == "unsure"


def test_a_gateway_that_refuses_us_is_one_mail_a_day(
    post: Post, gateway: FakeSms, mailer: FakeSmtp, clock: MovableClock
) -> None:
    gateway.mode = "broke"
    messages = [send(post(subject=("thing", number))) for number in range(5)]
    assert {(message.state, message.error_kind) for message in messages} == {("waiting", "account")}
    (mail,) = alarms("gateway-trouble")
    body = send(mail.id).body or ""
    assert all(f"#{message.id} " in body for message in messages)
    clock.move(minutes=1)
    for message in messages:
        send(message.id)
    assert (len(alarms("gateway-trouble")), dead_letters()) == (1, [])
    gateway.mode = "ok"
    clock.move(days=1)
    assert send(messages[0].id).state == "sent"


@pytest.mark.parametrize("how", ["answer", "receipt"])
@pytest.mark.parametrize(
    ("priority", "state"),
    [("reply", "suppressed"), ("notice", "suppressed"), ("receipt", "suppressed"), ("lead", "failed")],
)
def test_a_phone_that_said_stop_to_the_gateway(
    client: FlaskClient, post: Post, gateway: FakeSms, how: str, priority: str, state: str
) -> None:
    gateway.mode = "stopped" if how == "answer" else "ok"
    message = send(post(priority=priority))
    if how == "receipt":
        _report(client, gateway, gateway.requests[0], "undelivered", "21610")
    after = message_now(message.id)
    assert (after.state, after.error_kind) == (state, "stopped")
    assert len(dead_letters()) == (state == "failed")
    assert queries.is_suppressed(db.session(), "sms", PHONE)
