"""Texts as the gateway posts them: what it read by itself, pictures, long ones, and what any text proves."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from directory.businesses.models import Business, ContactPoint
from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.leads.models import Lead, QuoteRequest
from directory.outbox import deliver
from directory.outbox.models import InboundText, Message, Suppression
from directory.quotes.models import Reply
from tests.conftest import MovableClock
from tests.factories.answers import PHONES
from tests.factories.request_page import page
from tests.factories.requests import askable, composed, messages, sent
from tests.support.fake_sms import FakeSms, new_sid, sign

GAOSHI = PHONES["gaoshi"]


@pytest.fixture
def gateway(site: Flask) -> Iterator[FakeSms]:
    """A gateway that the site is set to."""
    with FakeSms() as fake:
        site.config.update(fake.settings)
        yield fake


@pytest.fixture
def made(gateway: FakeSms, clock: MovableClock) -> QuoteRequest:
    """A request to one business, told by text."""
    request = sent("gaoshi", details="")
    db.session.refresh(request)
    db.session.expunge(request)
    _deliver("lead")
    return request


def _deliver(*kinds: str) -> None:
    db.session.rollback()
    query = db.session.query(Message.id).filter(Message.kind.in_(kinds), Message.state == "waiting")
    ids = [record.id for record in query]
    db.session.rollback()
    for message_id in ids:
        assert deliver.deliver(message_id)


def _text(client: FlaskClient, gateway: FakeSms, body: str, sender: str = GAOSHI, **more: str) -> InboundText:
    """What a phone texts, through the hook."""
    form = {"MessageSid": new_sid(), "From": sender, "To": gateway.number, "Body": body, "NumMedia": "0"} | more
    url = f"{client.application.config['BASE_URL']}/hooks/sms/inbound"
    headers = {"X-Twilio-Signature": sign(url, form, gateway.token)}
    assert client.post("/hooks/sms/inbound", data=form, headers=headers).status_code == 200
    db.session.rollback()
    return db.session.query(InboundText).order_by(InboundText.id.desc()).first()


def _state() -> str:
    db.session.rollback()
    return db.session.query(ContactPoint).filter_by(address=GAOSHI).populate_existing().one().state


def _is_stopped() -> bool:
    db.session.rollback()
    return db.session.query(Suppression).filter_by(address=GAOSHI).count() == 1


def _answers() -> list[str]:
    """The kinds of our answers to the business's phone."""
    db.session.rollback()
    query = db.session.query(Message.kind).filter(Message.recipient == GAOSHI, Message.priority == "reply")
    return [record.kind for record in query.order_by(Message.id)]


@pytest.mark.parametrize("body", ["STOP", "ARRETER", "退訂囉", "end it all please"])
def test_what_the_gateway_took_for_a_stop_is_one(
    client: FlaskClient, gateway: FakeSms, made: QuoteRequest, body: str
) -> None:
    _text(client, gateway, body, OptOutType="STOP")
    assert (_is_stopped(), _state(), _answers()) == (True, "no_texts", [])
    assert db.session.query(Reply).count() == 0
    text = _text(client, gateway, "anything", OptOutType="HELP")
    assert (text.is_read, _is_stopped(), _answers()) == (True, True, [])
    _text(client, gateway, "BEGIN", OptOutType="START")
    assert (_is_stopped(), _state(), _answers()) == (False, "agreed", [])


@pytest.mark.parametrize("word", ["", "stop", "OTHER", "STOP\x00"])
def test_a_word_that_is_none_of_the_gateways_changes_nothing(
    client: FlaskClient, gateway: FakeSms, made: QuoteRequest, word: str
) -> None:
    _text(client, gateway, "1", OptOutType=word)
    assert (_is_stopped(), db.session.query(Lead).one().state) == (False, "accepted")


def test_a_phone_that_said_stop_to_the_gateway_comes_back_with_start(
    client: FlaskClient, gateway: FakeSms, clock: MovableClock
) -> None:
    gateway.mode = "stopped"
    sent("gaoshi")
    _deliver("lead")
    assert (_is_stopped(), _state(), askable(db.session(), ["gaoshi"])) == (True, "no_texts", [])
    gateway.mode = "ok"
    _text(client, gateway, "START")
    assert (_is_stopped(), _state(), askable(db.session(), ["gaoshi"])) == (False, "agreed", ["gaoshi"])
    _deliver("started-ack")
    assert "收得到" in gateway.texts[-1].body or "短信" in gateway.texts[-1].body
    assert messages(db.session(), "started-ack")[0].state == "sent"


def test_start_that_the_gateway_does_not_know_leaves_the_phone_stopped(
    client: FlaskClient, gateway: FakeSms, made: QuoteRequest
) -> None:
    _text(client, gateway, "STOP")
    _text(client, gateway, "恢复短信")
    assert _state() == "agreed"
    gateway.mode = "stopped"
    _deliver("started-ack")
    assert (_is_stopped(), _state()) == (True, "no_texts")
    assert messages(db.session(), "started-ack")[0].state == "suppressed"


