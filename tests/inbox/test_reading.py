"""What the row of a text keeps: how it was read, what it did to which lead, and what answered it."""

from datetime import date

import pytest

from directory.foundation.db import db
from directory.leads.models import Lead
from directory.outbox.models import InboundText, Message
from directory.quotes.models import Quote, Reply
from directory.texts.rules.case import Intent
from directory.texts.rules.leads import OpenLead
from directory.texts.rules.reader import read
from tests.factories.answers import PHONES
from tests.factories.requests import accept, sent
from tests.inbox.test_texts import text

GAOSHI = PHONES["gaoshi"]


@pytest.fixture
def request_to_gaoshi(site, session):
    """A request to 高氏."""
    return sent("gaoshi")


def last() -> InboundText:
    return db.session.query(InboundText).order_by(InboundText.id.desc()).first()


def answer() -> str | None:
    message = db.session.get(Message, last().answer_id) if last().answer_id else None
    return message.kind if message else None


@pytest.mark.parametrize(
    ("body", "effect", "kind"),
    [("1", "accept", "contact"), ("2", "decline", "declined-ack"), ("太远了", "decline", None)],
)
def test_an_answer_keeps_its_lead_and_how_that_stood(request_to_gaoshi, body, effect, kind):
    text(GAOSHI, body)
    assert (last().meaning, last().effect, last().state_before) == (effect, effect, "new")
    assert (last().subject_kind, last().subject_id) == ("lead", db.session.query(Lead).one().id)
    assert answer() == (kind or "declined-ack")
    assert last().effect_id is None


def test_words_keep_the_line_they_became(request_to_gaoshi, session):
    accept(session)
    text(GAOSHI, "3号下午可以去看看机器吗")
    line = session.query(Reply).one()
    assert (last().effect, last().effect_id, last().state_before, last().pass_on) == (
        "words",
        line.id,
        "accepted",
        True,
    )
    assert answer() == "text-heard"


def test_a_price_keeps_the_row_it_became_and_that_the_lead_was_new(request_to_gaoshi, session):
    text(GAOSHI, "报价 350")
    assert (last().effect, last().effect_id) == ("quote", session.query(Quote).one().id)
    assert (last().state_before, answer()) == ("new", "price-ack")


@pytest.mark.parametrize(
    ("body", "kind"), [("你们收多少钱", "cost-ack"), ("我正在开车，稍后回复您", None), ("7", "unknown-digit")]
)
def test_what_does_nothing_keeps_its_answer_alone(request_to_gaoshi, body, kind):
    text(GAOSHI, body)
    assert (last().effect, last().effect_id, last().state_before, last().pass_on) == (None, None, None, False)
    assert answer() == kind


@pytest.mark.parametrize("text", ["5 不跑那么远", "5太远", "5 no too far", "3 sorry can't", "5 不做这个"])
def test_a_yes_beside_a_refusal_is_for_a_person(text: str) -> None:
    leads = [OpenLead(3, 4, "Rockville", "repair", "new"), OpenLead(5, 6, "Fairfax", "repair", "new")]
    assert read(text, leads, date(2026, 11, 29)).intent is Intent.UNCLEAR


@pytest.mark.parametrize(
    ("text", "intent"),
    [("成了 1", Intent.WON), ("1 成了", Intent.WON), ("没成 1", Intent.LOST), ("1 没成", Intent.LOST)],
)
def test_what_became_of_a_customer_is_no_yes(text: str, intent: Intent) -> None:
    leads = [OpenLead(1, 2, "Rockville", "repair", "accepted"), OpenLead(3, 4, "Fairfax", "repair", "new")]
    reading = read(text, leads, date(2026, 11, 29))
    assert (reading.intent, reading.lead) == (intent, 1)


@pytest.mark.parametrize("text", ["不做了，太远", "不做了，实在太远跑不了"])
def test_a_customer_is_given_back_with_its_reason(text: str) -> None:
    reading = read(text, [OpenLead(1, 2, "Rockville", "repair", "accepted")], date(2026, 11, 29))
    assert (reading.intent, reading.lead) == (Intent.DECLINE, 1)
    assert reading.reason == "out_of_area"


ROCKVILLE = OpenLead(1, 2, "Rockville", "no_heat", "new")
TAKEN = OpenLead(3, 4, "Fairfax", "repair", "accepted", "Mrs. Novak")


