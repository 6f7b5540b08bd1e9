"""Phrases by text: a short code reaches one customer, in their language, or nobody; which codes there are."""

import pytest

from directory.foundation.db import db
from directory.kernel import text as segments
from directory.kernel.language import LANGUAGES
from directory.leads import actions as lead_actions
from directory.outbox.registry import kinds as registered
from directory.quotes.models import Reply
from directory.texts.rules.codes import Coded, asks_for_codes, bare_code, read_code
from directory.texts.rules.leads import OpenLead
from tests.factories.answers import PHONES, request_url
from tests.factories.requests import sent
from tests.inbox.test_texts import text
from tests.inbox.two import CHEN, GAOSHI, JOHN, answer, answers, last_text, leads, states, two_customers

ONE = (OpenLead(1, 2, "Rockville", "repair", "accepted", "陈女士"),)
TWO = (*ONE, OpenLead(3, 4, "Fairfax", "repair", "accepted", "John Smith"))


def lines():
    return [(line.lead_id, line.phrase, line.slots) for line in db.session.query(Reply).order_by(Reply.id)]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("Q1", Coded(1, (), 1)),
        ("q 1", Coded(1, (), 1)),
        ("Ｑ１。", Coded(1, (), 1)),
        ("Q2 30", Coded(2, (30,), 1)),
        ("q2，30分钟", Coded(2, (30,), 1)),
        ("Q25 $89", Coded(25, (89,), 1)),
        ("1 Q2 30", Coded(2, (30,), 1, is_addressed=True)),
        ("陈女士 Q4", Coded(4, (), 1, is_addressed=True)),
        ("2 Q1", Coded(1, (), None, is_addressed=True)),
        ("9 Q1", Coded(1, (), None, is_addressed=True)),
        # Courtesy, a time in hours, and the customer behind it.
        ("Q5 谢谢", Coded(5, (), 1)),
        ("Q2 30 thanks", Coded(2, (30,), 1)),
        ("Q2 半小时", Coded(2, (30,), 1)),
        ("q2 half an hour", Coded(2, (30,), 1)),
        ("Q2 1小时", Coded(2, (60,), 1)),
        ("Q5 陈女士", Coded(5, (), 1, is_addressed=True)),
        ("Q2 30 给陈女士", Coded(2, (30,), 1, is_addressed=True)),
    ],
)
def test_a_code_is_read_for_the_only_customer_or_the_one_it_names(body, code):
    assert read_code(body, ONE) == code


@pytest.mark.parametrize(
    ("body", "accept"),
    [
        ("Q1", None),
        ("3 Q1", 3),
        ("#3 q1", 3),
        ("4 Q1", None),
        ("John Smith Q1", 3),
        ("Fairfax: Q1", 3),
        ("陈女士 Q1", 1),
        ("Q1 for John Smith", 3),
        ("Q1 Fairfax", 3),
    ],
)
def test_of_two_customers_a_code_takes_the_one_it_names(body, accept):
    assert read_code(body, TWO).accept == accept


@pytest.mark.parametrize(
    "body",
    ["", "1", "报 2500", "Q", "Q100", "Q1 Q2", "see you in Q4", "IQ 3", "王先生 Q1", "Q1 但是要先看", "faq 1",
     "Q1 30 40", "Q1 for Baker", "3 Q1 陈女士", "在路上", "the Q3 unit is in", "1 3 Q1"],
)  # fmt: skip
def test_what_says_more_is_no_code(body):
    assert read_code(body, TWO) is None


def test_the_bare_letter_asks_which_codes_there_are():
    assert all(map(asks_for_codes, ("Q", "q", "Ｑ", "q?", " Q。")))
    assert not any(map(asks_for_codes, ("", "Q1", "QQ", "queue", "1")))
    assert (bare_code("3 q2 30"), bare_code("陈女士 Q4"), bare_code("hello")) == ("Q2 30", "Q4", "")


def test_a_code_reaches_the_only_customer_in_her_language(client, site, session, clock):
    request = sent("gaoshi", **JOHN)
    text(GAOSHI, "1")
    text(GAOSHI, "Q2 30")
    lead = leads()[0]
    assert lines() == [(lead.id, "late_minutes", {"minutes": 30})]
    assert "I&#39;m running about 30 minutes late. Sorry." in client.get(request_url(request, "en")).text
    assert "John Smith" in answer()
    assert "我要晚到大约30分钟" in answer()
    assert (last_text().effect, last_text().is_read) == ("words", True)
    text(GAOSHI, "Q2 30", "SM-twice")
    assert len(lines()) == 1


def test_of_two_customers_nobody_is_guessed(client, site, session, clock):
    two_customers("1", "3")
    text(GAOSHI, "Q1")
    assert lines() == []
    assert answers()[-1] == "whose-code"
    assert "1 Q1：陈女士" in answer()
    assert "3 Q1：John Smith" in answer()
    text(GAOSHI, "3 Q1")
    chen, john = leads()
    assert lines() == [(john.id, "on_my_way", None)]
    assert "John Smith" in answer()
    text(GAOSHI, "陈女士 q6")
    assert lines()[-1] == (chen.id, "when_home", None)
    # The digit that declines is no address, and declines nobody.
    text(GAOSHI, "4 Q1")
    assert len(lines()) == 2
    assert states() == ["accepted", "accepted"]


