"""Home, results, one business, comparison: as a visitor reads them, in each language."""

import json
import re

import pytest
from flask import Flask, current_app
from flask.testing import FlaskClient

from directory.businesses import actions as businesses
from directory.businesses import queries as business_queries
from directory.businesses.fields.listing import Warranty
from directory.businesses.rules import ContactEvidence
from directory.foundation.unit import unit
from directory.kernel.language import LANGUAGES
from tests.factories.listings import ANJU, FANGSHI, GAOSHI, HUAFU, SLUGS, ZHANG, seeded
from tests.page import check_page, words

PRINTED = ("华府冷暖空调", "方氏冷暖", "高氏冷暖", "安居冷暖空调公司", "DAVID ZHANG 冷暖空调")
PHONES = ("240-421-7363", "240-651-9115", "240-636-8420", "571-334-9893", "571-970-8988")
each_language = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture
def visitor(app: Flask, client: FlaskClient) -> FlaskClient:
    """Somebody on the site with its five listings."""
    seeded()
    return client


@each_language
@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/find",
        "/find?q=空调维修&place=20850",
        "/find?q=地热",
        "/find?q=地熱&brand=Carrier&insured=true",
        "/find?place=10001",
        "/find?place=qqqq",
        "/find?q=%3Cscript%3Ealert(1)%3C/script%3E&service=x&parts_years=99&page=1000",
        f"/businesses/{GAOSHI}",
        f"/businesses/{HUAFU}",
        f"/businesses/{ZHANG}",
        f"/businesses/{ANJU}",
        "/compare",
        f"/compare?business={HUAFU}&business={ZHANG}&business={GAOSHI}&business={ANJU}",
    ],
)
def test_a_page_is_sound_in_each_language(visitor: FlaskClient, language: str, path: str) -> None:
    response = visitor.get(f"/{language}{path}")
    assert response.status_code == 200
    check_page(response, language, quoted=(*PRINTED, "空调维修", "地热", "地熱"), max_bytes=36_000)


@each_language
def test_an_empty_site_says_so(client: FlaskClient, app: Flask, language: str) -> None:
    for path in ("/", "/find", "/find?q=heat", "/compare"):
        check_page(client.get(f"/{language}{path}"), language)


@each_language
def test_home_is_the_newspaper_page(visitor: FlaskClient, language: str) -> None:
    page = check_page(visitor.get(f"/{language}/"), language, quoted=PRINTED)
    text = words(page.root)
    assert all(name in text for name in PRINTED)
    assert {e.get("href") for e in page.all("a") if (e.get("href") or "").startswith("tel:")} == {
        f"tel:+1{phone.replace('-', '')}" for phone in PHONES
    }
    assert all(number in text for number in ("9-147", "9-152", "9-153"))
    boxes = [e for e in page.all("input") if e.get("name") == "business"]
    assert sorted(box.get("value", "") for box in boxes) == sorted(SLUGS)
    assert {box.get("form") for box in boxes} == {"tray"}
    tray = next(e for e in page.all("form") if e.get("id") == "tray")
    assert (tray.get("action"), tray.get("method")) == (f"/{language}/request-a-quote", "get")


@pytest.mark.parametrize(
    ("language", "wording"), [("en", "Call the contractor directly"), ("zh-hans", "直接打给师傅，不用经过我们。")]
)
def test_every_card_offers_the_direct_call(visitor: FlaskClient, language: str, wording: str) -> None:
    assert visitor.get(f"/{language}/").text.count(wording) >= 5


def test_printed_names_keep_their_script_on_a_traditional_page(visitor: FlaskClient) -> None:
    text = visitor.get(f"/zh-hant/businesses/{HUAFU}").text
    assert re.search(r'<h1><span class="name" lang="zh-Hans" translate="no">华府冷暖空调</span>', text)
    assert "華府" not in text


def test_an_english_reader_gets_a_name_to_say_and_whose_spelling_it_is(visitor: FlaskClient) -> None:
    ours = visitor.get(f"/en/businesses/{GAOSHI}").text
    assert 'lang="zh-Latn" translate="no">Gaoshi Lengnuan<' in ours
    assert "The spelling in English letters is ours" in ours
    assert "The spelling in English letters is ours" not in visitor.get(f"/en/businesses/{ANJU}").text


def test_not_stated_is_never_no(visitor: FlaskClient) -> None:
    text = visitor.get(f"/en/businesses/{FANGSHI}").text
    assert "License: Not in the ad. Ask them." in text
    assert "doesn&#39;t say where they work" in text or "doesn't say where they work" in text
    assert "unlicensed" not in text.lower()


def test_a_stated_license_is_not_a_checked_one(visitor: FlaskClient) -> None:
    text = visitor.get(f"/zh-hans/businesses/{ZHANG}").text
    assert "广告自称有执照。号码没写，我们还没核对。签约前，请向他要执照号。" in text
    assert "广告没提华盛顿特区（DC）执照。" in text


