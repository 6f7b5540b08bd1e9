"""A homeowner confirms a contact: what waits for it, what the pages say, and that opening a link proves nothing."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.orm import joinedload

from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.inbox.queries import waiting
from directory.kernel import clock as kernel_clock
from directory.kernel import text as segments
from directory.kernel.errors import TransportError
from directory.kernel.language import LANGUAGES, by_url
from directory.leads import actions
from directory.leads import queries as lead_queries
from directory.leads.actions.confirm import goes_out_at
from directory.leads.models import Lead, QuoteRequest
from directory.leads.notices.words import LONG
from directory.leads.rules.clocks import unanswered_from
from directory.outbox import deliver, outcome
from directory.outbox.models import Job, Message
from tests.factories import form
from tests.factories.answers import lead_url
from tests.factories.canaries import delete, work
from tests.factories.listings import seeded
from tests.factories.request_page import page, post
from tests.factories.requests import composed, listed, messages, sent

PHONE, MAIL = "+13015550142", "chen@example.com"


@pytest.fixture
def site(app, clock):
    app.config["CONFIRM_MINUTES"] = 30
    listed("gaoshi", "fangshi", "infinity")
    return app


def now(request: QuoteRequest) -> QuoteRequest:
    db.session.rollback()
    return db.session.get_one(QuoteRequest, request.id, populate_existing=True)


def states() -> list[str]:
    db.session.rollback()
    return [message.state for message in messages(db.session(), "lead")]


def code() -> str:
    content = composed(db.session(), messages(db.session(), "code-find")[-1])
    return re.search(r"\d{8}", content.body)[0]


def confirm(client, request, kind="phone", language="zh-hans"):
    """Have a code sent to a contact, and type it in."""
    answer = post(client, request, "send-code", language, kind=kind)
    assert answer.status_code == 303
    return client.post(answer.location, data={"code": code()})


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_not_urgent_waits_for_a_code_or_half_an_hour(client, site, clock, language):
    own = sent("gaoshi", "fangshi", urgency="48h", language=by_url(language).bcp47)
    work()
    assert states() == ["waiting", "waiting"]
    sentences = {
        "en": "Goes out when you confirm, or at 1:46 PM.",
        "zh-hans": "您一确认就发出，否则下午1:46发出。",
        "zh-hant": "您一確認就送出，否則下午1:46送出。",
    }
    assert page(client, own, language, quoted=("楼上不热",)).source.count(sentences[language]) == 2
    assert confirm(client, own, language=language).status_code == 303
    work()
    assert states() == ["sent", "sent"]
    assert sentences[language] not in page(client, own, language, quoted=("楼上不热",)).source
    confirmed = now(own)
    assert (confirmed.confirmed_kind, confirmed.confirmed_how) == ("phone", "code")
    assert confirmed.goes_out_at == clock.moment


def test_what_waits_for_her_says_so_before_all_else_that_helps(client, site):
    own = sent("gaoshi", urgency="48h", answers={"symptom": ["noheat"]})
    source = page(client, own, quoted=("楼上不热",)).source
    assert source.count('id="confirm"') == 1
    assert source.index('class="calls"') < source.index('value="send-code"') < source.index("say-words")
    confirm(client, own)
    source = page(client, own, quoted=("楼上不热",)).source
    assert 'value="send-code"' not in source
    assert source.count('id="confirm"') == 1


def test_what_nobody_confirms_goes_out_at_the_time_that_was_told(client, site, clock):
    own = sent("gaoshi", urgency="week")
    clock.move(minutes=29)
    work()
    assert states() == ["waiting"]
    clock.move(minutes=1)
    work()
    assert states() == ["sent"]
    assert "您一确认就发出" not in page(client, own, quoted=("楼上不热",)).source
    assert "发短信验证码到301-555-0142" in page(client, own, quoted=("楼上不热",)).source
    # What they have, they have since then, not since it was saved.
    with unit() as session:
        for message in messages(session, "lead"):
            message.port = "gateway"
    source = page(client, own, "en", quoted=("楼上不热",)).source
    assert "1:46 PM" in source.partition("The job and the town since")[2][:60]


def test_an_emergency_waits_for_nobody(client, site):
    own = sent("gaoshi", urgency="now")
    work()
    assert (states(), now(own).goes_out_at) == (["sent"], None)


def test_at_night_the_page_tells_the_morning(app, client, site, clock):
    app.config["SMS_HOURS"] = "08:00-20:00"
    clock.move(hours=6, minutes=20)
    own = sent("gaoshi", urgency="48h")
    assert "否则11月24日（周二）上午8:00发出" in page(client, own, quoted=("楼上不热",)).source


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_business_reads_whether_it_is_confirmed(client, site, language):
    own = sent("gaoshi", urgency="now")
    lead = db.session.query(Lead).one()
    unknown = {"en": "not yet confirmed", "zh-hans": "还没有确认", "zh-hant": "尚未確認"}[language]
    known = {
        "en": "phone is confirmed by code (1:16 PM)",
        "zh-hans": "手机已用验证码确认",
        "zh-hant": "手機已用驗證碼確認",
    }
    assert unknown in client.get(lead_url(lead, language)).text
    confirm(client, own)
    assert known[language] in client.get(lead_url(lead, language)).text


def test_the_link_in_the_mail_confirms_by_its_button_alone(client, site):
    own = sent("gaoshi", urgency="48h")
    body = composed(db.session(), messages(db.session(), "receipt", "email")[0]).body
    assert "下午1:46" in body
    path = re.search(r"/zh-hans/requests/\S+/confirm\?key=\S+", body)[0]
    for _ in range(3):
        assert client.get(path).status_code == 200
    assert now(own).confirmed_at is None
    assert client.post(path.partition("?")[0] + "?key=" + "A" * 22).status_code == 303
    assert now(own).confirmed_at is None
    assert client.post(path).status_code == 303
    assert (now(own).confirmed_kind, now(own).confirmed_how) == ("email", "link")
    # A phone says more than a mail, and a mail no more than a phone.
    confirm(client, own)
    assert now(own).confirmed_kind == "phone"
    assert client.post(path).status_code == 303
    assert now(own).confirmed_kind == "phone"


@pytest.mark.parametrize(
    ("language", "going", "waiting"),
    [
        ("en", "are passing it to", "It goes to"),
        ("zh-hans", "正在发给", "只会发给"),
        ("zh-hant", "正在傳給", "只會傳給"),
    ],
)
def test_the_mail_says_that_it_waits(site, language, going, waiting):
    for phone, urgency, words in (("+13015550142", "48h", waiting), ("+13015550143", "now", going)):
        own = sent("gaoshi", urgency=urgency, phone=phone, language=by_url(language).bcp47)
        [mail] = [m for m in messages(db.session(), "receipt", "email") if m.subject_id == own.id]
        body = composed(db.session(), mail).body
        assert [words_of_it in body for words_of_it in (going, waiting)] == [words == going, words == waiting]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_receipt_says_when_it_goes_out_in_two_segments(site, language):
    sent("gaoshi", "fangshi", "infinity", urgency="48h", language=by_url(language).bcp47)
    content = composed(db.session(), messages(db.session(), "receipt", "sms")[0])
    assert "1:46" in content.body
    assert segments.count(content.body) <= LONG


def test_the_same_phone_in_the_same_browser_needs_no_second_proof(client, app, clock):
    app.config["CONFIRM_MINUTES"] = 30
    seeded()
    values = form.fields(form.opened(client))
    clock.move(10)
    form.send(client, values)
    own = db.session.query(QuoteRequest).one()
    assert own.goes_out_at == clock.moment + timedelta(minutes=30)
    confirm(client, own)
    for browser, days, kind in ((client, 80, "phone"), (app.test_client(), 0, None), (client, 80, None)):
        clock.move(days=days)
        values = form.fields(form.opened(browser), details=f"again {days} {kind}")
        clock.move(10)
        form.send(browser, values)
        newest = db.session.query(QuoteRequest).order_by(QuoteRequest.id.desc()).first()
        assert (newest.confirmed_kind, newest.confirmed_how) == (kind, "before" if kind else None)
        assert (newest.goes_out_at is None) == (kind is not None)


def test_a_wrong_digit_is_told_at_once(client, site):
    own = sent("gaoshi", urgency="48h", receipt_sms=False)
    there = post(client, own, "send-code", kind="phone").location
    with unit() as session:
        message = session.query(Message).filter_by(kind="code-find").one()
        message.state, message.lease_owner = "sending", deliver.OWNER
        session.flush()
        outcome.broke(session, message.id, deliver.OWNER, TransportError("recipient", "landline"))
    assert "没有送到301-555-0142" in client.get(there).text.replace('<span class="digits nowrap" translate="no">', "")
    shown = page(client, own, quoted=("楼上不热",)).source
    assert "给您的短信没有送到301-555-0142" in shown
    assert f"{'/change'}" in shown.split("没有送到301-555-0142")[1].split("</p>")[0]


def test_another_phone_is_not_confirmed_by_the_first_ones_code(client, site):
    own = sent("gaoshi", urgency="48h")
    confirm(client, own)
    with unit() as session:
        before = actions.stands_as(session.get_one(QuoteRequest, own.id))
        actions.change(session, own.id, replace(before, phone="+13015550199"), actions.mark(before))
    assert now(own).confirmed_at is None


def test_a_code_to_a_phone_that_was_corrected_proves_nothing(client, site):
    own = sent("gaoshi", urgency="48h")
    answer = post(client, own, "send-code", kind="phone")
    digits = code()
    with unit() as session:
        before = actions.stands_as(session.get_one(QuoteRequest, own.id))
        actions.change(session, own.id, replace(before, phone="+13015550199"), actions.mark(before))
    assert client.post(answer.location, data={"code": digits}).status_code == 404
    assert now(own).confirmed_at is None


def test_what_turns_urgent_goes_out(client, site, clock):
    own = sent("gaoshi", urgency="48h")
    with unit() as session:
        before = actions.stands_as(session.get_one(QuoteRequest, own.id))
        actions.change(session, own.id, replace(before, urgency="now"), actions.mark(before))
    work()
    assert (states(), now(own).goes_out_at) == (["sent"], clock.moment)


def test_the_clocks_run_from_when_it_goes_out(client, site, clock):
    own = sent("gaoshi", urgency="48h")
    due = {job.kind: job.due_at for job in db.session.query(Job)}
    # 1:46 PM, and four hours of work: 5:46 PM.
    assert due["unanswered-check"] == clock.moment + timedelta(minutes=30, hours=4)
    assert due["untold-check"] == clock.moment + timedelta(minutes=45)
    confirm(client, own)
    due = {job.kind: job.due_at for job in db.session.query(Job)}
    assert due["unanswered-check"] == clock.moment + timedelta(hours=4)
    assert due["untold-check"] == clock.moment + timedelta(minutes=15)


def test_what_was_confirmed_is_forgotten_with_the_request(client, site):
    own = sent("gaoshi", urgency="48h")
    confirm(client, own)
    delete(own)
    assert now(own).confirmed_browser is None


def test_nothing_waits_where_the_operator_wants_no_wait(app, clock):
    assert goes_out_at("week", "none", None, None) is None


@pytest.mark.parametrize("named", [{"safety": "gas"}, {"details": "水漏到电箱里了"}])
def test_a_danger_waits_for_nobody(client, site, named):
    """Answered or in her words, whatever she ticked of how soon."""
    own = sent("gaoshi", urgency="48h", **named)
    work()
    assert (states(), now(own).goes_out_at) == (["sent"], None)


def test_what_turns_out_to_be_dangerous_goes_out(client, site, clock):
    own = sent("gaoshi", urgency="48h")
    with unit() as session:
        before = actions.stands_as(session.get_one(QuoteRequest, own.id))
        actions.change(session, own.id, replace(before, safety="gas"), actions.mark(before))
    work()
    assert (states(), now(own).goes_out_at) == (["sent"], clock.moment)


def test_the_clocks_of_a_correction_and_of_another_firm_run_from_when_it_goes_out(client, site, clock):
    own = sent("gaoshi", urgency="48h")
    goes_out = clock.moment + timedelta(minutes=30)
    clock.move(minutes=10)
    with unit() as session:
        actions.add(session, own.id, "fangshi")
    due = {(job.kind, job.subject_id): job.due_at for job in db.session.query(Job)}
    assert due["unanswered-check", own.id] == goes_out + timedelta(hours=4)
    assert {at for (kind, _id), at in due.items() if kind == "untold-check"} == {goes_out + timedelta(minutes=15)}
    with unit() as session:
        before = actions.stands_as(session.get_one(QuoteRequest, own.id))
        actions.change(session, own.id, replace(before, urgency="week"), actions.mark(before))
    job = db.session.query(Job).filter_by(kind="unanswered-check").populate_existing().one()
    assert job.due_at == unanswered_from(goes_out, "week", "always")


def test_a_firm_that_is_added_later_is_asked_then(client, site, clock):
    """Its hours, its clock and its age on the list are its own, not those of the day on which the request came."""
    own = sent("gaoshi", urgency="now")
    clock.move(hours=30)
    with unit() as session:
        lead_id = actions.add(session, own.id, "fangshi").id
    [message] = [one for one in messages(db.session(), "lead", "sms") if one.subject_id == lead_id]
    [check] = db.session.query(Job).filter_by(kind="untold-check", subject_id=lead_id)
    assert message.due_at >= clock.moment
    assert check.due_at >= clock.moment + timedelta(minutes=15)


def test_a_firm_is_not_late_with_what_has_not_gone_out(client, site, clock):
    """Neither on its list nor among those of whom the operator reads that nobody told them."""
    sent("gaoshi", urgency="week")
    clock.move(minutes=25)
    assert lead_queries.untold(db.session(), 10).count == 0
    clock.move(minutes=5)
    lead = db.session.query(Lead).options(joinedload(Lead.request)).populate_existing().one()
    assert waiting(lead, kernel_clock.now()).number == 0
    clock.move(minutes=16)
    assert lead_queries.untold(db.session(), 10).count == 1
