"""The pure parts of listing pages: map, contact file, structured data, order of facts."""

import hashlib
import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from flask import Flask
from msgspec.structs import replace

from directory.businesses.fields.listing import Listing, Names
from directory.foundation.html import STATIC
from directory.foundation.i18n import speaking
from directory.kernel.language import LANGUAGES
from directory.kernel.site import site
from directory.listings.routes.template_helpers import labor_last, refused_words
from directory.listings.rules import county_map
from directory.listings.rules import facets as sieve
from directory.listings.rules import text as words
from directory.places.gazetteer import gazetteer, shapes

DOC = Listing(
    id=1,
    slug="huafu",
    names=Names("华府冷暖空调", romanized="Huafu Lengnuan Kongtiao"),
    phones=("+12404217363",),
    service_states=("DC", "VA", "MD"),
)


@dataclass
class Fact:
    """A fact as `provenance` reads it."""

    field: str
    value: Any = "x"
    source: str = "ad"
    evidence: list[str] = field(default_factory=list)
    published_on: date | None = None
    entered_on: date = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("codes", "counties"), [(["DC"], 1), (["MD"], 24), (["VA"], 133), (["24031", "51059"], 2), (["XX", ""], 0), ([], 0)]
)
def test_a_state_means_all_of_its_counties_and_unknown_codes_none(codes: list[str], counties: int) -> None:
    assert len(county_map.covered(codes, shapes().counties)) == counties


def test_the_map_is_one_small_picture_without_style_or_script() -> None:
    picture = county_map.draw(shapes(), ["DC", "MD", "24031"])
    root = ElementTree.fromstring(picture)
    assert root.tag.endswith("svg")
    assert len(picture) < 14_500
    assert not re.search(r"<style|style=|script|href|\son\w+=", picture)


def test_a_place_lies_where_the_map_has_its_county() -> None:
    for fips, outline in shapes().counties.items():
        county = gazetteer().county(fips)
        assert county
        x, y = site().map.position(county.lat, county.lng)
        assert abs(x - outline.x / 2) <= 1.5, county.names
        assert abs(y - outline.y / 2) <= 1.5, county.names


@pytest.mark.parametrize(
    ("codes", "named", "unnamed"),
    [
        (["MD"], {"DC", "Baltimore"}, {"Roanoke"}),
        (["DC", "24031", "51059"], {"DC", "Rockville", "Baltimore"}, {"Richmond", "Norfolk"}),
        (["51760"], {"DC", "Richmond"}, {"Hagerstown"}),
        (["MD", "VA"], {"DC", "Richmond"}, set()),
    ],
)
def test_the_map_shows_its_counties_and_the_towns_around(codes: list[str], named: set[str], unnamed: set[str]) -> None:
    root = ElementTree.fromstring(county_map.draw(shapes(), codes))
    left, top, width, height = map(int, root.get("viewBox", "").split())
    towns = {text.text: text for text in root.iter() if text.tag.endswith("text")}
    assert named <= towns.keys()
    assert not unnamed & towns.keys()
    for fips in county_map.covered(codes, shapes().counties):
        outline = shapes().counties[fips]
        assert left <= outline.x / 2 <= left + width
        assert top <= outline.y / 2 <= top + height
    # No name runs into another, or out of the picture.
    size = width * 0.042
    boxes = [
        (float(text.get("x", "")), float(text.get("x", "")) + 0.62 * size * len(name or ""), float(text.get("y", "")))
        for name, text in towns.items()
        if name not in ("MD", "VA")
    ]
    assert all(end <= left + width for _, end, _ in boxes)
    for at, (begin, end, base) in enumerate(boxes):
        assert all(abs(base - y) >= size or end <= x or begin >= stop for x, stop, y in boxes[at + 1 :])


def test_a_map_that_tells_nothing_is_not_drawn() -> None:
    everything = shapes().counties
    assert not county_map.says_something(["DC", "MD", "VA"], everything)
    assert not county_map.says_something(["XX"], everything)
    assert county_map.says_something(["MD", "VA"], everything)
    assert not county_map.differs(dict.fromkeys(everything, 3), everything)
    assert not county_map.differs({}, everything)
    assert county_map.differs({"11001": 1}, everything)


def test_the_map_carries_nothing_of_what_was_asked_for() -> None:
    assert "alert" not in county_map.draw(shapes(), ["<svg onload=alert(1)>", '"><script>'])


