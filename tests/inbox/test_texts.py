"""Texts that come in: digits, stop words, free text; once each, whoever sends them."""

import base64
import hashlib
import hmac
from datetime import date

import pytest

from directory.ads.models import Ad
from directory.businesses.models import ContactPoint
from directory.foundation.db import db
from directory.foundation.i18n import speaking
from directory.foundation.unit import unit
from directory.inbox.actions import receive_text
from directory.inbox.notices import KINDS
from directory.kernel import text as segments
from directory.kernel.language import LANGUAGES, by_tag
from directory.leads import notices as leads
from directory.leads.models import Lead
from directory.outbox.models import InboundText, Message, Suppression
from directory.quotes.models import Quote, Reply
from tests.factories.answers import HOMEOWNER, PHONES, quote_request
from tests.factories.requests import set_language

GAOSHI = PHONES["gaoshi"]
_count = iter(range(10**6))


def text(sender, body, reference=None):
    with unit() as session:
        receive_text(session, sender, body, reference or f"SM{next(_count)}")
    db.session.expire_all()


def lead_of(request, number=0) -> Lead:
    return db.session.query(Lead).filter_by(request_id=request.id).order_by(Lead.id)[number]


def kinds(recipient=None) -> list[str]:
    rows = db.session.query(Message).filter(Message.kind != "lead").order_by(Message.id)
    return [message.kind for message in rows if recipient in (None, message.recipient)]


def composed(kind) -> str:
    message = db.session.query(Message).filter_by(kind=kind).one()
    content = KINDS[kind].compose(
        db.session(), (message.subject_kind, message.subject_id), by_tag(message.language), message.channel
    )
    assert content is not None
    return content.body


@pytest.fixture
def open_request(app, clock):
    return quote_request()


@pytest.mark.parametrize("body", ["1", " 1 ", "1.", "１", "1。", "回1"])
def test_one_accepts(open_request, body):
    text("(240) 555-0110", body)
    assert lead_of(open_request).state == "accepted"
    assert lead_of(open_request, 1).state == "new"
    assert db.session.query(InboundText).one().meaning == "accept"


def test_two_declines(open_request):
    text(GAOSHI, "2")
    assert lead_of(open_request).state == "declined"
    assert db.session.query(InboundText).one().is_read


@pytest.mark.parametrize(("body", "state"), [("没空", "declined"), ("沒空。", "declined"), ("要电话", "accepted")])
def test_the_words_of_the_digits_answer_the_one_customer_who_waits(open_request, body, state):
    text(GAOSHI, body)
    assert lead_of(open_request).state == state
    assert db.session.query(Reply).count() == 0


def test_the_words_of_the_digits_answer_nobody_where_two_wait(open_request):
    second = lead_of(open_request, 1)
    second.texted_phone, second.accept_digit = GAOSHI, 3
    db.session.commit()
    text(GAOSHI, "没空")
    assert [lead_of(open_request).state, lead_of(open_request, 1).state] == ["new", "new"]
    assert db.session.query(Reply).count() == 0
    assert kinds(GAOSHI) == ["which-customer"]


def test_each_open_lead_has_its_own_digits(open_request):
    second = lead_of(open_request, 1)
    second.texted_phone, second.accept_digit = GAOSHI, 3
    db.session.commit()
    text(GAOSHI, "4")
    assert [lead_of(open_request).state, lead_of(open_request, 1).state] == ["new", "declined"]
    text(GAOSHI, "1")
    assert lead_of(open_request).state == "accepted"


def test_accepting_twice_sends_the_link_again_and_changes_nothing(open_request):
    text(GAOSHI, "1")
    text(GAOSHI, "1")
    assert lead_of(open_request).state == "accepted"
    assert kinds(GAOSHI).count("already-accepted") == 1
    assert "/leads/" in composed("already-accepted")


def test_two_after_one_gives_it_up(open_request):
    text(GAOSHI, "1")
    text(GAOSHI, "2")
    assert lead_of(open_request).state == "lost"
    assert "陈女士（Rockville）看得到您这次做不了" in composed("given-up")
    # "We have told them" is true.
    assert kinds(HOMEOWNER)[-1] == "declined"
    subject = ("lead", lead_of(open_request).id)
    content = leads.KINDS["declined"].compose(db.session(), subject, LANGUAGES["zh-hans"], "sms")
    assert content is not None
    assert "这次不接" in content.body
    assert db.session.query(Reply).count() == 0


def test_the_gateway_may_repeat_itself(open_request):
    for _ in range(3):
        text(GAOSHI, "机器几年了？", "SM-same")
    assert db.session.query(InboundText).count() == 1
    assert db.session.query(Reply).count() == 1


