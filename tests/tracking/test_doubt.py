"""What the homeowner reads where nobody knows whether a business was reached, and once that is known."""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from directory.businesses.models import ContactPoint
from directory.foundation import sms
from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.kernel.language import LANGUAGES
from directory.leads.models import Lead, QuoteRequest
from directory.leads.queries.requests import untold
from directory.outbox import deliver, jobs, receipts
from directory.outbox.models import Job, Message
from tests.conftest import MovableClock
from tests.factories.answers import PHONES, WORDS, request_url
from tests.factories.request_page import page, page_text
from tests.factories.requests import composed, listed, messages, sent, text
from tests.support.fake_sms import FakeSms
from tests.support.fake_smtp import FakeSmtp

_DOUBT = {
    "en": "was not confirmed: it is not known whether it arrived. Please call 240-555-0110.",
    "zh-hans": "的短信没有得到确认，不知道对方收到没有。请打240-555-0110。",
    "zh-hant": "的簡訊未獲確認，不確定對方是否收到。請撥240-555-0110。",
}
_UNTOLD = {"en": "did not reach", "zh-hans": "短信送不到", "zh-hant": "簡訊送不到"}
_RECEIVED = {"en": "Their phone received it", "zh-hans": "对方手机已收到", "zh-hant": "對方手機已收到"}


@pytest.fixture
def gateway(app: Flask, clock: MovableClock) -> Iterator[FakeSms]:
    """A gateway that takes texts and breaks the line before it says so."""
    with FakeSms(mode="drop") as fake, FakeSmtp() as mailer:
        app.config.update(fake.settings, SMTP_URL=mailer.url, CONTACT_PHONE="+12405550199")
        yield fake


@pytest.fixture
def request_in_doubt(gateway: FakeSms) -> QuoteRequest:
    """A request to one business, whose text may have gone out."""
    listed("gaoshi")
    made = sent("gaoshi", details=WORDS)
    db.session.refresh(made)
    db.session.expunge(made)
    _deliver("lead")
    return made


def _deliver(*kinds: str) -> None:
    """Send what waits, of these kinds."""
    db.session.rollback()
    query = db.session.query(Message.id).filter(Message.kind.in_(kinds), Message.state == "waiting")
    ids = [record.id for record in query]
    db.session.rollback()
    for message_id in ids:
        assert deliver.deliver(message_id)


def _wait(clock: MovableClock, minutes: int) -> None:
    """Let time pass, and do what falls due."""
    clock.move(minutes=minutes)
    db.session.rollback()
    ids = [job.id for job in db.session.query(Job).filter(Job.done_at.is_(None), Job.due_at <= clock.moment)]
    db.session.rollback()
    for job_id in ids:
        jobs.do(job_id, "me")


def _report(status: str, code: int | None = None) -> None:
    """What the gateway says later of the text to the business, by our own reference."""
    db.session.rollback()
    reference = db.session.query(Message).filter_by(kind="lead").one().reference
    with unit() as session:
        assert receipts.record_receipt(session, "SM1", status, code, reference)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_says_that_nobody_knows(client: FlaskClient, request_in_doubt: QuoteRequest, language: str) -> None:
    source = page_text(client, request_in_doubt, language)
    assert _DOUBT[language] in source
    assert _UNTOLD[language] not in source
    _report("delivered")
    source = page_text(client, request_in_doubt, language)
    assert _RECEIVED[language] in source
    assert _DOUBT[language] not in source


#: What the gateway did to the text of each of sixty leads, in turn: in all but the last two it has the text.
_BROKEN = ("drop", "garbage", "half", "late-error", "hang", "error")


