"""Whose an ad is: neighbors of another trade are not glued on, and a firm of ours is not taken for one of them."""

import pytest

from tests.factories.ads import parsed

OURS = "大众冷暖空调\n空调维修\n703-555-0111"
#: Below an ad of ours -> why they are none.
NEIGHBORS = {
    "\n\n光明电工\n换电箱\n703-555-0112": ["other_trade"],
    "\n\n李律师事务所\n移民\n703-555-0112": ["other_trade"],
    "\n\n房屋出租\n三房两卫，中央空调\n703-555-0112": ["other_trade"],
    "\n\n房屋出租 三房两卫 703-555-0112": ["other_trade"],
    "\n小力搬家\n搬家搬厂 703-555-0112": ["other_trade"],
    "\n小力搬家 長短途 703-555-0112": ["other_trade"],
    "\n光明電工\n換電箱 703-555-0112": ["other_trade"],
    "\n\nBright Spark Electric\nPanel upgrades 703-555-0112": ["other_trade"],
    "\n\n诚聘送货司机\n待遇优 703-555-0112": ["job_offer"],
    "\n\n广告热线 202-555-0100": [],
    "\n冷暖专版 广告热线：202-555-0100": [],
    "\n\n去年读者王女士打了202-555-0100，也没人接。她告诉记者，只好自己修。": [],
}
#: What still is of our ad.
PARTS = ("\n\n请洽 陈小姐\n703-555-0112", "\n\nRockville office\n703-555-0112", "\n\n水电 热水炉\n703-555-0112")
REAL = """
本公司员工均有执照，有保险 空调维修安装
学徒出身，三十年经验。空调维修
Tenant improvements and build-outs, rooftop units. No residential calls
房東租客一個電話，空調當天修
機器十年保固、一年工資
Duct cleaning special: 3 bedrooms up to 2000 sq ft. AC tune-up
New systems from $89/month, lease options. AC replacement
AC repair, installation. Fully stocked trucks
专修冷气暖气，不修汽车空调
汽车空调 家用空调 都修
不做搬家
Looking for a reliable HVAC technician? Call us for AC repair
full insurance
"""
NAMES = ("Moving Air Heating & Cooling\nLicensed, insured", "Acme Heating & Cooling - full insurance")
NONE = {
    "大发汽车\n专修汽车冷气 加冷媒": "other_trade",
    "冷气技工，待遇优，包吃住\n冷暖公司": "job_offer",
    "Busy HVAC company looking for experienced installers, own tools": "job_offer",
    "找有经验冷气师傅两名": "job_offer",
    "For rent: 3 bedrooms, 2 baths, new central AC": "other_trade",
    "寻找会修锅炉的师傅，长期合作，有牌优先": "job_offer",
    "空调公司招女文员，懂电脑": "job_offer",
    "冷气师傅求职，八年经验": "job_offer",
    "HVAC tech, 8 years, looking for work": "job_offer",
    "Garage sale Sunday: window AC, heater": "other_trade",
    "Happy Paws Dog Sitting, air conditioned kennels": "other_trade",
    "周日学琴班，教室有空调": "other_trade",
    "Noodle Garden - heated patio, A/C dining room, private parties": "other_trade",
    "明月眼鏡行 配鏡驗光 冷氣開放": "other_trade",
    "好味道小吃店 冷暖气雅座": "other_trade",
    "Lotus Bakery & Cafe — air conditioned seating": "other_trade",
    "Jade Optical — A/C room": "other_trade",
    "We're looking for a technician with 3 years in furnaces to join our company": "job_offer",
}
#: Somebody's own house, for which he looks for a firm.
ASKED = (
    "Looking for a Mandarin-speaking HVAC technician to look at my heat pump. Text 703-555-0111",
    "Need a plumber or AC tech to check our water heater in Fairfax. 703-555-0111",
    "Does anyone know who could come to our house for a furnace check? Seeking a tech for my mom. 703-555-0111",
    "我家空调坏了，想找个师傅来看看，有认识的请介绍，703-555-0111",
    "家里暖氣不熱，誰有認識的師傅可以介紹？703-555-0111",
)
#: The items of a page: each is an ad, with a phone or without.
ITEMS = (
    ("5-101 ", "5-102 ", "5-103 ", "5-104 "),
    ("一、", "二、", "三、", "四、"),
    ("【空调】", "【家政】", "【家居】", "【急修】"),
    ("(1) ", "(2) ", "(3) ", "(4) "),
)


