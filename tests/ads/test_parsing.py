"""Reading printed text: phones however damaged, hours however written, pages cut into their ads, hostile text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.ads.rules import ad_vocabulary as words
from directory.ads.rules.parsed_ad import FIELDS
from directory.kernel.prepared import SEED
from directory.reading.contacts import contacts
from directory.reading.folding import squeeze
from directory.reading.hours import hours
from directory.reading.offsets import printed
from tests.factories.ads import parsed
from tests.factories.listings import SLUGS
from tests.search.hostile import TEXTS
from tests.support.in_one import in_one

PHONES = (
    """
TeI: 7O3-555-OI26|电话:7O3 555 OI26|703.555.0126|(703)555_0126|703-555-01Z6
7O3-SSS-0126|703一555一0126|+1(703)555-0126
1.703.555.0126|703--555--0126|电话703/555-0126|７０３－５５５－０１２６|703-555-0126(中文)
703 5550126|7035550126
传真:703-555-0127 电话:703-555-0126|Te1 : 7 O 3 - 5 5 5 - O 1 2 6|T:703-555-0126|703-555-0126.
""".replace("\n", "|")
    .strip("|")
    .split("|")
)
HOURS = {
    "M-F 8-5, Sat 9-1": {"mon": "08:00-17:00", "fri": "08:00-17:00", "sat": "09:00-13:00"},
    "8:00AM-6:00PM Monday through Saturday": {"mon": "08:00-18:00", "sat": "08:00-18:00"},
    "週一至週六 8AM-6PM": {"mon": "08:00-18:00", "sat": "08:00-18:00"},
    "每天早8晚8": {"mon": "08:00-20:00", "sun": "08:00-20:00"},
    "营业时间：9:00-18:00（周日休息）": {"mon": "09:00-18:00", "sat": "09:00-18:00"},
    "週一至五 上午八點到下午五點": {"mon": "08:00-17:00", "fri": "08:00-17:00"},
    "周一、三、五 9:00-17:00": {"mon": "09:00-17:00", "wed": "09:00-17:00", "fri": "09:00-17:00"},
    "周六日 10-4": {"sat": "10:00-16:00", "sun": "10:00-16:00"},
    "AC $99-199, 703-555-0126, since 1998-2005": {},
    "Mon-Fri 8am-12am": {"mon": "08:00-24:00", "fri": "08:00-24:00"},
    "Mon-Fri 7pm-2am": {"mon": "19:00-02:00"},
    "每天晚7点-12点": {"mon": "19:00-24:00", "sun": "19:00-24:00"},
    "每天下午5点-凌晨2点": {"mon": "17:00-02:00"},
    "周一至五早9点到晚12点": {"mon": "09:00-24:00", "fri": "09:00-24:00"},
    "Mon-Sun 8am to midnight": {"sun": "08:00-24:00"},
    "Mon-Fri 9am-noon": {"mon": "09:00-12:00"},
    "Mon-Fri 12:00-02:00": {"mon": "12:00-02:00"},
    "daily 0:00-24:00": {"mon": "00:00-24:00"},
    "Mon-Fri 800-1730": {"mon": "08:00-17:30"},
    "周一至周六 8:00-18:00 电话301-555-0142": {"mon": "08:00-18:00", "sat": "08:00-18:00"},
    "Mon-Fri 301-555-0142 8-5": {"mon": "08:00-17:00"},
    "Daily 9pm-5pm": {},
    "daily 7-2am": {},
}
#: Digits of something else on a line that names days.
NO_HOURS = (
    """
