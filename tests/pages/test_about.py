"""The front door, the pages about the site, and what crawlers read."""

from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from directory.businesses.models import Business
from directory.entrypoints.pages.routes import ABOUT, PER_FILE
from directory.foundation import unit as units
from directory.foundation.unit import unit
from directory.kernel.language import LANGUAGES
from tests.factories import answers
from tests.page import check_page, words

_MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.mark.parametrize(
    ("accepts", "home"),
    [
        ("zh-TW,zh;q=0.9,en;q=0.5", "/zh-hant/"),
        ("zh-HK", "/zh-hant/"),
        ("zh-CN,zh;q=0.9", "/zh-hans/"),
        ("fr, zh;q=0.3", "/zh-hans/"),
        ("en-US,en;q=0.9,zh;q=0.8", "/en/"),
        ("fr", "/en/"),
        (None, "/en/"),
    ],
)
def test_front_door_leads_to_the_visitors_language(client: FlaskClient, accepts: str | None, home: str) -> None:
    answer = client.get("/", headers={"Accept-Language": accepts} if accepts else {})
    assert (answer.status_code, answer.headers["Location"]) == (302, home)
    assert answer.headers["Vary"] == "Accept-Language"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", ABOUT)
def test_about_reads_in_every_language(client: FlaskClient, language: str, page: str) -> None:
    answer = client.get(f"/{language}/about/{page}")
    assert answer.status_code == 200
    shown = check_page(answer, language)
    assert len(list(shown.all("p", "li"))) > 5


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", ABOUT)
def test_about_shows_what_the_operator_has_set(app: Flask, language: str, page: str) -> None:
    app.config.update(CONTACT_PHONE="+12405550100", SMS_FROM="+12405550101", SMS_HOURS="08:00-20:00")
    shown = check_page(app.test_client().get(f"/{language}/about/{page}"), language)
    if page in ("us", "texts", "privacy"):
        assert "240-555-0100" in words(shown.first("main"))
    if page == "texts":
        assert "08:00–20:00" in words(shown.first("main"))
        assert "240-555-0101" in words(shown.first("main"))


@pytest.mark.parametrize("address", ["/en/about/", "/en/about/jobs", "/fr/about/us"])
def test_unknown_page_is_not_found(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 404


def test_sources_give_their_attributions(client: FlaskClient) -> None:
    text = words(check_page(client.get("/en/about/sources"), "en").root)
    for name in ("GeoNames", "CC BY 4.0", "U.S. Census Bureau", "us-atlas", "Lucide", "htmx", "MIT License"):
        assert name in text


def test_robots_name_the_map_and_no_token(client: FlaskClient) -> None:
    text = client.get("/robots.txt").text
    assert "Sitemap: http://127.0.0.1:8000/sitemap.xml" in text
    for path in ("/leads/", "/*/requests/", "/*/leads/", "/hooks/"):
        assert f"Disallow: {path}\n" in text


def test_sitemap_names_every_public_page_in_three_languages(client: FlaskClient, session: Session) -> None:
    with unit() as session:
        units.touch(session, answers.business(session, "gaoshi").id)
    root = ElementTree.fromstring(client.get("/sitemap.xml").data)
    places = [urlsplit(url.findtext(f"{_MAP}loc", "")).path for url in root]
    expected = {f"/{language}/businesses/gaoshi" for language in LANGUAGES} | {
        f"/{language}/" for language in LANGUAGES
    }
    expected |= {f"/{language}/about/{page}" for language in LANGUAGES for page in ABOUT}
    assert set(places) == expected
    assert len(places) == len(expected)
    for url in root:
        tags = [link.get("hreflang") for link in url if link.tag.endswith("link")]
        assert tags == ["en", "zh-Hans", "zh-Hant", "x-default"]
    for path in places:
        assert client.get(path).status_code == 200


def test_sitemap_of_many_is_a_list_of_files_that_name_each_page_once(client: FlaskClient, session: Session) -> None:
    with unit() as writing:
        for business_id in (1, PER_FILE, PER_FILE + 1, 2 * PER_FILE + 7):
            slug = f"firm-{business_id}"
            state = "suspended" if business_id == PER_FILE else "published"
            writing.add(Business(id=business_id, slug=slug, state=state, name_en=slug))
    index = ElementTree.fromstring(client.get("/sitemap.xml").data)
    assert index.tag == f"{_MAP}sitemapindex"
    files = [entry.findtext(f"{_MAP}loc", "").removeprefix("http://127.0.0.1:8000") for entry in index]
    assert files == [f"/sitemap.xml?file={number}" for number in range(4)]
    paths: list[str] = []
    for file in files:
        root = ElementTree.fromstring(client.get(file).data)
        paths += [urlsplit(url.findtext(f"{_MAP}loc", "")).path for url in root]
    expected = {f"/{language}/businesses/firm-{number}" for language in LANGUAGES for number in (1, 16001, 32007)}
    expected |= {f"/{language}/" for language in LANGUAGES}
    expected |= {f"/{language}/about/{page}" for language in LANGUAGES for page in ABOUT}
    assert sorted(paths) == sorted(expected)
    assert [client.get(f"/sitemap.xml?file={wrong}").status_code for wrong in (4, -1, 10**30)] == [404] * 3
    assert len(LANGUAGES) * PER_FILE <= 50_000


def test_head_and_options_are_answered(client: FlaskClient) -> None:
    assert client.head("/en/about/us").status_code == 200
    assert "GET" in client.options("/en/about/us").headers["Allow"]
