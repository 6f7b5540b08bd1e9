"""Wherever a warranty of the seed stands, the words stand that it holds for alone: pages, API, desk, print, merges."""

from datetime import date
from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from directory.businesses import actions as businesses
from directory.businesses.fields.listing import Listing, Warranty
from directory.businesses.fields.projection import winning
from directory.businesses.queries import by_slug, facts_of
from directory.foundation.unit import unit
from directory.kernel.language import LANGUAGES
from directory.printing.actions.ad import printed
from directory.printing.rules import SHEETS
from directory.search.queries import listing
from directory.trades.vocabulary import codes, label
from tests.factories.desk import PRINTED, Desk, doc, owner
from tests.factories.listings import FANGSHI, GAOSHI, HUAFU
from tests.page import Page, check_page, words
from tests.support.engines import on_sqlite
from tests.support.pdf import read

WORDS = "冷暖气新机"
#: What the reader of a language is told beside the printed words.
TOLD = {
    "en": f"Only for: {WORDS} (in our words: new heating and cooling units)",
    "zh-hans": f"只适用于：{WORDS}",
    "zh-hant": f"僅適用於：{WORDS}（本站說明：冷暖氣新機）",
}
PUBLIC = (
    "/",
    "/find",
    "/find?q=10年&place=20850",
    "/find?parts_years=10",
    f"/businesses/{HUAFU}",
    f"/compare?business={HUAFU}",
)
TERMS = [{"scope": "parts", "years": 10, "condition": WORDS}, {"scope": "labor", "years": 1, "condition": WORDS}]
#: The same in the API, which says what the words mean too.
CODED = [{**term, "condition_code": "new_hvac"} for term in TERMS]


def _conditions(page: Page) -> list[Element]:
    return [element for element in page.all("p") if element.get("class") == "only"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PUBLIC)
