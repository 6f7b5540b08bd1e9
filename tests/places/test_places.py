"""The places of DC, Maryland and Virginia, and what people call them."""

import re
from collections import Counter

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.kernel.language import LANGUAGES
from directory.kernel.prepared import SEED
from directory.places.gazetteer import gazetteer, shapes, zip_counties
from directory.places.rules import Place
from tests.support.in_one import in_one

PLACES = gazetteer().places
ZIPS = [place for place in PLACES if place.kind == "zip"]
COUNTIES = [place for place in PLACES if place.kind == "county"]


def test_every_zip_county_and_state_is_there():
    assert Counter(place.state for place in ZIPS) == {"DC": 277, "MD": 605, "VA": 1214}
    assert Counter(place.state for place in COUNTIES) == {"DC": 1, "MD": 24, "VA": 133}
    assert [place.code for place in PLACES if place.kind == "state"] == ["DC", "MD", "VA"]
    assert sum(place.kind == "city" for place in PLACES) > 1271


def test_rows_are_unique_although_a_county_and_a_zip_share_a_number():
    assert len({place.place_code for place in PLACES}) == len(PLACES)
    assert gazetteer().place("24031").kind == "county"
    assert gazetteer().place("VA:24031").kind == "zip"


def test_every_zip_lies_in_a_county_of_its_state():
    for place in ZIPS:
        assert place.fips
        assert gazetteer().county(place.fips[0]).state == place.state
        assert all(gazetteer().county(fips) for fips in place.fips)
    first = [code for code, _, rank in zip_counties() if rank == 1]
    assert sorted(first) == sorted(place.code for place in ZIPS)
    assert {fips for _, fips, rank in zip_counties() if rank == 1} == {county.code for county in COUNTIES}


def test_place_stands_where_its_state_is():
    for place in PLACES:
        assert 36.4 < place.lat < 39.8
        assert -83.8 < place.lng < -74.9
        assert place.fips


def test_names_are_in_three_languages():
    to_simplified = opencc.OpenCC("t2s")
    for place in PLACES:
        assert all(place.name(language) for language in LANGUAGES)
        if place.kind in ("state", "county"):
            english, simplified, traditional = place.names
            assert english.isascii()
            assert re.fullmatch("[\u4e00-\u9fff]+(郡|市|州|区)", simplified)
            assert re.fullmatch("[\u4e00-\u9fff]+(郡|市|州|區)", traditional)
            assert to_simplified.convert(simplified) == simplified
            assert traditional.encode("big5"), "Big5 has no character that is Simplified only"
    assert len({(place.state, place.names[0]) for place in COUNTIES}) == 158


@in_one(
    "typed, expected",
    [
        ("20850", "MD:20850"),
        ("２０８５０", "MD:20850"),
        ("20850-1234", "MD:20850"),
        ("22030 Fairfax", "VA:22030"),
        ("Fairfax, VA 22030", "VA:22030"),
        ("24031", "24031"),
        ("51600", "51600"),
        ("24015", "VA:24015"),
        ("Roanoke 24031", "VA:24031"),
        ("Rockville", "MD:rockville"),
        ("  rockville,md ", "MD:rockville"),
        ("ROCKVILLE MARYLAND", "MD:rockville"),
        ("洛城", "MD:rockville"),
        ("马里兰州洛城", "MD:rockville"),
        ("Mc Lean", "VA:mclean"),
        ("Tysons Corner", "VA:tysons"),
        ("N Bethesda", "MD:north-bethesda"),
        ("Mt. Airy", "MD:mount-airy"),
        ("Centreville", "VA:centreville"),
        ("Centreville, MD", "MD:centreville"),
        ("Montgomery County", "24031"),
        ("montgomery co", "24031"),
        ("Montgomery County, VA", "51121"),
        ("蒙郡", "24031"),
        ("蒙哥馬利郡", "24031"),
        ("蒙哥马利县", "24031"),
        ("费郡", "51059"),
        ("費郡", "51059"),
        ("乔治王子郡", "24033"),
        ("Prince George's", "24033"),
        ("PG County", "24033"),
        ("St Mary's County", "24037"),
        ("Fairfax", "VA:fairfax"),
        ("Fairfax County", "51059"),
        ("Fairfax city", "51600"),
        ("Baltimore", "MD:baltimore"),
        ("Baltimore City", "24510"),
        ("Baltimore County", "24005"),
        ("Loudoun", "51107"),
        ("亚历山大", "VA:alexandria"),
        ("MD", "MD"),
        ("马里兰", "MD"),
        ("馬里蘭州", "MD"),
        ("维州", "VA"),
        ("维州费郡", "51059"),
        ("DC", "DC"),
        ("Washington, D.C.", "DC"),
        ("華盛頓特區", "DC"),
    ],
)
def test_place_is_read_as_people_write_it(typed: str, expected: str):
    assert gazetteer().read(typed).place_code == expected


