"""Suggestions as the script gets them: options in their own language, safe, kept for a while."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from directory.kernel.language import LANGUAGES
from tests.factories.listings import GAOSHI, seeded
from tests.page import parse

each_language = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture
def visitor(app: Flask, client: FlaskClient) -> FlaskClient:
    """Somebody on the site with its five listings."""
    seeded()
    return client


@each_language
@pytest.mark.parametrize(
    ("typed", "field"), [("car", "q"), ("冷暖", "q"), ("gaoshi", "q"), ("208", "place"), ("rock", "place")]
)
def test_suggestions_are_options_in_their_own_language(
    visitor: FlaskClient, language: str, typed: str, field: str
) -> None:
    response = visitor.get(f"/{language}/suggest", query_string={"q": typed, "field": field})
    assert response.status_code == 200
    assert "max-age" in response.headers["Cache-Control"]
    assert response.headers["ETag"]
    options = list(parse(f"<ul>{response.text}</ul>").all("li"))
    assert 1 <= len(options) <= 8
    assert {e.get("role") for e in options} == {"option"}
    assert all(e.get("data-fill") and next(iter(e.iter("b"))).get("lang") for e in options)
    assert options[0].get("data-says", "").startswith(str(len(options)))


def test_a_suggested_name_leads_to_its_page(visitor: FlaskClient) -> None:
    text = visitor.get("/zh-hant/suggest?q=高氏").text
    assert f'data-go="/zh-hant/businesses/{GAOSHI}"' in text
    assert '<b lang="zh-Hans" translate="no">高氏冷暖</b>' in text


@pytest.mark.parametrize(
    ("typed", "kind"), [("执照", "执照"), ("執照", "执照"), ("蒙", "地点"), ("9-15", "商家"), ("240", "商家")]
)
def test_the_end_of_a_word_one_character_and_numbers_suggest(visitor: FlaskClient, typed: str, kind: str) -> None:
    options = list(parse(f"<ul>{visitor.get(f'/zh-hans/suggest?q={typed}').text}</ul>").all("li"))
    assert kind in [(next(iter(e.iter("small"))).text or "") for e in options]


@pytest.mark.parametrize(
    "typed", ["", " ", "%20%00", "qqqqqqqq", "%3Cscript%3Ealert(1)%3C/script%3E", "%22%3E%3Cb%3E", "x" * 5000]
)
def test_nothing_is_suggested_for_nothing_and_nothing_hostile_comes_back(visitor: FlaskClient, typed: str) -> None:
    for field in ("q", "place", "other"):
        response = visitor.get(f"/en/suggest?q={typed}&field={field}")
        assert response.status_code == 200
        assert "<script" not in response.text
        assert '"><b>' not in response.text
    assert visitor.get("/en/suggest").text == ""


def test_a_suggestion_asked_for_again_is_not_sent_again(visitor: FlaskClient) -> None:
    first = visitor.get("/en/suggest?q=car")
    again = visitor.get("/en/suggest?q=car", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.text) == (304, "")
