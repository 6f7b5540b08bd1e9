"""What a text notes of a customer who was taken: won, lost, a price; how each is confirmed and undone."""

import re

import pytest

from directory.audit import AuditEvent
from directory.entrypoints.operator.actions import Filing, file_text
from directory.foundation.db import db
from directory.foundation.i18n import speaking
from directory.foundation.unit import unit
from directory.kernel.errors import Invalid
from directory.kernel.language import ENGLISH, SIMPLIFIED, Language
from directory.leads import actions as lead_actions
from directory.leads.models import Lead
from directory.outbox.models import Message
from directory.outbox.registry import kinds as registered
from directory.quotes import actions as quote_actions
from directory.quotes.actions import QuoteDraft
from directory.quotes.models import Quote, Reply
from tests.factories.answers import HOMEOWNER, WORDS
from tests.factories.request_page import page
from tests.factories.requests import composed, messages, sent
from tests.inbox.test_texts import text
from tests.inbox.two import GAOSHI, answer, answers, last_text, leads, states, two_customers

pytestmark = pytest.mark.usefixtures("site")
UNDO = {"en": "Undo", "zh-hans": "撤回", "zh-hant": "撤回，謝謝"}


def acts() -> list[str]:
    return [event.action for event in db.session.query(AuditEvent).order_by(AuditEvent.id)]


def to_homeowner() -> list[str]:
    return [m.kind for m in db.session.query(Message).filter_by(recipient=HOMEOWNER).order_by(Message.id)]


@pytest.mark.parametrize(
    ("words", "state", "confirmed"),
    [
        ("签了，七千二", "won", "陈女士（Rockville）谈成了"),
        ("Rockville那家签约了", "won", "陈女士（Rockville）谈成了"),
        ("没谈成，客人找了别家", "lost", "陈女士（Rockville）没做成"),
        ("陈女士那单黄了", "lost", "陈女士（Rockville）没做成"),
    ],
)
@pytest.mark.parametrize("undo", UNDO.values())
def test_a_result_is_noted_confirmed_with_her_name_and_undone(words, state, confirmed, undo):
    sent("gaoshi")
    text(GAOSHI, "1")
    before = to_homeowner()
    text(GAOSHI, words)
    assert states() == [state]
    assert confirmed in answer()
    assert "回“撤回”" in answer()
    assert last_text().is_read
    text(GAOSHI, undo)
    lead = leads()[0]
    assert (lead.state, lead.won_at, lead.lost_at, lead.closed_at, lead.lost_reason) == ("accepted", *[None] * 4)
    assert answer() == "【冷暖专版】已撤回，陈女士（Rockville）恢复原状，还在谈。"
    assert to_homeowner() == before
    assert acts()[-2:] == ["reopen", "undo-text"]


def test_a_quoted_lead_is_quoted_again():
    sent("gaoshi")
    for words in ("1", "1600", "签了", "撤回"):
        text(GAOSHI, words)
    assert states() == ["quoted"]


def test_a_result_of_two_is_hers_whom_it_names():
    two_customers("1", "3")
    text(GAOSHI, "John 签了")
    assert states() == ["accepted", "won"]
    assert "John Smith（Fairfax）谈成了" in answer()


def test_a_price_is_undone_and_she_who_was_told_is_told():
    sent("gaoshi")
    text(GAOSHI, "1")
    text(GAOSHI, "1600")
    assert "报价$1,600已转给陈女士（Rockville）" in answer()
    told_by_text = db.session.query(Message).filter_by(kind="quoted", channel="sms").one()
    told_by_text.state = "delivered"
    db.session.commit()
    text(GAOSHI, "撤回")
    assert (db.session.query(Quote).one().state, states()) == ("superseded", ["accepted"])
    assert answer() == "【冷暖专版】给陈女士（Rockville）的报价已撤回，客户的网页上现在没有您的报价。"
    # The mail was not out yet: it is not sent. She has the text, so both say that it does not stand.
    assert [m.state for m in messages(db.session(), "quoted", "email")] == ["cancelled"]
    content = composed(db.session(), messages(db.session(), "price-withdrawn", "sms")[0])
    assert content is not None
    assert content.body == "【冷暖专版】高氏冷暖撤回了报价$1,600（Rockville，没暖气）。有疑问请打240-555-0110。"
    # A price again is told again.
    text(GAOSHI, "1800")
    assert [m.state for m in messages(db.session(), "quoted", "sms")] == ["delivered", "waiting"]


