"""Reviewing ads in a browser: paste, words and fields lead to each other, keys, saving, merging; axe at both widths."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.site import Site
from tests.browser.sound import assert_sound
from tests.browser.test_operator import code_for, press
from tests.factories.ads import LIN, MOVERS, WANG

pytestmark = pytest.mark.browser

OTHER = "华府冷暖空调\n空调维修 锅炉\n电话：240-421-7363 / 301-555-0175\n"


@pytest.fixture(scope="module")
def context(browser: Browser, site: Site) -> Iterator[BrowserContext]:
    """The operator's browser, signed in, with four ads handed in: one of another trade, one that is here already."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, base_url=site.url, bypass_csp=True)
    page = context.new_page()
    link = site.flask("operator", "invite", "op@example.com", "--language", "en").strip().splitlines()[-1]
    page.goto(link[link.index("/en/") :])
    press(page, page.locator("main form button").first)
    page.locator("input[name=code]").fill(code_for(site, page, "op@example.com"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/admin"))
    page.goto("/admin/ads/new")
    page.locator("#text").fill(f"{WANG}\n\n{LIN}\n\n{MOVERS}\n\n{OTHER}")
    page.get_by_role("button", name="Read it").click()
    expect(page.locator("[role=status]")).to_contain_text("3 new ads · 1 rejected")
    page.close()
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A tab at the desk."""
    page = context.new_page()
    yield page
    page.close()


@pytest.mark.parametrize("width", [360, 1280])
def test_pages_are_sound(page: Page, site: Site, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 760})
    for path in ("/admin/ads", "/admin/ads?state=rejected", "/admin/ads/new", "/admin/ads/1", "/admin/ads/3"):
        assert_sound(page, path, site)


def test_words_and_fields_light_up_together(page: Page) -> None:
    page.goto("/admin/ads/1")
    mark = page.locator("a.rv-w", has_text="301-555-0161")
    mark.hover()
    expect(page.locator("#f-phones")).to_have_class(re.compile("is-lit"))
    mark.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#f-phones$"))
    page.keyboard.press("Tab")
    page.locator("#in-brands").focus()
    lit = page.locator("a.rv-w.is-lit")
    expect(lit).to_have_count(1)
    expect(lit).to_contain_text("Carrier")


@pytest.mark.parametrize("width", [360, 1280])
def test_a_field_stands_beside_its_words_and_shows_all_it_holds(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 760})
    page.goto("/admin/ads/1?lang=en")
    for mark in page.locator("a.rv-w").all():
        mark.hover()
        expect(mark.locator("xpath=../..").locator(".rv-read .is-lit").first).to_be_visible()
        mark.click()
        expect(page.locator(mark.get_attribute("href") or "")).to_be_in_viewport(ratio=0.9)
    cut = page.evaluate(
        "[...document.querySelectorAll('.rv-line .rv-in input[type=text], .rv-line textarea')].filter("
        "e => e.scrollWidth > e.clientWidth || e.scrollHeight > e.clientHeight).map(e => e.name)"
    )
    assert cut == []
    page.locator("#in-phones").fill("301-555-0161, 301-555-0162")
    page.locator("#in-phones").press("Enter")
    expect(page.locator("textarea#in-phones")).to_have_value("301-555-0161, 301-555-0162")
    page.locator("#in-phones").fill("301-555-0161")
    page.locator("#in-phones").press("Enter")
    expect(page.locator("input#in-phones")).to_have_value("301-555-0161")


def test_a_phone_without_script(browser: Browser, context: BrowserContext, site: Site) -> None:
    plain = browser.new_context(
        java_script_enabled=False,
        storage_state=context.storage_state(),
        viewport={"width": 360, "height": 740},
        base_url=site.url,
    )
    page = plain.new_page()
    page.goto("/admin/ads/1")
    page.locator("a.rv-w", has_text="301-555-0161").click()
    expect(page.locator("#f-phones")).to_be_in_viewport()
    page.locator("#f-work_types button[name=clear]").click()
    expect(page.locator("#f-work_types")).to_have_count(1)
    expect(page.locator("#done")).to_contain_text("Saved")
    plain.close()


def test_a_queue_on_the_keyboard(page: Page) -> None:
    page.goto("/admin/ads")
    expect(page.locator("[data-rows] .adm-firm").first).to_be_focused()
    page.keyboard.press("j")
    expect(page.locator("[data-rows] .adm-firm").nth(1)).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Wang Heating")
    page.locator("#in-brands").fill("Carrier, nonsense")
    page.locator("#in-brands").press("Enter")
    expect(page.locator("#wrong-brands")).to_contain_text("nonsense")
    page.locator("#in-brands").fill("Carrier")
    page.locator("#in-brands").press("Enter")
    expect(page.locator("#done")).to_contain_text("Saved")
    expect(page.locator("#f-brands .rv-how")).to_have_text("corrected by a reviewer")
    page.locator("#f-warranties button[name=clear]").click()
    expect(page.locator(".ad-warranty")).not_to_contain_text("10 years")
    page.get_by_role("button", name="Publish").click()
    # The next one opens.
    expect(page.locator("#done")).to_contain_text("Published")
    expect(page.locator("h1")).to_contain_text("林記冷氣工程行")
    page.locator("#reason").select_option("unreadable")
    page.get_by_role("button", name="Reject").click()
    expect(page.locator(".rv-near")).to_contain_text("the same phone")
    page.get_by_role("button", name="Publish").click()
    expect(page.locator(".wrongs")).to_contain_text("Another listing has this phone")
    page.get_by_role("button", name=re.compile("Same firm: merge")).click()
    expect(page.locator("#done")).to_contain_text("Merged")
    expect(page.locator("main")).to_contain_text("No ad waits")
    page.goto("/zh-hans/find?q=王氏冷暖")
    expect(page.locator("main")).to_contain_text("301-555-0161")
    page.goto("/en/businesses/huafu-lengnuan-kongtiao")
    expect(page.locator("main")).to_contain_text("301-555-0175")
