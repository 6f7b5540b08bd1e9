"""What pages say to machines: words of schema.org alone, only what is stated, and nobody in person."""

import json
import warnings
from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from msgspec.structs import replace
from rdflib import RDF, SDO, Graph, URIRef

from directory.businesses.fields.listing import Hours, License, Listing, Names
from directory.foundation.i18n import speaking
from directory.kernel.language import ENGLISH, LANGUAGES, SIMPLIFIED
from directory.listings.rules import structured
from tests.factories.listings import ANJU, GAOSHI, HUAFU, SLUGS, seeded

DOC = Listing(
    id=1,
    slug="huafu",
    names=Names("华府冷暖空调", romanized="Huafu Lengnuan Kongtiao"),
    phones=("+12404217363", "+12404217364"),
    service_states=("DC", "VA", "MD"),
)
FULL = replace(
    DOC,
    owner="陈大文",
    services=("heating", "air_conditioning"),
    brands=("Carrier", "Trane"),
    languages=("cmn", "en", "other"),
    licenses=(
        License("hvacr", number="12345", state="MD", status="given"),
        License("class_a", number="2705", state="VA", status="checked", checked_on=date(2026, 11, 1)),
        License("master", status="stated"),
        License("contractor", number="9", state="VA", status="not_found"),
        License("class_b", number="8", state="VA", status="expired", expires_on=date(2025, 1, 1)),
    ),
    hours=Hours(mon=("08:00", "24:00"), tue=("00:00", "24:00"), wed=("19:00", "02:00")),
)
PAGES = ("/", "/find", "/find?q=furnace", "/find?q=地热", f"/businesses/{GAOSHI}", f"/businesses/{HUAFU}")


def _strangers(data: object) -> Iterator[str]:
    """Types and properties that schema.org does not have. `query-input` annotates its property `query`."""
    text = json.dumps(data).replace('"https://schema.org"', '{"@vocab": "https://schema.org/"}')
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for _, predicate, value in Graph().parse(data=text, format="json-ld", base="https://lengnuan.example/"):
            term = value if predicate == RDF.type else URIRef(str(predicate).removesuffix("-input"))
            if term not in SDO:
                yield str(term)


def _said(doc: Listing) -> dict[str, object]:
    with speaking(ENGLISH):
        return dict(structured.business(doc, "https://lengnuan.example/en/businesses/huafu"))


def test_a_word_that_schema_org_does_not_have_is_seen() -> None:
    planted = structured.graph({"@type": "HvacFirm", "phoneNumber": "1", "name": "x"})
    assert sorted(_strangers(planted)) == ["https://schema.org/HvacFirm", "https://schema.org/phoneNumber"]


def test_every_word_of_a_full_listing_is_one_of_schema_org(app: Flask) -> None:
    assert list(_strangers(structured.graph(_said(FULL)))) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_a_page_is_one_of_schema_org(app: Flask, language: str) -> None:
    seeded()
    for page in PAGES:
        assert list(_strangers(_of_page(app, f"/{language}{page}"))) == [], page


def _of_page(app: Flask, address: str) -> dict[str, list[dict[str, object]]]:
    source = app.test_client().get(address).text
    return dict(json.loads(source.split('<script type="application/ld+json">')[1].split("</script>")[0]))


def _node(data: dict[str, list[dict[str, object]]], kind: str) -> dict[str, object]:
    (node,) = [node for node in data["@graph"] if node["@type"] == kind]
    return node


def test_home_names_the_site_its_search_and_everybody_on_it(app: Flask) -> None:
    seeded()
    data = _of_page(app, "/zh-hans/")
    site, listed = _node(data, "WebSite"), _node(data, "ItemList")
    assert (site["name"], site["inLanguage"]) == ("冷暖专版", "zh-Hans")
    template = site["potentialAction"]["target"]["urlTemplate"]  # type: ignore[index]
    assert app.test_client().get(template.replace("{words}", "furnace")).status_code == 200
    places = [item["url"].rpartition("/")[2] for item in listed["itemListElement"]]  # type: ignore[attr-defined]
    assert sorted(places) == sorted(SLUGS)


def test_results_are_listed_in_their_order(app: Flask) -> None:
    seeded()
    data = _of_page(app, "/en/find?q=garage+door")
    (first, *_rest) = _node(data, "ItemList")["itemListElement"]  # type: ignore[misc]
    assert (first["position"], first["url"]) == (1, f"http://127.0.0.1:8000/en/businesses/{HUAFU}")


def test_the_way_to_a_business_leads_over_pages_that_are_there(app: Flask) -> None:
    seeded()
    items = _node(_of_page(app, f"/zh-hant/businesses/{ANJU}?zip=20850"), "BreadcrumbList")["itemListElement"]
    names = [item["name"] for item in items]  # type: ignore[attr-defined]
    assert names[0] == "冷暖專版"
    assert names[-1] == "安居冷暖空调公司"
    for item in items:  # type: ignore[attr-defined]
        assert app.test_client().get(item["item"]).status_code == 200


def test_only_what_is_stated_is_said(app: Flask) -> None:
    data = _said(DOC)
    assert (data["@type"], data["name"]) == ("HVACBusiness", "华府冷暖空调")
    assert data["telephone"] == ["+12404217363", "+12404217364"]
    areas = data["areaServed"]
    assert [area["name"] for area in areas] == ["District of Columbia", "Virginia", "Maryland"]  # type: ignore[attr-defined]
    unstated = {"address", "openingHoursSpecification", "aggregateRating", "priceRange", "knowsLanguage", "brand"}
    assert not (unstated | {"hasCredential", "makesOffer"}) & data.keys()
    assert not {"areaServed", "telephone"} & _said(replace(DOC, service_states=(), phones=())).keys()


def test_languages_brands_and_licenses_are_said_as_they_are_known(app: Flask) -> None:
    data = _said(FULL)
    assert data["knowsLanguage"] == ["cmn", "en"]
    assert data["brand"] == [{"@type": "Brand", "name": "Carrier"}, {"@type": "Brand", "name": "Trane"}]
    credentials = data["hasCredential"]
    known = [(one.get("identifier"), one["description"]) for one in credentials]  # type: ignore[attr-defined]
    assert known == [
        ("12345", "Stated, not checked"),
        ("2705", "Found in the license registry"),
        (None, "Stated, not checked"),
    ]
    assert credentials[0]["validIn"] == {"@type": "State", "name": "Maryland"}  # type: ignore[index]


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES)
def test_nobody_is_named_in_person(app: Flask, language: object) -> None:
    with speaking(language):  # type: ignore[arg-type]
        text = json.dumps(structured.business(FULL, "u"), ensure_ascii=False)
    assert "陈大文" not in text
    assert "founder" not in text


def test_midnight_ends_a_day_and_never_makes_it_empty(app: Flask) -> None:
    days = _said(FULL)["openingHoursSpecification"]
    assert [(day["opens"], day["closes"]) for day in days] == [  # type: ignore[attr-defined]
        ("08:00", "00:00"),
        ("00:00", "23:59"),
        ("19:00", "02:00"),
    ]


def test_a_list_calls_a_business_as_its_reader_says_it(app: Flask) -> None:
    with speaking(ENGLISH):
        assert structured.display_name(DOC) == "Huafu Lengnuan Kongtiao"
    with speaking(SIMPLIFIED):
        assert structured.display_name(DOC) == "华府冷暖空调"
        assert structured.display_name(replace(DOC, names=Names(None, en="Élan Heating"))) == "Élan Heating"