@pytest.mark.parametrize("words", [("1600",), ("1600", "1800"), ("1", "1600")])
def test_a_price_nobody_was_told_of_is_undone_in_silence_and_the_yes_is_told(words):
    sent("gaoshi")
    for body in (*words, "撤回"):
        text(GAOSHI, body)
    assert states() == ["accepted"]
    assert messages(db.session(), "price-withdrawn") == []
    assert messages(db.session(), "quoted")[-1].state == "cancelled"
    # The price was to say that they have her number.
    assert [(m.channel, m.state) for m in messages(db.session(), "will-call")] == [
        ("email", "waiting"),
        ("sms", "waiting"),
    ]


def test_a_yes_that_came_with_a_price_is_not_told_again():
    sent("gaoshi")
    text(GAOSHI, "1600")
    for message in messages(db.session(), "quoted"):
        message.state, message.sent_at = "sent", message.created_at
    db.session.commit()
    text(GAOSHI, "1800")
    text(GAOSHI, "撤回")
    assert messages(db.session(), "will-call") == []


def test_the_price_that_stands_is_told_once():
    sent("gaoshi")
    for _ in range(6):
        text(GAOSHI, "$890 all in")
    assert db.session.query(Quote).count() == 1
    assert to_homeowner().count("quoted") == 1
    assert answers().count("price-ack") == 1


@pytest.mark.parametrize("is_told", [False, True])
def test_an_accepted_price_and_its_job_stay(clock, is_told):
    sent("gaoshi")
    text(GAOSHI, "1600")
    with unit() as session:
        price_id = quote_actions.accept_quote(session, session.query(Quote).one().id).id
    if is_told:
        clock.move(minutes=10)
        with unit() as session:
            quote_actions.settle(session, ("quote", price_id))
    text(GAOSHI, "撤回")
    assert (states(), db.session.query(Quote).one().state) == (["won" if is_told else "quoted"], "accepted")
    assert answers()[-1] == "not-undone"
    assert not last_text().is_read
    if not is_told:
        return
    with pytest.raises(Invalid), unit() as session:
        quote_actions.reopen(session, leads()[0].id)


def test_a_job_is_not_lost_in_the_minutes_in_which_its_price_is_accepted(clock):
    sent("gaoshi")
    text(GAOSHI, "1600")
    with unit() as session:
        price_id = quote_actions.accept_quote(session, session.query(Quote).one().id).id
    text(GAOSHI, "没谈成，客人找了别家")
    assert (states(), last_text().is_read) == (["quoted"], False)
    clock.move(minutes=10)
    with unit() as session:
        quote_actions.settle(session, ("quote", price_id))
    assert (states(), answers()[-1]) == (["won"], "price-accepted")


def test_undo_after_a_stop_is_texts_again():
    sent("gaoshi")
    for words in ("1", "STOP", "Undo"):
        text(GAOSHI, words)
    assert states() == ["accepted"]
    assert answers()[-2:] == ["stopped-ack", "started-ack"]


def test_only_what_the_last_text_did_is_undone(clock):
    sent("gaoshi")
    for words in ("1", "签了", "谢谢", "撤回"):
        text(GAOSHI, words)
    assert states() == ["accepted"]
    # Once: neither the yes before it, nor the same again.
    text(GAOSHI, "撤回")
    assert states() == ["accepted"]
    assert answers()[-1] == "not-undone"
    text(GAOSHI, "签了")
    clock.move(hours=24, seconds=1)
    text(GAOSHI, "撤回")
    assert states() == ["won"]


def test_what_a_digit_sent_is_undone_too():
    two_customers("1", "3")
    for words in ("1600", "3", "撤回"):
        text(GAOSHI, words)
    assert (db.session.query(Quote).one().state, states()) == ("superseded", ["accepted", "accepted"])
    assert "John Smith（Fairfax）" in answer()


