"""What people type in their first minute, and what the page of results says to it: kinds, each in several wordings."""

from typing import NamedTuple

import pytest
from flask.testing import FlaskClient

from tests.factories.listings import ANJU, GAOSHI, HUAFU, SLUGS, ZHANG, seeded
from tests.page import Page, check_page, words

PRINTED = ("华府冷暖空调", "方氏冷暖", "高氏冷暖", "安居冷暖空调公司", "DAVID ZHANG 冷暖空调")


class Kind(NamedTuple):
    """Searches that are one question: whom they bring, the chips they are read as, and words of the heading or text."""

    typed: tuple[str, ...]
    #: How many are listed.
    total: int
    chips: tuple[str, ...] = ()
    says: str = ""
    first: tuple[str, ...] = SLUGS
    #: Whether the list is a suggestion, which the page then says.
    is_suggested: bool = False


KINDS = {
    "a kind of heating is done by who does heating": Kind(
        ("furnace repair", "fix my gas furnace", "炉子修理"), 5, ("Furnace", "Repair"), "5 contractors"
    ),
    "a new one too": Kind(
        ("new furnace", "换暖气炉", "装新暖炉", "replace my furnace"), 5, ("Furnace",), "5 contractors"
    ),
    "a furnace that does not light": Kind(("炉子点不着火", "furnace won't ignite", "暖气炉打不着火"), 5),
    "who installs replaces": Kind(
        ("ac replacement", "换空调", "換冷氣", "swap out old AC unit", "冷气要换新的"), 5, ("Air conditioning",)
    ),
    "a water heater": Kind(
        ("replace water heater", "换热水器", "熱水器換新"), 2, ("Water heater",), first=(GAOSHI, HUAFU)
    ),
    "silence leaves nobody out": Kind(
        ("AC坏了", "heater 坏了", "中央空调不工作了", "公寓 窗机", "condo window unit", "暖气 不工作", "中央冷气坏了"),
        5,
    ),
    "a town leaves nobody out who names none": Kind(
        ("Rockville 修空调", "Bethesda 修冷气", "AC repair in Gaithersburg"), 5, says="contractors, for", first=(HUAFU,)
    ),
    "English is a condition": Kind(
        ("do they speak english", "有没有会讲英文的师傅", "anyone english speaking"),
        5,
        ("English",),
        "No ad mentions",
        is_suggested=True,
    ),
    "Mandarin is one": Kind(
        ("会讲国语", "speak mandarin", "能说普通话的师傅"), 5, ("Mandarin",), "No ad mentions", is_suggested=True
    ),
    "beside work a language leaves nobody out": Kind(
        ("english speaking hvac repair", "会讲英文的师傅修空调"), 5, ("English",), "the ads don't say"
    ),
    "who speaks no English wants Chinese": Kind(
        ("我妈家暖气坏了她不会说英文", "爸媽不懂英文 暖氣壞了", "家母唔识讲英文 暖气坏了"),
        5,
        ("No heat", "Mandarin / Cantonese"),
    ),
    "the longest warranty is an order": Kind(
        ("哪家保修最长", "longest warranty", "保固最久的", "who gives the best warranty", "保固哪家最長"),
        5,
        ("Longest warranty",),
        first=(ZHANG,),
    ),
    "for life is no number": Kind(
        ("终身保修", "lifetime warranty", "終生保固"), 5, ("Warranty: lifetime",), "No ad mentions", is_suggested=True
    ),
    "cold air is no heat": Kind(("家里冷气坏了", "厨房冷气不冷", "臥室冷氣不冷"), 5, ("No cooling",)),
    "a leak is a leak": Kind(("家裡冷氣滴水", "客厅冷气漏水", "冷氣一直滴水"), 5),
    "Trane by its sound": Kind(("trne", "trian ac", "特琳", "特靈冷氣"), 2, ("Trane",), first=(GAOSHI, ANJU, ZHANG)),
    "Goodman by its sound": Kind(("固得曼", "goodmen", "古德满"), 3, ("Goodman",)),
    "Lennox by its sound": Kind(("雷诺思", "莱诺克斯", "lenox"), 1, ("Lennox",)),
    "drying is no moistening": Kind(
        ("除湿", "抽湿机", "dehumidifier"), 5, ("Dehumidifier",), "to ask about", is_suggested=True
    ),
    "a part is no firm": Kind(("air handler noisy", "air handler is noisy"), 5, ("noisy",)),
    "a loud part is no firm": Kind(("blower motor loud",), 5, ("loud",)),
    "one odd word empties nothing": Kind(
        ("garage door jammed crooked", "garage door crooked"), 1, ("Garage door",), "1 contractor", first=(HUAFU,)
    ),
    "another trade is said to be one": Kind(
        ("roof leaking", "屋顶漏雨", "屋檐漏水", "leaky roof"), 5, says="is not our trade", is_suggested=True
    ),
    "quotes are a wish": Kind(
        ("2家报价", "3 quotes", "want three estimates", "找两家比价", "two bids please"),
        5,
        ("Quotes",),
        "Tick up to three",
    ),
    "one name, two characters": Kind(("张师傅", "章师傅", "zhang 师傅"), 1, first=(ZHANG,)),
    "all but one thing": Kind(
        ("除冷库外都做", "everything but refrigeration", "everything except refrigeration"), 5, ("not: Refrigeration",)
    ),
    "what is not needed narrows nothing": Kind(
        ("没有保险也行", "不用有保险", "insurance not required"), 5, ("not needed:",)
    ),
}


@pytest.fixture
def visitor(client: FlaskClient) -> FlaskClient:
    """Somebody on the site with its five listings."""
    seeded()
    return client


def _slugs(page: Page) -> list[str]:
    names = [article.get("aria-labelledby", "") for article in page.all("article")]
    return [name.removeprefix("name-") for name in names]


def _chips(page: Page) -> str:
    return " ".join(words(link) for link in page.all("a") if "chip" in (link.get("class") or "").split())


@pytest.mark.parametrize("name", KINDS)
def test_a_question_of_the_first_minute_is_answered(visitor: FlaskClient, name: str) -> None:
    kind = KINDS[name]
    for typed in kind.typed:
        page = check_page(visitor.get("/en/find", query_string={"q": typed}), "en", quoted=(*PRINTED, typed))
        slugs, heading, main = _slugs(page), words(page.first("h1")), words(page.first("main"))
        assert len(slugs) == kind.total, (typed, slugs)
        assert slugs[0] in kind.first, (typed, slugs)
        for chip in kind.chips:
            assert chip.lower() in _chips(page).lower(), (typed, _chips(page))
        assert kind.says in main, (typed, heading)
        if not kind.is_suggested:
            assert heading.startswith(f"{kind.total} contractor"), (typed, heading)
