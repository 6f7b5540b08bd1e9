"""A request is corrected after it was sent: who hears of it, who does not, and what becomes of the old contact."""

import re
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import func, select

from directory.audit import AuditEvent
from directory.foundation import tokens
from directory.foundation.db import db
from directory.foundation.html import absolute
from directory.foundation.unit import unit
from directory.inbox.actions import receive_text
from directory.kernel import phone
from directory.kernel import text as segments
from directory.kernel.errors import Invalid
from directory.kernel.language import LANGUAGES
from directory.leads import actions, queries
from directory.leads.actions import consents
from directory.leads.actions.change import CHANGED, NEW_LINK
from directory.leads.models import Consent, QuoteRequest, RequestVersion
from directory.leads.notices.words import LONG
from directory.leads.rules import ConsentEvidence
from directory.outbox import actions as outbox
from directory.outbox.models import Message
from directory.quotes import actions as quotes
from tests.conftest import MovableClock
from tests.factories.answers import HOMEOWNER, PHONES, lead_url, request_url
from tests.factories.canaries import PHONE, delete, planted, traces, work
from tests.factories.corrections import NEW_MAIL, NEW_PHONE, QUOTED, correct, fields, news, now, opened, url
from tests.factories.request_page import leads
from tests.factories.requests import composed, listed, messages, sent, set_language
from tests.page import check_page
from tests.support.at_once import at_once
from tests.support.worlds import once


@pytest.fixture
@once
def own(app: Flask, clock: MovableClock) -> QuoteRequest:
    """A request to three firms: one took it, one said no, one has not answered."""
    listed("gaoshi", "fangshi", "infinity")
    request = sent("gaoshi", "fangshi", "infinity", details="楼上不热", urgency="48h", key="own")
    work()
    first, second, _third = (lead.id for lead in leads(request))
    with unit() as session:
        actions.accept(session, first, "sms")
        actions.decline(session, second, "too_busy", "sms")
    work()
    clock.move(minutes=30)
    return request


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_shows_what_it_says(client, own, language):
    page = opened(client, own, language)
    assert "301-555-0142" in page.source
    assert fields(page)["zip"] == "20850"
    assert "Cache-Control" in client.get(url(own, language)).headers
    assert client.get(url(own, language)).headers["Cache-Control"] == "no-store"


def test_nothing_changed_is_nothing_done(client, own):
    assert correct(client, own).status_code == 303
    assert not news()
    assert db.session.scalar(select(func.count(RequestVersion.id))) == 0


def test_a_new_urgency_goes_once_to_those_who_have_it(client, own, clock):
    answer = correct(client, own, urgency="now", details="楼下也不热")
    assert answer.status_code == 303
    assert set(news()) == {(PHONES["gaoshi"], "waiting"), (PHONES["infinity"], "waiting")}
    clock.move(minutes=2)
    work()
    assert set(news()) == {(PHONES["gaoshi"], "sent"), (PHONES["infinity"], "sent")}
    page = check_page(client.get(answer.location), "zh-hans", quoted=QUOTED)
    assert "已保存。" in page.source
    version = db.session.query(RequestVersion).one()
    assert set(version.fields) == {"urgency", "details"}
    assert version.read_by == {"job": [lead.id for lead in leads(own)], "contact": [leads(own)[0].id]}
    assert [event.detail["fields"] for event in db.session.query(AuditEvent).filter_by(action="change")]


def test_what_only_the_one_that_took_it_may_read_goes_to_that_one(client, own, clock):
    correct(client, own, phone=NEW_PHONE)
    clock.move(minutes=2)
    work()
    sent_news = {m.recipient: m for m in messages(db.session(), CHANGED)}
    assert sent_news[PHONES["gaoshi"]].state == "sent"
    assert NEW_PHONE in sent_news[PHONES["gaoshi"]].body
    # Decided, but there was nothing in it that it may read.
    assert sent_news[PHONES["infinity"]].state == "cancelled"
    assert PHONES["fangshi"] not in sent_news


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_are_codes_and_short(client, own, language):
    set_language(language)
    correct(client, own, phone=NEW_PHONE, zip="21738", urgency="week", details="楼下也不热", name="陈太太")
    for message in messages(db.session(), CHANGED):
        content = composed(db.session(), message)
        assert "楼下" not in content.body
        assert segments.count(content.body) <= LONG
        if message.recipient == PHONES["infinity"]:
            assert not {NEW_PHONE, "陈", "21738"} & set(re.split(r"[，：。、, .:]", content.body))


