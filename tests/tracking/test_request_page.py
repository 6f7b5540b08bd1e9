"""The homeowner's page: exact words, every button, in every language and without any other person's data."""

import re

import pytest

from directory.businesses.models import Business
from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.inbox.actions import receive_text
from directory.kernel.language import LANGUAGES
from directory.leads import actions
from directory.outbox.models import Message
from directory.quotes import actions as quotes
from directory.quotes.models import Quote, Reply
from tests.factories.answers import PHONES, business, lead_url, quote_request
from tests.factories.request_page import QUOTED, leads, page, page_text, post
from tests.page import check_page


@pytest.fixture
def open_request(client, clock):
    return quote_request()


def text_of(lead) -> Message:
    return db.session.query(Message).filter_by(subject_id=lead.id, kind="lead").populate_existing().one()


def set_text(lead, **columns):
    text = text_of(lead)
    for name, value in columns.items():
        setattr(text, name, value)
    db.session.commit()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", ["waiting", "sent", "delivered", "failed"])
def test_the_page_is_whole_in_every_state_of_a_text(client, open_request, language, state):
    for lead in leads(open_request):
        set_text(lead, state=state, delivered_at=None if state != "delivered" else text_of(lead).delivered_at)
    source = page(client, open_request, language).source
    assert open_request.number in source
    assert source.count("tel:+1240555011") >= 2


@pytest.mark.parametrize("state", ["suspended", "removed"])
def test_the_name_of_a_firm_without_a_page_leads_nowhere(client, open_request, state):
    assert 'href="/zh-hans/businesses/gaoshi"' in page(client, open_request).source
    with unit() as session:
        session.query(Business).filter_by(slug="gaoshi").one().state = state
    source = page(client, open_request).source
    assert "/businesses/gaoshi" not in source
    assert 'href="/zh-hans/businesses/fangshi"' in source


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh-hans", "对方手机已收到（下午1:16）。"),
        ("zh-hant", "對方手機已收到（下午1:16）。"),
        ("en", "Their phone received it (1:16 PM)."),
    ],
)
def test_delivered_in_exact_words(client, open_request, language, words):
    assert words in page(client, open_request, language).source


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh-hans", "一家都没送到，还没有人收到您的需求。请打这些电话；照着下面念就行。"),
        ("zh-hant", "一家都沒送到，還沒有人收到您的需求。請打以下電話，照著下面唸即可。"),
        ("en", "It reached no one. No one has received it yet. Please call; here's what to say."),
    ],
)
def test_when_all_failed_it_says_so_and_what_to_say(client, open_request, language, words):
    for lead in leads(open_request):
        set_text(lead, state="failed", delivered_at=None)
    source = page(client, open_request, language).source
    assert words in source
    assert "say-words" in source


def test_an_emergency_puts_calling_first_and_runs_on_the_wall_clock(client, clock):
    open_request = quote_request(urgency="now", answers={"symptom": ["noheat"]})
    source = page(client, open_request).source
    assert source.index("call-now") < source.index("对方手机已收到")
    assert "一氧化碳" in source
    clock.move(minutes=11)
    assert "还没回复。师傅可能在干活，请打 240-555-0110。" in page_text(client, open_request)
    clock.move(minutes=20)
    assert "还没回音。请打 240-555-0110。" in page_text(client, open_request)
    clock.move(days=1)
    assert "没有回复，不一定是不做，可能没看短信。" in page(client, open_request).source


def test_who_has_the_number_since_when(client, open_request, clock):
    mine = leads(open_request)[0]
    clock.move(minutes=24)
    assert client.post(lead_url(mine), data={"action": "accept"}).status_code == 303
    source = page(client, open_request).source
    assert "高氏冷暖已拿到您的电话（下午1:40）。" in source
    assert "下午1:40 起有您的姓名和电话。" in source
    assert source.count("没有您的姓名和电话") == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_prices_lead_to_comparing_them(client, open_request, language):
    first, second = leads(open_request)[:2]
    with unit() as session:
        quotes.quote(session, first.id, quotes.QuoteDraft(300, 300))
    assert "/compare" not in do_next(page(client, open_request, language))
    with unit() as session:
        quotes.quote(session, second.id, quotes.QuoteDraft(200, 200))
    assert do_next(page(client, open_request, language)).endswith("/compare")


def do_next(shown) -> str:
    """Where the first button below the sentence of the request leads to."""
    return next(link.get("href") for link in shown.root.iter("a") if link.get("class") == "btn")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", ["out_of_area", "not_offered", "too_busy", "no_license_here", "duplicate", "spam"])
def test_a_refusal_is_told_by_its_reason(client, open_request, language, reason):
    lead = leads(open_request)[0]
    client.post(lead_url(lead), data={"action": "decline", "reason": reason})
    source = page(client, open_request, language).source
    words = {
        "out_of_area": "不跑您那一带",
        "too_busy": "最近排满了",
        "no_license_here": "不接 MD 的活",
        "spam": "这次不接",
    }
    if language == "zh-hans" and reason in words:
        assert words[reason] in source


def test_tried_and_could_not_reach_you(client, open_request):
    lead = leads(open_request)[0]
    client.post(lead_url(lead), data={"action": "accept"})
    assert client.post(lead_url(lead), data={"action": "decline", "reason": "unreachable"}).status_code == 303
    assert "打过，没打通。请打 240-555-0110。" in page_text(client, open_request)
    assert "陈女士" not in client.get(lead_url(lead)).text