@pytest.mark.parametrize("body", ["T", "stop", "退订", "退訂", "停", "不要再发了", "Unsubscribe"])
def test_stop_words_stop_and_are_answered_once(open_request, body):
    text(GAOSHI, body)
    text(GAOSHI, body)
    assert db.session.query(Suppression).one().address == GAOSHI
    assert db.session.query(ContactPoint).filter_by(address=GAOSHI).one().state == "no_texts"
    assert kinds(GAOSHI) == ["stopped-ack"]
    assert db.session.query(Message).filter_by(kind="stopped-ack").one().state == "waiting"
    assert composed("stopped-ack").startswith("已停，不再给您发短信。您登报的电话还在网上")
    # Nothing said in anger is held against the lead: it stays open, to be called.
    assert lead_of(open_request).state == "new"


def test_start_lifts_it(open_request):
    text(GAOSHI, "T")
    text(GAOSHI, "开始")
    assert db.session.query(Suppression).count() == 0
    assert db.session.query(ContactPoint).filter_by(address=GAOSHI).one().state == "agreed"
    assert kinds(GAOSHI) == ["stopped-ack", "started-ack"]


def test_a_homeowner_may_stop_too(open_request):
    text(HOMEOWNER, "STOP")
    assert db.session.query(Suppression).one().address == HOMEOWNER
    assert "需求页" in composed("stopped-ack")


def test_free_text_reaches_the_homeowner_and_the_operator(open_request):
    text(GAOSHI, "机器什么牌子？多少钱")
    reply = db.session.query(Reply).one()
    assert (reply.author, reply.source, reply.lead_id) == ("business", "sms", lead_of(open_request).id)
    assert lead_of(open_request).state == "new"
    assert not db.session.query(InboundText).one().is_read
    assert {"inbound-text", "asked", "text-heard"} <= set(kinds())
    assert "已转给Rockville那位客户" in composed("text-heard")
    assert "要客户电话回1，没空回2" in composed("text-heard")
    assert "机器什么牌子？多少钱" in composed("inbound-text")


def test_free_text_without_an_open_lead_reaches_the_operator(open_request):
    text("+12405550199", "The unit I bought last year hums.")
    assert kinds() == ["inbound-text"]
    assert db.session.query(Reply).count() == 0


def test_a_digit_of_no_lead_is_answered_politely(open_request):
    text(GAOSHI, "7")
    assert kinds(GAOSHI) == ["unknown-digit"]
    assert lead_of(open_request).state == "new"


def test_two_machines_do_not_talk_for_ever(open_request):
    for _ in range(10):
        text(GAOSHI, "机器什么牌子？")
    assert kinds(GAOSHI).count("text-heard") == 1


def test_a_phone_gets_eight_answers_of_a_kind_and_24_in_all(open_request, clock):
    for number in range(10):
        text(GAOSHI, f"机器是{number + 41}年前装的吗？")
    assert kinds(GAOSHI).count("text-heard") == 8
    for number in range(12):
        text(GAOSHI, str(number + 3))
        text(GAOSHI, "你们是谁")
        text(GAOSHI, "1")
    answers = [kind for kind in kinds(GAOSHI) if kind != "contact"]
    assert answers.count("help-ack") == 1
    assert len(answers) <= 24
    clock.move(hours=24, seconds=1)
    text(GAOSHI, "你们是谁")
    assert kinds(GAOSHI).count("help-ack") == 2


def test_a_price_by_text_reaches_the_homeowner_and_is_confirmed(open_request):
    text(GAOSHI, "1")
    text(GAOSHI, "一千二到一千五")
    price = db.session.query(Quote).one()
    assert (price.lead_id, price.amount_min, price.amount_max, price.state) == (
        lead_of(open_request).id,
        1200,
        1500,
        "sent",
    )
    assert lead_of(open_request).state == "quoted"
    assert "$1,200-1,500" in composed("price-ack")
    assert "Rockville" in composed("price-ack")
    assert "quoted" in kinds(HOMEOWNER)


def test_a_no_in_words_keeps_its_reason(open_request):
    text(GAOSHI, "太远了，不去")
    assert (lead_of(open_request).state, lead_of(open_request).decline_reason) == ("declined", "out_of_area")


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("怎么收费？", "cost-ack"),
        ("你们是谁？", "help-ack"),
        ("把我们公司从网站上拿掉", "remove-ack"),
        ("暂停接单", "pause-noted"),
    ],
)
def test_what_is_meant_for_us_is_answered_and_reaches_no_customer(open_request, words, kind):
    text(GAOSHI, words)
    assert kinds(GAOSHI) == [kind]
    assert composed(kind)
    assert db.session.query(Reply).count() == 0
    assert lead_of(open_request).state == "new"


