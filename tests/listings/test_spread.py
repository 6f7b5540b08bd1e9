"""The map of the results' areas: shades, their address, the counties named first; and addresses without one thing."""

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.listings.rules import county_map
from directory.listings.rules import facets as sieve
from directory.places.gazetteer import shapes

ALL = sorted(shapes().counties)


@pytest.mark.parametrize(
    ("counts", "shades"),
    [
        ([], []),
        ([0], []),
        ([3, 3], [(3, 3, 3)]),
        ([1, 4], [(2, 1, 1), (4, 4, 4)]),
        ([1, 2, 3], [(1, 1, 1), (3, 2, 2), (4, 3, 3)]),
        ([1, 2, 5, 9], [(1, 1, 1), (2, 2, 2), (3, 5, 5), (4, 9, 9)]),
        (range(1, 13), [(1, 1, 3), (2, 4, 6), (3, 7, 9), (4, 10, 12)]),
        ([1, 2, 3, 4, 6], [(1, 1, 1), (2, 2, 3), (3, 4, 4), (4, 5, 6)]),
    ],
)
def test_few_shades_tell_the_counts_apart(counts: list[int], shades: list[tuple[int, int, int]]) -> None:
    assert [(s.number, s.least, s.most) for s in county_map.shades(counts)] == shades


@given(st.dictionaries(st.sampled_from(ALL), st.integers(1, 60)))
def test_a_map_reads_back_from_its_address(counties: dict[str, int]) -> None:
    numbers = county_map.unpacked(county_map.packed(counties, ALL), ALL)
    assert {fips for fips, number in numbers.items() if number} == counties.keys()
    for fips, count in counties.items():
        shade = next(s for s in county_map.shades(counties.values()) if s.number == numbers[fips])
        assert shade.least <= count <= shade.most


def test_an_address_stays_short() -> None:
    assert county_map.packed({"11001": 2}, ALL) == "1d157a"
    assert len(county_map.packed({fips: at % 5 for at, fips in enumerate(ALL)}, ALL)) < 400


@given(st.text())
def test_any_word_draws_some_map(word: str) -> None:
    numbers = county_map.unpacked(word, ALL)
    assert sorted(numbers) == ALL
    assert set(numbers.values()) <= set(range(5))


def test_a_huge_run_costs_nothing() -> None:
    assert set(county_map.unpacked("999e" * 200, ALL).values()) == {4}


def test_most_served_counties_come_first_then_the_nearest() -> None:
    counties = {"51059": 2, "24031": 1, "24033": 1, "11001": 1, "51720": 1, "99999": 9}
    assert [fips for fips, _ in county_map.named(counties, shapes())] == ["51059", "11001", "24033", "24031", "51720"]
    assert next(iter(county_map.named({"11001": 1, "51720": 1}, shapes(), "51720")))[0] == "51720"
    assert len(county_map.named(dict.fromkeys(ALL, 1), shapes())) == county_map.NAMED


def test_each_shade_is_one_path_and_the_county_asked_for_is_marked() -> None:
    numbers = county_map.unpacked("1e24c", ALL)
    plain = ElementTree.fromstring(county_map.draw_shades(shapes(), numbers))
    marked = ElementTree.fromstring(county_map.draw_shades(shapes(), numbers, "24031"))
    count = len(list(plain.iter("{http://www.w3.org/2000/svg}path")))
    assert count == 3
    assert len(list(marked.iter("{http://www.w3.org/2000/svg}path"))) == count + 2
    assert county_map.draw_shades(shapes(), numbers, '"><script>') == county_map.draw_shades(shapes(), numbers)


def test_the_address_without_words_or_place_begins_at_the_first_page() -> None:
    pairs = [
        ("q", "AC Rockville"),
        ("place", "20850"),
        ("brand", "Carrier"),
        ("page", "2"),
        ("exact", "true"),
        ("x", ""),
    ]
    assert sieve.with_text(pairs, "AC") == "?q=AC&place=20850&brand=Carrier&exact=true"
    assert sieve.with_text(pairs, "") == "?place=20850&brand=Carrier"
    assert sieve.with_place(pairs, "") == "?q=AC+Rockville&brand=Carrier&exact=true"
    assert sieve.with_place(pairs, "24031", "AC") == "?q=AC&brand=Carrier&exact=true&place=24031"
    assert sieve.with_text([("q", "AC")], "") == ""
    assert sieve.as_typed([("q", "aircon"), ("page", "3")]) == "?q=aircon&exact=true"


def test_a_choice_can_be_taken_away_whether_or_not_the_list_kept_to_it() -> None:
    pairs = [("q", "x"), ("brand", " A "), ("brand", "B"), ("insured", "1"), ("page", "2")]
    choices = sieve.chosen([("brand", "A"), ("insured", "true")], pairs)
    assert [choice.address for choice in choices] == ["?q=x&brand=B&insured=1", "?q=x&brand=+A+&brand=B"]