def test_every_fact_shows_its_words_its_source_and_its_day(visitor: FlaskClient) -> None:
    text = visitor.get(f"/zh-hant/businesses/{HUAFU}").text
    assert "報紙廣告（刊登日期不詳），" in text
    assert '<q class="evidence" lang="zh-Hans">冷暖气新机 … 零件10年保证 / 1年人工保证</q>' in text
    assert "由我們加註" in text


def test_warranties_are_counted_bars(visitor: FlaskClient) -> None:
    text = visitor.get(f"/en/businesses/{HUAFU}").text
    assert re.findall(r'<svg width="(\d+)" height="80">\s*<use class="on"', text) == ["1000", "100"]


def test_structured_data_is_data(visitor: FlaskClient) -> None:
    text = visitor.get(f"/en/businesses/{HUAFU}").text
    match = re.search(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    assert match
    data, way = json.loads(match[1])["@graph"]
    assert data["telephone"] == ["+12404217363"]
    assert way["@type"] == "BreadcrumbList"
    assert data["url"].endswith(f"/en/businesses/{HUAFU}")


def test_unknown_or_removed_is_not_found(visitor: FlaskClient) -> None:
    with unit() as session:
        business = business_queries.by_slug(session, FANGSHI)
        assert business
        businesses.remove(session, business.id, by="operator")
    for path in ("/en/businesses/nobody", f"/en/businesses/{FANGSHI}", f"/en/compare?business={FANGSHI}"):
        assert visitor.get(path).status_code == 404
    assert visitor.get(f"/en/businesses/{FANGSHI}/contact.vcf").status_code == 404
    assert FANGSHI not in visitor.get("/en/").text
    assert visitor.get(f"/en/compare?business={FANGSHI}&business={GAOSHI}").status_code == 200


def test_who_takes_no_texts_is_called_not_ticked(visitor: FlaskClient) -> None:
    with unit() as session:
        business = business_queries.by_slug(session, GAOSHI)
        assert business
        businesses.set_contact_state(
            session, business.contact_points[0].id, "calls_only", ContactEvidence.TOLD_OPERATOR, "operator"
        )
    home = check_page(visitor.get("/en/"), "en", quoted=PRINTED)
    ticked = {e.get("value") for e in home.all("input") if e.get("name") == "business"}
    assert ticked == set(SLUGS) - {GAOSHI}
    assert "By phone only: please call" in visitor.get(f"/en/businesses/{GAOSHI}").text


def test_a_facet_switches_on_and_off_by_links(visitor: FlaskClient) -> None:
    page = check_page(visitor.get("/en/find?q=repair"), "en", quoted=PRINTED)
    on = next(e for e in page.all("a") if e.get("id") == "brand-Goodman")
    narrowed = check_page(visitor.get(on.get("href", "")), "en", quoted=PRINTED)
    off = next(e for e in narrowed.all("a") if e.get("id") == "brand-Goodman")
    assert off.get("aria-current") == "true"
    count = words(next(e for e in on.iter("span") if "count" in e.get("class", "")))
    assert len(list(narrowed.all("article"))) == int(count)
    again = visitor.get(off.get("href", "")).text
    assert again.count("<article") == len(list(page.all("article")))


def test_a_facet_that_does_not_split_the_list_is_not_offered(visitor: FlaskClient) -> None:
    page = check_page(visitor.get("/en/find"), "en", quoted=PRINTED)
    counts = [int(words(e)) for e in page.all("span") if "count" in e.get("class", "")]
    assert counts
    assert max(counts) < 5


def test_the_contact_file_downloads(visitor: FlaskClient) -> None:
    response = visitor.get(f"/zh-hans/businesses/{GAOSHI}/contact.vcf")
    assert response.mimetype == "text/vcard"
    assert "FN:高氏冷暖\r\n" in response.text
    assert response.headers["Content-Disposition"] == f'attachment; filename="{GAOSHI}.vcf"'


def test_the_map_is_kept_by_caches_and_survives_anything(client: FlaskClient, app: Flask) -> None:
    for area in ("DC,MD,VA", "", "'\"<>", "x" * 5000):
        response = client.get("/map.svg", query_string={"area": area})
        assert response.status_code == 200
        assert response.mimetype == "image/svg+xml"
        assert "max-age" in response.headers["Cache-Control"]


@pytest.mark.usefixtures("app")
def test_a_condition_stands_once_above_all_that_share_it_else_below_its_own() -> None:
    one, other = (
        Warranty("parts", years=10, condition="冷暖气新机"),
        Warranty("labor", months=6, condition="冷暖气新机"),
    )
    assert (
        bars(one, other)
        == "Only for: 冷暖气新机 (in our words: new heating and cooling units) Parts 10 years Labor 6 months"
    )
    free = Warranty("labor", years=1)
    assert (
        bars(one, free)
        == "Parts 10 years Only for: 冷暖气新机 (in our words: new heating and cooling units) Labor 1 year"
    )
    assert bars(free) == "Labor 1 year"


def bars(*warranties: Warranty) -> str:
    """The words of the counted bars, in English."""
    with current_app.test_request_context("/en/"):
        module = current_app.jinja_env.get_template("_parts/warranty.html").make_module()
        return " ".join(re.sub(r"<[^>]*>", " ", module.bars(warranties)).split())
