"""What a homeowner takes back of one business: all of it or one way, after one question; and who hears of it."""

from dataclasses import replace

import pytest
from flask import Flask

from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.kernel import text as segments
from directory.kernel.language import LANGUAGES
from directory.leads import actions, queries
from directory.leads.actions.consents import is_whole
from directory.leads.models import Consent, Lead, QuoteRequest
from directory.leads.notices.words import LONG
from directory.quotes import actions as quotes
from tests.conftest import MovableClock
from tests.factories.answers import PHONES, lead_url, request_url
from tests.factories.canaries import delete, work
from tests.factories.corrections import correct
from tests.factories.request_page import leads, post
from tests.factories.requests import composed, listed, messages, sent, set_language
from tests.page import check_page
from tests.support.worlds import once

OLD, NEW = "+13015550142", "+13015550199"
TYPED = ("楼上不热", "高氏冷暖", "方氏冷暖", "安居冷暖空调公司", "陈女士")


@pytest.fixture
@once
def own(app: Flask, clock: MovableClock) -> QuoteRequest:
    listed("gaoshi", "fangshi", "infinity")
    request = sent("gaoshi", "fangshi")
    work()
    return request


def question(client, request, language="zh-hans", **query):
    """The page that asks first."""
    answer = client.get(f"{request_url(request, language)}/withdraw", query_string=query)
    assert answer.status_code == 200
    return check_page(answer, language, quoted=TYPED)


def standing(request: QuoteRequest) -> list[set[str]]:
    """By which ways each business may contact her."""
    consents = queries.consents_of(db.session(), request.id)
    return [queries.channels_of(consents, lead.business_id) for lead in leads(request)]


def accept(lead: Lead) -> None:
    with unit() as session:
        actions.accept(session, lead.id, "sms")
    work()


def change(request: QuoteRequest, **values: object) -> None:
    with unit() as session:
        before = actions.stands_as(session.get_one(QuoteRequest, request.id))
        actions.change(session, request.id, replace(before, **values), actions.mark(before))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("channel", ["", "call"])
def test_the_page_asks_first_and_changes_nothing(client, own, language, channel):
    accept(leads(own)[0])
    shown = client.get(request_url(own, language)).text
    assert "/withdraw?business=gaoshi" in shown
    assert 'name="action" value="withdraw"' not in shown
    for business in ("gaoshi", "fangshi"):
        page = question(client, own, language, business=business, channel=channel)
        assert f'value="{business}"' in page.source
    assert {lead.state for lead in leads(own)} == {"accepted", "new"}
    assert standing(own)[0] == {"call", "sms", "email"}


@pytest.mark.parametrize("query", [{}, {"business": "nobody"}, {"business": "gaoshi", "channel": "fax"}])
def test_there_is_nothing_to_ask_of_what_is_not_there(client, own, query):
    answer = client.get(f"{request_url(own)}/withdraw", query_string=query)
    assert (answer.status_code, answer.location) == (302, request_url(own))


def test_no_more_calls_from_one_and_texts_stay(client, own):
    accept(leads(own)[0])
    assert post(client, own, "withdraw", business="gaoshi", channel="call").status_code == 303
    assert standing(own) == [{"sms", "email"}, {"call", "sms", "email"}]
    assert leads(own)[0].state == "accepted"
    assert "tel:+13015550142" not in client.get(lead_url(leads(own)[0])).text
    work()
    [word] = messages(db.session(), "ways-left")
    assert (word.recipient, word.state) == (PHONES["gaoshi"], "sent")
    assert "请您今后只发短信、发邮件" in word.body
    assert is_whole(queries.consents_of(db.session(), own.id))
    # Said again of what is left then; the last way is all of it.
    post(client, own, "withdraw", business="gaoshi", channel="sms")
    assert [m.undone != 0 for m in messages(db.session(), "ways-left")] == [True, False]
    post(client, own, "withdraw", business="gaoshi", channel="email")
    assert (leads(own)[0].state, standing(own)[0]) == ("withdrawn", set())
    assert is_whole(queries.consents_of(db.session(), own.id))


def test_who_never_had_the_contact_is_told_nothing(client, own):
    post(client, own, "withdraw", business="fangshi", channel="sms")
    assert standing(own)[1] == {"call", "email"}
    assert messages(db.session(), "ways-left") == []
    accept(leads(own)[1])
    assert "301-555-0142" in messages(db.session(), "contact", "sms")[0].body


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_word_fits_a_text(own, language):
    set_language(language)
    accept(leads(own)[0])
    with unit() as session:
        actions.withdraw_way(session, leads(own)[0].id, "call")
    content = composed(db.session(), messages(db.session(), "ways-left")[0])
    assert segments.count(content.body) <= LONG


def test_no_more_texts_from_us(client, own):
    with unit() as session:
        actions.decline(session, leads(own)[0].id, None, "sms")
    assert [m.state for m in messages(db.session(), "declined", "sms")] == ["waiting"]
    assert post(client, own, "stop-texts").status_code == 303
    work()
    assert [m.state for m in messages(db.session(), "declined", "sms")] == ["cancelled"]
    assert [m.state for m in messages(db.session(), "declined", "email")] == ["sent"]
    site = [c.state for c in db.session.query(Consent).filter_by(business_id=None).order_by(Consent.id)]
    assert site == ["given", "withdrawn"]
    accept(leads(own)[1])
    assert messages(db.session(), "will-call", "sms") == []
    assert "stop-texts" not in client.get(request_url(own)).text


@pytest.mark.parametrize("how", ["took it", "asked", "named a price"])
def test_who_had_answered_hears_once_of_a_deletion_and_nothing_of_hers(own, how):
    lead = leads(own)[0]
    with unit() as session:
        if how == "took it":
            actions.accept(session, lead.id, "sms")
        elif how == "asked":
            quotes.ask(session, lead.id, "哪一年的机器？")
        else:
            quotes.quote(session, lead.id, quotes.QuoteDraft(300, 300))
    delete(own)
    work()
    delete(own)
    work()
    [word] = messages(db.session(), "made-other-arrangements")
    assert (word.recipient, word.state) == (PHONES["gaoshi"], "sent")
    assert "已另有安排" in word.body
    assert not any(typed in word.body for typed in ("陈女士", "0142", "chen@", "20850", "楼上"))


@pytest.mark.parametrize("was_written_to", [True, False])
def test_the_old_number_hears_that_it_was_taken_off_and_no_more(app, client, clock, was_written_to):
    listed("gaoshi")
    own = sent("gaoshi", receipt_sms=was_written_to)
    work()
    change(own, phone=NEW)
    work()
    words = messages(db.session(), "taken-off")
    assert [(m.recipient, m.state) for m in words] == ([(OLD, "sent")] if was_written_to else [])
    for message in words:
        assert message.body == "【冷暖专版】这个号码已从一份需求中去掉，不会再收到关于它的短信。"
    # Back again: what waits for it is not said of a number that is hers.
    change(own, phone="+13015550188")
    change(own, phone=NEW)
    work()
    assert NEW not in {m.recipient for m in messages(db.session(), "taken-off") if m.state == "sent"}


def test_many_corrections_of_words_do_not_lock_a_wrong_phone_in(client, own):

    for number in range(6):
        answer = correct(client, own, details=f"第{number}次")
    assert answer.status_code == 429
    assert correct(client, own, phone="301-555-0199").status_code == 303
