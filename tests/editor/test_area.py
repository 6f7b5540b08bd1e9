"""Where a business works: counties on the map and as a list, places by name, a circle; what homeowners then find."""

import re
from urllib.parse import unquote

import pytest

from directory.businesses.fields import editing as rules
from directory.businesses.forms.area import read_places
from directory.kernel.language import LANGUAGES
from directory.places.gazetteer import gazetteer
from directory.places.rules import miles_between, within
from tests.factories.desk import PRINTED, Desk, business, doc, draft
from tests.factories.listings import GAOSHI
from tests.page import check_page, words

MONTGOMERY, FAIRFAX, ARLINGTON, HOWARD = "24031", "51059", "51013", "24027"


def test_twenty_counties_are_kept_drawn_and_found(placed: Desk) -> None:
    counties = [p.code for p in gazetteer().places if p.kind == "county" and p.state == "MD"][:20]
    assert placed.save("area", counties=counties).status_code == 303
    placed.publish()
    assert sorted(doc()["areas"]) == sorted(counties)
    assert len(business().service_areas) == 20
    page = check_page(placed.client.get(f"/zh-hans/businesses/{GAOSHI}"), "zh-hans", quoted=PRINTED)
    assert "另外9处" in words(page.root)
    assert any(",".join(sorted(counties)) in unquote(e.get("src", "")) for e in page.all("img"))
    area = check_page(placed.get("/area"), "zh-hans", quoted=PRINTED)
    assert sum(e.get("checked") is not None for e in area.all("input") if e.get("name") == "counties") == 20
    assert sum(e.get("class") == "on" for e in area.root.iter() if e.tag.endswith("path")) == 20


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_without_script_the_boxes_and_the_picture_say_it(placed: Desk, language: str) -> None:
    placed.save("area", states=["DC"], counties=[MONTGOMERY])
    placed.language = language
    page = check_page(placed.get("/area"), language, quoted=PRINTED)
    boxes = {e.get("value"): e for e in page.all("input") if e.get("name") == "counties"}
    assert len(boxes) == 158
    assert [value for value, e in boxes.items() if e.get("checked") is not None] == [MONTGOMERY]
    drawn = {e.get("id") for e in page.root.iter() if e.tag.endswith("path") and e.get("class") == "on"}
    assert drawn == {"c24031", "c11001"}
    assert len(page.source.encode()) < 60 * 1024


def test_search_and_form_follow_the_area_at_once(placed: Desk) -> None:
    placed.save("area", counties=[HOWARD])
    placed.publish()
    near = placed.client.get("/api/v1/businesses?place=21044").json
    far = placed.client.get("/api/v1/businesses?place=22030").json
    assert GAOSHI in [business["slug"] for business in near["items"]]
    assert GAOSHI not in [business["slug"] for business in far["items"]]
    assert "They say they serve Howard County" in placed.client.get("/en/").text


def test_places_by_name_come_back_as_they_were_understood(placed: Desk) -> None:
    placed.save("area", places="Rockville, MD\n22030 Fairfax\n蒙郡、VA；20850", states=[], counties=[])
    stored = draft().values
    assert stored["service_states"] == ["VA"]
    assert stored["service_places"] == [MONTGOMERY, "MD:rockville", "VA:22030", "MD:20850"]
    page = check_page(placed.get("/area"), "zh-hans", quoted=PRINTED)
    text = next(e.text for e in page.all("textarea") if e.get("name") == "places")
    assert text.split("\n") == ["Rockville, MD", "Fairfax 22030", "Rockville 20850"]
    # What the page shows again is read as the same.
    placed.save("area", places=text, states=["VA"], counties=[MONTGOMERY])
    assert draft().values["service_places"] == stored["service_places"]


@pytest.mark.parametrize(
    ("text", "names", "unknown"),
    [
        ("Rockville, MD", ["MD:rockville"], []),
        ("Rockville, Bethesda", ["MD:rockville", "MD:bethesda"], []),
        ("Rockville, MD, Bethesda, MD", ["MD:rockville", "MD:bethesda"], []),
        ("20850 20851, 22030", ["MD:20850", "MD:20851", "VA:22030"], []),
        ("Atlantis, Rockville", ["MD:rockville"], ["Atlantis"]),
        ("10001", [], ["10001"]),
        ("２０８５０", ["MD:20850"], []),
        (" \n,，;", [], []),
        ("a" * 2000, [], ["a" * 2000]),
    ],
)
def test_reading_places(text: str, names: list[str], unknown: list[str]) -> None:
    places, left = read_places(text)
    assert ([place.place_code for place in places], left) == (names, unknown)


def test_an_unknown_place_is_refused_by_its_name(placed: Desk) -> None:
    answer = placed.save("area", places="Rockville, MD\nAtlantis", counties=[FAIRFAX])
    assert answer.status_code == 400
    page = check_page(answer, "zh-hans", quoted=(*PRINTED, "Atlantis"))
    assert "Atlantis" in words(next(e for e in page.all("div") if e.get("id") == "wrongs"))
    ticked = [e for e in page.all("input") if e.get("name") == "counties" and e.get("checked") is not None]
    assert [e.get("value") for e in ticked] == [FAIRFAX]
    assert "Rockville, MD" in page.source


def test_a_circle_is_drawn_said_and_taken_away(placed: Desk) -> None:
    placed.save("area", zip="20850", miles="15", counties=[ARLINGTON])
    placed.publish()
    shown = doc()
    assert (shown["service_radius"]["zip"], shown["service_radius"]["miles"]) == ("20850", 15)
    assert "MD:20850" in shown["areas"]
    assert "MD:20814" in shown["areas"]
    assert ARLINGTON in shown["areas"]
    page = check_page(placed.client.get(f"/en/businesses/{GAOSHI}"), "en", quoted=PRINTED)
    assert "They say they serve Arlington County and 15 miles around Rockville 20850" in words(page.root)
    assert GAOSHI in [
        business["slug"] for business in placed.client.get("/api/v1/businesses?place=20878").json["items"]
    ]
    placed.save("area", counties=[ARLINGTON])
    placed.publish()
    assert (doc()["areas"], doc()["service_radius"]) == ([ARLINGTON], None)


def test_a_circle_holds_what_lies_in_it() -> None:
    places = gazetteer().places
    center = gazetteer().zip("20850")
    assert center is not None
    rows = within(center, 30, places)
    whole = {zip_code for zip_code in rows if re.fullmatch(r"\d{5}", zip_code)}
    assert MONTGOMERY in whole
    for place in places:
        if place.kind != "zip":
            continue
        is_in = miles_between(center, place) <= 30
        assert (place.place_code in rows or bool(whole.issuperset(place.fips))) >= is_in
        assert is_in or place.place_code not in rows
    assert within(center, 0.001, places) == ["MD:20850"]
    assert 5 < miles_between(center, gazetteer().zip("20814")) < 9


def test_an_area_says_the_same_before_and_after_in_any_order() -> None:
    area = {"service_states": ["DC", "VA", "MD"], "service_places": []}
    assert rules.differing(rules.area_values(["MD", "DC", "VA"], [], None, []), area) == {}
    wanted = rules.area_values(["MD"], [FAIRFAX], ("20850", 5), [FAIRFAX, "MD:20850"])
    assert wanted["service_radius"]["drawn"] == ["MD:20850"]
    assert rules.picked(wanted) == [FAIRFAX]
    assert set(rules.differing(wanted, area)) == set(rules.AREA)