@pytest.mark.parametrize(
    "text", ["老爸说可以", "老公说行，我们去", "my pops says ok", "mi jefe dice que si", "老爸说OK"]
)
def test_a_yes_that_is_passed_on_is_a_yes(text: str) -> None:
    reading = read(text, [ROCKVILLE, TAKEN], date(2027, 1, 12))
    assert (reading.intent, reading.lead) == (Intent.ACCEPT, 1)


@pytest.mark.parametrize(
    "text", ["妈说晚上吃饺子", "老公说好了去接孩子", "mom says dinner at 6", "mi esposa dice que compre leche"]
)
def test_what_is_passed_on_at_home_reaches_no_customer(text: str) -> None:
    assert read(text, [TAKEN], date(2027, 1, 12)).intent is Intent.UNCLEAR


@pytest.mark.parametrize(
    "text", ["sorry that was my auto reply lol. 1", "刚才是自动回复 1", "ignore the auto reply, 1"]
)
def test_a_digit_behind_an_excuse_for_his_own_machine_counts(text: str) -> None:
    reading = read(text, [ROCKVILLE, TAKEN], date(2027, 1, 12))
    assert (reading.intent, reading.lead) == (Intent.ACCEPT, 1)


@pytest.mark.parametrize(
    "text", ["Auto reply: 1 for sales", "This is an auto reply. I am out until Monday.", "自动回复：我在开会"]
)
def test_a_machine_that_speaks_for_itself_is_one(text: str) -> None:
    assert read(text, [ROCKVILLE, TAKEN], date(2027, 1, 12)).intent is Intent.MACHINE


@pytest.mark.parametrize(
    "text",
    [
        "be there tomorrow morning, have to stop at the supply house first for a motor",
        "cant stop the leak til johnstone gets the valve in, thursday",
        "先去零件行拿马达 再过来",
    ],
)
def test_a_part_that_he_gets_for_a_customer_is_for_her(text: str) -> None:
    reading = read(text, [TAKEN], date(2027, 1, 12))
    assert (reading.intent, reading.pass_on) == (Intent.WORDS, True)


@pytest.mark.parametrize(
    "text", ["meet me at ferguson", "grab a capacitor at johnstone", "去零件行帮我拿个马达", "supply house still open?"]
)
def test_a_part_that_a_helper_shall_get_is_for_no_customer(text: str) -> None:
    assert read(text, [TAKEN], date(2027, 1, 12)).intent is Intent.UNCLEAR


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("booked up all week cant get out to it", "too_busy"),
        ("排死了 去不了这家", "too_busy"),
        ("double booked that day, take me off this one", "too_busy"),
        ("booked and its too far", "out_of_area"),
        ("thats a haul from my shop, pass", "out_of_area"),
        ("风管我们没有在承接", "not_offered"),
        ("這位昨天自己打來公司了，不用再轉", "duplicate"),
    ],
)
def test_a_no_has_the_reason_it_gives(text: str, reason: str) -> None:
    reading = read(text, [ROCKVILLE], date(2027, 1, 12))
    assert (reading.intent, reading.reason) == (Intent.DECLINE, reason)


@pytest.mark.parametrize("text", ["3 周六行不", "3 周五上午方便吗", "3 礼拜四行吗"])
def test_a_digit_before_a_day_of_the_week_is_the_digit(text: str) -> None:
    reading = read(text, [ROCKVILLE, TAKEN], date(2027, 1, 12))
    assert (reading.intent, reading.lead) == (Intent.WORDS, 3)


@pytest.mark.parametrize("text", ["回1之後要唔要俾佣", "按1以后会不会收钱", "1之后你们抽几多"])
def test_a_digit_that_is_asked_about_is_no_answer(text: str) -> None:
    assert read(text, [ROCKVILLE], date(2027, 1, 12)).intent is Intent.COST


@pytest.mark.parametrize("text", ["we cannot accept the Rockville engagement", "el de Rockville no le hago"])
def test_a_formal_no_is_no_yes(text: str) -> None:
    other = OpenLead(5, 6, "Oakton", "wh", "new")
    assert read(text, [ROCKVILLE, other], date(2027, 1, 12)).intent is not Intent.ACCEPT
