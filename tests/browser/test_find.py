"""Finding by hand: chips, facets, the map; in three languages at 360 px, by touch and by keyboard alone."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from directory import create_app
from directory.foundation.db import db
from tests.browser.hands import focused, phone, stay, stayed, tab_to
from tests.browser.site import Site, Sites
from tests.browser.sound import LANGUAGES, assert_accessible
from tests.factories.listings import FANGSHI, serves

pytestmark = pytest.mark.browser

each_language = pytest.mark.parametrize("language", LANGUAGES)
FOUND = {"en": "{n} contractor{s}", "zh-hans": "{n} 家师傅", "zh-hant": "{n} 家業者"}


def live(page: Page) -> None:
    """htmx has come, as it does after the page; from here on the page must not be loaded anew."""
    page.wait_for_function("window.htmx")
    stay(page)


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    """A fresh tab."""
    with phone(browser, site) as page:
        yield page


@each_language
def test_chips_go_one_by_one_and_come_back(page: Page, language: str) -> None:
    page.goto(f"/{language}/find?q=carrier+repair&place=20850")
    live(page)
    chips = page.locator("a.chip")
    expect(chips).to_have_count(3)
    with page.expect_request(lambda request: "hx-request" in request.headers):
        chips.first.tap()
    expect(chips).to_have_count(2)
    expect(page.locator("#q")).to_have_value("repair")
    expect(page.locator("#said")).not_to_be_empty()
    assert focused(page) == "A"
    chips.last.tap()
    expect(chips).to_have_count(1)
    expect(page.locator("#place")).to_have_value("")
    page.go_back()
    expect(chips).to_have_count(2)
    expect(page.locator("#place")).to_have_value("20850")
    page.go_forward()
    expect(chips).to_have_count(1)
    assert stayed(page)
    assert "place" not in page.url


@each_language
def test_facets_by_keyboard_alone(page: Page, language: str) -> None:
    page.goto(f"/{language}/find")
    live(page)
    before = page.locator("article.ad").count()
    tab_to(page, "details[data-fold=sieve] > summary")
    page.keyboard.press("Enter")
    tab_to(page, "#brand-Goodman")
    page.keyboard.press("Enter")
    expect(page.locator("article.ad")).not_to_have_count(before)
    number = page.locator("article.ad").count()
    expect(page.locator("#said")).to_have_text(FOUND[language].format(n=number, s="s" if number > 1 else ""))
    assert focused(page) == "brand-Goodman"
    assert page.locator("details[data-fold=sieve]").get_attribute("open") is not None
    expect(page.locator("a.chip")).to_have_count(1)
    others = [link.get_attribute("href") for link in page.locator(".mast nav a").all()]
    assert all("brand=Goodman" in (href or "") for href in others)
    page.keyboard.press("Enter")
    expect(page.locator("article.ad")).to_have_count(before)
    assert focused(page) == "brand-Goodman"
    assert stayed(page)


@pytest.fixture(scope="module")
def counties(sites: Sites) -> Iterator[Site]:
    """Another site, where the listings' counties differ: else there is no map."""
    with sites.lent() as (site, _gateway):
        app = create_app({"INSTANCE": str(site.instance), "LENGNUAN_ENV": "development", **site.settings})
        with app.app_context():
            serves(FANGSHI, "24031", "24027")
            db.engine.dispose()
        yield site


@pytest.fixture
def mapped(browser: Browser, counties: Site) -> Iterator[Page]:
    """A fresh tab on it."""
    with phone(browser, counties) as page:
        yield page


@each_language
def test_the_map_opens_and_a_county_narrows(mapped: Page, language: str) -> None:
    page = mapped
    page.goto(f"/{language}/find?place=20850")
    tab_to(page, "details[data-fold=where] > summary")
    page.keyboard.press("Enter")
    picture = page.locator(".where img")
    expect(picture).to_be_visible()
    page.wait_for_function("document.querySelector('.where img').naturalWidth > 0")
    assert picture.evaluate("i => i.getBoundingClientRect().right") <= 360
    tab_to(page, "details[data-fold=counties] > summary")
    page.keyboard.press("Enter")
    assert_accessible(page)
    tab_to(page, ".where li:nth-child(2) a")
    page.keyboard.press("Enter")
    expect(page.locator("#place")).not_to_have_value("20850")
    assert "place=" in page.url


def test_the_newest_choice_wins(page: Page) -> None:
    page.goto("/en/find")
    live(page)
    waiting: list[Route] = []
    page.route("**/find?brand=Goodman", lambda route: waiting.append(route))
    page.locator("details[data-fold=sieve] > summary").click()
    page.locator("#brand-Goodman").click()
    page.locator("#brand-Goodman").click()
    page.locator("#brand-Payne").click()
    page.wait_for_url("**brand=Payne")
    assert waiting
    waiting[-1].abort()
    expect(page.locator("a.chip")).to_have_text([page.locator("#brand-Payne .what").inner_text()])
    assert "Goodman" not in page.url


@pytest.mark.parametrize("breaks", [Route.abort, lambda route: route.fulfill(status=500, body="x")])
def test_a_broken_line_falls_back_to_the_link(page: Page, breaks: Callable[[Route], None]) -> None:
    page.goto("/en/find?q=carrier")
    live(page)
    page.route(
        "**/find",
        lambda route: breaks(route) if route.request.headers.get("hx-request") else route.continue_(),
    )
    page.locator("a.chip").first.click()
    page.wait_for_url("**/en/find")
    expect(page.locator("a.chip")).to_have_count(0)
    assert not stayed(page)


@each_language
def test_all_of_it_without_script(browser: Browser, counties: Site, language: str) -> None:
    site = counties
    context = browser.new_context(java_script_enabled=False, base_url=site.url, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(f"/{language}/find?q=carrier+repair&place=20850")
    page.locator("a.chip").first.click()
    assert page.locator("#q").input_value() == "repair"
    page.locator("details[data-fold=sieve] > summary").click()
    page.locator("#brand-Goodman").click()
    assert "brand=Goodman" in page.url
    page.goto(f"/{language}/find?q=repair&place=20850")
    page.locator("details[data-fold=where] > summary").click()
    assert page.locator(".where img").is_visible()
    page.locator("details[data-fold=counties] > summary").click()
    page.locator(".where li a").first.click()
    assert "place=" in page.url
    page.locator("a.clear").click()
    assert page.url == f"{site.url}/{language}/find"
    context.close()
