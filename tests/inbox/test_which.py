"""A text for a customer, but which: it waits for its digit, and the digit never does more than we said it would."""

import pytest

from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.kernel import text as segments
from directory.leads import actions as lead_actions
from directory.outbox.models import InboundText, Message
from directory.quotes import actions as quote_actions
from directory.quotes.models import Quote, Reply
from tests.factories.requests import sent, set_language
from tests.inbox.test_texts import text
from tests.inbox.two import GAOSHI, answer, answers, last_text, leads, states, two_customers

pytestmark = pytest.mark.usefixtures("site")
WORDS = "机器大概几年了？"


def replies() -> list[tuple[int, str]]:
    return [(reply.lead_id, reply.text) for reply in db.session.query(Reply).order_by(Reply.id)]


def test_words_wait_for_their_digit_and_the_digit_only_sends_them(clock):
    two_customers()
    text(GAOSHI, WORDS)
    assert answer() == "【冷暖专版】给哪位？回1 Rockville（没暖气）、3 Fairfax（没暖气）。只转这条短信，不算答应去。"
    assert replies() == []
    text(GAOSHI, "3")
    assert replies() == [(leads()[1].id, WORDS)]
    # It did not accept: nobody has the number, and the answer says so.
    assert states() == ["new", "new"]
    assert answer() == ("【冷暖专版】已转给Fairfax那位客户（没暖气），还没答应去不去：要客户电话回3，没空回4。")
    clock.move(minutes=1)
    text(GAOSHI, "3")
    assert states() == ["new", "accepted"]


def test_a_customer_who_was_taken_is_asked_for_and_confirmed_by_name():
    two_customers("1", "3")
    text(GAOSHI, "零件要等到周四")
    assert answer() == (
        "【冷暖专版】给哪位？回1 陈女士（Rockville）、3 John Smith（Fairfax）。只转这条短信，不算答应去。"
    )
    text(GAOSHI, "1 谢谢")
    assert replies() == [(leads()[0].id, "零件要等到周四")]
    assert answer() == "【冷暖专版】已转给陈女士（Rockville）。急就直接打电话。"


@pytest.mark.parametrize("pick", ["陈女士", "给陈女士", "Rockville", "the Rockville one", "回1", "①"])
def test_a_name_or_a_town_picks_as_a_digit_does(pick):
    two_customers("1", "3")
    text(GAOSHI, "零件要等到周四")
    text(GAOSHI, pick)
    assert replies() == [(leads()[0].id, "零件要等到周四")]
    assert states() == ["accepted", "accepted"]


def test_a_price_waits_too_and_goes_to_her_alone():
    two_customers("1", "3")
    text(GAOSHI, "1600")
    assert answer() == "【冷暖专版】这个价报给哪位？回1 陈女士（Rockville）、3 John Smith（Fairfax）"
    text(GAOSHI, "3")
    price = db.session.query(Quote).one()
    assert (price.lead_id, price.amount_min) == (leads()[1].id, 1600)
    assert states() == ["accepted", "quoted"]
    assert "$1,600已转给John Smith（Fairfax）" in answer()


def test_a_price_for_a_new_customer_takes_her_and_both_texts_say_so():
    two_customers("1")
    text(GAOSHI, "1600")
    assert answer().endswith("报了价就算答应接。")
    text(GAOSHI, "3")
    assert states() == ["accepted", "quoted"]
    assert "报价就是答应接，活算您接了" in answer()


def test_a_result_waits_too():
    two_customers("1", "3")
    text(GAOSHI, "签了")
    assert answer().startswith("【冷暖专版】谈成的是哪位？")
    text(GAOSHI, "1")
    assert states() == ["won", "accepted"]
    assert "陈女士（Rockville）谈成了" in answer()


def test_a_yes_is_asked_for_by_the_digits_that_accept():
    two_customers()
    text(GAOSHI, "可以")
    assert answer() == "【冷暖专版】要哪位客户的电话？回1 Rockville（没暖气）、3 Fairfax（没暖气）"
    text(GAOSHI, "3")
    assert states() == ["new", "accepted"]


def test_a_no_is_asked_for_by_the_digits_that_decline_and_keeps_its_reason():
    two_customers()
    text(GAOSHI, "太远了，不去")
    assert answer() == "【冷暖专版】哪位不接？回2 Rockville（没暖气）、4 Fairfax（没暖气）"
    text(GAOSHI, "4")
    assert states() == ["new", "declined"]
    assert leads()[1].decline_reason == "out_of_area"


def test_the_digit_that_accepts_never_declines():
    two_customers()
    text(GAOSHI, "太远了，不去")
    text(GAOSHI, "1")
    assert states() == ["accepted", "new"]


