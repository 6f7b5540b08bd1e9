"""The first minute on a phone of 360 x 740: what is seen, and what can be called, before anything is scrolled."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.journey import send_request
from tests.browser.site import Site

pytestmark = pytest.mark.browser

LANGUAGES = ("en", "zh-hans", "zh-hant")
SCREEN = {"width": 360, "height": 740}
#: Home, and a search of somebody without heat; in how many screens the fifth phone ends.
PAGES = {"/{}/": 1.5, "/{}/find?q=no+heat+20850": 1.6}
_BOTTOMS = "all => all.map(one => one.getBoundingClientRect().bottom)"
_OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@contextmanager
def _phone(browser: Browser, site: Site, width: int = SCREEN["width"], script: bool = True) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": width, "height": SCREEN["height"]}, base_url=site.url, java_script_enabled=script
    )
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_phone_to_call_stands_on_the_first_screen(browser: Browser, site: Site, language: str) -> None:
    with _phone(browser, site) as page:
        for path, screens in PAGES.items():
            page.goto(path.format(language))
            top = page.locator(".search").evaluate("search => search.getBoundingClientRect().bottom")
            assert top <= 200, (path, "masthead and search", top)
            bottoms = page.locator("article .btn-call").evaluate_all(_BOTTOMS)
            assert bottoms[0] <= SCREEN["height"], (path, "first phone", bottoms[0])
            assert bottoms[4] <= screens * SCREEN["height"], (path, "fifth phone", bottoms[4])


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_wider_than_the_narrowest_phone(browser: Browser, site: Site, language: str) -> None:
    with _phone(browser, site, width=320) as page:
        for path in (*PAGES, "/{}/businesses/gaoshi-lengnuan"):
            page.goto(path.format(language))
            assert page.evaluate(_OVERFLOW) == 0, path
            ends = page.locator(".ad .act > *:visible").evaluate_all(
                "all => all.map(one => one.closest('.ad').getBoundingClientRect().right"
                " - one.getBoundingClientRect().right)"
            )
            assert all(room >= 0 for room in ends), (path, ends)


def test_a_row_unfolds_without_script_or_another_page(browser: Browser, site: Site) -> None:
    with _phone(browser, site, script=False) as page:
        page.goto("/zh-hans/")
        rest = page.locator(".ad-rest").first
        expect(rest).to_be_hidden()
        page.locator(".ad-fold summary").first.click()
        expect(rest).to_be_visible()
        expect(rest).to_contain_text("Trane")


def test_the_tray_lies_over_the_list_only_when_something_is_ticked(browser: Browser, site: Site) -> None:
    with _phone(browser, site) as page:
        page.goto("/en/")
        tray = page.locator("[data-tray]")
        expect(tray).to_have_css("position", "static")
        page.locator("input[form=tray]").first.check()
        expect(tray).to_have_css("position", "sticky")
        page.locator("input[form=tray]").first.uncheck()
        expect(tray).to_have_css("position", "static")


def test_somebody_without_heat_is_told_to_call_first(browser: Browser, site: Site) -> None:
    with _phone(browser, site) as page:
        page.goto("/zh-hans/find?q=没暖气")
        expect(page.locator(".call-now")).to_contain_text("现在就打电话")
        page.goto("/zh-hans/find?q=Carrier")
        expect(page.locator(".call-now")).to_have_count(0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_is_short_and_asks_nothing_that_the_search_said(browser: Browser, site: Site, language: str) -> None:
    with _phone(browser, site) as page:
        page.goto(f"/{language}/find?q=no+heat+20850")
        for number in range(2):
            page.locator("input[form=tray][name=business]").nth(number).check()
        page.locator("[data-tray] button").first.click()
        end = page.locator("#request > .btn-go").evaluate("button => button.getBoundingClientRect().bottom + scrollY")
        assert end <= 2000
        expect(page.locator("[name=zip]")).to_have_value("20850")
        expect(page.locator("[name=service]")).to_have_value("repair")
        expect(page.locator("[name=symptom][value=noheat]")).to_be_checked()


def test_a_draft_outlives_a_reload_and_is_gone_once_sent(browser: Browser, site: Site) -> None:
    with _phone(browser, site) as page:
        page.goto("/en/request-a-quote?business=gaoshi-lengnuan")
        page.locator("[name=name]").fill("Mrs. Chen")
        page.locator("[name=consent][value='*:call']").check()
        page.reload()
        expect(page.locator("[name=name]")).to_have_value("Mrs. Chen")
        expect(page.locator("[name=consent][value='*:call']")).not_to_be_checked()
        assert page.evaluate("localStorage.getItem('draft')") is None
        page.locator("#keep").check()
        assert "Mrs. Chen" in page.evaluate("localStorage.getItem('draft')")
        send_request(page)
        assert page.evaluate("sessionStorage.getItem('draft') || localStorage.getItem('draft')") is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_three_ticked_take_little_of_the_screen_and_the_search_comes_along(
    browser: Browser, site: Site, language: str
) -> None:
    with _phone(browser, site) as page:
        page.goto(f"/{language}/find?q=no+heat+20850")
        for number in range(3):
            page.locator("input[form=tray][name=business]").nth(number).check()
        assert page.locator("[data-tray]").evaluate("tray => tray.offsetHeight") <= 120
        page.locator("[data-tray] .tray-compare").click()
        page.locator("[data-tray] .tray-go").click()
        expect(page.locator("[name=zip]")).to_have_value("20850")
        expect(page.locator("[name=service]")).to_have_value("repair")
