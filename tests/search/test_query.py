"""Parameters become a query, whatever they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from directory.search.rules.query import MOST_CHARACTERS, Query

NAMES = ["q", "place", "service", "brand", "license", "insured", "property", "parts_years", "labor_years", "page", "x"]


def test_every_parameter_is_read() -> None:
    given = [
        ("q", " 空调  维修 "),
        ("place", "20850"),
        ("service", "heating"),
        ("service", "duct"),
        ("brand", "Carrier"),
        ("license", "stated"),
        ("insured", "true"),
        ("property", "commercial"),
        ("parts_years", "10"),
        ("labor_years", "2"),
        ("page", "3"),
    ]
    expected = Query("空调 维修", "20850", ("heating", "duct"), ("Carrier",), "stated", True, ("commercial",), 10, 2, 3)
    assert Query.read(MultiDict(given)) == expected


@pytest.mark.parametrize("page", ["abc", "-1", "0", "", "1.5", "９", "99999999999999999999", " "])
def test_a_page_that_is_no_number_is_the_first(page: str) -> None:
    assert Query.read(MultiDict({"page": page})).page == 1


@pytest.mark.parametrize("value", ["false", "0", "no", "", "maybe"])
def test_insured_is_asked_for_only_by_a_yes(value: str) -> None:
    assert not Query.read(MultiDict({"insured": value})).insured


def test_nothing_asked_is_empty_and_a_facet_is_not() -> None:
    assert Query().is_empty()
    assert not Query(parts_years=1).is_empty()
    assert Query(brand=("Carrier",)).is_filtered()


@given(st.lists(st.tuples(st.sampled_from(NAMES), st.text()), max_size=40))
def test_reading_never_raises(pairs: list[tuple[str, str]]) -> None:
    query = Query.read(MultiDict(pairs))
    assert len(query.text) <= MOST_CHARACTERS
    assert query.page >= 1
    assert "\x00" not in query.text