@pytest.mark.parametrize("typed", ["", "   ", "10001", "99999", "banana", "重庆", "Bethesda, VA", "2085", "、，"])
def test_unknown_place_is_none(typed: str):
    assert gazetteer().read(typed) is None


@given(st.text(max_size=300))
def test_reading_never_raises(text: str):
    gazetteer().read(text)
    gazetteer().suggest(text)
    gazetteer().outside(text)
    gazetteer().zip(text)


def test_key_of_a_place_reads_back_to_it():
    for place in PLACES:
        read = gazetteer().read(place.key)
        assert read == place or read.fips == place.fips == ("11001",)


def test_city_and_zip_across_a_border_lie_in_both():
    assert set(gazetteer().counties_of(gazetteer().zip("22030"))) == {"51600", "51059"}
    assert {"51600", "51059"} <= set(gazetteer().counties_of(gazetteer().read("Fairfax")))
    assert gazetteer().counties_of(gazetteer().zip("20850")) == ["24031"]
    assert len(gazetteer().counties_of(gazetteer().read("VA"))) == 133
    assert gazetteer().states_of(gazetteer().zip("20001")) == ["DC"]


@pytest.mark.parametrize(
    ("text", "is_outside"),
    [
        ("20850", False),
        ("10001", True),
        ("94105-0011", True),
        ("20898", False),
        ("24031", False),
        ("rockville", False),
        ("", False),
    ],
)
def test_zip_of_another_state_is_outside(text: str, is_outside: bool):
    assert gazetteer().outside(text) is is_outside


def test_zip_field_never_means_a_county():
    assert gazetteer().zip("24031").kind == "zip"
    assert gazetteer().zip("51059") is None


@pytest.mark.parametrize(
    ("typed", "first"),
    [("mont", "24031"), ("蒙", "24031"), ("rock", "MD:rockville"), ("2085", "MD:20850"), ("fairfax", "VA:fairfax")],
)
def test_suggestions_begin_with_what_is_typed(typed: str, first: str):
    suggestions = gazetteer().suggest(typed, 5)
    assert 0 < len(suggestions) <= 5
    assert first in [place.place_code for place in suggestions]
    assert len({place.place_code for place in suggestions}) == len(suggestions)


def test_no_suggestions_without_text():
    assert gazetteer().suggest("") == []
    assert gazetteer().suggest("rock", 0) == []


def test_label_tells_namesakes_apart():
    montgomery = gazetteer().county("24031")
    assert montgomery.label("en") == "Montgomery County, MD"
    assert montgomery.label("zh-hans") == "蒙哥马利郡（MD）"
    assert gazetteer().zip("20850").label("zh-hant") == "Rockville 20850"
    assert gazetteer().read("Rockville").label("zh-hans") == "Rockville, MD"
    assert gazetteer().read("VA").label("zh-hant") == "維吉尼亞州"


def test_every_county_is_drawn_inside_the_picture():
    width, height = map(int, shapes().box.split()[2:])
    assert set(shapes().counties) == {place.code for place in COUNTIES}
    for shape in shapes().counties.values():
        assert re.fullmatch(r"(M\d+ \d+l[-\d ]+z)+", shape.d)
        assert 0 < shape.x < width
        assert 0 < shape.y < height
    assert (SEED / "counties.json").stat().st_size <= 45_000


def test_place_knows_equality_by_value():
    one = gazetteer().county("24031")
    assert one == Place(one.kind, one.code, one.state, one.fips, one.lat, one.lng, one.names)