@pytest.mark.parametrize("between", ["你们是谁", "陈女士还在吗？几点方便", "7"])
def test_another_text_ends_the_waiting(between):
    two_customers("1", "3")
    text(GAOSHI, "零件要等到周四")
    text(GAOSHI, between)
    before = replies()
    text(GAOSHI, "1")
    assert replies() == before
    assert answers()[-1] == "already-accepted"


@pytest.mark.parametrize("between", ["我正在开车，稍后回复您", "谢谢"])
def test_a_machine_and_a_courtesy_do_not(between):
    two_customers("1", "3")
    text(GAOSHI, "零件要等到周四")
    text(GAOSHI, between)
    text(GAOSHI, "1")
    assert replies() == [(leads()[0].id, "零件要等到周四")]


def test_it_waits_for_a_day(clock):
    two_customers("1", "3")
    text(GAOSHI, "零件要等到周四")
    clock.move(hours=24, seconds=1)
    text(GAOSHI, "1")
    assert replies() == []
    assert answers()[-1] == "already-accepted"


def test_who_asked_meanwhile_was_not_offered():
    two_customers("1", "3")
    text(GAOSHI, "零件要等到周四")
    sent("gaoshi", name="Ms. Lee", phone="+12025550144", email="lee@example.com", zip="20001")
    text(GAOSHI, "5")
    assert replies() == []
    assert states() == ["accepted", "accepted", "accepted"]


def test_the_same_digit_at_once_is_one_digit(clock):
    two_customers()
    text(GAOSHI, WORDS)
    text(GAOSHI, "1")
    text(GAOSHI, "1")
    assert (replies(), states()) == ([(leads()[0].id, WORDS)], ["new", "new"])
    # Read our answer first: then it is the digit that we said it is.
    clock.move(seconds=30)
    text(GAOSHI, "1")
    assert states() == ["accepted", "new"]


def test_a_gateway_that_repeats_itself_does_nothing_twice():
    two_customers()
    for _ in range(3):
        text(GAOSHI, WORDS, "SM-words")
    for _ in range(3):
        text(GAOSHI, "1", "SM-digit")
    text(GAOSHI, WORDS, "SM-words")
    assert replies() == [(leads()[0].id, WORDS)]
    assert states() == ["new", "new"]
    assert answers() == ["which-customer", "text-heard"]


def test_the_operator_reads_it_where_nobody_answers(clock):
    two_customers("1", "3")
    text(GAOSHI, "1600")
    mail = db.session.query(Message).filter_by(kind="inbound-text").one()
    assert (mail.due_at - clock.moment).total_seconds() == 3600
    assert not last_text().is_read
    text(GAOSHI, "3")
    db.session.expire_all()
    assert mail.state == "cancelled"
    assert last_text().is_read


def test_a_link_of_ours_waits_for_nobody():
    two_customers("1", "3")
    text(GAOSHI, "see https://lengnuan.test/leads/abc about the part")
    text(GAOSHI, "1")
    assert replies() == []


def test_where_we_asked_often_enough_nothing_waits():
    two_customers("1", "3")
    for number in range(10):
        text(GAOSHI, f"零件要等{number + 2}天")
    assert answers().count("which-customer") == 8
    text(GAOSHI, "1")
    assert replies() == []


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
@pytest.mark.parametrize(
    "words", ["机器大概几年了？", "可以", "太远了，不去", "1600"], ids=["words", "yes", "no", "price"]
)
def test_the_question_takes_two_segments_at_most(language, words):
    for number in range(4):
        name = f"Mrs. Alexandra Featherstonehaugh-Cholmondeley {number}"
        sent("gaoshi", zip="20886", phone=f"+1301555014{number}", name=name)
    set_language(language)
    text(GAOSHI, words)
    content = answer()
    assert answers() == ["which-customer"]
    assert segments.count(content) <= 2
    assert all(str(digit) in content for digit in ((2, 4, 6, 8) if words.startswith("太远") else (1, 3, 5, 7)))


def test_a_yes_to_one_that_was_taken_on_the_page_meanwhile_is_answered():
    two_customers()
    text(GAOSHI, "可以做")
    assert answers()[-1] == "which-customer"
    with unit() as session:
        lead_actions.accept(session, leads()[0].id, "web")
    text(GAOSHI, "1")
    assert (states(), answers()[-1]) == (["accepted", "new"], "already-accepted")


def test_a_price_picked_for_one_whose_yes_may_be_undone_waits_for_a_person():
    two_customers("1", "3")
    text(GAOSHI, "1 2400")
    with unit() as session:
        quote_actions.accept_quote(session, session.query(Quote).one().id)
    text(GAOSHI, "2900")
    waiting = last_text().id
    text(GAOSHI, "1")
    assert answers()[-2:] == ["which-customer", "left-open"]
    assert db.session.get(InboundText, waiting, populate_existing=True).is_read is False
    assert [price.amount_min for price in db.session.query(Quote)] == [2400]