def test_a_second_change_before_it_goes_is_one_message(client, own, clock):
    correct(client, own, urgency="now")
    work()
    clock.move(minutes=1)
    correct(client, own, zip="20814")
    work()
    clock.move(minutes=2)
    work()
    assert news()[(PHONES["gaoshi"], "sent")] == 1
    body = next(m.body for m in messages(db.session(), CHANGED) if m.state == "sent")
    assert "Bethesda" in body
    assert "今天" in body or "马上" in body or "现在" in body


def test_withdrawn_ones_hear_nothing(client, own):
    with unit() as session:
        actions.withdraw(session, leads(own)[2].id)
    correct(client, own, urgency="now")
    assert set(news()) == {(PHONES["gaoshi"], "waiting")}


def test_one_that_was_not_told_yet_is_told_once_and_right(client, clock):
    listed("gaoshi")
    request = sent("gaoshi")
    correct(client, request, zip="20814")
    clock.move(minutes=2)
    work()
    sent_kinds = {
        m.kind: m for m in db.session.query(Message).filter_by(recipient=PHONES["gaoshi"]).populate_existing()
    }
    assert "Bethesda" in sent_kinds["lead"].body
    assert sent_kinds[CHANGED].state == "cancelled"


def test_the_old_number_opens_nothing_and_hears_nothing(client, own, app):
    with unit() as session:
        quotes.ask(session, leads(own)[0].id, "哪一年的机器？")
        session.query(Message).filter_by(kind="receipt", channel="sms").one().state = "failed"
    old = request_url(own)
    assert correct(client, own, phone=NEW_PHONE).status_code == 303
    assert app.test_client().get(old).status_code == 404
    assert client.get(request_url(now(own))).status_code == 200
    work()
    waiting = db.session.query(Message).filter(Message.recipient == HOMEOWNER, Message.state != "sent")
    assert [(m.kind, m.state) for m in waiting.populate_existing()] == []
    askers = {m.recipient for m in messages(db.session(), "asked") if m.channel == "sms"}
    assert askers == {phone.parse(NEW_PHONE)}
    links = {m.channel: m for m in messages(db.session(), NEW_LINK)}
    assert links["sms"].recipient == phone.parse(NEW_PHONE)
    assert all(tokens.derive("request", now(own).seed) in link.body for link in links.values())


def test_a_code_to_the_old_number_opens_nothing(client, own):
    client.post("/en/find-my-request", data={"number": own.number, "address": HOMEOWNER})
    message = messages(db.session(), "code-find")[0]
    digits = re.search(r"\d{8}", composed(db.session(), message).body)[0]
    correct(client, own, phone=NEW_PHONE)
    assert client.post("/en/find-my-request/code", data={"code": digits}).status_code == 404


def test_a_language_is_chosen_for_what_waits_too(client, own):
    with unit() as session:
        quotes.quote(session, leads(own)[0].id, quotes.QuoteDraft(300, 300))
    correct(client, own, notices="en")
    assert {m.language for m in messages(db.session(), "quoted")} == {"en"}
    assert now(own).language == "en"
    assert now(own).previous_digest is None


def test_pressed_twice_and_two_tabs(client, own):
    """The second press comes to the old address, and leads to how it stands; the other tab's edit is not lost."""
    tab, other = opened(client, own), opened(client, own)
    at = url(own)
    answers = [client.post(at, data=fields(tab, phone=NEW_PHONE)) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].location == answers[1].location
    assert db.session.scalar(select(func.count(RequestVersion.id))) == 1
    late = client.post(at, data=fields(other, zip="20814"))
    assert late.status_code == 400
    page = check_page(late, "zh-hans", quoted=QUOTED)
    assert "您的需求刚才已经改过了" in page.source
    assert NEW_PHONE in page.source
    again = fields(page, phone=NEW_PHONE)
    assert again["zip"] == "20814"
    assert client.post(url(now(own)), data=again).status_code == 303
    assert (now(own).zip, now(own).phone) == ("20814", phone.parse(NEW_PHONE))


