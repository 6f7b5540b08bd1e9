"""What stands beside: a refusal beside a digit, words of a refusal that want texts, numbers that are no price."""

from datetime import date

import pytest

from directory.texts.rules.amounts import amount
from directory.texts.rules.case import Intent, Reading
from directory.texts.rules.digits import without_digit
from directory.texts.rules.leads import OpenLead
from directory.texts.rules.reader import read
from directory.texts.rules.text import plain

TODAY = date(2027, 1, 12)
NEW = OpenLead(1, 2, "Rockville", "no_heat", "new")
CHEN = OpenLead(1, 2, "Rockville", "no_heat", "accepted", "陈女士")


@pytest.mark.parametrize(
    "text",
    [
        *("2 and quit blowing up my phone", "2. And I don't want another one of these ever", "2 no me manden mas esto"),
        *("2 并且请把我号码删了别再联系", "2, too far. Also please discontinue these alerts."),
    ],
)
def test_a_digit_does_not_hide_a_refusal(text):
    assert read(text, (NEW,), TODAY) == Reading(Intent.STOP)


@pytest.mark.parametrize("text", ["2 thanks", "2 too far", "2 没空", "2 not my area sorry"])
def test_a_digit_with_its_reason_is_the_digit(text):
    reading = read(text, (NEW,), TODAY)
    assert (reading.intent, reading.lead) == (Intent.DECLINE, 1)


@pytest.mark.parametrize(
    "text", ["跟陈女士签了，但是以后别给我发短信了", "Finished for 650. Now please end the messages"]
)
def test_a_result_does_not_hide_a_refusal(text):
    assert read(text, (CHEN,), TODAY) == Reading(Intent.STOP)


@pytest.mark.parametrize(
    "text",
    [
        *("don't stop sending these, great leads", "don't unsubscribe me!! just slammed this week"),
        *("不是退订哈，想问下电话号码怎么换", "if i text STOP do i lose the page too?"),
        *("别停短信，我下周回来", "I dont want to opt out just pause till monday"),
    ],
)
def test_words_of_a_refusal_that_refuse_nothing(text):
    for leads in ((), (NEW,), (CHEN,)):
        assert read(text, leads, TODAY).intent is not Intent.STOP


@pytest.mark.parametrize(
    "text",
    [
        *("call 911 if you smell gas", "stuck on 495, 20 min late", "taking 270 up, there by 3", "堵在495上，晚点到"),
        *("page shows error 404", "需要200安的电", "between 1100 and 1300 i'll be there"),
    ],
)
def test_numbers_of_roads_alarms_and_faults_are_no_price(text):
    assert amount(plain(text), is_price=True) is None


@pytest.mark.parametrize(("text", "price"), [("495", 495), ("$270 for the valve", 270), ("John一千二", 1200)])
def test_the_same_numbers_by_themselves_are_a_price(text, price):
    assert amount(plain(text), is_price=True) == (price, price)


@pytest.mark.parametrize(
    "text",
    ["订金五百，剩下的装好再付", "装好之后再给钱就行", "parts paid for, coming tuesday", "If she signs today 11500"],
)
def test_what_is_only_to_come_is_no_result(text):
    assert read(text, (CHEN,), TODAY).intent is not Intent.WON


@pytest.mark.parametrize("text", ["1?? 2?? what is this even", "1? 2? who is this", "1 ??? what"])
def test_a_digit_that_is_wondered_at_is_no_answer(text):
    assert read(text, (NEW,), TODAY).intent not in (Intent.ACCEPT, Intent.DECLINE)


@pytest.mark.parametrize(
    "text",
    [
        "my kid typed STOP on my phone, I want the texts",
        "unsubscribe was a mistake, you can text me",
        "I do want your texts",
    ],
)
def test_a_refusal_taken_back_refuses_nothing(text):
    assert read(text, (NEW,), TODAY).intent is not Intent.STOP


@pytest.mark.parametrize(
    "text",
    [
        "够了啊",
        "dame de baja",
        "my number got on your list by mistake, get it off",
        "别再通知我了",
        "nomore",
        "차단해 주세요",
    ],
)
def test_a_refusal_in_few_or_foreign_words(text):
    assert read(text, (NEW,), TODAY).intent is Intent.STOP