def test_one_business_is_taken_back_and_the_other_stays(client, open_request):
    mine, other = leads(open_request)
    client.post(lead_url(mine), data={"action": "accept"})
    assert post(client, open_request, "withdraw", business="gaoshi").status_code == 303
    assert [lead.state for lead in leads(open_request)] == ["withdrawn", "new"]
    source = page(client, open_request).source
    assert "我们已请对方别再联系" in source
    assert post(client, open_request, "withdraw", business="gaoshi").status_code in (303, 400)
    assert other.state == "new"


def test_another_requests_business_or_price_is_not_found(client, open_request):
    for fields in ({"business": "infinity"}, {"business": ""}, {"business": "no-such"}):
        assert post(client, open_request, "withdraw", **fields).status_code == 404
    assert post(client, open_request, "accept-quote", quote="999").status_code == 404


def test_a_question_is_answered_on_the_page(client, open_request):
    lead = leads(open_request)[0]
    client.post(lead_url(lead), data={"action": "ask", "text": "什么牌子？"})
    source = page(client, open_request).source
    assert "什么牌子？" in source
    assert "对方有话问您" in source
    answered = post(client, open_request, "reply", business="gaoshi", text="固德曼")
    assert (answered.status_code, answered.headers["Location"].split("#")[1]) == (303, "with-gaoshi")
    assert [r.author for r in db.session.query(Reply).order_by(Reply.id)] == ["business", "homeowner"]
    assert "固德曼" in client.get(lead_url(lead)).text
    assert "固德曼" not in client.get(lead_url(leads(open_request)[1])).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_reply_is_refused_in_the_pages_language(client, open_request, language):
    response = post(client, open_request, "reply", language, business="gaoshi", text=" ")
    assert response.status_code == 400
    check_page(response, language, quoted=QUOTED)


def test_a_price_is_accepted_and_survives_closing(client, open_request):
    mine = leads(open_request)[0]
    client.post(lead_url(mine), data={"action": "quote", "amount_min": "1200"})
    assert "$1,200" in page(client, open_request).source
    price = db.session.query(Quote).one()
    assert post(client, open_request, "accept-quote", business="gaoshi", quote=str(price.id)).status_code == 303
    assert post(client, open_request, "accept-quote", business="gaoshi", quote=str(price.id)).status_code == 303
    assert leads(open_request)[0].state == "quoted"
    assert post(client, open_request, "close").status_code == 303
    assert [lead.state for lead in leads(open_request)] == ["won", "withdrawn"]
    assert "301-555-0142" in client.get(lead_url(mine)).text
    page(client, open_request)


def test_a_third_may_be_added_and_not_a_fourth(client, open_request, session):
    business(session, "infinity")
    session.commit()
    assert "安居冷暖空调公司" in page(client, open_request).source
    assert post(client, open_request, "add", business="infinity").status_code == 303
    assert len(leads(open_request)) == 3
    page(client, open_request)


def test_one_added_after_a_withdrawal_has_the_ways_the_others_had(client, open_request, session):
    business(session, "infinity")
    session.commit()
    post(client, open_request, "withdraw", business="gaoshi")
    assert post(client, open_request, "add", business="infinity").status_code == 303
    added = leads(open_request)[2]
    client.post(lead_url(added), data={"action": "accept"})
    assert "tel:+13015550142" in client.get(lead_url(added)).text


def test_the_newest_event_comes_first_and_old_words_are_folded(client, open_request, clock):
    first, second = leads(open_request)
    clock.move(minutes=1)
    with unit() as session:
        for number in range(4):
            quotes.ask(session, second.id, f"问题{number}？")
    source = page(client, open_request).source
    assert source.index('id="with-fangshi"') < source.index('id="with-gaoshi"')
    assert source.index("问题3") < source.index("问题2") < source.index("之前的 2 条") < source.index("问题1")
    clock.move(minutes=1)
    with unit() as session:
        actions.accept(session, first.id, "web")
    source = page(client, open_request).source
    assert source.index('id="with-gaoshi"') < source.index('id="with-fangshi"')
    clock.move(minutes=1)
    with unit() as session:
        actions.withdraw(session, first.id)
    source = page(client, open_request).source
    assert source.index('id="with-fangshi"') < source.index('id="with-gaoshi"')


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_price_stands_under_its_own_words_and_condition(client, open_request, clock, language):
    with unit() as session:
        receive_text(session, PHONES["gaoshi"], "三百左右，看了才知道，零件另算", "SM1")
    source = page(client, open_request, language).source
    assert source.index("看了才知道") < source.index("<strong>$300</strong>")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_price_leaves_out_is_counted_and_folded(client, clock, language):
    request = quote_request(service="replace")
    with unit() as session:
        receive_text(session, PHONES["gaoshi"], "报 900", "SM1")
    count = r"[^<]*[(（](\d+)(?: [项項])?[)）]</summary>\s*<p class=\"hint\">([^<]+)</p>\s*</details>"
    words = {"en": "Not stated", "zh-hans": "未注明", "zh-hant": "未註明"}[language]
    [(number, listed)] = re.findall(words + count, page(client, request, language).source)
    assert len(re.split(", |、", listed)) == int(number) > 0
