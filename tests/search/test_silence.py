"""Silence is no refusal: what a listing states, implies, does not speak of and refuses; total and order of each."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.businesses.fields.listing import Listing
from directory.places.gazetteer import gazetteer
from directory.search.rules.query import Query
from tests.factories.listings import document
from tests.search import listed as finding
from tests.search.listed import Snapshot

DAY = date(2026, 11, 22)


def _answers(text: str, *docs: dict[str, Any]) -> tuple[list[tuple[str, list[str]]], finding.Answer]:
    """Slugs in order, each with the codes it leaves unstated."""
    made: list[Listing] = [document(**({"id": n, "slug": f"b{n}"} | doc)) for n, doc in enumerate(docs)]
    answer, hits = finding.find(Snapshot(1, made, gazetteer()), Query(text=text), gazetteer(), DAY)
    return [(hit.entry.doc.slug, [concept.code for concept in hit.unstated]) for hit in hits], answer


_BY_NAME = {"slug": "by-name", "services": ["furnace"], "work_types": ["repair"]}
_BY_KIND = {"slug": "by-kind", "services": ["heating"], "work_types": ["repair"]}
_SILENT = {"slug": "silent", "services": ["air_conditioning"], "work_types": ["install"]}
_REFUSES = {"slug": "refuses", "services": ["heating"], "work_types": ["repair"], "services_excluded": ["furnace"]}
_OTHER = {"slug": "other", "services": ["garage_door"], "work_types": ["repair"]}


@pytest.mark.parametrize("text", ["furnace repair", "fix my furnace pls", "修暖气炉", "爐子 維修"])
def test_who_states_a_kind_stands_before_who_implies_it_and_who_is_silent(text: str) -> None:
    slugs, answer = _answers(text, _SILENT, _REFUSES, _BY_KIND, _OTHER, _BY_NAME)
    assert [slug for slug, _ in slugs] == ["by-name", "by-kind", "silent"]
    assert [set(unstated) for _, unstated in slugs] == [set(), {"furnace"}, {"furnace", "repair"}]
    assert (answer.is_fallback, answer.missing) == (False, ())


@pytest.mark.parametrize(
    "text", ["ac replacement", "换空调", "換冷氣", "replace my old ac", "swap the air conditioner"]
)
def test_who_installs_replaces(text: str) -> None:
    replaces = {"slug": "replaces", "services": ["air_conditioning"], "work_types": ["replacement"]}
    installs = {"slug": "installs", "services": ["air_conditioning"], "work_types": ["install"]}
    repairs = {"slug": "repairs", "services": ["air_conditioning"], "work_types": ["repair"]}
    slugs, answer = _answers(text, repairs, installs, replaces)
    assert slugs == [("replaces", []), ("installs", ["replacement"])]
    assert not answer.is_fallback


@pytest.mark.parametrize(("text", "code"), [("空调保养", "maintenance"), ("ac tune up", "maintenance")])
def test_who_repairs_maintains(text: str, code: str) -> None:
    slugs, _ = _answers(text, {"services": ["air_conditioning"], "work_types": ["repair"]})
    assert slugs == [("b0", [code])]


@pytest.mark.parametrize("text", ["AC坏了", "heater 坏了", "apartment ac repair", "公寓 窗机", "中央空调坏了"])
def test_nobody_of_the_trade_is_left_out_because_an_ad_is_silent(snapshot: Snapshot, text: str) -> None:
    answer, hits = finding.find(snapshot, Query(text=text), gazetteer(), DAY)
    assert (len(hits), answer.is_fallback) == (5, False)
    silent = [bool(hit.unstated) for hit in hits]
    assert silent == sorted(silent)
    assert any(silent)


@pytest.mark.parametrize(
    ("text", "codes"),
    [("洗风管", {"duct_cleaning"}), ("uv light", {"uv_light"}), ("walk in freezer", {"refrigeration"})],
)
def test_a_speciality_is_only_suggested(text: str, codes: set[str]) -> None:
    slugs, answer = _answers(text, {"services": ["heating", "air_conditioning", "duct"]})
    assert (len(slugs), answer.is_fallback) == (1, True)
    assert {concept.code for condition in answer.reading.conditions for concept in condition.concepts} == codes


@pytest.mark.parametrize("refused", ["heating", "furnace"])
def test_who_refuses_a_kind_or_what_it_is_a_kind_of_is_not_shown(refused: str) -> None:
    slugs, _ = _answers("furnace", {"services": ["air_conditioning"], "services_excluded": [refused]}, _BY_KIND)
    assert [slug for slug, _ in slugs] == ["by-kind"]


def test_homes_are_expected_and_businesses_are_not() -> None:
    assert _answers("apartment ac", _SILENT)[0] == [("silent", ["residential"])]
    assert _answers("restaurant ac", _SILENT)[1].is_fallback
    assert _answers("apartment ac", _SILENT | {"property_excluded": ["residential"]})[1].is_fallback


_ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "services": st.lists(st.sampled_from(["heating", "air_conditioning", "furnace", "duct"]), unique=True),
            "work_types": st.lists(st.sampled_from(["repair", "install", "maintenance"]), unique=True),
            "services_excluded": st.sampled_from([[], ["furnace"], ["heating"]]),
        }
    ),
    max_size=8,
)


def _level(doc: dict[str, list[str]]) -> int:
    """How far an ad has furnaces, in the plainest words: 3 says so, 2 heats, 1 is of the trade, 0 refuses."""
    of_trade = {"heating", "air_conditioning", "furnace"} & set(doc["services"])
    if doc["services_excluded"] or not of_trade:
        return 0
    return 3 if "furnace" in doc["services"] else 2 if "heating" in doc["services"] else 1


@given(_ROWS)
def test_totals_count_who_may_and_who_says_so(rows: list[dict[str, Any]]) -> None:
    levels = [_level(doc) for doc in rows]
    docs = [document(id=n, slug=f"b{n}", **doc) for n, doc in enumerate(rows)]
    answer, hits = finding.find(Snapshot(1, docs, gazetteer()), Query(text="furnace"), gazetteer(), DAY)
    if not any(levels):
        assert answer.is_fallback or not rows
        return
    shown = [levels[hit.entry.doc.id] for hit in hits]
    assert shown == sorted((level for level in levels if level), reverse=True)
    assert sum(not hit.unstated for hit in hits) == levels.count(3)
    (services,) = (facet for facet in answer.found.facets if facet.group == "service")
    counted = {option.value: option.count for option in services.values}
    for code in ("heating", "furnace"):
        assert counted.get(code, 0) == sum(
            code in doc["services"] for doc, level in zip(rows, levels, strict=True) if level
        )
