"""The judged set itself: large enough, of every kind, and asking for nothing that has no code or no listing."""

import tomllib
from collections import Counter
from functools import cache

import pytest

from tests.search.judged import load
from tests.search.truth import HERE, SEED, STATES, documents, parsed

KINDS = (
    "en",
    "zh_hans",
    "zh_hant",
    "tw_hk",
    "pinyin",
    "initials",
    "typo",
    "phone",
    "ad_number",
    "symptom",
    "license",
    "warranty",
    "commercial",
    "insured",
    "place",
    "negation",
    "mixed",
    "split_joined",
    "name",
    "none",
    "sentence",
    "dictation",
    "dialect",
    "question",
)
#: What no listing offers, so that asking for it must find nobody.
UNOFFERED = {"radiant_floor", "cooling_tower", "ice_machine", "oil_to_gas", "sump_pump", "generator"}


@cache
def _codes(table: str, seed: str = "services") -> frozenset[str]:
    with (SEED / f"{seed}.toml").open("rb") as file:
        return frozenset(entry["code"] for entry in tomllib.load(file)[table])


def test_there_are_enough_queries_of_every_kind() -> None:
    counts = Counter(judged.kind for judged in load())
    assert set(counts) == set(KINDS)
    assert sum(counts.values()) >= 1_050
    assert min(counts.values()) >= 8
    assert counts["none"] >= 25


def test_about_a_third_of_the_newest_writer_is_set_aside_and_of_many_kinds() -> None:
    with (HERE / "judged.toml").open("rb") as file:
        queries = tomllib.load(file)
    newest, all_aside = (Counter(entry["kind"] for entry in queries[part]) for part in ("stranger", "aside"))
    aside = Counter(judged.kind for judged in load() if judged.is_held_out) - all_aside
    assert all_aside.total() > 50
    assert newest > aside
    assert 0.25 < aside.total() / newest.total() < 0.4
    assert len(aside) > len(newest) * 2 / 3


def test_no_query_stands_twice() -> None:
    assert Counter((judged.text, judged.place) for judged in load()).most_common(1)[0][1] == 1


@pytest.mark.parametrize("field", ["id", "slug"])
def test_each_listing_is_its_own(field: str) -> None:
    assert len({doc[field] for doc in documents()}) == len(documents()) == 65


def test_no_phone_and_no_ad_number_is_of_two() -> None:
    phones = [phone for doc in documents() for phone in doc["phones"]]
    numbers = [doc["ad_number"] for doc in documents() if doc["ad_number"]]
    assert len(set(phones)) == len(phones)
    assert len(set(numbers)) == len(numbers)


def test_listings_state_only_what_has_a_code() -> None:
    for doc in documents():
        assert set(doc["services"]) <= _codes("service") - UNOFFERED, doc["slug"]
        assert set(doc["work_types"]) <= _codes("work_type"), doc["slug"]
        assert set(doc["brands"]) <= _codes("brand", "brands"), doc["slug"]
        assert {license["type"] for license in doc["licenses"] or ()} <= _codes("license_type"), doc["slug"]
        assert {license["scope"] for license in doc["warranties"]} <= _codes("warranty_scope"), doc["slug"]
        assert set(doc["property_types"] or ()) <= _codes("property_type"), doc["slug"]


def test_made_up_listings_are_printed_in_both_scripts_and_have_numbers_of_fiction() -> None:
    made = [doc for doc in documents() if doc["id"] > 100]
    scripts = Counter(doc["names"]["zh_lang"] for doc in made if doc["names"]["zh"])
    assert scripts == {"zh-Hans": 20, "zh-Hant": 10}
    assert all(phone[-7:].startswith("55501") for doc in made for phone in doc["phones"])


def test_queries_ask_only_for_what_there_is_a_code_or_a_listing_for() -> None:
    slugs = {doc["slug"] for doc in documents()}
    known = {
        "service": _codes("service"),
        "not_service": _codes("service"),
        "work": _codes("work_type"),
        "brand": _codes("brand", "brands"),
        "not_brand": _codes("brand", "brands"),
        "license": _codes("license_type") | {"stated"},
        "license_state": frozenset(STATES),
        "property": _codes("property_type"),
        "not_property": _codes("property_type"),
        "symptom": _codes("symptom"),
        "name": slugs,
    }
    scopes = _codes("warranty_scope") | {"any"}
    for judged in load():
        assert judged.first <= judged.accepted <= slugs, judged.text
        for key, values in map(parsed, judged.ask):
            if key == "warranty":
                assert {value.partition(">=")[0] for value in values} <= scopes, judged.text
            elif key in ("area", "not_area"):
                assert all(value in STATES or (value.isdigit() and len(value) == 5) for value in values), judged.text
            elif key in known:
                assert values <= known[key], judged.text
            else:
                assert key in ("phone", "ad", "insured"), judged.text


def test_the_truth_follows_the_rule() -> None:
    by_text = {judged.text: judged for judged in load() if not judged.place}
    assert by_text["tankless 热水器"].relevant == {"linshi-reshuilu", "hot-water-heroes"}
    assert "annapolis-ductless" in by_text["air conditioning"].relevant, "a mini-split is air conditioning"
    assert "furnace-king" in by_text["nuan qi"].relevant, "a furnace is heating"
    assert "potomac-heating-air" in by_text["20850"].first, "states the county"
    assert "gaoshi-lengnuan" in by_text["20850"].relevant - by_text["20850"].first, "states no area: found, not first"
    assert "old-dominion" not in by_text["20850"].relevant, "works in Richmond only"
    assert by_text["lifetime labor warranty"].relevant == {"siji-lengnuan"}
    assert "siji-lengnuan" in by_text["人工保两年"].relevant, "a lifetime is more than two years"
