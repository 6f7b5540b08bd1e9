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
    page = check_page(visitor.get(f"/{language}/find?q=xyzzy+furnace+qqqqq"), language, quoted=PRINTED)
    wording = {"en": "“xyzzy”, “qqqqq”, “furnace”", "zh-hans": "“xyzzy”、“qqqqq”、“furnace”"}
    assert wording.get(language, "「xyzzy」、「qqqqq」、「furnace」") in words(page.first("h1"))


@each_language
@pytest.mark.parametrize("typed", ["furnace smells like gas", "闻到煤气味", "一氧化碳警報", "smoke"])
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


@each_language
@pytest.mark.parametrize("typed", ["not in DC", "粤语", "周末营业"])
def test_a_chip_of_a_place_a_language_and_hours_is_in_words(visitor: FlaskClient, language: str, typed: str) -> None:
    page = check_page(visitor.get(f"/{language}/find", query_string={"q": typed}), language, quoted=(*PRINTED, typed))
    assert len(chips(page)) == 1
    assert not {"yue", "weekend", "DC"} & set(chips(page))