def test_a_lead_that_was_given_up_or_has_ended_is_not_opened_again():
    sent("gaoshi")
    text(GAOSHI, "1")
    text(GAOSHI, "2")
    text(GAOSHI, "撤回")
    assert (states(), answers()[-1]) == (["lost"], "not-undone")
    sent("gaoshi", phone="+13015550177", email="li@example.com")
    digit = leads()[1].accept_digit
    text(GAOSHI, str(digit))
    text(GAOSHI, "签了")
    with unit() as session:
        lead_actions.close(session, leads()[1].request_id)
    text(GAOSHI, "撤回")
    assert (states()[1], last_text().is_read) == ("won", False)


def test_a_lead_opened_again_after_its_digit_was_given_away_gets_another():
    sent("gaoshi")
    text(GAOSHI, "1")
    text(GAOSHI, "没谈成，客人找了别家")
    sent("gaoshi", phone="+13015550177", email="li@example.com")
    first, second = leads()
    second.accept_digit = first.accept_digit
    db.session.commit()
    with unit() as session:
        quote_actions.reopen(session, first.id)
    assert sorted(lead.accept_digit for lead in leads()) == [1, 3]


FEES = [
    "上门费 89，修另算",
    "上门检查 80块，行吗",
    "出車費80元，維修另計",
    "$89 diagnostic fee, repair extra",
    "Our service call is $95",
    "95 to come out and take a look",
]


@pytest.mark.parametrize("taken", [False, True])
@pytest.mark.parametrize("words", FEES)
def test_what_coming_to_look_costs_is_never_the_price(client, taken, words):
    request = sent("gaoshi", details=WORDS)
    if taken:
        text(GAOSHI, "1")
    for _ in range(3):
        text(GAOSHI, words)
    assert (db.session.query(Quote).count(), states()) == (0, ["accepted" if taken else "new"])
    assert [line.text for line in db.session.query(Reply)] == [words]
    assert to_homeowner().count("asked") == 1
    hint = "What they charge to come and look is not the price of the work."
    assert hint in page(client, request, "en", quoted=(words,)).source
    assert hint in english(messages(db.session(), "asked", "email")[0]).body


@pytest.mark.parametrize(
    ("words", "amount"),
    [
        ("上门费89，修好大概 400", (400, 400)),
        ("service call $89, repair about $400", (400, 400)),
        ("检查费 89，修 300-500", (300, 500)),
        ("1200，含上门费", (1200, 1200)),
        ("$1250 including service call", (1250, 1250)),
    ],
)
def test_a_price_beside_a_fee_goes_with_his_own_words(client, words, amount):
    request = sent("gaoshi", details=WORDS)
    text(GAOSHI, "1")
    text(GAOSHI, words)
    price = db.session.query(Quote).one()
    assert (price.amount_min, price.amount_max) == amount
    assert price.note == words
    assert words in page(client, request, "en", quoted=(words,)).source


SPEAKING = [
    "可以啊，地址在哪",
    "1，地址发我",
    "Yes. Is it gas or electric?",
    "接，哪天方便",
    "sure what brand is the furnace",
    "1明天下午2点到",
    "1，半小时到",
    "ok, i can be there tomorrow at 9",
]


@pytest.mark.parametrize("words", SPEAKING)
def test_a_yes_with_a_question_or_a_time_is_both_in_one_message_to_each(words):
    sent("gaoshi")
    text(GAOSHI, words)
    assert states() == ["accepted"]
    # The digit is for us: she reads what comes after it.
    assert [line.text for line in db.session.query(Reply)] == [words.removeprefix("1").lstrip("，")]
    assert answers() == ["contact"]
    assert "您写的话已转给她" in answer()
    assert to_homeowner() == ["receipt", "asked"]
    to_her = english(messages(db.session(), "asked", "sms")[0]).body
    assert "has your number and wrote to you" in to_her
    assert "They have your number and may call you." in english(messages(db.session(), "asked", "email")[0]).body


