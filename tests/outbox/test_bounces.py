"""A mail that came back is undelivered like a text, whichever way its report comes in."""

import pytest
from flask import Flask

from directory.entrypoints.worker import COLLECT_EVERY, Worker
from directory.foundation.db import db
from directory.outbox import receipts
from directory.outbox.queries import lost_addresses
from tests.conftest import MovableClock
from tests.factories.returned import report
from tests.outbox.conftest import MAIL, Outcomes, Post, dead_letters, message_now, send
from tests.support.fake_imap import FakeImap
from tests.support.fake_smtp import FakeSmtp


def _returned(mailer: FakeSmtp, **more: str) -> bytes:
    """The report about the newest mail, by what its own Message-ID says."""
    sent = str(mailer.mails[-1].message["Message-ID"])
    return report(reference=sent.strip("<>").partition("@")[0], **more)


def test_a_worker_reads_the_mailbox_and_tells_of_it(
    app: Flask, post: Post, mailer: FakeSmtp, outcomes: Outcomes, clock: MovableClock
) -> None:
    message = send(post(channel="email"))
    assert message.state == "sent"
    with FakeImap() as imap:
        app.config["BOUNCES_URL"] = imap.url
        imap.mails += [b"Subject: a question\r\n\r\nWhere are you?", _returned(mailer)]
        worker = Worker()
        worker.once()
        now = message_now(message.id)
        assert (now.state, now.error_kind, now.error_detail) == ("failed", "recipient", "came back, 5.1.1")
        assert [(id_, state) for id_, state in outcomes if id_ == message.id] == [
            (message.id, "sent"),
            (message.id, "failed"),
        ]
        assert len(dead_letters()) == 1
        assert imap.read == {1, 2}
        # Not read again before its time; then there is nothing new.
        worker.once()
        assert imap.logins == 1
        clock.move(seconds=COLLECT_EVERY.total_seconds())
        worker.once()
        assert (imap.logins, len(dead_letters())) == (2, 1)


def test_a_clock_that_is_set_back_ends_no_reading(app: Flask, clock: MovableClock) -> None:
    with FakeImap() as imap:
        app.config["BOUNCES_URL"] = imap.url
        worker = Worker()
        worker.once()
        clock.move(hours=-1)
        worker.once()
        worker.once()
        assert imap.logins == 2


def test_who_died_before_the_mark_reads_it_again_and_nothing_changes(
    app: Flask, post: Post, mailer: FakeSmtp, outcomes: Outcomes
) -> None:
    message = send(post(channel="email"))
    for _ in range(2):
        assert receipts.take_mail(_returned(mailer)) == message.id
    assert ([state for _, state in outcomes], len(dead_letters())) == (["sent", "failed"], 1)


@pytest.mark.parametrize(
    ("status", "kind"), [("5.1.1", "recipient"), ("5.2.2", "recipient"), ("4.4.7", "recipient"), ("5.7.1", "content")]
)
def test_why_it_came_back_is_kept(app: Flask, post: Post, mailer: FakeSmtp, status: str, kind: str) -> None:
    message = send(post(channel="email"))
    receipts.take_mail(_returned(mailer, status=status))
    assert (message_now(message.id).state, message_now(message.id).error_kind) == ("failed", kind)
    is_lost = bool(lost_addresses(db.session(), [MAIL], message.created_at))
    assert is_lost == (kind == "recipient"), "its homeowner reads that the address cannot receive it"


def test_a_report_of_nothing_of_ours_changes_nothing(app: Flask, post: Post, mailer: FakeSmtp) -> None:
    message = send(post(channel="email"))
    for data in (report(), _returned(mailer, action="delayed"), b"", b"\xff\xfe" * 9):
        assert receipts.take_mail(data) is None
    assert message_now(message.id).state == "sent"


def test_a_mail_server_may_pipe_it(app: Flask, post: Post, mailer: FakeSmtp) -> None:
    message = send(post(channel="email"))
    runner = app.test_cli_runner()
    answer = runner.invoke(args=["mail", "bounce"], input=_returned(mailer))
    assert (answer.exit_code, answer.output) == (0, f"message {message.id} came back\n")
    assert message_now(message.id).state == "failed"
    other = runner.invoke(args=["mail", "bounce"], input=b"hello")
    assert (other.exit_code, other.output) == (0, "nothing of ours came back by this\n")


@pytest.mark.parametrize("broken", ["the%20secret", "INBOX"])
def test_a_mailbox_that_cannot_be_read_stops_nothing(app: Flask, post: Post, mailer: FakeSmtp, broken: str) -> None:
    message_id = post(channel="email")
    with FakeImap() as imap:
        imap.mails.append(report())
        app.config["BOUNCES_URL"] = imap.url.replace(broken, "wrong")
        Worker().drain()
        assert not imap.read
    assert message_now(message_id).state == "sent"
