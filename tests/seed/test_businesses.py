"""The five ads and their reviewed facts: nothing is claimed that the ad does not say."""

import tomllib
from pathlib import Path
from typing import Any

import phonenumbers
import pytest

from directory.kernel.text import is_slug
from directory.places.gazetteer import gazetteer
from directory.trades import vocabulary
from tests.support.in_one import in_one

SEED = Path(__file__).resolve().parents[2] / "seed"
BUSINESSES = tomllib.loads((SEED / "businesses.toml").read_text(encoding="utf-8"))["business"]
FACTS = [(business, fact) for business in BUSINESSES for fact in business["facts"]]
FIELDS = {
    "name_zh": str,
    "name_zh_lang": str,
    "name_en": str,
    "romanized": str,
    "owner": str,
    "phones": list,
    "ad_number": str,
    "services": list,
    "work_types": list,
    "brands": list,
    "licensed": bool,
    "licenses": list,
    "licensed_states": list,
    "insured": bool,
    "insured_states": list,
    "warranties": list,
    "property_types": list,
    "service_states": list,
}
CODED = {"services": "service", "work_types": "work_type", "brands": "brand", "property_types": "property_type"}


def _ad(business: dict[str, Any]) -> str:
    return (SEED / "ads" / f"{business['ad']}.txt").read_text(encoding="utf-8")


def _values(slug: str) -> dict[str, Any]:
    return {fact["field"]: fact["value"] for business, fact in FACTS if business["slug"] == slug}


def test_five_businesses_have_each_an_ad_of_their_own():
    assert len(BUSINESSES) == 5
    assert {business["ad"] for business in BUSINESSES} == {path.stem for path in (SEED / "ads").glob("*.txt")}
    assert len({business["slug"] for business in BUSINESSES}) == 5
    assert all(is_slug(business["slug"]) and business["market"] == "washington" for business in BUSINESSES)


@in_one("business, fact", FACTS)
def test_fact_quotes_the_words_of_its_ad(business: dict[str, Any], fact: dict[str, Any]):
    assert isinstance(fact["value"], FIELDS[fact["field"]])
    assert fact["value"] not in ("", [], False), "what is not stated is absent"
    if fact.get("source", "ad") == "ad":
        assert fact["evidence"]
    else:
        assert fact["source"] == "reviewer"
        assert fact["field"] == "romanized"
        assert fact["evidence"] == []
    for words in fact["evidence"]:
        assert words in _ad(business)


@pytest.mark.parametrize("business", BUSINESSES, ids=lambda business: business["slug"])
def test_every_fact_is_said_once_in_known_codes(business: dict[str, Any]):
    fields = [fact["field"] for fact in business["facts"]]
    assert len(fields) == len(set(fields))
    assert {"name_zh", "name_zh_lang", "romanized", "phones", "services"} <= set(fields)
    values = _values(business["slug"])
    for field, kind in CODED.items():
        assert set(values.get(field, [])) <= set(vocabulary.codes(kind)), field
    for license_ in values.get("licenses", []):
        assert set(license_) <= {"type", "number", "state"}
        assert license_["type"] in vocabulary.codes("license_type")
        assert values["licensed"] is True
    for term in values.get("warranties", []):
        assert term["scope"] in vocabulary.codes("warranty_scope")
        assert 0 < term["years"] <= 12
    for field in ("licensed_states", "insured_states", "service_states"):
        assert all(gazetteer().place(state).kind == "state" for state in values.get(field, []))


@pytest.mark.parametrize("business", BUSINESSES, ids=lambda business: business["slug"])
def test_phones_are_those_printed(business: dict[str, Any]):
    printed = [
        phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)
        for match in phonenumbers.PhoneNumberMatcher(_ad(business), "US")
    ]
    assert _values(business["slug"])["phones"] == printed


@pytest.mark.parametrize("business", BUSINESSES, ids=lambda business: business["slug"])
def test_brands_are_all_those_printed(business: dict[str, Any]):
    text = _ad(business).lower()
    printed = {code for code in vocabulary.codes("brand") if code.lower() in text}
    assert set(_values(business["slug"])["brands"]) == printed


def test_facts_of_the_ad_that_names_its_area():
    values = _values("huafu-lengnuan-kongtiao")
    assert values == {
        "name_zh": "华府冷暖空调",
        "name_zh_lang": "zh-Hans",
        "romanized": "Huafu Lengnuan Kongtiao",
        "phones": ["+12404217363"],
        "ad_number": "9-153",
        "services": ["heating", "air_conditioning", "water_heater", "central_ac", "duct", "uv_light", "garage_door"],
        "work_types": ["repair", "install", "maintenance"],
        "brands": ["Carrier", "Payne", "Goodman"],
        "warranties": [
            {"scope": "parts", "years": 10, "condition": "冷暖气新机"},
            {"scope": "labor", "years": 1, "condition": "冷暖气新机"},
        ],
        "service_states": ["DC", "VA", "MD"],
    }


def test_promise_of_quality_is_no_warranty():
    assert "warranties" not in _values("fangshi-lengnuan")
    assert _values("gaoshi-lengnuan")["warranties"] == [
        {"scope": "equipment", "years": 10},
        {"scope": "labor", "years": 1},
    ]


def test_states_of_a_license_are_no_service_area():
    values = _values("david-zhang-lengnuan-kongtiao")
    assert values["licensed_states"] == values["insured_states"] == ["MD", "VA"]
    assert "service_states" not in values


def test_ad_without_a_number_has_none():
    assert "ad_number" not in _values("gaoshi-lengnuan")
    assert {_values(business["slug"]).get("ad_number") for business in BUSINESSES} == {"9-153", "9-152", "9-147", None}
