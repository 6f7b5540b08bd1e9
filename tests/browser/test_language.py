"""Changing the language of a form keeps what was typed, with a script and without."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.journey import GAOSHI
from tests.browser.site import Site

pytestmark = pytest.mark.browser

WORDS = "楼上不热 upstairs is cold"


def fill(page: Page) -> None:
    """The fields a homeowner types into, one box and one list."""
    page.locator("#name").fill("Chen <陈>")
    page.locator("#phone").fill("301-555-01")
    page.locator("#more > summary").click()
    page.locator("#details").fill(WORDS)
    page.locator("#zip").fill("2085")
    page.locator("input[name=consent]").first.check()
    page.locator("#service").select_option("repair")


def assert_kept(page: Page) -> None:
    """All of it, whatever the language; nothing is called wrong that was not sent."""
    expect(page.locator("#name")).to_have_value("Chen <陈>")
    expect(page.locator("#phone")).to_have_value("301-555-01")
    expect(page.locator("#details")).to_have_value(WORDS)
    expect(page.locator("#zip")).to_have_value("2085")
    expect(page.locator("input[name=consent]").first).to_be_checked()
    expect(page.locator("#service")).to_have_value("repair")
    expect(page.locator(f"#business-{GAOSHI}")).to_be_checked()
    expect(page.locator(".wrong")).to_have_count(0)


@pytest.mark.parametrize("has_script", [True, False])
def test_the_request_form_keeps_everything(browser: Browser, site: Site, has_script: bool) -> None:
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, base_url=site.url, java_script_enabled=has_script
    )
    page = context.new_page()
    page.goto(f"/en/request-a-quote?business={GAOSHI}")
    fill(page)
    page.get_by_text("繁體", exact=True).locator("visible=true").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hant")
    assert_kept(page)
    page.get_by_text("English", exact=True).locator("visible=true").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert_kept(page)
    context.close()


@pytest.mark.parametrize("has_script", [True, False])
def test_a_report_keeps_its_words(browser: Browser, site: Site, has_script: bool) -> None:
    context = browser.new_context(base_url=site.url, java_script_enabled=has_script)
    page = context.new_page()
    page.goto(f"/zh-hans/businesses/{GAOSHI}/report")
    page.locator("#text").fill("电话错了")
    page.get_by_text("English", exact=True).locator("visible=true").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#text")).to_have_value("电话错了")
    context.close()


@pytest.mark.parametrize("has_script", [True, False])
def test_the_warning_to_leave_is_read_in_another_language(browser: Browser, site: Site, has_script: bool) -> None:
    context = browser.new_context(base_url=site.url, java_script_enabled=has_script)
    page = context.new_page()
    page.goto(f"/en/request-a-quote?business={GAOSHI}")
    fill(page)
    page.locator("input[name=safety][value=gas]").check()
    page.locator("#request button[type=submit]").click()
    expect(page.locator("h1")).to_contain_text("Get everyone out first.")
    page.get_by_text("简体", exact=True).locator("visible=true").click()
    expect(page.locator("h1")).to_contain_text("先带家人离开屋子")
    page.locator("button[name=edit]").locator("visible=true").last.click()
    assert_kept(page)
    context.close()