@pytest.mark.parametrize(
    ("words", "amount"),
    [("1报价8000", (8000, 8000)), ("1 $1,200-1,500", (1200, 1500)), ("1，一千六", (1600, 1600))],
)
def test_a_price_beside_the_yes_is_her_price(words, amount):
    sent("gaoshi")
    text(GAOSHI, words)
    price = db.session.query(Quote).one()
    assert (states(), price.amount_min, price.amount_max) == (["quoted"], *amount)
    assert answers() == ["contact", "price-ack"]
    assert to_homeowner() == ["receipt", "quoted"]


@pytest.mark.parametrize(("words", "news"), [("1", "will-call"), ("1报价8000", "quoted")])
def test_what_a_business_reads_that_she_was_told_is_in_each_of_her_messages(site, words, news):
    site.config.update(SMS_URL="https://gateway.example", SMTP_URL="smtp://mail.example")
    sent("gaoshi")
    text(GAOSHI, words)
    assert "我们已告诉她号码给您了" in composed_in(messages(db.session(), "contact", "sms")[0], SIMPLIFIED).body
    for way in ("sms", "email"):
        words_to_her = english(messages(db.session(), news, way)[0]).body
        assert re.search("(?:has|have|asked for) your number", words_to_her), words_to_her


def test_a_price_while_she_may_undo_her_yes_is_answered_and_left_to_a_person():
    sent("gaoshi")
    text(GAOSHI, "1报价2400")
    with unit() as session:
        quote_actions.accept_quote(session, session.query(Quote).one().id)
    text(GAOSHI, "2900")
    assert answers()[-1] == "left-open"
    assert "现在的情况对不上" in answer()
    assert (states(), last_text().is_read, last_text().effect) == (["quoted"], False, None)
    assert [price.amount_min for price in db.session.query(Quote)] == [2400]


@pytest.mark.parametrize("words", ["1", "可以，谢谢", "行，电话多少", "yes whats the number?", "1 好的，马上打给她"])
def test_a_yes_alone_asks_her_nothing(words):
    sent("gaoshi")
    text(GAOSHI, words)
    assert states() == ["accepted"]
    assert db.session.query(Reply).count() == 0
    assert to_homeowner() == ["receipt", "will-call"]
    assert "已转给" not in answer()


def test_a_yes_with_a_question_that_was_misread_is_taken_back_once():
    sent("gaoshi")
    text(GAOSHI, "可以啊，地址在哪")
    for message in messages(db.session(), "asked"):
        message.state, message.sent_at = "sent", message.created_at
    db.session.commit()
    with unit() as session:
        file_text(session, last_text().id, Filing(), by="person:1")
    assert states() == ["new"]
    assert [line.text for line in db.session.query(Reply)] == [""]
    assert [kind for kind in to_homeowner() if kind.startswith("corrected")] == ["corrected-accept"]


@pytest.mark.parametrize("undo_word", ["撤回", "UNDO"])
def test_a_no_by_the_wrong_digit_is_undone_and_says_how_to_answer(undo_word):
    sent("gaoshi")
    text(GAOSHI, "2")
    assert "弄错了，回“撤回”" in answer()
    for message in messages(db.session(), "declined"):
        message.state, message.sent_at = "sent", message.created_at
    db.session.commit()
    text(GAOSHI, undo_word)
    assert (states(), answers()[-1]) == (["new"], "undone-ack")
    assert "要电话回1，没空回2" in answer()
    assert to_homeowner()[-1] == "corrected-decline"
    assert "misread" not in english(messages(db.session(), "corrected-decline")[0]).body
    text(GAOSHI, "1")
    assert states() == ["accepted"]


def test_a_no_stays_once_she_chose_another():
    request = sent("gaoshi", "fangshi")
    text(GAOSHI, "2")
    with unit() as session:
        other = session.query(Lead).filter_by(request_id=request.id, state="new").one()
        quote_actions.accept_quote(session, quote_actions.quote(session, other.id, QuoteDraft(900, 900)).id)
    text(GAOSHI, "撤回")
    assert answers()[-1] == "not-undone"
    assert "declined" in states()


def english(message):
    """A message as it would go out now to somebody who reads English."""
    return composed_in(message, ENGLISH)


def composed_in(message, language: Language):
    """A message as it would go out now in a language."""
    with speaking(language):
        subject = (message.subject_kind, message.subject_id)
        return registered[message.kind].compose(db.session(), subject, language, message.channel)
