"""Whom a text is meant for: who is named, or it is nobody; two, or somebody who is not open, are never one."""

from datetime import date

import pytest

from directory.texts.rules.case import Intent, Reading
from directory.texts.rules.leads import OpenLead, meant
from directory.texts.rules.reader import read
from directory.texts.rules.text import plain

TODAY = date(2027, 1, 12)
CHEN = OpenLead(1, 2, "Rockville", "no_heat", "accepted", "陈女士")
PATEL = OpenLead(3, 4, "Vienna", "wh", "quoted", "Mrs. Patel")
NEW = OpenLead(5, 6, "Bowie", "install", "new")
#: What nobody may act on, or show to a customer.
OPEN = (Intent.WHICH, Intent.UNCLEAR)


@pytest.mark.parametrize(
    "text",
    [
        *("Lopez residence: 900", "高家一千二", "老高那边明天去", "Mike's job 1200", "the Kim house, 3pm ok?"),
        *("for the O'Connor family, $1500", "欧阳太太那单一千五", "McAllister wants Thursday instead", "许家明天换机"),
        *("Annapolis那家没成", "the Abernathys signed, 2400", "Hernandez那边900", "la señora Gutierrez ya firmó"),
    ],
)
def test_who_is_not_open_is_not_the_one_who_is(text):
    assert meant(plain(text), (CHEN,)).is_stranger
    assert read(text, (CHEN,), TODAY).intent in OPEN


@pytest.mark.parametrize("text", ["Annapolis too far", "高家我接", "Gonzalez yes", "the Kim house is too far for me"])
def test_a_yes_or_no_to_another_is_none_to_the_one_who_waits(text):
    assert read(text, (NEW,), TODAY).intent in OPEN


@pytest.mark.parametrize(
    "text",
    [
        *("陈女士和Patel都明天去", "陈女士九百，Patel一千二", "gave Chen's part to Patel", "陈太跟Mrs. Patel一起装"),
        *("Chen's neighbor Lopez wants a price too, 700", "both of them tomorrow, Chen first"),
    ],
)
def test_two_who_are_named_are_not_one(text):
    reading = read(text, (CHEN, PATEL, NEW), TODAY)
    assert (reading.intent, reading.pass_on) == (Intent.WHICH, False)


@pytest.mark.parametrize(
    ("text", "lead"), [("何女士明天到", 1), ("何先生明天到", 3), ("Patel 1400", 5), ("维也纳那单1400", 5)]
)
def test_one_who_is_named_is_the_one(text, lead):
    leads = (
        OpenLead(1, 2, "Rockville", "repair", "accepted", "何女士"),
        OpenLead(3, 4, "Fairfax", "repair", "accepted", "何先生"),
        OpenLead(5, 6, "Vienna", "wh", "quoted", "Mrs. Patel"),
    )
    assert read(text, leads, TODAY).lead == lead


@pytest.mark.parametrize(
    "text", ["2800含安装", "2800 install included", "能修，500", "replacement runs 6k", "a full repair is 400"]
)
def test_what_is_said_of_any_job_names_nobody(text):
    assert read(text, (CHEN, PATEL, NEW), TODAY).intent is Intent.WHICH


@pytest.mark.parametrize("text", ["装机那家2800", "the install one: 2800", "Bowie 2800"])
def test_a_job_that_is_pointed_at_names_its_customer(text):
    assert read(text, (CHEN, PATEL, NEW), TODAY).lead == NEW.accept


@pytest.mark.parametrize(
    "text",
    [
        *(
            "coming from Vienna, there at 3",
            "刚从Vienna出来，半小时到",
            "stuck in traffic near Rockville, running late",
        ),
        *("在Rockville这边刚收工，现在过去", "finishing another job in Vienna, be there by 4"),
    ],
)
def test_a_town_on_the_way_names_nobody(text):
    assert read(text, (CHEN, PATEL), TODAY).intent is Intent.WHICH
    assert read(text, (CHEN,), TODAY).intent is Intent.WORDS


