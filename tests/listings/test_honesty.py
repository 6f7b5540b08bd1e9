"""What the page of results says of words it did not understand or could not honor, and of danger."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from directory.kernel.language import LANGUAGES
from tests.factories.listings import seeded
from tests.listings.test_find import PRINTED, chips, parameters
from tests.page import check_page, words

each_language = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture
def visitor(app: Flask, client: FlaskClient) -> FlaskClient:
    """Somebody on the site with its five listings."""
    seeded()
    return client


@each_language
def test_a_word_set_aside_is_said_not_to_be_understood(visitor: FlaskClient, language: str) -> None:
    path = f"/{language}/find?q=worried+carrier"
    page = check_page(visitor.get(path), language, quoted=(*PRINTED, "worried carrier", "worried"))
    assert [parameters(e) for e in page.all("a") if "is-unread" in e.get("class", "")] == [{"q": ["carrier"]}]
    assert "worried" in words(next(e for e in page.all("p") if e.get("class") == "unread"))
    assert {"en": "4 contractors", "zh-hans": "4", "zh-hant": "4"}[language] in words(page.first("h1"))


@each_language
def test_each_word_that_no_ad_mentions_has_its_own_quotes(visitor: FlaskClient, language: str) -> None:
    page = check_page(visitor.get(f"/{language}/find?q=navien+boiler"), language, quoted=(*PRINTED, "navien", "boiler"))
    wording = {"en": "“navien”, “boiler”", "zh-hans": "“navien”、“boiler”"}
    assert wording.get(language, "「navien」、「boiler」") in words(page.first("h1"))


#: How a heading tells what came of a search: with everything stated, with some of it, with nothing, suggested.
HEADINGS = {
    "carrier": {"en": "4 contractors", "zh-hans": "4 家师傅", "zh-hant": "4 家業者"},
    "中央空调": {
        "en": "5 contractors · 2 say so in their ads",
        "zh-hans": "5 家师傅 · 2 家在广告里写了",
        "zh-hant": "5 家業者 · 2 家在廣告裡註明",
    },
    "furnace": {
        "en": "5 contractors · the ads don't say: Furnace",
        "zh-hans": "5 家师傅 · 广告没写：暖气炉",
        "zh-hant": "5 家業者 · 廣告未註明：暖氣爐",
    },
    "粤语 hvac": {
        "en": "5 contractors · the ads don't say: Cantonese",
        "zh-hans": "5 家师傅 · 广告没写：粤语",
        "zh-hant": "5 家業者 · 廣告未註明：粵語",
    },
    "maintenance homes": {
        "en": "5 contractors · no ad says all of this",
        "zh-hans": "5 家师傅 · 没有一则广告全写了",
        "zh-hant": "5 家業者 · 沒有一則廣告全部註明",
    },
    "華府 地熱": {
        "en": "1 contractor · the ad doesn't say: 地熱",
        "zh-hans": "1 家师傅 · 广告没写：地熱",
        "zh-hant": "1 家業者 · 廣告未註明：地熱",
    },
    "Johnson heating": {
        "en": "5 contractors fit the rest of your search",
        "zh-hans": "5 家师傅符合您的其他要求",
        "zh-hant": "5 家業者符合您的其他條件",
    },
    "boiler": {
        "en": "5 contractors to ask about “boiler”",
        "zh-hans": "“boiler”可以问这 5 家师傅",
        "zh-hant": "「boiler」可以問這 5 家業者",
    },
    "dentist": {
        "en": "“dentist” is not our trade",
        "zh-hans": "“dentist”不是我们这一行",
        "zh-hant": "「dentist」不屬於我們這一行",
    },
    "qqqqq": {
        "en": "We did not understand “qqqqq”",
        "zh-hans": "没看懂“qqqqq”",
        "zh-hant": "看不懂「qqqqq」",
    },
}


@each_language
@pytest.mark.parametrize("typed", HEADINGS)
def test_a_heading_tells_the_result(visitor: FlaskClient, language: str, typed: str) -> None:
    page = check_page(visitor.get(f"/{language}/find", query_string={"q": typed}), language, quoted=(*PRINTED, typed))
    assert words(page.first("h1")) == HEADINGS[typed][language]
    assert words(page.first("title")).startswith(HEADINGS[typed][language])


@each_language
def test_what_an_ad_does_not_say_stands_on_its_card_and_behind_those_that_do(
    visitor: FlaskClient, language: str
) -> None:
    path = f"/{language}/find"
    page = check_page(visitor.get(path, query_string={"q": "heater 坏了"}), language, quoted=(*PRINTED, "heater 坏了"))
    wording = {"en": "The ad doesn't say: Repair", "zh-hans": "广告没写：维修", "zh-hant": "廣告未註明：維修"}[language]
    unsaid = [wording in words(card) for card in page.all("article")]
    assert unsaid == [False, False, False, False, True]


@each_language
@pytest.mark.parametrize(
    "typed",
    ["furnace smells like gas", "闻到煤气味", "一氧化碳警報", "smoke", "暖气一开就头晕", "headaches when heat is on"],
)
def test_who_smells_gas_is_told_to_leave_before_any_phone(visitor: FlaskClient, language: str, typed: str) -> None:
    text = visitor.get(f"/{language}/find", query_string={"q": typed}).text
    check_page(visitor.get(f"/{language}/find", query_string={"q": typed}), language, quoted=(*PRINTED, typed))
    wording = {"en": "Get everyone out first.", "zh-hans": "先带家人离开屋子", "zh-hant": "請先帶家人離開屋子"}[
        language
    ]
    assert 0 < text.index(wording) < text.index('href="tel:')
    assert wording not in visitor.get(f"/{language}/find?q=furnace").text


@each_language
def test_a_search_outside_keeps_its_trade_and_says_so(visitor: FlaskClient, language: str) -> None:
    path = f"/{language}/find?q=garage+door+in+Boston"
    page = check_page(visitor.get(path), language, quoted=(*PRINTED, "garage door in Boston", "Boston"))
    wording = {"en": "these fit the rest", "zh-hans": "符合您的其他要求", "zh-hant": "符合您的其他條件"}[language]
    assert wording in words(next(e for e in page.all("p") if e.get("class") == "lead"))
    assert len(list(page.all("article"))) == 1


@pytest.mark.parametrize(
    ("typed", "fits"),
    [
        ("ducts", "these fit the rest"),
        ("geothermal", "These come closest"),
        ("licensed ducts", "These come closest"),
        ("", "These are the contractors we do list"),
    ],
)
def test_a_search_outside_says_fit_of_nobody_who_does_not(visitor: FlaskClient, typed: str, fits: str) -> None:
    page = check_page(visitor.get(f"/en/find?place=10001&q={typed}"), "en", quoted=PRINTED)
    assert fits in words(next(e for e in page.all("p") if e.get("class") == "lead"))
    assert any("No ad mentions “geothermal”" in words(e) for e in page.all("p")) == (typed == "geothermal")


def test_what_was_given_up_is_not_said_to_fit(visitor: FlaskClient) -> None:
    heading = words(check_page(visitor.get("/en/find?q=licensed+ducts+xyzzyq"), "en", quoted=PRINTED).first("h1"))
    assert "fit" not in heading
    assert "xyzzyq" in heading


@each_language
@pytest.mark.parametrize("typed", ["not in DC", "粤语", "周末营业"])
def test_a_chip_of_a_place_a_language_and_hours_is_in_words(visitor: FlaskClient, language: str, typed: str) -> None:
    page = check_page(visitor.get(f"/{language}/find", query_string={"q": typed}), language, quoted=(*PRINTED, typed))
    assert len(chips(page)) == 1
    assert not {"yue", "weekend", "DC"} & set(chips(page))
