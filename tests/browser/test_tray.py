"""The tray and the narrowing list, with script and without."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.site import Site

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    """A phone of 360 px; script errors fail the test."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, base_url=site.url)
    page = context.new_page()
    failures: list[str] = []
    page.on("pageerror", lambda error: failures.append(str(error)))
    yield page
    context.close()
    assert failures == []


def test_the_tray_remembers_three_across_pages_and_languages(page: Page) -> None:
    page.goto("/zh-hans/")
    boxes = page.locator("input[form=tray]")
    for number in range(3):
        boxes.nth(number).check()
    expect(page.locator("[data-count]")).to_have_text("已选 3 家，一次最多 3 家")
    assert page.locator("input[form=tray]:disabled").count() == boxes.count() - 3
    boxes.nth(0).uncheck()
    expect(page.locator("[data-count]")).to_have_text("已选 2 家")
    page.goto("/en/businesses/gaoshi-lengnuan")
    expect(page.locator("[data-count]")).to_have_text("2 chosen")
    page.locator("[data-tray] button").first.click()
    assert page.url.count("business=") == 2


def test_narrowing_keeps_the_page_and_back_undoes_it(page: Page) -> None:
    page.goto("/en/find?q=carrier")
    page.evaluate("window.still = true")
    before = page.locator("article.ad").count()
    page.locator("[data-fold=sieve] > summary").click()
    page.locator("#brand-Goodman").click()
    page.wait_for_url("**brand=Goodman**")
    expect(page.locator("article.ad")).not_to_have_count(before)
    assert page.evaluate("window.still")
    page.go_back()
    expect(page.locator("article.ad")).to_have_count(before)


def test_without_script_everything_is_there(browser: Browser, site: Site) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=site.url, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto("/zh-hant/find")
    page.locator("[data-fold=sieve] > summary").click()
    page.locator("#brand-Goodman").click()
    assert "brand=Goodman" in page.url
    page.locator("input[form=tray]").first.check()
    page.locator("[data-tray] button").first.click()
    assert "/zh-hant/request-a-quote?business=" in page.url
    context.close()
