"""No new work until a day, by text: done where the day is certain, confirmed, and undone by text or at the desk."""

import re

import pytest
from flask import Flask

from directory.audit import AuditEvent
from directory.businesses.models import Business, ContactPoint, Fact
from directory.editor.actions import listing as editor
from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.inbox.actions.listing import say_pause
from directory.kernel.text import count
from directory.leads.models import Lead
from tests.factories import listings
from tests.factories.answers import HOMEOWNER
from tests.factories.people import member
from tests.factories.request_page import page
from tests.factories.requests import askable, composed, messages, sent, set_language
from tests.inbox.test_texts import text
from tests.inbox.two import answer, answers, last_text

SLUG, PHONE = listings.GAOSHI, "+12406368420"


@pytest.fixture(autouse=True)
def site(app: Flask, clock: object) -> None:
    """The listings of the first page: what they are adds up from facts."""
    listings.seeded()


def gaoshi() -> Business:
    return db.session.query(Business).filter_by(slug=SLUG).populate_existing().one()


def acts() -> list[str]:
    return [event.action for event in db.session.query(AuditEvent).order_by(AuditEvent.id)]


@pytest.mark.parametrize(
    ("words", "day"),
    [("排满到周五", "2026-11-27"), ("pause until Dec 6", "2026-12-06"), ("暂停到2026年12月6日", "2026-12-06")],
)
def test_a_pause_with_a_day_is_done_confirmed_and_undone(words, day):
    text(PHONE, words)
    assert gaoshi().paused_until == day
    assert askable(db.session(), [SLUG]) == []
    assert answer(PHONE).startswith(
        f"【冷暖专版】好的，高氏冷暖在2026年{int(day[5:7])}月{int(day[8:])}日之前不接新客户"
    )
    assert last_text().is_read
    text(PHONE, "撤回")
    assert gaoshi().paused_until is None
    assert askable(db.session(), [SLUG]) == [SLUG]
    assert answer(PHONE) == "【冷暖专版】已撤回，高氏冷暖照常接新客户。"
    assert [a for a in acts() if a in ("pause", "resume", "undo-text")] == ["pause", "resume", "undo-text"]


@pytest.mark.parametrize(
    "words", ["恢复接活", "我回来啦，有活叫我", "resume work", "恢复", "恢復。", "Start", "继续 谢谢"]
)
def test_work_again_is_done_confirmed_and_undone(words):
    text(PHONE, "暂停到12月6日")
    text(PHONE, words)
    assert gaoshi().paused_until is None
    assert answer(PHONE) == "【冷暖专版】好的，高氏冷暖从现在起恢复接新客户。弄错了，回“撤回”。"
    text(PHONE, "undo")
    assert gaoshi().paused_until == "2026-12-06"
    assert answer(PHONE) == "【冷暖专版】已撤回，高氏冷暖在2026年12月6日之前不接新客户。"


def test_who_takes_no_texts_either_goes_on_with_texts_first():
    text(PHONE, "暂停到12月6日")
    text(PHONE, "T")
    text(PHONE, "恢复")
    assert gaoshi().paused_until == "2026-12-06"
    assert "短信" in answer(PHONE)


def test_a_pause_by_text_is_the_owners_fact_and_is_lifted_at_the_desk():
    with unit() as session:
        person_id = member(session, SLUG).person_id
    text(PHONE, "暂停到12月6日")
    fact = db.session.query(Fact).filter_by(field="paused_until").one()
    assert (fact.source, fact.entered_by, fact.value) == ("owner", "phone", "2026-12-06")
    with unit() as session:
        editor.pause(session, gaoshi().id, person_id, None)
    assert gaoshi().paused_until is None
    # Changed at the desk since: the word of a text undoes nothing there.
    text(PHONE, "撤回")
    assert gaoshi().paused_until is None
    assert answers(PHONE)[-1] == "not-undone"