def test_at_the_same_moment_one_is_kept(app, own):
    base = actions.mark(actions.stands_as(now(own)))
    corrections = [
        actions.Correction(**{**actions.stands_as(now(own)).__dict__, "zip": zip_code})
        for zip_code in ("20814", "22030")
    ]
    db.session.rollback()

    def run(number: int) -> str:
        try:
            with unit() as session:
                quotes.change_request(session, own.id, corrections[number], base, ())
        except Invalid:
            return "refused"
        return "kept"

    assert sorted(at_once(app, partial(run, 0), partial(run, 1))) == ["kept", "refused"]
    assert db.session.query(RequestVersion).count() == 1


def test_one_that_ended_is_shown_and_not_changed(client, own):
    filled = fields(opened(client, own), zip="20814")
    with unit() as session:
        actions.close(session, own.id)
    assert client.get(url(own)).status_code == 302
    answer = client.post(url(own), data=filled)
    assert answer.status_code == 400
    assert "需求已经结束" in answer.text or "已关闭" in answer.text or "不能再" in answer.text
    assert now(own).zip == "20850"


def test_an_erased_one_leads_to_what_it_is(client, own):
    with unit() as session:
        quotes.erase_request(session, own.id)
    assert client.get(url(own)).location == request_url(own)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"zip": "10001"}, "zip"),
        ({"zip": "abc"}, "zip"),
        ({"phone": "12"}, "phone"),
        ({"phone": "", "email": ""}, "phone"),
        ({"phone": ""}, "phone"),
        ({"email": ""}, "email"),
        ({"email": "chen@"}, "email"),
        ({"phone": "301-555-0142 ext. 12"}, "phone"),
        ({"name": "   "}, "name"),
    ],
)
def test_the_forms_own_rules_hold_here_too(client, own, typed, field):
    answer = correct(client, own, **typed)
    assert answer.status_code == 400
    page = check_page(answer, "zh-hans", quoted=(*QUOTED, *typed.values()))
    assert f'href="#{field}"' in page.source
    assert db.session.query(RequestVersion).count() == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_danger_in_new_words_stops_first(client, own, language):
    filled = fields(opened(client, own, language), details="闻到煤气味", language=language)
    stopped = client.post(url(own, language), data=filled)
    assert stopped.status_code == 400
    page = check_page(stopped, language, quoted=(*QUOTED, "闻到煤气味"))
    assert "911" in page.source
    assert now(own).details == "楼上不热"
    assert client.post(url(own, language), data={**filled, "safety_ack": "out"}).status_code == 303
    assert (now(own).safety, now(own).details) == ("gas", "闻到煤气味")


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_pages_say_what_changed_and_when(client, own, language):
    correct(client, own, phone=NEW_PHONE, urgency="week")
    mine = check_page(client.get(request_url(now(own), language)), language, quoted=QUOTED)
    assert "301-555-0142" in mine.source
    took, _, waits = leads(own)
    firm = client.get(lead_url(took, language)).text
    assert NEW_PHONE in firm
    assert "301-555-0142" not in firm
    other = client.get(lead_url(waits, language)).text
    assert NEW_PHONE not in other
    words = {"en": "What the customer corrected", "zh-hans": "客户更正过的内容", "zh-hant": "客戶更正過的內容"}
    assert all(words[language] in page for page in (firm, other))


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_could_not_reach_the_old_number_is_said_so(client, own, clock, language):
    took = leads(own)[0]
    with unit() as session:
        quotes.give_up(session, took.id, "unreachable", "web")
    clock.move(minutes=1)
    correct(client, own, phone=NEW_PHONE)
    words = {
        "en": "tried the number you gave first, couldn't reach you",
        "zh-hans": "打过您先前留的号码，没打通",
        "zh-hant": "打過您先前留的號碼，沒聯絡上",
    }
    assert words[language] in client.get(request_url(now(own), language)).text
    for message in messages(db.session(), "declined"):
        message.language = LANGUAGES[language].bcp47
        if message.state == "waiting":
            assert words[language].replace("'", "&#39;") in composed(db.session(), message).body.replace("'", "&#39;")


def test_the_record_of_consents_grows_by_what_was_corrected(client, own):
    correct(client, own, phone=NEW_PHONE)
    record = queries.consents_of(db.session(), own.id)
    renewed = [c for c in record if c.how == "corrected_on_page"]
    assert {c.phone for c in renewed} == {phone.parse(NEW_PHONE)}
    assert {c.phone for c in record if c.how == "form"} == {HOMEOWNER}
    assert consents.is_whole(record)
    assert queries.channels_of(record, leads(own)[0].business_id) == {"call", "sms", "email"}


