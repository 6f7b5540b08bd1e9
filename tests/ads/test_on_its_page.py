"""The page of a business that came from an ad: what it does not do, how to reach it, the words behind each fact."""

import pytest
from flask.testing import FlaskClient

from directory.foundation.unit import unit
from directory.kernel.language import LANGUAGES
from directory.review import actions
from tests.factories import ads
from tests.page import check_page, words

TEXT = """林記冷氣工程行
冷氣 暖氣 維修 安裝
不做商業，不修熱水器
電話：703-555-0162
微信：linji888  www.linji-hvac.example
地址：12 Main Street, Rockville, MD 20850
人工90天保固
"""


@pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("language", LANGUAGES)
def test_its_page_says_where_each_fact_comes_from(client: FlaskClient, language: str) -> None:
    submission = ads.one(TEXT, language="zh-Hant")
    with unit() as session:
        slug = actions.publish(session, submission.id, "operator:1").slug
    answer = client.get(f"/{language}/businesses/{slug}")
    page = check_page(answer, language, quoted=("林記冷氣工程行",))
    quotes = [words(element) for element in page.all("q")]
    for stated in ("703-555-0162", "linji888", "林記冷氣工程行"):
        assert any(stated in quote for quote in quotes), stated
    assert "linji888" in words(page.first("main"))
    assert "12 Main Street" in words(page.first("main"))
    head = next(element for element in page.all("header") if element.get("class") == "listing-head")
    no = {"en": "Businesses", "zh-hans": "商业", "zh-hant": "商業"}[language]
    assert any(no in words(element) for element in head.iter("p") if element.get("class") == "hint")