def test_every_page_with_the_ten_years_says_for_what_alone(listings: Flask, language: str, path: str) -> None:
    page = check_page(listings.test_client().get(f"/{language}{path}"), language, quoted=PRINTED)
    conditions = [words(element) for element in _conditions(page)]
    # Once beside both promises of this listing, wherever its bars are drawn; nobody else's. Above them, but below where
    # they stand in line with another's.
    step = -1 if path.startswith("/compare") else 1
    assert conditions
    assert set(conditions) == {TOLD[language]}
    for element in _conditions(page):
        beside = list(page.parents[element])
        bars = beside[beside.index(element) + step]
        assert (bars.tag, bars.get("class"), len(bars)) == ("dl", "bars", 2)
        (quoted,) = [span for span in element.iter("span") if span.get("lang")]
        assert (quoted.get("lang"), quoted.text) == ("zh-Hans", WORDS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_its_facts_and_the_api_carry_the_printed_words(listings: Flask, language: str) -> None:
    reader = listings.test_client()
    page = check_page(reader.get(f"/{language}/businesses/{HUAFU}"), language, quoted=PRINTED)
    (origins,) = [element for element in page.all("dl") if element.get("class") == "origins"]
    assert words(origins).count(TOLD[language]) == 2
    assert reader.get(f"/api/v1/businesses/{HUAFU}?lang={language}").json["warranties"] == CODED
    items = reader.get(f"/api/v1/businesses?lang={language}&parts_years=10").json["items"]
    assert [item["warranties"] for item in items if item["slug"] == HUAFU] == [CODED]
    assert not any("condition" in term for item in items if item["slug"] != HUAFU for term in item["warranties"])


@on_sqlite
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_printed_ad_says_it_or_no_warranty(listings: Flask, language: str) -> None:
    for sheet in list(SHEETS.values())[list(LANGUAGES).index(language) :: len(LANGUAGES)]:
        text = "".join(read(printed(Listing.of_json(doc(HUAFU)), LANGUAGES[language], sheet, "bw", "pdf")).text.split())
        assert text.count(WORDS) == 2 * any(years in text for years in ("10years", "10年"))


@pytest.fixture
def huafu(listings: Flask) -> Desk:
    """The desk of the listing whose ad prints a condition."""
    return owner(listings.test_client(), HUAFU, phone="+12405550161")


def _rows(**changed: str) -> dict[str, str]:
    rows = {"warranty_0_scope": "parts", "warranty_0_amount": "10", "warranty_0_unit": "years"}
    rows |= {"warranty_1_scope": "labor", "warranty_1_amount": "1", "warranty_1_unit": "years"}
    return rows | {"warranty_0_condition": WORDS, "warranty_1_condition": WORDS} | changed


@pytest.mark.parametrize("language", LANGUAGES)
def test_its_owner_sees_keeps_and_changes_it(huafu: Desk, language: str) -> None:
    huafu.language = language
    page = check_page(huafu.get("/promises"), language, quoted=PRINTED)
    fields = {field.get("name"): field.get("value") for field in page.all("input")}
    assert [fields[f"warranty_{number}_condition"] for number in (0, 1, 2)] == [WORDS, WORDS, ""]
    assert TOLD[language] in words(check_page(huafu.get(), language, quoted=PRINTED).root)
    # Saved as it stands nothing has changed.
    assert huafu.save("promises", **_rows()).status_code == 303
    assert not huafu.base()
    assert huafu.save("promises", **_rows(warranty_1_condition="")).status_code == 303
    huafu.publish()
    assert doc(HUAFU)["warranties"] == [TERMS[0], {"scope": "labor", "years": 1}]
    assert huafu.save("promises", **_rows(warranty_2_condition="新机")).status_code == 400


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_condition_is_chosen_from_those_we_have_words_for_and_read_as_its_code(huafu: Desk, language: str) -> None:
    """Every one that is offered, in whatever language, is one code to every reader."""
    huafu.language = language
    page = check_page(huafu.get("/promises"), language, quoted=PRINTED)
    offered = [option.get("value") or "" for option in page.all("option") if option.get("label") is None]
    known = {code: label("warranty_condition", code, language) for code in codes("warranty_condition")}
    assert set(known.values()) <= set(offered)
    lists = {field.get("list") for field in page.all("input") if "_condition" in (field.get("name") or "")}
    assert lists == {"conditions"}
    for code, wording in known.items():
        assert Warranty("parts", years=10, condition=wording).condition_code == code
    assert huafu.save("promises", **_rows(warranty_0_condition=known["original_owner"])).status_code == 303
    huafu.publish()
    assert doc(HUAFU)["warranties"][0]["condition"] == known["original_owner"]
    for reader in LANGUAGES:
        text = words(check_page(huafu.client.get(f"/{reader}/businesses/{HUAFU}"), reader, quoted=PRINTED).root)
        assert label("warranty_condition", "original_owner", reader) in text


def test_a_merge_keeps_it(listings: Flask, session: Session) -> None:
    with unit() as session:
        gone, survivor = by_slug(session, HUAFU), by_slug(session, FANGSHI)
        assert gone is not None
        assert survivor is not None
        businesses.merge(session, gone.id, survivor.id, by="operator:1")
    assert doc(FANGSHI)["warranties"] == TERMS


def test_what_another_source_says_replaces_it_whole(listings: Flask, session: Session) -> None:
    with unit() as session:
        business = by_slug(session, HUAFU)
        assert business is not None
        statement = businesses.FactDraft("warranties", [{"scope": "parts", "years": 5}], "phone", date(2026, 11, 23))
        businesses.add_facts(session, business.id, [statement])
        businesses.reproject(session, business.id)
        assert winning(facts_of(session, business.id))["warranties"].source == "phone"
    shown = listing(session, HUAFU)
    assert shown is not None
    assert shown.warranties == (Warranty("parts", years=5),)
    assert "condition" not in doc(GAOSHI)["warranties"][0]