def test_where_another_is_only_just_over_it_is_asked(client, site, session, clock):
    two_customers("1", "3")
    text(GAOSHI, "4")
    assert states() == ["accepted", "lost"]
    text(GAOSHI, "Q3")
    assert (lines(), answers()[-1]) == ([], "whose-code")
    text(GAOSHI, "1 Q3")
    assert lines() == [(leads()[0].id, "arrived", None)]


@pytest.mark.parametrize("body", ["Q", "Q98", "Q2 30000", "3 Q77"])
def test_an_unknown_code_tells_which_there_are(client, site, session, clock, body):
    two_customers("1", "3")
    text(GAOSHI, body)
    assert (lines(), answers()[-1]) == ([], "phrase-codes")
    assert states() == ["accepted", "accepted"]
    assert all(f"Q{number}" in answer() for number in range(10))


def test_a_code_of_a_stranger_or_beside_a_stop_says_nothing(client, site, session, clock):
    two_customers("1")
    text("+12405559999", "Q1")
    assert lines() == []
    text(GAOSHI, "STOP Q1")
    assert lines() == []
    assert answers()[-1] == "stopped-ack"


def test_a_question_may_be_asked_before_the_yes_and_is_none(client, site, session, clock):
    sent("gaoshi", **JOHN)
    text(GAOSHI, "Q5")
    assert [phrase for _, phrase, _ in lines()] == ["photo_nameplate"]
    assert states() == ["new"]
    assert "还没答应去不去：要客户电话回1" in answer()


def test_on_an_agreed_job_too(client, site, session, clock):
    request = sent("gaoshi", **JOHN)
    text(GAOSHI, "1")
    lead = leads()[0]
    lead_actions.win(db.session(), lead.id)
    db.session.commit()
    text(GAOSHI, "Q3")
    assert [phrase for _, phrase, _ in lines()] == ["arrived"]
    assert "I&#39;m at your door." in client.get(request_url(request, "en")).text


def test_typed_words_to_an_english_reader_name_the_codes(client, site, session, clock):
    sent("gaoshi", **JOHN)
    text(GAOSHI, "1")
    text(GAOSHI, "管道要重新做一段，明天看看行吗？")
    assert "回Q有现成的句子" in answer()


def test_and_to_a_chinese_reader_do_not(client, site, session, clock):
    sent("gaoshi", **CHEN)
    text(GAOSHI, "1")
    text(GAOSHI, "管道要重新做一段，明天看看行吗？")
    assert "回Q" not in answer()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("kind", "body"), [("phrase-codes", "Q"), ("whose-code", "Q2 30")])
def test_the_answers_fit_two_segments(client, site, session, clock, language, kind, body):
    two_customers("1", "3")
    for number in range(2):
        sent(
            "gaoshi",
            **{**JOHN, "name": "Maximiliana Featherstonehaugh", "phone": f"+1703555020{number}", "email": None},
        )
    text(GAOSHI, body)
    content = registered[kind].compose(db.session(), ("inbound", last_text().id), LANGUAGES[language], "sms")
    assert segments.count(content.body) <= 2, content.body
    assert PHONES["gaoshi"] not in content.body
    if kind == "whose-code":
        assert {"en": "only sends it", "zh-hans": "只转这句话", "zh-hant": "只轉這句話"}[language] in content.body


@pytest.mark.parametrize("body", ["回3 Q43", "Q43 3", "Q43 回3", "Q43 for 3", "reply 3 Q43", "3号 Q43"])
def test_the_digit_of_a_customer_may_stand_behind_a_code_or_be_called_an_answer(client, site, session, clock, body):
    two_customers("1", "3")
    text(GAOSHI, body)
    assert lines() == [(leads()[1].id, "disposal_included", None)]


def test_a_number_that_fills_a_code_is_no_digit(client, site, session, clock):
    sent("gaoshi", **JOHN)
    text(GAOSHI, "1")
    text(GAOSHI, "Q2 30 for 1")
    text(GAOSHI, "Q2 15")
    assert [slots for _, _, slots in lines()] == [{"minutes": 30}, {"minutes": 15}]


def test_a_digit_alone_answers_for_whom_a_code_is(client, site, session, clock):
    two_customers("1", "3")
    text(GAOSHI, "Q1")
    assert answers()[-1] == "whose-code"
    text(GAOSHI, "3")
    assert lines() == [(leads()[1].id, "on_my_way", None)]
    assert last_text().meaning == "picked"


def test_a_digit_after_a_code_only_says_it_to_a_customer_who_waits_for_a_yes(client, site, session, clock):
    two_customers("1")
    text(GAOSHI, "Q5")
    assert answers()[-1] == "whose-code"
    assert answer().endswith("只转这句话，不算答应去。")
    text(GAOSHI, "3")
    assert (states(), lines()) == (["accepted", "new"], [(leads()[1].id, "photo_nameplate", None)])
    assert answer().endswith("还没答应去不去：要客户电话回3，没空回4。")
    clock.move(minutes=1)
    text(GAOSHI, "3")
    assert states() == ["accepted", "accepted"]


def test_what_is_said_of_a_visit_goes_to_nobody_who_was_not_taken(client, site, session, clock):
    two_customers("1")
    text(GAOSHI, "Q2 30")
    text(GAOSHI, "3")
    assert (states(), lines()) == (["accepted", "new"], [])
    assert answer() == "【冷暖专版】Q2 30没有发：您还没接Fairfax那位客户（没暖气）的活。要接，回3。"