@pytest.mark.parametrize("words", ["暂停接单", "春节后再说，先停一停接活", "我回来啦，有活叫我"])
def test_a_pause_without_a_day_is_left_to_a_person_and_says_how_it_is_quicker(words):
    text(PHONE, words)
    assert gaoshi().paused_until is None
    assert not last_text().is_read
    assert answers(PHONE) == ["pause-noted"]


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
def test_the_words_that_our_answer_shows_do_what_it_says(language):
    set_language(language)
    text(PHONE, "暂停接单")
    example = answer(PHONE).rpartition({"en": "as in: "}.get(language, "例如："))[2]
    text(PHONE, example)
    assert gaoshi().paused_until == "2026-11-30"
    shown = answer(PHONE)
    resume = re.findall("Text: (.+)$" if language == "en" else "[“「]([^“「]+)[”」]", shown)[-1]
    text(PHONE, resume)
    assert gaoshi().paused_until is None
    assert answers(PHONE)[-1] == "resume-ack"


def test_a_phone_of_two_listings_pauses_neither():
    with unit() as session:
        other = session.query(Business).filter(Business.slug != SLUG).first()
        session.add(ContactPoint(business_id=other.id, kind="phone", address=PHONE))
    text(PHONE, "暂停到12月6日")
    assert gaoshi().paused_until is None
    assert answers(PHONE) == ["pause-noted"]


@pytest.mark.parametrize("words", ["下个月15号之前不接单", "可以接单了"])
def test_what_the_desk_set_since_is_not_undone_by_text(words: str) -> None:
    for body in ("下个月10号之前不接单", words):
        text(PHONE, body)
    assert last_text().effect is not None
    with unit() as session:
        say_pause(session, session.get_one(Business, gaoshi().id), "2026-12-30")
    text(PHONE, "撤回")
    assert gaoshi().paused_until == "2026-12-30"
    assert answers(PHONE)[-1] == "not-undone"


def test_who_waits_is_asked_about_in_the_same_text_and_told(client, clock):
    sent(SLUG, zip="20850")
    clock.move(minutes=1)
    request = sent(SLUG, zip="22030", service="install")
    text(PHONE, "1")
    text(PHONE, "暂停到12月6日")
    assert answer(PHONE) == (
        "【冷暖专版】好的，高氏冷暖在2026年12月6日之前不接新客户。还有人在等您回话："
        "Fairfax（新装冷暖设备）接回3，不接回4。要撤回暂停，回“撤回”。"
    )
    news = messages(db.session(), "paused")
    assert {(message.channel, message.recipient) for message in news} == {
        ("sms", HOMEOWNER),
        ("email", "chen@example.com"),
    }
    assert composed(db.session(), news[1]).body == (
        "【冷暖专版】高氏冷暖在2026年12月6日之前不接新活，还没回复您的需求（Fairfax，新装冷暖设备）。"
        "可打240-636-8420。也可在需求页再找一家。"
    )
    shown = page(client, request, "zh-hans").source
    assert "对方在2026年12月6日之前不接新活，还没说接不接您这件。" in shown
    assert 'href="#another"' in shown
    text(PHONE, "3")
    assert [lead.state for lead in db.session.query(Lead).order_by(Lead.id)] == ["accepted", "accepted"]
    assert "还没说接不接" not in page(client, request, "zh-hans").source


def test_a_pause_that_is_undone_is_told_to_nobody(clock):
    sent(SLUG)
    text(PHONE, "暂停到12月6日")
    text(PHONE, "撤回")
    assert {composed(db.session(), message) for message in messages(db.session(), "paused")} == {None}


def test_a_pause_at_the_desk_is_told_to_who_waits():
    sent(SLUG)
    with unit() as session:
        person_id = member(session, SLUG).person_id
        editor.pause(session, session.query(Business).filter_by(slug=SLUG).one().id, person_id, "2026-12-06")
    assert len(messages(db.session(), "paused")) == 2


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
@pytest.mark.parametrize("number", [1, 2, 3, 5])
def test_with_many_waiting_the_text_stays_within_two(clock, language, number):
    set_language(language)
    for _ in range(number):
        sent(SLUG, zip="20772", service="replace", answers={"system": "water_heater"})
        clock.move(minutes=1)
    text(PHONE, "暂停到12月6日")
    body = answer(PHONE)
    assert count(body) <= 2
    assert ("9" in body or str(number) in body) or number < 5
