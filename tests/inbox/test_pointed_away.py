"""Words that point away from the only customer, or from the one they name, reach, take and lose nobody."""

from datetime import date

import pytest

from directory.texts.rules.case import Intent
from directory.texts.rules.leads import OpenLead
from directory.texts.rules.reader import read

TODAY = date(2027, 1, 12)
NEW = OpenLead(1, 2, "Rockville", "no_heat", "new")
CHEN = OpenLead(1, 2, "Rockville", "no_heat", "accepted", "陈女士")
MILLER = OpenLead(5, 6, "Fairfax", "repair", "accepted", "John Miller")
OPEN = {"one": (CHEN,), "two": (CHEN, MILLER)}

AWAY = {
    "denied": ["not Chen, the other one, tell her 10 am", "说错了不是陈太，是隔壁"],
    "relation": ["tell chens sister the quote is 800", "chen's mom wants a price too, 900", "陈太的妹妹那台要一千二"],
    "beside": ["the lady before chen, her part is in", "陈太介绍的那家明天去"],
    "unnamed": ["for the other customer: running late", "上次那个客人，配件到了", "隔壁老王也要装，八千"],
    "bringer": ["灰狗送貨的嗎 管子放後門就好", "is this the pizza place? im at the side door"],
    "town": ["on my way to bowie, there by 3", "I mean the Bowie lady, 4pm works"],
    "street": ["tell the lady on Elm Street I'm running late", "Elm St is 850 installed", "that 14 Oak Lane job: 2400"],
    "several": ["both jobs are 900 each", "either one is fine friday at 2", "两个地方都是下午去", "陈和林都改到周五"],
    "theirs": ["chen's daughter called, her unit is down too", "chens sister in laws furnace is out"],
    "either": ["chen or cheng?"],
    "material": ["can you bring me two 20x25 filters", "压缩机给我留两台，下午自提", "ship it to the shop please"],
    "name": ["quote for wang 5200", "王太签了"],
}


@pytest.mark.parametrize("kind", AWAY)
def test_what_points_away_is_left_open(kind):
    for text in AWAY[kind]:
        read_as = {name: read(text, leads, TODAY) for name, leads in OPEN.items()}
        assert not {name for name, it in read_as.items() if it.lead is not None and it.intent is not Intent.WORDS}, text
        assert not {name for name, it in read_as.items() if it.pass_on}, text


@pytest.mark.parametrize(
    "text",
    [
        "sure ill drive 3 hours for that. NOT",
        "oh sure, in my dreams",
        "sure, when pigs fly",
        "我接？开玩笑吧",
        "行啊，除非你出油钱",
        "sure if it was in maryland",
        "yes but not for me",
        "Sure, but for the Laurel job",
        "yes dear",
        "好的妈",
        "知道了老婆",
    ],
)
def test_a_yes_that_is_none_takes_no_customer(text):
    assert read(text, (NEW,), TODAY).intent is not Intent.ACCEPT


@pytest.mark.parametrize(("text", "lead"), [("not Miller, Chen: 4pm works", 1), ("the other one, John: 4pm works", 5)])
def test_who_is_named_beside_is_still_meant(text, lead):
    assert read(text, (CHEN, MILLER), TODAY).lead == lead