@contextmanager
def _served(app: Flask) -> Iterator[str]:
    """The site behind a socket of its own, for what the gateway posts; its address."""
    server = make_server("127.0.0.1", 0, app)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_sixty_leads_in_doubt_are_neither_lost_nor_sent_twice(
    app: Flask, client: FlaskClient, gateway: FakeSms, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sms, "TIMEOUT_SECONDS", 0.3)
    listed("gaoshi", "fangshi", "infinity")
    made = []
    with _served(app) as site:
        app.config["BASE_URL"] = site
        for number in range(20):
            gateway.modes = {
                phone: _BROKEN[(3 * number + place) % len(_BROKEN)] for place, phone in enumerate(PHONES.values())
            }
            made.append(sent("gaoshi", "fangshi", "infinity").id)
            clock.move(hours=6)
            _deliver("lead")
        _wait(clock, 60 * 24)
        deliver.sweep()
        _deliver("lead")
        to_firms = [text for text in gateway.requests if text.to in PHONES.values()]
        assert len(to_firms) == len({text.callback for text in to_firms}) == 60
        db.session.rollback()
        assert _states() == {"unsure": 60}
        # What no receipt can settle stays open, and its homeowner reads so; nobody reads that it did not arrive.
        source = page(client, db.session.get_one(QuoteRequest, made[0]), "zh-hans").source
        assert source.count("没有得到确认，不知道对方收到没有") == 3
        assert _UNTOLD["zh-hans"] not in source
        assert {gateway.receipt(text, "delivered") for text in to_firms if text.is_taken} == {204}
        assert {gateway.receipt(text, "delivered") for text in to_firms if text.is_taken} == {204}
        assert _states() == {"delivered": 40, "unsure": 20}
        source = page(client, db.session.get_one(QuoteRequest, made[0]), "zh-hans").source
        assert source.count(_RECEIVED["zh-hans"]) == 3
    assert len({text.sid for text in gateway.texts if text.to in PHONES.values()}) == 40


def _states() -> Counter[str]:
    """How many texts to businesses about a new request are in which state."""
    db.session.rollback()
    return Counter(message.state for message in db.session.query(Message).filter_by(kind="lead", channel="sms"))


def test_the_public_answer_says_unsure(client: FlaskClient, request_in_doubt: QuoteRequest) -> None:
    token = request_url(request_in_doubt).rsplit("/", 1)[-1]
    (lead,) = client.get(f"/api/v1/requests/{token}").get_json()["leads"]
    assert lead["messages"] == [{"channel": "sms", "state": "unsure"}]


def test_homeowner_and_operator_are_told_after_five_minutes(
    request_in_doubt: QuoteRequest, session: Session, clock: MovableClock
) -> None:
    _wait(clock, 4)
    assert messages(session, "in-doubt") == []
    _wait(clock, 1)
    assert {message.channel for message in messages(session, "in-doubt")} == {"sms", "email"}
    assert text(session, "in-doubt") == (
        "【冷暖专版】发给高氏冷暖的短信没有得到确认，不知道收到没有。请直接打240-555-0110。"
    )
    (mail,) = messages(session, "doubts")
    assert composed(session, mail).subject == "Messages that may not have arrived: 1"
    _wait(clock, 15)
    assert (messages(session, "untold-lead"), messages(session, "undelivered")) == ([], [])
    assert [lead.id for lead, _business in untold(session, 9).rows] == [session.query(Lead.id).scalar()]


def test_what_was_told_is_put_right(request_in_doubt: QuoteRequest, session: Session, clock: MovableClock) -> None:
    _wait(clock, 5)
    _deliver("in-doubt")
    _report("undelivered", 30003)
    assert len(messages(session, "undelivered")) == 2
    _deliver("undelivered")
    assert session.query(ContactPoint).one().state == "not_introduced"
    session.rollback()
    _report("delivered")
    news = messages(session, "arrived-after-all")
    assert {message.channel for message in news} == {"sms", "email"}
    assert text(session, "arrived-after-all") == "【冷暖专版】发给高氏冷暖的短信还是送到了，他们已知道您的需求。"


def test_what_was_not_told_yet_is_not_told(
    request_in_doubt: QuoteRequest, session: Session, clock: MovableClock
) -> None:
    _wait(clock, 5)
    _report("delivered")
    assert [message.state for message in messages(session, "in-doubt")] == ["cancelled", "cancelled"]
    assert messages(session, "arrived-after-all") == []
    assert composed(session, messages(session, "in-doubt")[-1]) is None


def test_a_phone_that_bounced_and_got_it_is_no_dead_phone(request_in_doubt: QuoteRequest, session: Session) -> None:
    with unit() as writing:
        writing.query(ContactPoint).one().state = "agreed"
    _report("undelivered", 30006)
    point = session.query(ContactPoint).populate_existing().one()
    assert (point.state, point.state_before) == ("cannot_receive", "agreed")
    session.rollback()
    _report("delivered")
    point = session.query(ContactPoint).populate_existing().one()
    assert (point.state, point.state_before) == ("agreed", None)