def test_too_often_is_told(client, own):
    client.application.config["RATE_LIMITS"] = True
    answers = [correct(client, own, zip=zip_code).status_code for zip_code in ("20814", "20850") * 3]
    assert answers == [303] * 5 + [429]


def test_a_link_of_ours_is_handed_to_nobody(client, own):
    answer = correct(client, own, details=absolute(request_url(own)))
    assert answer.status_code == 400
    assert 'href="#details"' in answer.text
    assert now(own).details == "楼上不热"


@pytest.mark.parametrize("how", ["deleted", "purged"])
def test_both_contacts_are_forgotten_with_it(client, app, clock, how):
    request = planted()
    seed = request.seed
    clock.move(minutes=1)
    correct(client, request, phone=NEW_PHONE, email=NEW_MAIL, name="Canaryname Two", details="canarywords again")
    work()
    with unit() as session:
        quotes.ask(session, leads(request)[0].id, "canarywords 2?")
        receive_text(session, HOMEOWNER, f"please call {NEW_PHONE}", "SMafter")
    work()
    assert set(traces(now(request), phone.parse(NEW_PHONE))) >= {"request_versions", "quote_requests", "messages"}
    if how == "deleted":
        delete(request)
    else:
        clock.move(days=60)
        with unit() as session:
            actions.expire(session, request.id)
        clock.move(days=181)
        assert app.test_cli_runner().invoke(args=["purge"]).exit_code == 0
    for number in (PHONE, phone.parse(NEW_PHONE)):
        for entry in (now(request), QuoteRequest(seed=seed)):
            assert list(traces(entry, number)) == []


def test_a_first_email_changes_no_address_and_says_so(client, clock):
    listed("gaoshi")
    request = sent("gaoshi", email=None)
    answer = correct(client, request, "en", email="new@example.com")
    assert "This page has a new address" not in client.get(answer.location).text
    assert "Saved. The businesses that have your request" in client.get(answer.location).text
    again = correct(client, request, "en")
    assert "Saved. The businesses that have your request" not in client.get(again.location).text


def test_who_had_what_goes_by_each_thing(client, own, clock):
    """One firm took it, the others read the job: none of these had the phone."""
    correct(client, own, "en", phone=NEW_PHONE, details="楼下也不热")
    source = client.get(request_url(now(own), "en")).text
    versions = source.split('id="versions"')[1].split("</details>")[0]
    phone_part = versions.split("Phone</dt>")[1].split("</div>")[0]
    words_part = versions.split("words</dt>")[1].split("</div>")[0]
    assert "Gaoshi" in phone_part
    assert "Infinity" not in phone_part
    assert "Gaoshi" in words_part
    assert "Infinity" in words_part


def test_one_asked_later_is_allowed_the_contact_of_today(client, clock):
    listed("gaoshi", "infinity")
    request = sent("gaoshi")
    with unit() as session:
        actions.withdraw(session, leads(request)[0].id)
    assert correct(client, request, phone=NEW_PHONE).status_code == 303
    with unit() as session:
        actions.add(session, request.id, "infinity")
    added = db.session.query(Consent).filter_by(how=ConsentEvidence.ADDED)
    assert {consent.phone for consent in added} == {phone.parse(NEW_PHONE)}


def test_a_text_in_a_workers_hand_goes_nowhere_but_to_the_new_number(client, own, clock):
    """Not yet composed: its words hold the new link. Composed: what is retried is sent to nobody."""
    for body in (None, "已经写好"):
        with unit() as session:
            message = outbox.enqueue(
                session, f"test-{body}", ("request", own.id), "sms", HOMEOWNER, "zh-Hans", priority="notice"
            )
            message.state, message.body = "sending", body
    with unit() as session:
        firm = outbox.enqueue(session, "lead", ("request", own.id), "sms", HOMEOWNER, "zh-Hans").id
    correct(client, own, phone=NEW_PHONE)
    taken = {m.kind: m for m in db.session.query(Message).populate_existing() if m.kind.startswith("test-")}
    assert taken["test-None"].recipient == phone.parse(NEW_PHONE)
    assert taken["test-已经写好"].is_forgotten
    assert db.session.get_one(Message, firm).recipient == HOMEOWNER, "a firm that has the same number"
