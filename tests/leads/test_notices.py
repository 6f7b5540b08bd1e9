"""What people read: exact words, in the recipient's language, within segments, nothing that was typed."""

import pytest

from directory.businesses.models import Business
from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.kernel import text as segments
from directory.kernel.language import LANGUAGES, by_tag
from directory.leads import actions
from directory.leads.models import Lead
from directory.leads.notices import JOBS, pronoun
from tests.factories.requests import TYPED, accept, composed, messages, sent, set_language, text


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "zh-hans",
            "【冷暖专版】高氏冷暖您好：Rockville有客户看了您登报的广告，没暖气，想今天修，讲普通话。"
            "要客户电话回1，没空回2，不收费。{link} 问240-555-0199，退订回T",
        ),
        (
            "zh-hant",
            "【冷暖專版】高氏冷暖您好：Rockville有客戶看了您登報的廣告，沒暖氣，想今天修，講國語。"
            "要客戶電話回1，沒空回2，不收費。{link} 洽240-555-0199，退訂回T",
        ),
        (
            "en",
            "Lengnuan, the Chinese newspaper HVAC ads: Gaoshi Lengnuan, a customer in Rockville saw your ad. "
            "No heat, emergency, today, speaks Mandarin. Reply 1 for the phone number, 2 to pass. No fee. "
            "{link} Questions 240-555-0199. Reply STOP to opt out.",
        ),
    ],
)
def test_the_first_text_to_a_business(site, session, language, words):
    set_language(language)
    sent("gaoshi")
    assert text(session, "lead") == words


def test_a_later_text_has_the_next_digits_and_is_shorter(site, session):
    sent("gaoshi")
    sent("gaoshi", service="replace", urgency="plan", call_language="en", zip="20814", answers={})
    later = text(session, "lead", 1)
    assert later == "【冷暖专版】Bethesda有位客户找高氏冷暖：换冷暖设备，先比价，讲英语。要电话回3，没空回4。{link}"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "zh-hans",
            "客户陈女士，301-555-0142，Rockville 20850，没暖气，想今天修。请直接打给她，我们已告诉她号码给您了。",
        ),
        (
            "zh-hant",
            "客戶陈女士，301-555-0142，Rockville 20850，沒暖氣，想今天修。請直接打給她，我們已告訴她號碼給您了。",
        ),
    ],
)
def test_the_number_that_was_asked_for(app, site, session, language, words):
    app.config.update(SMS_URL="https://gateway.example", SMTP_URL="smtp://mail.example")
    set_language(language)
    sent("gaoshi")
    accept(session)
    assert text(session, "contact") == words


@pytest.mark.parametrize("way", [{"receipt_sms": False, "email": None}, {}])
def test_nobody_is_said_to_be_told_who_is_not(site, session, way):
    """Neither who asked for no message, nor anybody of a site whose messages are files."""
    sent("gaoshi", **way)
    accept(session)
    assert text(session, "contact").endswith("想今天修。请直接打给她。")


def test_without_leave_to_call_the_address_is_given(site, session):
    sent("gaoshi", channels={"gaoshi": ("email",)})
    accept(session)
    assert "chen@example.com" in text(session, "contact")
    assert "301-555-0142" not in text(session, "contact")


def test_the_receipt_names_the_businesses_and_no_other(site, session):
    sent("gaoshi", "fangshi")
    assert text(session, "receipt") == (
        "【冷暖专版】收到。正发给高氏冷暖、方氏冷暖，只有这两家。看进度、撤回：{link} 着急请直接打240-555-0110。退订回T"
    )
    mail = composed(session, messages(session, "receipt", "email")[0])
    assert "高氏冷暖  240-555-0110" in mail.body
    assert "/zh-hans/requests/" in mail.body
    assert "https://lengnuan.test" in mail.html


def test_the_receipt_in_english(site, session):
    sent("gaoshi", "fangshi", language="en", name="Ms. Chen")
    assert text(session, "receipt") == (
        "Lengnuan: we have your request (Rockville, no heat) and are passing it to 2 businesses you picked, "
        "no one else. Progress, withdraw: {link} Urgent? Call 240-555-0110 now. Reply STOP to opt out"
    )


