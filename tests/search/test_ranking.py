"""The order of results: each criterion decides before all later ones, and equals take turns."""

from datetime import date, timedelta
from typing import Any

import pytest
from pyroaring import BitMap

from directory.places.gazetteer import gazetteer
from directory.search.rules import ranking
from directory.search.rules.query import Query
from tests.factories.listings import document
from tests.search import listed as finding
from tests.search.listed import Snapshot


def test_equals_take_turns_at_being_first() -> None:
    equal, day = BitMap((1, 20, 300_000)), date(2026, 11, 22)
    days = [list(ranking.turn(equal, day + timedelta(days=n), range(3))) for n in range(4)]
    assert sorted(numbers[0] for numbers in days[:3]) == [1, 20, 300_000]
    assert days[3] == days[0]
    assert all(set(numbers) == set(equal) for numbers in days)
    assert [next(ranking.turn(equal, day, range(n, n + 1))) for n in range(3)] == days[0]


_CHECKED = [{"type": "master", "number": "1", "state": "MD", "status": "checked"}]
_NAMED, _LATIN = {"zh": "甲", "zh_lang": "zh-Hans", "romanized": None}, "Star Heating"
#: A query, what the better of two listings states by each criterion, and what the other one does.
BETTER: dict[str, tuple[Query, dict[str, Any], dict[str, Any]]] = {
    "name": (
        Query(text="star"),
        {"names": _NAMED | {"en": "Star"}},
        {"names": _NAMED | {"en": _LATIN}, "licensed": True, "insured": True},
    ),
    "longest": (
        Query(text="repair", order="warranty"),
        {"warranties": [{"scope": "parts", "years": 5}]},
        {"warranties": [{"scope": "labor", "years": 2}], "licenses": _CHECKED, "licensed": True, "insured": True},
    ),
    "free": (
        Query(text="furnace"),
        {"services": ["heating"]},
        {
            "services": ["furnace"],
            "paused_until": "2099-01-01",
            "service_states": ["MD"],
            "licenses": _CHECKED,
            "licensed": True,
        },
    ),
    "stated": (
        Query(text="furnace"),
        {"services": ["furnace"]},
        {"services": ["heating"], "service_states": ["MD"], "licenses": _CHECKED, "licensed": True},
    ),
    "service": (
        Query(text="heating"),
        {"services": ["heating"]},
        {"services": ["furnace"], "service_states": ["MD"], "licenses": _CHECKED, "licensed": True},
    ),
    "paper": (
        Query(text="licensed", place="20850"),
        {"licensed": True, "licensed_states": ["MD"]},
        {
            "licensed": True,
            "licensed_states": ["VA"],
            "service_states": ["MD"],
            "licenses": _CHECKED[:0],
            "insured": True,
        },
    ),
    "area": (
        Query(place="20850"),
        {"service_states": ["MD"]},
        {"service_radius": {"zip": "20850", "miles": 5}, "licensed": True, "licenses": _CHECKED},
    ),
    "home": (
        Query(text="townhouse repair"),
        {"services": ["heating"], "property_types": ["residential"]},
        {
            "services": ["heating"],
            "service_radius": {"zip": "20850", "miles": 5},
            "licenses": _CHECKED,
            "licensed": True,
            "insured": True,
        },
    ),
    "distance": (
        Query(place="20850"),
        {"service_states": ["MD"], "service_radius": {"zip": "20850", "miles": 5}},
        {"service_states": ["MD"], "service_radius": {"zip": "21801", "miles": 5}, "licenses": _CHECKED},
    ),
    "license": (
        Query(text="repair"),
        {"licenses": _CHECKED},
        {"licensed": True, "insured": True, "services": ["duct"]},
    ),
    "completeness": (Query(text="repair"), {"insured": True}, {}),
}


def test_every_criterion_but_turns_is_tried() -> None:
    assert [*BETTER, "turn"] == list(ranking.CRITERIA)


@pytest.mark.parametrize("criterion", BETTER)
def test_a_criterion_decides_before_all_later_ones(criterion: str) -> None:
    query, better, other = BETTER[criterion]
    docs = [document(id=1, slug="other", work_types=["repair"], **other)]
    docs.append(document(id=2, slug="better", work_types=["repair"], **better))
    over = Snapshot(1, docs, gazetteer())
    for n in range(2):
        answer, hits = finding.find(over, query, gazetteer(), date(2026, 11, 22 + n))
        assert (not answer.is_fallback, [hit.entry.doc.slug for hit in hits]) == (True, ["better", "other"])


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("licensed hvac", ["of-md", "of-none", "of-va"]),
        ("有执照的空调公司", ["of-md", "of-none", "of-va"]),
        ("insured hvac", ["of-md", "of-none", "of-va"]),
        ("licensed in Maryland hvac", ["of-md", "of-none"]),
        ("馬里蘭執照 冷氣", ["of-md", "of-none"]),
    ],
)
def test_a_paper_of_the_place_stands_first_and_one_of_no_state_may_be_meant(text: str, order: list[str]) -> None:
    papers = {"services": ["heating", "air_conditioning"], "licensed": True, "insured": True}
    of_states = {"of-va": ["VA"], "of-none": [], "of-md": ["MD"]}
    docs = [
        document(id=n, slug=slug, licensed_states=states, insured_states=states, **papers)
        for n, (slug, states) in enumerate(of_states.items())
    ]
    docs.append(document(id=4, slug="unlicensed", services=["heating", "air_conditioning"]))
    over = Snapshot(1, docs, gazetteer())
    answer, hits = finding.find(over, Query(text=text, place="20850"), gazetteer(), date(2026, 11, 22))
    assert (not answer.is_fallback, [hit.entry.doc.slug for hit in hits]) == (True, order)


def test_a_promise_on_the_machine_takes_in_its_parts() -> None:
    promised = {"parts": 10, "machine": 10, "labor": 10}
    scopes = {"parts": "parts", "machine": "equipment", "labor": "labor"}
    docs = [
        document(id=n, slug=slug, warranties=[{"scope": scopes[slug], "years": years}])
        for n, (slug, years) in enumerate(promised.items())
    ]
    over = Snapshot(1, docs, gazetteer())
    _, hits = finding.find(over, Query(text="零件保十年"), gazetteer(), date(2026, 11, 22))
    assert [(hit.entry.doc.slug, bool(hit.implied)) for hit in hits] == [("parts", False), ("machine", True)]


def test_who_takes_no_new_work_stands_last_on_the_first_page_too_until_the_day() -> None:
    docs = [document(id=n, slug=f"b{n}", paused_until="2026-12-04" if n == 1 else None) for n in (1, 2, 3)]
    over = Snapshot(1, docs, gazetteer())
    for day in (1, 2, 3):
        _, hits = finding.find(over, Query(), gazetteer(), date(2026, 12, day))
        assert hits[-1].entry.doc.slug == "b1"
    first = [finding.find(over, Query(), gazetteer(), date(2026, 12, day))[1][0].entry.doc.slug for day in (4, 5, 6)]
    assert sorted(first) == ["b1", "b2", "b3"]


def test_a_name_that_is_a_region_stands_first_and_excludes_nobody() -> None:
    docs = [document(id=n, slug=f"b{n}", services=["heating"]) for n in (1, 2)]
    docs.append(document(id=3, slug="huafu", services=["heating"], names=_NAMED | {"zh": "华府冷暖", "en": None}))
    _, hits = finding.find(Snapshot(1, docs, gazetteer()), Query(text="华府 暖气"), gazetteer(), date(2026, 11, 22))
    assert (len(hits), hits[0].entry.doc.slug) == (3, "huafu")
