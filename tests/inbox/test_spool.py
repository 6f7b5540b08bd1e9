"""What the gateway brings while the database is busy: it is told yes, and the worker reads it once the database can."""

import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from directory.entrypoints.cli.check import look_at_worker
from directory.entrypoints.housekeeping import purge
from directory.entrypoints.worker import Worker
from directory.foundation import db as database
from directory.foundation import spool
from directory.foundation.db import db
from directory.kernel import files
from directory.outbox.models import InboundText, Message
from tests.conftest import MovableClock
from tests.factories.answers import PHONES
from tests.factories.requests import sent
from tests.support.fake_sms import new_sid, sign

TOKEN = "token-of-the-gateway"


@pytest.fixture
def gateway(site: Flask, client: FlaskClient) -> Iterator[FlaskClient]:
    """The site, set to a gateway; nothing waits when the test begins and ends."""
    site.config.update(SMS_TOKEN=TOKEN, PROPAGATE_EXCEPTIONS=False)
    yield client
    for path in (*spool.waiting(), *spool.unreadable()):
        path.unlink()


@contextmanager
def busy(patch: pytest.MonkeyPatch) -> Iterator[None]:
    """Somebody else holds what whoever writes down a text needs, for longer than anybody waits."""
    patch.setattr(database, "BUSY_TIMEOUT_MS", 20)
    with closing(db.engine.connect()) as connection:
        if db.engine.dialect.name == "sqlite":
            connection.execution_options(**{database.WRITING: True})
            connection.begin()
        else:
            connection.execute(text("LOCK TABLE inbound_texts, messages IN EXCLUSIVE MODE"))
        yield
        connection.rollback()


def _post(client: FlaskClient, path: str, **form: str) -> TestResponse:
    signature = sign(f"{client.application.config['BASE_URL']}{path}", form, TOKEN)
    return client.post(path, data=form, headers={"X-Twilio-Signature": signature})


def _text(client: FlaskClient, body: str, sid: str = "") -> int:
    """The status that a phone's text gets."""
    form = {"MessageSid": sid or new_sid(), "From": PHONES["gaoshi"], "Body": body}
    return _post(client, "/hooks/sms/inbound", **form).status_code


def _bodies() -> list[str]:
    db.session.rollback()
    return [received.body for received in db.session.query(InboundText).order_by(InboundText.id)]


def test_a_text_that_comes_while_the_database_is_busy_is_read_by_the_worker(
    gateway: FlaskClient, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the order in which they came, once each, and of the moment at which they came."""
    came_at = clock.moment
    with monkeypatch.context() as patch, busy(patch):
        assert _text(gateway, "first", "SM1") == 200
        assert _text(gateway, "first", "SM1") == 200
    assert _bodies() == []
    assert [path.stat().st_mode & 0o777 for path in spool.waiting()] == [0o600, 0o600]
    clock.move(hours=3)
    assert _text(gateway, "second") == 200
    assert _bodies() == []
    Worker().once()
    assert _bodies() == ["first", "second"]
    received = [line.received_at for line in db.session.query(InboundText).order_by(InboundText.id)]
    assert received == [came_at, came_at + timedelta(hours=3)]
    assert spool.waiting() == []
    assert _text(gateway, "third") == 200
    assert _bodies() == ["first", "second", "third"]


def test_a_receipt_that_comes_while_the_database_is_busy_is_written_down_later(
    gateway: FlaskClient, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent("gaoshi", details="")
    message = db.session.query(Message).filter_by(kind="lead").one()
    message.state, message.provider_reference = "sent", "SM1"
    db.session.commit()
    path = f"/hooks/sms/status?reference={message.reference}"
    with monkeypatch.context() as patch, busy(patch):
        assert _post(gateway, path, MessageSid="SM1", MessageStatus="delivered").status_code == 204
    spool.read_waiting()
    db.session.expire_all()
    assert message.state == "delivered"


def test_what_cannot_even_be_written_to_a_file_is_to_be_brought_again(
    gateway: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def is_full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", is_full)
    with monkeypatch.context() as patch, busy(patch):
        form = {"MessageSid": "SM1", "From": PHONES["gaoshi"], "Body": "1"}
        answer = _post(gateway, "/hooks/sms/inbound", **form)
    assert (answer.status_code, int(answer.headers["Retry-After"]) > 0) == (503, True)
    assert spool.waiting() == []


def test_what_the_worker_stumbles_over_is_left_for_a_person_and_holds_up_nothing(
    gateway: FlaskClient, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch, busy(patch):
        _text(gateway, "first")
        _text(gateway, "second")
    first, _ = spool.waiting()
    first.write_text("{}")
    Worker().once()
    assert _bodies() == ["second"]
    assert [path.stem for path in spool.unreadable()] == [first.stem]
    assert spool.waiting() == []


def test_what_the_database_still_cannot_take_goes_on_waiting(
    gateway: FlaskClient, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OperationalError("INSERT", {}, Exception("connection closed"))

    with monkeypatch.context() as patch:
        patch.setitem(spool.hooks, "text", refuse)
        assert _text(gateway, "first") == 200
        with pytest.raises(OperationalError):
            spool.read_waiting()
    assert len(spool.waiting()) == 1
    assert spool.read_waiting() == 1
    assert _bodies() == ["first"]


def test_an_operator_learns_what_nobody_reads_and_the_unreadable_is_forgotten_in_time(
    gateway: FlaskClient, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch, busy(patch):
        _text(gateway, "first")
    [path] = spool.waiting()
    long_ago = int((clock.moment - timedelta(days=31)).timestamp())
    path = path.rename(path.with_name(f"{long_ago * 10**9:020}-0.json"))
    counted = gateway.get("/metrics", environ_base={"REMOTE_ADDR": "127.0.0.1"}).text
    assert re.search(r"^lengnuan_hooks_lag_seconds 2\.67", counted, re.MULTILINE)
    assert [finding.state for finding in look_at_worker()] == ["ok", "wrong"]
    path.replace(path.with_suffix(".unreadable"))
    assert [finding.state for finding in look_at_worker()] == ["ok", "wrong"]
    assert purge()["spool"] == 1
    assert [finding.state for finding in look_at_worker()] == ["ok"]


def test_since_when_something_waits_is_said_while_the_worker_removes_it(
    gateway: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch, busy(patch):
        _text(gateway, "first")
    paths = spool.waiting()
    paths[0].unlink()
    with monkeypatch.context() as patch:
        patch.setattr(spool, "waiting", lambda: paths)
        assert spool.waiting_since() is not None