def test_our_confirmation_of_a_stop_that_the_gateway_refuses_is_no_failure(
    client: FlaskClient, gateway: FakeSms, made: QuoteRequest
) -> None:
    gateway.mode = "stopped"
    _text(client, gateway, "STOP")
    _deliver("stopped-ack")
    assert [message.state for message in messages(db.session(), "stopped-ack")] == ["suppressed"]
    assert (messages(db.session(), "dead-letter"), _state()) == ([], "no_texts")


@pytest.mark.parametrize("is_suspended", [True, False])
def test_the_answer_to_start_says_what_is_so(
    client: FlaskClient, gateway: FakeSms, made: QuoteRequest, is_suspended: bool
) -> None:
    if is_suspended:
        with unit() as session:
            session.query(Business).filter_by(slug="gaoshi").one().state = "suspended"
    _text(client, gateway, "STOP")
    _text(client, gateway, "START")
    body = composed(db.session(), messages(db.session(), "started-ack")[0]).body
    assert ("不发到这个号码" in body) == is_suspended


@pytest.mark.parametrize("before", ["not_introduced", "agreed", "calls_only"])
def test_any_text_proves_that_a_phone_lives(
    client: FlaskClient, gateway: FakeSms, made: QuoteRequest, before: str
) -> None:
    sent("gaoshi")
    with unit() as session:
        session.query(ContactPoint).filter_by(address=GAOSHI).one().state = before
    gateway.mode = "refuse"
    _deliver("lead")
    assert _state() == "cannot_receive"
    _text(client, gateway, "我正在开车，稍后回复您")
    assert _state() == before


def test_an_answer_settles_whether_the_text_arrived(client: FlaskClient, gateway: FakeSms) -> None:
    gateway.mode = "drop"
    sent("gaoshi")
    _deliver("lead")
    assert messages(db.session(), "lead")[0].state == "unsure"
    db.session.rollback()
    _text(client, gateway, "2")
    assert messages(db.session(), "lead")[0].state == "delivered"


@pytest.mark.parametrize("body", ["", "OK", "谢谢"])
def test_pictures_reach_the_operator(client: FlaskClient, gateway: FakeSms, made: QuoteRequest, body: str) -> None:
    media = {"NumMedia": "2", "MediaUrl0": "https://g.example/0", "MediaUrl1": "https://g.example/1"}
    text = _text(client, gateway, body, **media)
    assert (text.pictures, text.is_read) == (2, False)
    (mail,) = messages(db.session(), "inbound-text")
    content = composed(db.session(), mail)
    assert "2 pictures or files came with it." in content.body
    assert text.provider_reference in content.body
    assert db.session.query(Reply).count() == 0


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "1 picture that came with it could not be fetched."),
        ("zh-hans", "随附的 1 张图片没能取到。"),
        ("zh-hant", "隨附的 1 張圖片無法取得。"),
    ],
)
def test_the_customer_reads_that_a_picture_came(
    client: FlaskClient, gateway: FakeSms, made: QuoteRequest, language: str, words: str
) -> None:
    _text(client, gateway, "什么牌子？", NumMedia="1", MediaUrl0="https://g.example/0")
    assert db.session.query(Reply).one().pictures == 1
    assert words in page(client, made, language).source
    (mail,) = messages(db.session(), "asked", "email")
    content = composed(db.session(), mail)
    for mailed in (content.body, content.html):
        assert "附了 1 张照片。" in mailed
        assert "您的页面会显示，取不到的也会说明。" in mailed


@pytest.mark.parametrize("word", ["", "x", "-1", "1e3", "٣", "999", "99"])
def test_a_count_that_is_none_is_none(client: FlaskClient, gateway: FakeSms, made: QuoteRequest, word: str) -> None:
    assert _text(client, gateway, "1", NumMedia=word).pictures == (10 if word == "99" else 0)


@pytest.mark.parametrize("length", [1001, 1500, 1600])
def test_a_long_text_is_kept_whole(client: FlaskClient, gateway: FakeSms, made: QuoteRequest, length: int) -> None:
    body = ("请问您家的空调是什么牌子？" * 200)[: length - 1] + "尾"
    text = _text(client, gateway, body)
    assert text.body == body
    assert db.session.query(Reply).one().text == body


def test_two_ids_that_begin_alike_are_two_texts(client: FlaskClient, gateway: FakeSms, made: QuoteRequest) -> None:
    for last in "ab":
        _text(client, gateway, "什么牌子？", MessageSid="SM" + "0" * 500 + last)
    assert db.session.query(InboundText).count() == 2
