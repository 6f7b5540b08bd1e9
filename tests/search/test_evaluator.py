"""Matching, counting and ranking over documents, held against the plainest words for the same thing."""

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from directory.businesses.fields.listing import Listing
from directory.places.gazetteer import gazetteer
from directory.search.rules import ranking
from directory.search.rules.evaluator import Evaluator, Found, facets, hit
from directory.search.rules.index import Index
from directory.search.rules.query import Query
from tests.factories.listings import document
from tests.support.in_one import in_one

SERVICES = ("heating", "air_conditioning", "duct", "furnace")
BRANDS = ("Carrier", "Trane")
PLACES = {"": None, "20850": "MD", "DC": "DC", "22030": "VA"}

_some = st.lists(st.sampled_from(SERVICES), unique=True)
_documents = st.lists(
    st.fixed_dictionaries(
        {
            "services": _some,
            "brands": st.lists(st.sampled_from(BRANDS), unique=True),
            "licensed": st.sampled_from([True, None]),
            "insured": st.sampled_from([True, None]),
            "property_types": st.sampled_from([None, ["residential"], ["residential", "commercial"]]),
            "service_states": st.sampled_from([None, ["MD"], ["DC", "VA"], ["DC", "MD", "VA"]]),
            "warranties": st.sampled_from(
                [
                    [],
                    [{"scope": "parts", "years": 10}],
                    [{"scope": "parts", "years": 5}, {"scope": "labor", "years": 1}],
                ]
            ),
        }
    ),
    max_size=8,
)
_queries = st.builds(
    Query,
    place=st.sampled_from(sorted(PLACES)),
    service=_some.map(tuple),
    brand=st.lists(st.sampled_from(BRANDS), unique=True).map(tuple),
    license=st.sampled_from(["", "stated", "checked"]),
    insured=st.booleans(),
    property=st.sampled_from([(), ("commercial",), ("residential", "commercial")]),
    parts_years=st.sampled_from([None, 1, 7, 10]),
    labor_years=st.sampled_from([None, 1, 2]),
)


def _made(rows: list[dict[str, Any]]) -> list[Listing]:
    return [document(id=number, slug=f"b{number}", **values) for number, values in enumerate(rows, start=1)]


def _years(doc: Listing, scope: str) -> int:
    return max([int(w.years or 0) for w in doc.warranties if w.scope == scope], default=0)


def _passes(doc: Listing, query: Query, without: str = "") -> bool:
    """The contract in the plainest words: alternatives inside a group, conditions between groups."""
    tests = {
        "service": not query.service or bool(set(query.service) & set(doc.services)),
        "brand": not query.brand or bool(set(query.brand) & set(doc.brands)),
        "license": {"": True, "stated": bool(doc.licensed), "checked": False}[query.license],
        "insured": not query.insured or bool(doc.insured),
        "property": not query.property or bool(set(query.property) & set(doc.property_types)),
        "parts_years": query.parts_years is None or _years(doc, "parts") >= query.parts_years,
        "labor_years": query.labor_years is None or _years(doc, "labor") >= query.labor_years,
    }
    state = PLACES[query.place]
    there = state is None or not doc.service_states or state in doc.service_states
    return there and all(holds for group, holds in tests.items() if group != without)


def _matching(docs: list[Listing], query: Query) -> tuple[Index, Found]:
    place = gazetteer().read(query.place)
    index = Index(docs, gazetteer())
    return index, Evaluator(index).evaluate((), (place,) if place else (), query)


@given(_documents, _queries)
def test_hits_are_exactly_those_that_pass(rows: list[dict[str, Any]], query: Query) -> None:
    docs = _made(rows)
    _, matching = _matching(docs, query)
    assert list(matching.hits) == [doc.id for doc in docs if _passes(doc, query)]


@in_one(
    "query, inside, outside",
    [
        (Query(insured=True), {"insured": True}, {"insured": None}),
        (Query(license="stated"), {"licensed": True}, {"licensed": None}),
        (Query(service=("duct",)), {"services": ["duct"]}, {"services": ["furnace"]}),
        (Query(brand=("Trane",)), {"brands": ["Trane"]}, {"brands": ["Carrier"]}),
        (Query(property=("commercial",)), {"property_types": ["commercial"]}, {"property_types": ["residential"]}),
        *(
            (
                Query(**{f"{scope}_years": years}),
                {"warranties": [{"scope": scope, "years": years}]},
                {"warranties": [{"scope": scope, "years": years - 1}]},
            )
            for scope in ("parts", "labor")
            for years in (2, 10)
        ),
    ],
)
def test_each_filter_alone_keeps_who_just_passes(query: Query, inside: dict[str, Any], outside: dict[str, Any]) -> None:
    _, matching = _matching(_made([inside, outside]), query)
    assert list(matching.hits) == [1]


@given(_documents, _queries)
def test_counts_are_exact_and_ignore_their_own_group(rows: list[dict[str, Any]], query: Query) -> None:
    docs = _made(rows)
    for facet in facets(*_matching(docs, query), query):
        around = [doc for doc in docs if _passes(doc, query, without=facet.group)]
        for value in facet.values:
            assert value.count == sum(_has(doc, facet.group, value.value) for doc in around), (facet.group, value)
            assert value.count or value.is_on


def _has(doc: Listing, group: str, value: str) -> bool:
    if group.endswith("_years"):
        return _years(doc, group.removesuffix("_years")) >= int(value)
    if group == "license":
        return value == "stated" and bool(doc.licensed)
    if group == "insured":
        return bool(doc.insured)
    names = {"service": "services", "brand": "brands", "property": "property_types"}
    return value in getattr(doc, names[group])


@given(_documents, _queries)
def test_an_unstated_area_is_flagged_and_comes_after_a_stated_one(rows: list[dict[str, Any]], query: Query) -> None:
    docs = _made(rows)
    index, matching = _matching(docs, query)
    positions = range(len(matching.hits))
    numbers = ranking.in_order(index, matching, ranking.Wanted(), date(2026, 11, 22), positions)
    areas = [hit(index, matching, (), number).area for number in numbers]
    stating = {doc.id: bool(doc.service_states) for doc in docs}
    if not query.place:
        assert set(areas) <= {None}
    else:
        assert areas == sorted(areas, key=["stated", "unstated"].index)
        assert areas == ["stated" if stating[number] else "unstated" for number in numbers]


def test_a_county_area_serves_its_towns_its_state_and_nobody_else() -> None:
    doc = document(areas=["24031"])
    for place, expected in {"20850": 1, "Rockville, MD": 1, "MD": 1, "24031": 1, "22030": 0, "DC": 0}.items():
        assert len(_matching([doc], Query(place=place))[1].hits) == expected, place