@pytest.mark.parametrize(
    "text", ["this is Garcia, be there at 3", "be there at 3\n- Mike Lopez", "Garcia HVAC here, there at 3"]
)
def test_who_writes_is_no_stranger(text):
    assert not meant(plain(text), (CHEN,)).is_stranger


@pytest.mark.parametrize(
    "text",
    [
        *("陈太隔壁那家我也看了，八百可以", "陈女士楼下邻居要报价，九百", "next door to Mrs. Chen wants one too, 900"),
        *("Patel's neighbor, 1200 for the same job", "across from Patel, 700", "陈女士对面那户也坏了，六百五"),
    ],
)
def test_who_lives_beside_a_customer_is_not_the_customer(text):
    assert read(text, (CHEN, PATEL), TODAY).intent in OPEN


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Rockville Pike堵死了，晚四十分钟",
            "Vienna road closed, 20 min late",
            "Rockville pike is jammed, running late",
        ),
        *("running late -Patel", "coming 4pm -Chen", "stuck at another house, no heat emergency, will be late"),
    ],
)
def test_a_road_a_signature_and_another_house_name_nobody(text):
    assert not read(text, (CHEN, PATEL), TODAY).pass_on


@pytest.mark.parametrize("text", ["Mike你到底来不来，客户等着呢", "Jose快把梯子带来", "Tony在哪，客户催了"])
def test_a_helper_who_is_called_is_no_customer(text):
    assert not read(text, (CHEN,), TODAY).pass_on


RIVER, OAK = OpenLead(1, 2, "Rockville", "no_heat", "new"), OpenLead(3, 4, "Oakton", "leak", "new")


@pytest.mark.parametrize(
    ("text", "lead"),
    [
        *(("only the leak one", 3), ("just the Oakton one", 3), ("只接漏水那个", 3), ("只要Rockville的", 1)),
        *(
            ("就做Oakton那家", 3),
            ("solo el de Oakton", 3),
            ("Oakton only", 3),
            ("就接漏水的", 3),
            ("我就去漏水那家", 3),
        ),
        *(("only the leak one, the other is too far", 3), ("i only do Oakton", 3), ("只接漏水那个，另一个不接", 3)),
    ],
)
def test_only_this_one_is_a_yes_to_it(text, lead):
    assert read(text, (RIVER, OAK), TODAY) == Reading(Intent.ACCEPT, lead)


def test_so_it_is_where_one_waits():
    assert read("只接Rockville", (RIVER,), TODAY) == Reading(Intent.ACCEPT, 1)


@pytest.mark.parametrize(
    "text", ["not just the leak one", "just the leak one?", "1,3 both", "1、3", "only one, whichever"]
)
def test_what_is_not_only_for_one_takes_and_refuses_nobody(text):
    reading = read(text, (RIVER, OAK), TODAY)
    assert reading.intent in (*OPEN, Intent.WORDS)
    assert not reading.pass_on


@pytest.mark.parametrize("text", ["I only service Virginia", "只跑DC", "我们只做商用"])
def test_only_another_place_or_work_is_a_no(text):
    assert read(text, (RIVER,), TODAY).intent is Intent.DECLINE


@pytest.mark.parametrize("text", ["我到陈女士家楼下了", "到陳女士樓下了，麻煩開門", "chen nv shi men kou dao le"])
def test_below_her_flat_he_is_at_hers(text):
    chen = OpenLead(5, 6, "Fairfax", "repair", "accepted", "陈女士")
    miller = OpenLead(7, 8, "Bethesda", "no_heat", "accepted", "John Miller")
    assert read(text, (chen, miller), TODAY) == Reading(Intent.WORDS, 5, pass_on=True)


@pytest.mark.parametrize("text", ["陈女士楼下那家也要修", "陈女士家楼上漏水，是另一户"])
def test_who_lives_below_her_is_somebody_else(text):
    chen = OpenLead(5, 6, "Fairfax", "repair", "accepted", "陈女士")
    assert not read(text, (chen,), TODAY).pass_on