def test_what_fits_the_picked_customer_no_more_is_said_and_left_to_a_person():
    two_customers("1", "3")
    text(GAOSHI, "签了，七千二")
    assert answers()[-1] == "which-customer"
    with unit() as session:
        lead_actions.undo_answer(session, leads()[0].id, "new", has_answered=True, by="person:1")
    text(GAOSHI, "1")
    assert answers()[-1] == "left-open"
    assert answer() == ("【冷暖专版】您的短信跟陈女士（Rockville）现在的情况对不上，我们没有处理，会有人看。")
    assert (states(), last_text().is_read) == (["new", "accepted"], False)
    assert db.session.query(Quote).count() == 0


@pytest.mark.parametrize(
    "words",
    [
        "陈女士 900",
        "陳女士報價900",
        "Ms. Chen 900",
        "陈女士没成",
        "陈女士家我明天上午十点到",
        "Rockville那家 900",
        "好的陈女士那家我去",
    ],
)
def test_a_text_that_names_one_that_is_over_does_nothing_to_another(app, clock, words):
    """The kind: a customer of late, by name or town, while one other is open."""
    two_customers("1")
    text(GAOSHI, "陈女士没成")
    assert states() == ["lost", "new"]
    text(GAOSHI, words)
    assert states() == ["lost", "new"]
    assert db.session.query(Quote).count() == db.session.query(Reply).count() == 0
    assert "John" not in answer()
    assert (last_text().is_read, last_text().pass_on) == (False, False)
    assert "陈女士" in answer()


@pytest.mark.parametrize("words", ["Fairfax那家 900", "900"])
def test_and_what_names_the_open_one_or_nobody_is_for_the_open_one(app, clock, words):
    two_customers("1")
    text(GAOSHI, "陈女士没成")
    text(GAOSHI, words)
    assert states() == ["lost", "quoted"]


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
@pytest.mark.parametrize("count", [6, 30])
def test_every_customer_is_named_or_how_to_name_the_rest(language, count):
    """A firm with more customers than a text holds reaches each of them."""
    for number in range(count):
        sent("gaoshi", zip="20850", phone=f"+1301555{number:04}", name=f"Customer {number}")
    set_language(language)
    text(GAOSHI, "机器大概几年了？")
    content = answer()
    listed = [digit for digit in range(1, 2 * count, 2) if f"{digit} Rockville" in content]
    left = count - len(listed)
    assert segments.count(content) <= 4
    assert left == 0 or (count == 30 and f"另有{left}位" in content)
    assert left > 0 or count == 6 or language == "en"
    text(GAOSHI, str(2 * count - 1))
    assert replies() == [(leads()[-1].id, "机器大概几年了？")]


def _agreed(number: int) -> None:
    with unit() as session:
        lead_actions.win(session, leads()[number].id)


@pytest.mark.parametrize("words", ["1 8点左右到", "1 20 min", "1，配件明天到", "陈女士，配件明天到"])
def test_words_for_one_whose_job_is_agreed_reach_her(words):
    """That is when they matter most. The digit is none of them."""
    two_customers("1", "3")
    _agreed(0)
    text(GAOSHI, words)
    [passed] = replies()
    assert passed == (leads()[0].id, words.removeprefix("1").lstrip(" ，"))
    assert "已转给陈女士" in answer()


def test_words_that_may_be_for_one_whose_job_is_agreed_are_asked_about():
    two_customers("1", "3")
    _agreed(0)
    text(GAOSHI, "零件要等到周四")
    assert "3 John Smith（Fairfax）、1 陈女士（Rockville）" in answer()
    text(GAOSHI, "1")
    assert replies() == [(leads()[0].id, "零件要等到周四")]


@pytest.mark.parametrize("words", ["1 另外那台2800", "另外那台2800", "1 报2800", "陈女士 2800"])
def test_a_price_for_one_whose_job_is_agreed_is_answered_and_a_person_reads_it(words):
    sent("gaoshi", name="陈女士", phone="+13015550142", zip="20850")
    text(GAOSHI, "1")
    _agreed(0)
    text(GAOSHI, words)
    assert (answers()[-1], last_text().is_read) == ("left-open", False)
    assert answer() == "【冷暖专版】陈女士（Rockville）的活已经谈定，新价没有转。请直接打电话；这条短信有人会看。"
    assert db.session.query(Quote).count() == 0
    assert replies() == []


def test_the_digit_of_one_agreed_long_ago_is_its_next_customers(clock):
    sent("gaoshi", name="陈女士", phone="+13015550142", zip="20850")
    text(GAOSHI, "1")
    _agreed(0)
    clock.move(days=4)
    sent("gaoshi", name="John Smith", phone="+17035550143", zip="22030")
    assert leads()[1].accept_digit == 1
    text(GAOSHI, "1 明天8点到")
    assert [lead_id for lead_id, _words in replies()] == [leads()[1].id]
