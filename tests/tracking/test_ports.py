"""What people read of a message in a file and of one that a gateway took is never the same."""

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from directory.businesses.models import ContactPoint
from directory.config import DEVELOPMENT, PRODUCTION
from directory.entrypoints.operator import blueprint as labels
from directory.foundation.db import db
from directory.foundation.i18n import speaking
from directory.foundation.unit import unit
from directory.kernel.language import LANGUAGES
from directory.leads.models import Lead, QuoteRequest
from directory.leads.notices import JOBS
from directory.leads.queries.requests import untold
from directory.outbox import actions, deliver, registry
from directory.outbox.models import Message
from directory.outbox.receipts import record_receipt
from directory.outbox.registry import Content
from tests.conftest import MovableClock
from tests.factories.answers import PHONES, quote_request, request_url
from tests.factories.request_page import leads, page, page_text
from tests.support.fake_sms import FakeSms
from tests.support.fake_smtp import FakeSmtp

_NOT_SENT = {
    "en": (
        "not sent to a phone. Please call 240-555-0110",
        "not sent by email",
        "sent to nobody",
        "No message of ours has reached them",
    ),
    "zh-hans": (
        "没有发到手机。请打 240-555-0110",
        "没有用电子邮件发出",
        "没有发给任何人",
        "我们的消息目前没有送到对方那里",
    ),
    "zh-hant": (
        "沒有傳到手機。請打 240-555-0110",
        "沒有用電子郵件寄出",
        "沒有傳給任何人",
        "我們的訊息目前尚未送達對方",
    ),
}
_RECEIVED = {"en": "Their phone received it", "zh-hans": "对方手机已收到", "zh-hant": "對方手機已收到"}
#: What claims that somebody has it.
_CLAIMS = {
    "en": ("received it", "On their phone", "Sent", "Passed on.", "No reply", "Sent to them"),
    "zh-hans": ("对方手机已收到", "手机收到", "没有回复", "还没回"),
    "zh-hant": ("對方手機已收到", "手機收到", "沒有回覆", "還沒回"),
}


@pytest.fixture
def open_request(app: Flask, clock: MovableClock, monkeypatch: pytest.MonkeyPatch) -> QuoteRequest:
    """A request to two businesses, each of which may be told by text and by mail."""
    composed = Content("您好", subject="您好", html="<p>您好</p>")
    lead = replace(registry.kinds["lead"], compose=lambda *_: composed)
    monkeypatch.setitem(registry.kinds, "lead", lead)
    made = quote_request(is_told=False)
    db.session.refresh(made)
    db.session.expunge(made)
    return made


def _deliver(open_request: QuoteRequest, channel: str = "sms") -> list[Message]:
    """Send each business its message as the worker does."""
    to = {lead.id: lead.texted_phone if channel == "sms" else f"{lead.id}@example.com" for lead in leads(open_request)}
    with unit() as session:
        ids = [actions.enqueue(session, "lead", ("lead", n), channel, str(a), "zh-Hans").id for n, a in to.items()]
    for message_id in ids:
        assert deliver.deliver(message_id)
    return db.session.query(Message).filter(Message.id.in_(ids)).order_by(Message.id).populate_existing().all()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("minutes", [0, 31, 60 * 24])
def test_a_text_in_a_file_is_told_as_that_and_nothing_else(
    client: FlaskClient, open_request: QuoteRequest, clock: MovableClock, language: str, minutes: int
) -> None:
    with unit() as session:
        session.get_one(QuoteRequest, open_request.id).urgency = "now"
    _deliver(open_request)
    clock.move(minutes=minutes)
    source = page_text(client, open_request, language)
    not_sent, _, headline, nothing = _NOT_SENT[language]
    assert not_sent in source
    assert headline in source
    assert source.count(nothing) == 2
    assert not [words for words in _CLAIMS[language] if words in source]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_mail_in_a_file_is_told_as_that(client: FlaskClient, open_request: QuoteRequest, language: str) -> None:
    _deliver(open_request, "email")
    source = page(client, open_request, language).source
    assert source.count(_NOT_SENT[language][1]) == 2
    assert not [words for words in _CLAIMS[language] if words in source]