def test_progress_and_the_end_in_their_words(site, session):
    quote_request = sent("gaoshi")
    accept(session)
    assert text(session, "will-call") == (
        "【冷暖专版】高氏冷暖要了您的电话（Rockville，没暖气），会打给您。来电可能是240-555-0110，也可能是师傅的手机。"
    )
    with unit() as writing:
        actions.close(writing, quote_request.id)
    assert text(session, "made-other-arrangements") == (
        "【冷暖专版】Rockville那位没暖气的客户已另有安排，请不用再打。谢谢您回复。"
    )


def test_a_refusal_in_its_words(site, session):
    sent("gaoshi")
    with unit() as writing:
        actions.decline(writing, writing.query(Lead).one().id, None, "sms")
    assert text(session, "declined-ack") == (
        "好的，Rockville那位客户（没暖气）看得到您这次不接。弄错了，回“撤回”。以后有客户找您，我们再发；退订回T。"
    )
    assert text(session, "declined").startswith("【冷暖专版】高氏冷暖答复您的需求（Rockville，没暖气）：这次不接。")


def test_what_was_taken_back_is_not_sent(site, session):
    quote_request = sent("gaoshi", "fangshi")
    accept(session)
    before = {kind: messages(session, kind, "sms") for kind in ("lead", "contact", "will-call", "receipt")}
    with unit() as writing:
        actions.erase(writing, quote_request.id)
    for kind, rows in before.items():
        assert rows
        for message in rows:
            assert composed(session, message) is None, kind


def test_a_removed_business_is_not_texted(site, session):
    sent("gaoshi")
    with unit() as writing:
        writing.query(Business).filter_by(slug="gaoshi").one().state = "removed"
    assert composed(session, messages(session, "lead")[0]) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_typed_stands_in_a_text_before_yes_nor_in_a_mail_to_the_operator(site, session, language):
    site.config["TEXT_UNINTRODUCED"] = True
    set_language(language)
    quote_request = sent("gaoshi", "fangshi")
    lead = db.session.query(Lead).first()
    with unit() as writing:
        JOBS["untold-check"](writing, ("lead", lead.id))
        actions.decline(writing, lead.id, "spam", "sms")
    assert quote_request.id
    for kind in ("lead", "untold-lead", "flagged-lead", "declined-ack", "call-for-lead"):
        for message in messages(session, kind):
            content = composed(session, message)
            text = f"{content.subject} {content.body} {content.html}" if content else ""
            for typed in TYPED:
                assert typed not in text, (kind, typed)


def test_a_long_address_costs_the_greeting(site, session):
    site.config["BASE_URL"] = "https://www.lengnuan.test"
    sent("gaoshi")
    assert text(session, "lead").startswith("【冷暖专版】Rockville有客户看了您登报的广告，没暖气")


@pytest.mark.parametrize("name", ["陈", "Elizabeth Alexandra Montgomery-Featherstone", "欧阳" * 40])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_contact_fits_one_segment_and_keeps_the_number(site, session, language, name):
    set_language(language)
    sent("gaoshi", name=name, zip="20774", answers={}, service="light", urgency="48h")
    accept(session)
    body = text(session, "contact")
    assert segments.count(body) == 1 or (language == "en" and not segments.is_gsm(body) and segments.count(body) == 2)
    assert "301-555-0142" in body
    assert "20774" in body


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("陈女士", "she"),
        ("Mrs. Chen", "she"),
        ("李先生", "he"),
        ("Mr Lee", "he"),
        ("陈小明", "they"),
        ("Missy", "they"),
        ("Mister", "they"),
    ],
)
def test_a_title_says_how_to_speak_of_somebody(name, address):
    assert pronoun(name) == address


def test_messages_go_out_in_their_own_language(site, session):
    set_language("zh-hant")
    sent("gaoshi", language="en")
    assert {by_tag(m.language).url for m in messages(session, "lead")} == {"zh-hant"}
    assert {by_tag(m.language).url for m in messages(session, "receipt")} == {"en"}