def test_a_contact_file_has_printed_and_romanized_names_and_short_lines() -> None:
    text = words.vcard(DOC, "http://x/zh-hans/businesses/huafu", "摘自报纸广告，" * 12)
    assert text.startswith("BEGIN:VCARD\r\nVERSION:3.0\r\nFN:华府冷暖空调\r\n")
    # No person's name, an organization and the mark of a firm: an iPhone files it under its firm.
    assert "\r\nN:;;;;\r\nORG:华府冷暖空调\r\nX-ABShowAs:COMPANY\r\n" in text
    assert "NICKNAME:Huafu Lengnuan Kongtiao\r\n" in text
    assert "TEL;TYPE=WORK,VOICE:+12404217363\r\n" in text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "摘自报纸广告，" * 12 in text.replace("\r\n ", "").replace("\\,", ",")


def test_a_contact_file_cannot_be_ended_by_a_name() -> None:
    doc = replace(DOC, names=replace(DOC.names, zh="a;b,c\nEND:VCARD"))
    assert words.vcard(doc, "u", "n").count("\r\nEND:VCARD") == 1
    assert "FN:a\\;b\\,c\\nEND:VCARD" in words.vcard(doc, "u", "n")


def test_facts_stand_in_the_order_of_a_listing() -> None:
    winners = {name: Fact(name) for name in ("warranties", "name_zh_lang", "phones", "name_zh")}
    assert [fact.field for fact in words.in_order(winners)] == ["name_zh", "phones", "warranties"]


def test_vendored_files_are_the_ones_that_were_checked() -> None:
    vendor = STATIC / "vendor"
    digests = dict(re.findall(r"\| `([^`]+)` \|.*\| `([0-9a-f]{64})` \|", (vendor / "README.md").read_text("utf-8")))
    scripts = {str(path.relative_to(vendor)): path for path in Path(vendor).rglob("*.js")}
    assert digests.keys() == scripts.keys()
    for name, path in scripts.items():
        assert hashlib.sha256(path.read_bytes()).hexdigest() == digests[name]


@dataclass(frozen=True)
class Value:
    """A facet's value as `sieve` reads it."""

    value: str
    count: int
    is_on: bool = False


@dataclass(frozen=True)
class Facet:
    """A facet as `sieve` reads it."""

    group: str
    values: tuple[Value, ...]


def test_only_what_splits_the_list_is_offered() -> None:
    facets = [Facet("brand", (Value("A", 5), Value("B", 2))), Facet("insured", (Value("true", 5),))]
    assert [(g.name, [c.value for c in g.shown]) for g in sieve.groups(facets, [], 5)] == [("brand", ["B"])]


def test_many_values_are_folded_and_those_on_are_shown() -> None:
    values = tuple(Value(str(n), 1, is_on=n == 9) for n in range(10))
    (group,) = sieve.groups([Facet("service", values)], [("service", "9")], 5)
    assert group.shown[0].value == "9"
    assert (len(group.shown), len(group.folded)) == (7, 3)
    assert [choice.value for choice in group.shown if choice.is_on] == ["9"]


@pytest.mark.parametrize(
    ("group", "value", "is_on", "address"),
    [
        ("brand", "B", False, "?q=x&brand=A&license=stated&brand=B"),
        ("brand", "A", True, "?q=x&license=stated"),
        ("license", "master", False, "?q=x&brand=A&license=master"),
        ("license", "stated", True, "?q=x&brand=A"),
        ("parts_years", "10", False, "?q=x&brand=A&license=stated&parts_years=10"),
    ],
)
def test_a_switch_changes_its_own_group_only(group: str, value: str, is_on: bool, address: str) -> None:
    pairs = [("q", "x"), ("brand", "A"), ("license", "stated")]
    assert sieve.switched(pairs, group, value, is_on=is_on) == address


def test_a_new_list_begins_at_its_first_page() -> None:
    (group,) = sieve.groups([Facet("brand", (Value("B", 2),))], [("page", "3"), ("q", "")], 5)
    assert group.shown[0].address == "?brand=B"


@dataclass
class Warranty:
    """A warranty as the cards read it."""

    scope: str
    years: int = 1


def test_warranties_on_labor_come_last() -> None:
    labor, tank, parts = Warranty("labor"), Warranty("tank"), Warranty("parts")
    assert labor_last([labor, tank, parts]) == [tank, parts, labor]


def test_refused_work_is_said_in_words(app: Flask) -> None:
    doc = replace(
        DOC, services_excluded=("duct_cleaning",), brands_excluded=("York",), property_excluded=("commercial",)
    )
    with app.test_request_context(), speaking(LANGUAGES["en"]):
        assert refused_words(doc) == ["Duct cleaning", "York", "Businesses"]
        assert refused_words(DOC) == []