周一至周日 301-555-0142|天天营业 202-555-0144|Mon-Sat call 301-555-0142|(301) 555-0142 周末照常|Sat-Sun 301.555.0142
周一至周日 301 555 0142|weekdays 3015550142|每天 301—555—0142|周末 555-0142|Fax 301-555-0143 Mon-Fri|每天 9-153
周一至周日 (301)555-0142 转 12-15|Mon-Fri 301-555-0142 ext. 8|周一到周五 执照#12-345|周一 2705-123456|天天 20850-1234
Mon-Fri $8-12|Mon-Fri since 2000-2015|daily 3-5 tons|周一至六 3-5吨|Mon-Fri 8-10 Main Street|每天 1-2天完工
Mon-Fri 1200-1400 Rockville Pike
""".strip()
    .replace("\n", "|")
    .split("|")
)
WORDS = (
    "高氏冷暖",
    "空调",
    "10年",
    "零件",
    "保修",
    "703-555-0126",
    "Licensed, MD\n",
    "\n24小时",
    "周一至五8-5",
    "(（",
    "$",
    "2705",
)
PAGES = {
    "大众冷暖\n空调维修\n240-555-0101\n\n平安搬家公司\n长短途搬家\n240-555-0102\n\n新新冷气\n冷气安装\n240-555-0103": (
        ["大众冷暖", "新新冷气"],
        ["other_trade"],
    ),
    "大众冷暖 空调维修 240-555-0101\n平安搬家公司 长短途搬家 240-555-0102\n新新冷气 冷气安装 240-555-0103": (
        ["大众冷暖", "新新冷气"],
        ["other_trade"],
    ),
    "ACE HEATING & COOLING\nFurnace repair 703-555-0114\nBEST AIR LLC\nAC install 703-555-0115": (
        ["ACE HEATING & COOLING", "BEST AIR LLC"],
        [],
    ),
    "蓝天冷暖\n空调维修\n703-555-0126\n------\n张师傅空调\n热水器\n301-555-0127": (["蓝天冷暖", "张师傅空调"], []),
    "高氏冷暖诚聘\n冷气技工两名，有经验者优先\n240-555-0104": ([], ["job_offer"]),
    "大发汽车维修\n专修汽车冷气 加冷媒\n571-555-0105": ([], ["other_trade"]),
    "新月冷暖空调\n空调安装维修\n价格合理": ([], ["no_contact"]),
}


@pytest.mark.parametrize("text", PHONES)
def test_a_phone_is_read_however_it_was_printed(text: str) -> None:
    assert [contact.value for contact in contacts(printed(text)) if contact.kind == "phone"] == ["+17035550126"]


@pytest.mark.parametrize(
    "text",
    ["fax 703-555-0127", "传真：703-555-0127", "License 2705-123456", "2705123456", "9-153", "$703-5550", "2015-2026"],
)
def test_what_is_no_phone_is_none(text: str) -> None:
    assert [contact for contact in contacts(printed(text)) if contact.kind == "phone"] == []


@in_one("text, expected", HOURS.items())
def test_hours_are_read_however_they_were_written(text: str, expected: dict[str, str]) -> None:
    week = {day: "-".join(times) for day, times in hours(printed(text))[0].items()}
    assert {day: week.get(day) for day in expected} == expected
    assert bool(week) is bool(expected)


@in_one("text", NO_HOURS)
def test_digits_of_something_else_are_no_hours(text: str) -> None:
    assert hours(printed(text)) == ({}, [])
    (listing,) = parsed(f"东风冷暖 空调维修\n703-555-0126\n{text}")["listings"]
    assert listing["hours"] is None


@given(
    st.integers(2, 9), st.integers(0, 99), st.sampled_from("-. —"), st.sampled_from(("周一至周日", "Mon-Sat", "天天"))
)
@settings(max_examples=60)
def test_no_phone_is_ever_hours(first: int, last: int, gap: str, days: str) -> None:
    number = f"{first}0{last % 10}{gap}555{gap}01{last:02d}"
    assert hours(printed(f"{days} {number}"))[0] == hours(printed(f"{number} {days}"))[0] == {}


@pytest.mark.parametrize(("text", "expected"), PAGES.items())
def test_a_page_gives_exactly_its_ads(text: str, expected: tuple[list[str], list[str]]) -> None:
    read = parsed(text)
    names = [listing["names"]["zh"] or listing["names"]["en"] for listing in read["listings"]]
    assert (names, [listing["reason"] for listing in read["rejected"]]) == expected


OPENING = """
# 这个冬天怎么过

入冬以后，很多家庭开始检查家里的门窗和管道，也有人说，今年比往年更冷一些。

省钱，不是唯一的办法

一位住在郊区的读者告诉我们，他去年换了窗帘，又把阁楼的缝隙堵上，家里就暖和了不少。

流量与温度

果。

其次，商业街上的店铺也有自己的办法，改装门面的时候顺便加了一道帘子
"""


#: What the newspaper prints between two ads.
NOISE = "**冷暖专版**\n\nHeating\nCooling\n\n高氏冷暖"


def test_what_stands_around_the_ads_says_nothing() -> None:
    ads = [(SEED / "ads" / f"{slug}.txt").read_text(encoding="utf-8") for slug in SLUGS]
    alone, after = parsed("\n\n".join(ads)), parsed("\n\n".join([OPENING, ads[0], NOISE, *ads[1:]]))
    assert [listing["phones"] for listing in after["listings"]] == [listing["phones"] for listing in alone["listings"]]
    assert len(after["listings"]) == len(SLUGS)
    for one, other in zip(alone["listings"], after["listings"], strict=True):
        assert {field: one[field] for field in FIELDS} == {field: other[field] for field in FIELDS}
        assert one["evidence"] == other["evidence"]
        assert one["text"].strip() == other["text"].strip()
    assert after["rejected"] == []


def test_every_word_of_the_tables_is_one() -> None:
    for table, rows in words.tables().items():
        for code, spellings in rows.items():
            assert all(squeeze(word) for word in spellings), (table, code)


def _sound(text: str) -> None:
    for entry in (*(read := parsed(text))["listings"], *read["rejected"]):
        evidence = entry["evidence"].values() if isinstance(entry["evidence"], dict) else [entry["evidence"]]
        assert all(quote in text for quotes in evidence for quote in quotes)
        for field, spans in entry.get("spans", {}).items():
            assert all(text[start:end] for start, end in spans), field


@given(st.text(max_size=300))
@settings(max_examples=100)
def test_no_text_raises_and_every_quote_is_in_it(text: str) -> None:
    _sound(text)


@given(
    st.lists(
        st.sampled_from(WORDS),
        max_size=30,
    )
)
@settings(max_examples=100)
def test_no_mixture_of_its_own_words_raises(pieces: list[str]) -> None:
    _sound(" ".join(pieces))


@in_one("text", TEXTS)
def test_hostile_text_is_read_like_any_other(text: str) -> None:
    _sound(text)


@pytest.mark.parametrize("text", ["【" * 5900, " " * 5900, "\n" * 5900, "【高氏冷暖" + " " * 5800 + "】301-555-0123"])
def test_what_a_form_takes_is_read_in_the_time_of_a_page(text: str) -> None:
    """Each of these once took from four seconds to a minute: it ends, that is all that is asked."""
    assert parsed(text) is not None