def test_a_stranger_cannot_answer_a_lead(open_request):
    text(PHONES["infinity"], "1")
    assert [lead_of(open_request, n).state for n in (0, 1)] == ["new", "new"]


@pytest.mark.parametrize("sender", ["12345", "+8613800138000", "", "anonymous"])
def test_a_sender_that_is_no_phone_of_ours_is_only_stored(open_request, sender):
    text(sender, "1")
    assert db.session.query(InboundText).count() == 1
    assert kinds() == ["inbound-text"]


def test_bad_bytes_break_nothing(open_request):
    text(GAOSHI, "机器\x00几年\u200b" + "长" * 5000)
    assert db.session.query(Reply).one().text.startswith("机器几年长")


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES)
def test_every_answer_fits_one_segment_in_every_language(app, clock, language):
    app.config.update(CONTACT_PHONE="+12405550100", BASE_URL="https://lengnuan.example")
    quote_request(("infinity",))
    text(PHONES["infinity"], "在吗")
    inbound = db.session.query(InboundText).one()
    with speaking(language):
        for kind, sent in KINDS.items():
            content = sent.compose(
                db.session(), ("inbound", inbound.id), language, "email" if kind == "inbound-text" else "sms"
            )
            assert content is not None
            assert content.body.strip()
            if kind not in ("inbound-text", "stopped-ack", "help-ack") or language.url != "en":
                most = 2 if kind in ("help-ack", "phrase-codes", "whose-code") else 1
                assert kind == "inbound-text" or segments.count(content.body) <= most, (kind, content.body)


@pytest.mark.parametrize(
    ("language", "how"),
    [
        (
            "en",
            ("in your ad on the newspaper's HVAC page of Nov 20, 2026.", "HVAC page, entered here on Nov 22, 2026."),
        ),
        (
            "zh-hans",
            ("您的号码印在2026年11月20日冷暖专版您的广告上。", "您的号码印在冷暖专版您的广告上，2026年11月22日录入。"),
        ),
        (
            "zh-hant",
            ("您的號碼刊在2026年11月20日冷暖專版您的廣告上。", "您的號碼刊在冷暖專版您的廣告上，2026年11月22日登錄。"),
        ),
    ],
)
@pytest.mark.parametrize("is_dated", [True, False])
def test_who_asks_who_we_are_hears_how_we_have_the_number(open_request, language, how, is_dated):
    set_language(language)
    with unit() as session:
        for ad in session.query(Ad):
            ad.published_on = date(2026, 11, 20) if is_dated else None
    text(GAOSHI, "你们是谁")
    body = composed("help-ack")
    assert how[0 if is_dated else 1] in body
    assert segments.count(body) <= 2
    assert {"en": "Reply STOP to opt out", "zh-hans": "退订回T", "zh-hant": "退訂回T"}[language] in body


def test_a_number_that_no_ad_prints_was_given_by_whoever_manages_the_page(open_request):
    with unit() as session:
        session.query(ContactPoint).filter_by(address=GAOSHI).one().is_printed = False
    text(GAOSHI, "who is this?")
    assert "这个号码是管理高氏冷暖网页的人留的。" in composed("help-ack")


def test_a_customer_hears_that_the_number_came_with_a_request(open_request):
    text(HOMEOWNER, "who is this?")
    assert "这个号码是在本站提需求时留的。" in composed("help-ack")


def signed(client, token, **form):
    url = "https://lengnuan.example/hooks/sms/inbound"
    words = url + "".join(name + form[name] for name in sorted(form))
    signature = base64.b64encode(hmac.new(token.encode(), words.encode(), hashlib.sha1).digest()).decode()
    return client.post("/hooks/sms/inbound", data=form, headers={"X-Twilio-Signature": signature})


def test_the_door_for_texts_checks_the_signature(app, client, clock):
    app.config.update(SMS_TOKEN="secret", BASE_URL="https://lengnuan.example")
    open_request = quote_request()
    form = {"From": GAOSHI, "Body": "１", "MessageSid": "SM1", "To": "+12405550100"}
    assert signed(client, "wrong", **form).status_code == 403
    assert lead_of(open_request).state == "new"
    answer = signed(client, "secret", **form)
    assert (answer.status_code, answer.mimetype) == (200, "text/xml")
    assert answer.data.endswith(b"<Response/>")
    db.session.expire_all()
    assert lead_of(open_request).state == "accepted"
    assert signed(client, "secret", **form).status_code == 200
    assert signed(client, "secret", From=GAOSHI, Body="1").status_code == 400


def test_without_a_token_nobody_may_use_that_door(app, client):
    assert signed(client, "", From=GAOSHI, Body="1", MessageSid="SM1").status_code == 403
