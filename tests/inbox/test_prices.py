"""Figures that are prices and figures that are none: amperes, sizes, times behind a price, Spanish in pieces."""

from datetime import date

import pytest

from directory.texts.rules.amounts import amount
from directory.texts.rules.case import Intent, Reading
from directory.texts.rules.leads import OpenLead
from directory.texts.rules.reader import read
from directory.texts.rules.text import plain

TODAY = date(2027, 1, 12)
CHEN = OpenLead(3, 4, "Fairfax", "repair", "accepted", "陈女士")


@pytest.mark.parametrize(
    "text",
    [
        *(
            "200安装面板",
            "換200安面板",
            "裝個60安的斷路器",
            "200安装配电箱",
            "50A breaker跳了，要先看",
            "要一个30a 240v的线",
        ),
        *("need a 60A disconnect", "main panel is only 100A", "it's a 4 ton 410a unit", "24v变压器烧了", "电容45uF的"),
        *("capacitor is 45/5 uf", "filter is 20x25x4 model 4200", "the filter is 16 x 25", "要20×25的滤网"),
    ],
)
def test_what_counts_amperes_volts_or_inches_is_no_price(text):
    assert read(text, (CHEN,), TODAY).intent in (Intent.WORDS, Intent.UNCLEAR)


@pytest.mark.parametrize(
    ("text", "price"),
    [
        *(("200安装好", 200), ("安装200", 200), ("$200 for the 60 amp breaker", 200), ("20A 的线要重拉，六百五", 650)),
        *(("换60安空开 180", 180), ("15 SEER 3 ton 5500", 5500), ("9k for 3 ton 240v", 9000), ("300w/ parts", 300)),
        *(("200 a month", 200), ("3600 w tax", 3600)),
    ],
)
def test_a_price_beside_them_is_one(text, price):
    assert amount(plain(text), is_price=True) == (price, price)


@pytest.mark.parametrize(
    ("text", "price"),
    [
        *(("三千 六点头", 3000), ("三千 六點到", 3000), ("八百十点到", 800), ("一千五 三点半过去", 1500)),
        *(("两千 五天完工", 2000), ("四千 二号来装", 4000), ("六百 两个小时搞定", 600), ("五百十二点到", 500)),
        *(("三千六点头", 3600), ("三千 六", 3600), ("三千 六百", 3600)),
    ],
)
def test_a_time_behind_a_price_is_no_part_of_it(text, price):
    assert amount(plain(text), is_price=True) == (price, price)


@pytest.mark.parametrize(
    ("text", "price"),
    [
        *(("mil dos cientos", 1200), ("dos mil tres cientos", 2300), ("cuatro cientos cincuenta", 450)),
        *(
            ("siete cientos", 700),
            ("ochenta y cinco dolares", 85),
            ("ciento veinticinco", 125),
            ("mil quiniento", 1500),
        ),
        *(("tres mil y medio", 3500), ("four and a half thousand", 4500), ("six n a half grand", 6500)),
        *(("2 and a half k", 2500), ("it'll be two and a half thousand all in", 2500)),
    ],
)
def test_figures_in_pieces_are_one(text, price):
    assert amount(plain(text), is_price=True) == (price, price)


def test_two_figures_in_spanish_stay_two():
    assert amount(plain("entre mil y mil quinientos"), is_price=True) == (1000, 1500)


def test_how_many_at_a_price_is_left_open():
    assert read("1200 x 2", (CHEN,), TODAY) == Reading(Intent.UNCLEAR)


@pytest.mark.parametrize(
    "text",
    [
        *("三匹的机子，用410", "pressure 118 over 340", "压力120/350正常", "退了她两百", "refunded her $200"),
        *("那个零件我进价800", "其他家报9800", "別家收五千", "she was quoted 12k by ARS"),
        *("the other company charged 900", "几千", "上千", "好几百块", "a few hundred", "千幾蚊"),
    ],
)
def test_what_others_ask_was_paid_back_or_is_vague_is_no_price_of_his(text):
    assert read(text, (CHEN,), TODAY).intent in (Intent.WORDS, Intent.UNCLEAR)


@pytest.mark.parametrize(
    ("text", "price"),
    [
        *(
            ("i quoted her 12k", 12000),
            ("a couple grand", 2000),
            ("couple hundred bucks", 200),
            ("it's 410 total", 410),
        ),
        *(("别家收你五千，我四千二", 4200), ("换410冷媒的机器五千八", 5800), ("用料好一点的要四千", 4000)),
    ],
)
def test_his_own_price_beside_them_is_one(text, price):
    assert read(text, (CHEN,), TODAY) == Reading(Intent.QUOTE, 3, amount=(price, price))
