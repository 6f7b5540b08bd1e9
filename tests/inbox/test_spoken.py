"""Texts as they are spoken: endings dropped, words of home, Cantonese; and who has come to another town."""

from datetime import date, timedelta

import pytest

from directory.texts.rules.amounts import amount
from directory.texts.rules.case import Intent, Reading
from directory.texts.rules.leads import OpenLead
from directory.texts.rules.reader import read
from directory.texts.rules.spelling import corrected
from directory.texts.rules.text import Text, plain
from tests.support.in_one import in_one

TODAY = date(2027, 1, 12)
NEW = OpenLead(1, 2, "Burke", "wh", "new")
CUI = OpenLead(1, 2, "Clarksburg", "maint", "accepted", "崔先生")
OH = OpenLead(1, 2, "Vienna", "replace", "quoted", "Mr. Oh")
CHO = OpenLead(3, 4, "McLean", "wh", "quoted", "Mrs. Cho")


@pytest.mark.parametrize(
    ("text", "price"),
    [
        *(("六千八 周四装", (6800, 6800)), ("三千六 月底前能装", (3600, 3600)), ("八百五 点头我就订货", (850, 850))),
        *(("6800周四装", (6800, 6800)), ("3500人工材料都包", (3500, 3500)), ("4500 周三装", (4500, 4500))),
        *(("千五至千八度", (1500, 1800)), ("廿五舊水", (2500, 2500)), ("tres mil quinientos", (3500, 3500))),
        *(("五千 三吨的机器", (5000, 5000)), ("一千二 三周内装好", (1200, 1200)), ("五千 八个月保修", (5000, 5000))),
    ],
)
def test_what_stands_behind_a_price_is_no_part_of_it(text, price):
    assert amount(plain(text), is_price=True) == price


@pytest.mark.parametrize(
    "text", ["Potomac我到了 车停哪", "Bowie我到了 没人开门", "我到Waldorf了 车停哪", "银泉我到楼下了 麻烦开门"]
)
def test_who_has_come_to_another_town_is_not_at_this_customers_door(text):
    assert read(text, (CUI,), TODAY).intent in (Intent.WHICH, Intent.UNCLEAR)
    assert read("Clarksburg我到了 车停哪", (CUI,), TODAY) == Reading(Intent.WORDS, 1, pass_on=True)


def test_two_prices_beside_two_names_are_no_price_of_the_first():
    assert read("Mr Oh 4200 and Mrs Cho 2900", (OH, CHO), TODAY) == Reading(Intent.WHICH)
    assert read("Mr Oh 4200, Mrs Cho not yet", (OH, CHO), TODAY) == Reading(Intent.QUOTE, 1, amount=(4200, 4200))


@pytest.mark.parametrize(
    "text", ["bie fa le laodi", "bu yao zai fa le ok", "3rd one today quit it", "4th text this week knock it off"]
)
def test_refusals_beside_a_word_to_us_or_a_count_are_heard(text):
    assert read(text, (NEW,), TODAY) == Reading(Intent.STOP)


@pytest.mark.parametrize(
    ("text", "leads", "intent"),
    [
        *(("customer sign contract today", (OH,), Intent.WON), ("he pick us, install friday", (OH,), Intent.WON)),
        *(("if she sign contract i order the unit", (OH,), None), ("hope they choose us", (OH,), None)),
        ("the McLean one hire somebody else", (OH, CHO), Intent.LOST),
        *(("嗯呐 我去", (NEW,), Intent.ACCEPT), ("拉倒吧 忒远了", (NEW,), Intent.DECLINE)),
        *(("熱水爐我哋唔掂", (NEW,), Intent.DECLINE), ("人家自己捣鼓好了 我就不去了", (CUI,), Intent.DECLINE)),
    ],
)
def test_verbs_without_endings_and_words_of_home_are_understood(text, leads, intent):
    reading = read(text, leads, TODAY).intent
    assert reading == intent if intent else reading not in (Intent.WON, Intent.LOST)


@pytest.mark.parametrize(
    ("typed", "meant"), [("comin", "coming"), ("runnin", "running"), ("begin", "begin"), ("main", "main")]
)
def test_a_last_letter_that_is_not_spoken_is_written(typed, meant):
    assert corrected(typed) == meant


def test_pinyin_among_other_words_is_chinese():
    assert Text("bie zai gei wo fa ok").plain == "别再给我发 ok"
    assert Text("can you be here at noon").plain.isascii()


@pytest.mark.parametrize("text", ["Samuel T. Reed, PE", "W. Pruitt, P.E. (ret.)", "林建明 工程師"])
def test_a_name_with_its_title_is_a_signature(text):
    assert read(text, (NEW,), TODAY) == Reading(Intent.MACHINE)
    assert read("Sure, Bob", (NEW,), TODAY) == Reading(Intent.ACCEPT, 1)


@in_one(
    "text, last",
    [
        ("15号到22号回老家，不接活", date(2027, 1, 22)),
        ("下周二至下周五休息 别派单", date(2027, 1, 22)),
        ("2月1日-2月9日放假", date(2027, 2, 9)),
    ],
)
def test_a_time_off_ends_with_the_later_of_its_days(text, last):
    reading = read(text, (NEW,), TODAY)
    assert reading.intent is Intent.PAUSE
    assert reading.until in (last, last + timedelta(days=1))


@in_one(
    "text", ["这单我做，把客人电话发我", "這案子我可以接，麻煩給電話", "Got it, I can take that customer. Phone please"]
)
def test_a_yes_is_to_the_one_new_customer_whoever_was_taken_before(text):
    assert read(text, (NEW, CHO), TODAY) == Reading(Intent.ACCEPT, 1)
    assert read(text, (NEW, OpenLead(3, 4, "Reston", "repair", "new")), TODAY).intent is Intent.WHICH
    for words in ("下午可以去看", "能修，500", "I can come look this afternoon"):
        assert read(words, (NEW, CHO), TODAY).intent is Intent.WHICH


@in_one(
    "text",
    ["remove our number from any text list. we are closed", "delete this number from your messages, not monitored"],
)
def test_a_line_that_nobody_reads_may_still_refuse_texts(text):
    assert read(text, (NEW,), TODAY).intent is Intent.STOP


@in_one(
    "text, intent",
    [
        *(
            (words, Intent.STOP)
            for words in ("退订 经理", "别发了 经理", "不要发 主任", "Stop Texting, Owner", "Quit, Owner")
        ),
        *((words, Intent.ACCEPT) for words in ("可以去 经理", "好的 经理")),
        *((words, Intent.DECLINE) for words in ("不接 经理", "太远了 经理", "Too Far, Owner", "Fully Booked, Manager")),
    ],
)
def test_an_answer_that_somebody_signed_with_his_title_is_the_answer(text, intent):
    assert read(text, (NEW,), TODAY).intent is intent


@in_one("text", ["水温一百二度", "一千五度电", "用电三千度"])
def test_degrees_and_what_a_meter_counts_are_no_price(text):
    assert amount(plain(text), is_price=True) is None


@in_one(
    "text",
    [
        *("Cho 2900 and Oh 4200", "Oh: 4200 Cho: 2900", "Mr. Oh $4,200 + Mrs. Cho $2,900"),
        *("Cho 2900 the other 4200", "Mrs. Cho 2900, Oh=4200"),
    ],
)
def test_two_prices_of_two_customers_are_no_range_for_one(text):
    assert read(text, (OH, CHO), TODAY) == Reading(Intent.WHICH)
    assert read("Cho 2900 to 4200", (OH, CHO), TODAY) == Reading(Intent.QUOTE, 3, amount=(2900, 4200))