@pytest.mark.parametrize(("below", "reasons"), NEIGHBORS.items())
def test_a_neighbor_is_not_glued_on(below: str, reasons: list[str]) -> None:
    read = parsed(OURS + below)
    assert [listing["phones"] for listing in read["listings"]] == [["+17035550111"]]
    assert read["listings"][0]["text"] == OURS
    assert [listing["reason"] for listing in read["rejected"]] == reasons


@pytest.mark.parametrize("below", PARTS)
def test_a_second_phone_of_the_firm_stays_with_it(below: str) -> None:
    assert [listing["phones"] for listing in parsed(OURS + below)["listings"]] == [["+17035550111", "+17035550112"]]


@pytest.mark.parametrize("words", REAL.strip().splitlines())
def test_words_that_others_use_make_no_firm_another_trade(words: str) -> None:
    assert parsed(f"华丰冷暖\n{words}\n703-555-0111")["rejected"] == []


@pytest.mark.parametrize("text", NAMES)
def test_a_firm_may_be_called_as_another_trade(text: str) -> None:
    assert parsed(f"{text}\n703-555-0111")["rejected"] == []


@pytest.mark.parametrize(("text", "reason"), NONE.items())
def test_what_is_none_of_ours_stays_out(text: str, reason: str) -> None:
    read = parsed(f"{text}\n703-555-0111")
    assert (read["listings"], [rejected["reason"] for rejected in read["rejected"]]) == ([], [reason])


@pytest.mark.parametrize("signs", ITEMS)
def test_the_items_of_a_page_are_an_ad_each(signs: tuple[str, ...]) -> None:
    items = (
        "永和冷气，安装维修，703-555-0111",
        "请阿姨，带小孩，703-555-0112",
        "冷气不冷？包修好",
        "换锅炉、修暖气，703-555-0114",
    )
    read = parsed("\n".join(sign + item for sign, item in zip(signs, items, strict=True)))
    assert [listing["phones"] for listing in read["listings"]] == [["+17035550111"], ["+17035550114"]]
    assert [rejected["reason"] for rejected in read["rejected"]] == ["job_offer", "no_contact"]


@pytest.mark.parametrize(
    "count", ["== {} ==", "--- Ad {} ---", "({})", "【廣告{}】", "*** {} ***", "名片 {}：", "——第{}则——"]
)
def test_what_counts_the_ads_of_a_page_sets_them_apart(count: str) -> None:
    firms = (
        "Mr. Penguin's 企鵝制冷\n冷库\n703-555-0111",
        "Warm Nest 暖巢\n锅炉\n703-555-0112",
        "永和冷气\n703-555-0113",
    )
    read = parsed("\n".join(f"{count.format(number)}\n{firm}" for number, firm in enumerate(firms, start=1)))
    assert [listing["phones"] for listing in read["listings"]] == [["+17035550111"], ["+17035550112"], ["+17035550113"]]


def test_a_row_of_a_table_ends_the_one_before_it() -> None:
    read = parsed(
        "电话本 A 栏\n艾明冷暖......703-555-0111\n  装、修\n安达电器维修......703-555-0112\n  冰箱 洗衣机\n"
        "奥明空调......703-555-0113\n  冷库"
    )["listings"]
    assert [listing["phones"] for listing in read] == [["+17035550111"], ["+17035550112"], ["+17035550113"]]
    assert [listing["names"]["zh"] for listing in read] == ["艾明冷暖", "安达电器维修", "奥明空调"]


@pytest.mark.parametrize("text", ASKED)
def test_who_asks_for_help_is_neither_listed_nor_hiring(text: str) -> None:
    read = parsed(text)
    assert (read["listings"], read["rejected"]) == ([], [])


def test_the_points_of_one_ad_are_none() -> None:
    read = parsed("永和冷气\n一、空调安装\n二、锅炉维修\n三、风管清洗\n703-555-0111")
    assert [listing["phones"] for listing in read["listings"]] == [["+17035550111"]]
    assert read["rejected"] == []


def test_who_clears_drains_and_ducts_is_ours() -> None:
    assert parsed("通渠专家，兼清洗风槽\n703-555-0111")["rejected"] == []


def test_a_heading_ends_the_ad_before_it() -> None:
    read = parsed(f"{OURS}\n\n**冷暖专版**\n\nHeating\nCooling\n\n高氏冷暖\n\n方氏冷暖\n热水炉\n703-555-0112")[
        "listings"
    ]
    assert [listing["names"]["zh"] for listing in read] == ["大众冷暖空调", "方氏冷暖"]
    assert read[0]["text"] == OURS
    assert read[0]["evidence"]["services"] == ["冷暖空调", "空调"]