def test_the_number_of_a_house_is_no_price():
    assert amount(plain("for the furnace at 4410 id say 3900")) == (3900, 3900)


@pytest.mark.parametrize(
    ("text", "price"),
    [
        *(("报 7 300", 7300), ("7 300", 7300), ("$12 500 all in", 12500), ("1'200 all in", 1200), ("价格 8·200", 8200)),
        *(("total 12 500", 12500), ("option 2 300", 300), ("850 1 visit", 850), ("8200, 10 yr parts", 8200)),
    ],
)
def test_thousands_that_stand_apart_are_one_figure(text, price):
    assert read(text, (CHEN,), TODAY).amount == (price, price)


@pytest.mark.parametrize(("text", "price"), [("报 1 900", 1900), ("报1 900", 1900), ("1 900", 900), ("1 报900", 900)])
def test_after_the_word_for_a_price_stands_no_digit_of_a_customer(text, price):
    for lead in (CHEN, NEW):
        assert read(text, (lead,), TODAY) == Reading(Intent.QUOTE, 1, amount=(price, price))


@pytest.mark.parametrize(
    "text",
    ["7 30", "报 7 30", "报 7 30元", "$7 30", "82 00", "$82,00", "报 12,50", "820 0", "8 2 0 0", "7,30", "8200-200"],
)
def test_figures_that_are_torn_are_no_price_and_a_person_looks_at_them(text):
    for leads in ((CHEN,), (NEW,)):
        assert read(text, leads, TODAY) == Reading(Intent.UNCLEAR)


JOHN = OpenLead(3, 4, "Fairfax", "no_heat", "accepted", "John Smith")
WAITS = OpenLead(5, 6, "Bethesda", "no_heat", "new")


@pytest.mark.parametrize(
    "text", ["1 8点左右到", "1 20 min", "1: 20 minutes out", "1，明天9点", "1 10:30 ok?", "1 in 20"]
)
def test_a_digit_before_a_time_names_its_customer(text):
    assert read(text, (CHEN, JOHN, WAITS), TODAY) == Reading(Intent.WORDS, 1, pass_on=True)


@pytest.mark.parametrize("text", ["5 8点到", "5 20 min", "5 2pm", "5，10点半可以"])
def test_so_does_the_digit_of_one_who_waits(text):
    assert read(text, (CHEN, JOHN, WAITS), TODAY) == Reading(Intent.ACCEPT, 5)


@pytest.mark.parametrize("text", ["1:30到", "3:15 tomorrow", "1、2点都行", "5:30", "6 20 min", "2 8点到"])
def test_a_time_of_the_clock_begins_with_no_digit(text):
    assert read(text, (CHEN, JOHN, WAITS), TODAY) == Reading(Intent.WHICH)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        *(("3，配件明天到", "配件明天到"), ("3 20 min", "20 min"), ("③ 到了", "到了"), ("3️⃣ 到了", "到了")),
        *(("#3: I'll be late", "I'll be late"), ("回3 明天到", "明天到"), ("３ 一千六", "一千六")),
        *((whole, whole) for whole in ("3点到", "3:30到", "3 ton unit", "3,500", "30 min", "3号线坏了", "3", "4 明天")),
    ],
)
def test_words_go_on_without_the_digit_that_names_their_customer(text, words):
    assert without_digit(text, 3) == words


@pytest.mark.parametrize(
    "text", ["take chen, pass on the other", "other one is too far", "她电话打不通", "cant reach her, called 3 times"]
)
def test_a_no_that_may_be_for_either_is_asked_about(text):
    """Of two, one is meant, and nobody has the number of who still waits."""
    assert read(text, (CHEN, WAITS), TODAY) == Reading(Intent.WHICH)


@pytest.mark.parametrize("text", ["I can do 6", "i'll take 6", "接6"])
def test_a_yes_beside_the_digit_of_a_no_is_neither(text):
    assert read(text, (CHEN, WAITS), TODAY) == Reading(Intent.UNCLEAR)


@pytest.mark.parametrize("text", ["王太太电话打不通，算了", "Mrs. Wu doesnt pick up, giving up on her"])
def test_a_no_to_somebody_else_is_none_to_the_one_who_was_taken(text):
    for leads in ((CHEN, WAITS), (CHEN,)):
        assert read(text, leads, TODAY).intent not in {Intent.DECLINE, Intent.LOST}
