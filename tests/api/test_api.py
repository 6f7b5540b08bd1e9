"""The public API: exact shapes, one shape of errors, nothing personal."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from bench import firms
from directory.businesses import actions as businesses
from directory.businesses.queries import any_by_slug
from directory.foundation import tokens
from directory.foundation.unit import unit
from tests.factories import answers
from tests.factories.listings import ANJU, HUAFU, SLUGS, seeded
from tests.support.statements import statements

#: As contracts promise it for the first ad of the newspaper's page.
HUAFU_ITEM = {
    "slug": HUAFU,
    "names": {"zh": "华府冷暖空调", "en": None, "romanized": "Huafu Lengnuan Kongtiao"},
    "owner": None,
    "ad_number": "9-153",
    "phones": ["+12404217363"],
    "services": ["heating", "air_conditioning", "water_heater", "central_ac", "duct", "uv_light", "garage_door"],
    "work_types": ["repair", "install", "maintenance"],
    "brands": ["Carrier", "Payne", "Goodman"],
    "licensed": None,
    "licenses": None,
    "insured": None,
    "licensed_states": None,
    "warranties": [
        {"scope": "parts", "years": 10, "condition": "冷暖气新机", "condition_code": "new_hvac"},
        {"scope": "labor", "years": 1, "condition": "冷暖气新机", "condition_code": "new_hvac"},
    ],
    "property_types": None,
    "service_states": ["DC", "VA", "MD"],
    "hours": None,
    "emergency": None,
    "languages": None,
    "features": None,
    "paused_until": None,
}


@pytest.fixture
def api(app: Flask, client: FlaskClient) -> FlaskClient:
    """A caller, with the five listings there."""
    seeded()
    return client


def _get(api: FlaskClient, path: str, status: int = 200) -> Any:
    response = api.get(f"/api/v1{path}")
    assert response.status_code == status, response.text
    assert response.mimetype == ("application/json" if status == 200 else "application/problem+json")
    return response.get_json()


def test_a_business_has_exactly_the_promised_fields(api: FlaskClient) -> None:
    item = _get(api, f"/businesses/{HUAFU}")
    assert item.pop("url").endswith(f"/en/businesses/{HUAFU}")
    assert item == HUAFU_ITEM


def test_a_stated_license_is_a_license_without_number_or_state(api: FlaskClient) -> None:
    item = _get(api, f"/businesses/{ANJU}?lang=zh-hant")
    assert item["names"]["zh"] == "安居冷暖空调公司"
    assert item["names"]["en"] == "Infinity Air LLC"
    assert (item["ad_number"], item["licensed"], item["insured"]) == ("9-147", True, True)
    assert item["licenses"] == [
        {"type": "master", "number": None, "state": None, "status": "stated"},
        {"type": "contractor", "number": None, "state": None, "status": "stated"},
    ]
    assert (item["work_types"], item["warranties"], item["service_states"]) == (None, None, None)
    assert "/zh-hant/businesses/" in item["url"]


def test_a_search_answers_items_total_pages_and_facets(api: FlaskClient) -> None:
    answer = _get(api, "/businesses?q=风管&place=20850")
    assert set(answer) == {
        "items",
        "total",
        "total_stated",
        "page",
        "pages",
        "next",
        "facets",
        "corrected",
        "fallback",
        "unread",
    }
    assert (answer["total"], answer["page"], answer["pages"], answer["corrected"], answer["fallback"]) == (
        2,
        1,
        1,
        None,
        False,
    )
    assert {"value": "duct", "count": 2} in answer["facets"]["service"]
    assert set(answer["items"][0]) == {*HUAFU_ITEM, "url", "unstated"}


def test_a_search_names_what_each_ad_does_not_say(api: FlaskClient) -> None:
    answer = _get(api, "/businesses?q=中央空调维修")
    assert (answer["total"], answer["total_stated"], answer["fallback"]) == (5, 2, False)
    unstated = [item["unstated"] for item in answer["items"]]
    assert unstated[:2] == [[], []]
    assert sorted(unstated[2:]) == [["central_ac"], ["central_ac"], ["central_ac", "repair"]]
    assert {"value": "central_ac", "count": 2} in answer["facets"]["service"]


def test_parameters_are_those_of_find(api: FlaskClient) -> None:
    for query, total in {
        "brand=Trane&insured=true": 1,
        "service=duct&service=uv_light": 2,
        "license=stated": 2,
        "property=commercial": 1,
        "parts_years=10": 2,
        "utm_source=x": 5,
        "": 5,
    }.items():
        answer = _get(api, f"/businesses?{query}")
        assert (answer["total"], answer["fallback"]) == (total, False), query
    assert _get(api, "/businesses?q=asdfgh")["fallback"] is True
    aside = _get(api, "/businesses?q=worried+carrier")
    assert (aside["total"], aside["fallback"], aside["unread"]) == (4, False, ["worried"])


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("page=abc", "page"),
        ("page=0", "page"),
        ("insured=perhaps", "insured"),
        ("parts_years=ten", "parts_years"),
        ("labor_years=-1", "labor_years"),
        ("lang=fr", "lang"),
        (f"brand={'x' * 61}", "brand"),
    ],
)
def test_a_parameter_that_cannot_be_read_is_refused_by_name(api: FlaskClient, query: str, field: str) -> None:
    problem = _get(api, f"/businesses?{query}", 400)
    assert problem["code"] == "bad_request"
    assert list(problem["fields"]) == [field]


def test_an_unknown_business_is_a_problem(api: FlaskClient) -> None:
    for slug in ("nobody", "%00", "%E5%AE%89", "a" * 300):
        assert _get(api, f"/businesses/{slug}", 404)["code"] == "not_found"


def test_places_are_suggested_in_three_languages(api: FlaskClient) -> None:
    items = _get(api, "/places?q=montgomery")["items"]
    county = next(item for item in items if item["kind"] == "county" and item["state"] == "MD")
    assert county["fips"] == ["24031"]
    assert set(county["names"]) == {"en", "zh-hans", "zh-hant"}
    assert _get(api, "/places")["items"] == []
    assert _get(api, "/places?q=" + "x" * 201, 400)["fields"]


def test_a_request_says_states_and_nothing_personal(app: Flask, client: FlaskClient) -> None:
    quote_request = answers.quote_request()
    response = client.get(f"/api/v1/requests/{tokens.derive('request', quote_request.seed)}")
    assert response.get_json() == {
        "state": "open",
        "leads": [
            {"business": "gaoshi", "state": "new", "messages": [{"channel": "sms", "state": "delivered"}]},
            {"business": "fangshi", "state": "new", "messages": [{"channel": "sms", "state": "delivered"}]},
        ],
    }
    assert response.headers["Cache-Control"] == "no-store"
    for personal in (answers.HOMEOWNER, "陈女士", "chen@example.com", "20850"):
        assert personal not in response.text


def test_a_wrong_token_is_not_found(api: FlaskClient) -> None:
    for token in ("x", "A" * 22):
        assert _get(api, f"/requests/{token}", 404)["code"] == "not_found"


def test_the_description_promises_no_other_fields(api: FlaskClient) -> None:
    described = _get(api, "/openapi.json")
    assert described["openapi"].startswith("3.1")
    assert set(described["paths"]) == {
        "/api/v1/businesses",
        "/api/v1/businesses/{slug}",
        "/api/v1/listings",
        "/api/v1/places",
        "/api/v1/requests/{token}",
    }
    schemas = described["components"]["schemas"]
    for name in ("Item", "Names", "License", "Warranty", "Results", "Place", "RequestState", "LeadState"):
        assert schemas[name]["additionalProperties"] is False, name
    assert set(schemas["Item"]["properties"]) == {*HUAFU_ITEM, "url", "extensions"}


def test_every_business_is_there_once(api: FlaskClient) -> None:
    slugs = [item["slug"] for item in _get(api, "/businesses")["items"]]
    assert sorted(slugs) == sorted(SLUGS)


def test_all_listings_come_page_by_page_each_once(api: FlaskClient, session: Session) -> None:
    with unit() as writing:
        firms.enter_places(writing)
        businesses.enter_many(writing, [firms.firm(number) for number in range(220)])
    slugs: list[str] = []
    cursor, pages = 0, 0
    while cursor is not None:
        with statements() as run:
            page = _get(api, f"/listings?cursor={cursor}")
        assert sum("businesses" in statement for statement in run) <= 2
        slugs += [item["slug"] for item in page["items"]]
        cursor, pages = page["next"], pages + 1
        if pages == 1:
            # What goes meanwhile is left out, and shifts nobody else.
            with unit() as writing:
                for slug in (slugs[0], "firm-150"):
                    business = any_by_slug(writing, slug)
                    assert business is not None
                    businesses.suspend(writing, business.id, by="operator:1")
    assert pages == 3
    assert slugs == [*SLUGS, *(f"firm-{number}" for number in range(220) if number != 150)]
    assert _get(api, "/listings?cursor=x", 400)["fields"] == {"cursor": ["Not a valid integer."]}
    assert set(_get(api, "/listings?cursor=2147483647")) == {"items", "next"}