@pytest.mark.parametrize("language", LANGUAGES)
def test_with_a_gateway_the_phone_received_it_once_the_gateway_says_so(
    app: Flask, client: FlaskClient, open_request: QuoteRequest, language: str
) -> None:
    with FakeSms() as gateway:
        app.config.update(gateway.settings)
        texts = _deliver(open_request)
    assert _RECEIVED[language] not in page(client, open_request, language).source
    with unit() as session:
        for text in texts:
            assert record_receipt(session, str(text.provider_reference), "delivered", None)
    source = page(client, open_request, language).source
    assert source.count(_RECEIVED[language]) == 2
    assert _NOT_SENT[language][2] not in source


def test_a_mail_that_left_is_told_although_the_text_is_in_a_file(
    app: Flask, client: FlaskClient, open_request: QuoteRequest
) -> None:
    _deliver(open_request)
    with FakeSmtp() as server:
        app.config["SMTP_URL"] = server.url
        _deliver(open_request, "email")
    source = page(client, open_request, "en").source
    assert source.count("Sent to them by email") == 2
    assert "not sent to a phone" not in source


@pytest.mark.parametrize("channel", ["sms", "email"])
@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "not sent"), ("zh-hans", "没有发出"), ("zh-hant", "未送出")],
)
def test_the_operator_reads_that_it_was_not_sent(
    open_request: QuoteRequest, channel: str, language: str, words: str
) -> None:
    [message, _] = _deliver(open_request, channel)
    with speaking(LANGUAGES[language]):
        assert words in labels.message_state(message)


def test_a_firm_whose_text_is_in_a_file_was_not_told_and_is_not_silent(
    open_request: QuoteRequest, clock: MovableClock
) -> None:
    _deliver(open_request)
    clock.move(days=2)
    for lead in leads(open_request):
        for job in ("silence-check", "untold-check"):
            with unit() as session:
                JOBS[job](session, ("lead", lead.id))
    assert {point.unanswered for point in db.session.query(ContactPoint)} == {0}
    assert db.session.query(Message).filter_by(kind="untold-lead").count() == len(PHONES) - 1
    assert {lead.id for lead, _ in untold(db.session(), 10).rows} == {lead.id for lead in db.session.query(Lead)}


#: Each kind of message that a site keeps in files: what the pages that promise it say, and do not say.
_COPY = {
    "both": {
        "en": "sends no texts and no emails",
        "zh-hans": "不发短信，也不发邮件",
        "zh-hant": "不傳簡訊，也不寄電子",
    },
    "SMS_URL": {"en": "sends no texts:", "zh-hans": "这个站点不发短信：", "zh-hant": "這個網站不傳簡訊："},
    "SMTP_URL": {"en": "sends no emails:", "zh-hans": "这个站点不发邮件：", "zh-hant": "這個網站不寄電子郵件："},
}
_GATEWAYS = {"SMS_URL": "https://gateway.example", "SMTP_URL": "smtp://mail.example"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("files", [*_COPY, "none", "development"])
def test_every_page_that_promises_messages_says_what_is_not_sent(
    app: Flask, client: FlaskClient, open_request: QuoteRequest, language: str, files: str
) -> None:
    if files in ("SMS_URL", "SMTP_URL", "none"):
        app.config.update({name: url for name, url in _GATEWAYS.items() if name != files})
    app.config["LENGNUAN_ENV"] = DEVELOPMENT if files == "development" else PRODUCTION
    for path in ("/request-a-quote", "/about/texts", request_url(open_request, "")[1:]):
        source = client.get(f"/{language}{path}").text
        spoken = {kind for kind, words in _COPY.items() if words[language] in source}
        assert spoken == {files} & {*_COPY}, path


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["sms", "email"])
def test_a_code_in_a_file_is_told_as_that(app: Flask, client: FlaskClient, language: str, kind: str) -> None:
    to = "240-555-0155" if kind == "sms" else "ann@example.com"
    filed = {
        "en": "written to a file on its computer",
        "zh-hans": "写进了本站电脑上的文件",
        "zh-hant": "寫入了本站電腦上的檔案",
    }
    for is_filed in (True, False):
        if not is_filed:
            app.config.update(_GATEWAYS)
        source = client.post(f"/{language}/sign-in", data={"address": to}, follow_redirects=True).text
        assert to in source
        assert (filed[language] in source) is is_filed
