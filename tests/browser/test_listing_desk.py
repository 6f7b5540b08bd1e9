"""A contractor's listing on a phone: the map and its list, a pause, the ad for print. And axe on every page."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.hands import tab_to
from tests.browser.journey import GAOSHI, PHONES
from tests.browser.site import Site
from tests.browser.sound import LANGUAGES, assert_sound
from tests.browser.test_operator import code_for

pytestmark = pytest.mark.browser

DESK = f"/zh-hans/manage/{GAOSHI}/listing"
PAGES = ("", "/names", "/work", "/promises", "/area", "/hours", "/preview?lang=en", "/history", "/phones?again=1")
#: What 06:00 PM and the clock beside it take.
TIME_WIDTH = 140
#: At the edge of Washington: Montgomery, Howard, Loudoun.
MONTGOMERY, HOWARD, LOUDOUN = "24031", "24027", "51107"


@pytest.fixture(scope="module")
def context(browser: Browser, site: Site) -> Iterator[BrowserContext]:
    """The phone of 高氏, after claiming its listing by the code that its printed number received."""
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, base_url=site.url, bypass_csp=True, has_touch=True
    )
    page = context.new_page()
    page.goto(f"/zh-hans/businesses/{GAOSHI}/claim")
    page.locator("button[name=action][value=send]").first.click()
    expect(page.locator("input[name=code]")).to_be_visible()
    page.locator("input[name=code]").fill(code_for(site, page, PHONES[GAOSHI]))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/manage"))
    page.close()
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A tab; script errors fail the test."""
    page = context.new_page()
    failures: list[str] = []
    page.on("pageerror", lambda error: failures.append(str(error)))
    yield page
    page.close()
    assert failures == []


def ticked(page: Page) -> set[str]:
    """FIPS of the counties that the boxes say."""
    boxes = page.locator("input[name=counties]:checked")
    return {str(boxes.nth(n).get_attribute("value")) for n in range(boxes.count())}


def test_a_tap_and_a_box_are_one_thing(page: Page) -> None:
    page.goto(f"{DESK}/area")
    for fips in (MONTGOMERY, HOWARD, LOUDOUN):
        page.locator(f"#c{fips}").tap()
    expect(page.locator("[data-says]")).to_contain_text("劳登郡")
    page.locator(f"#c{LOUDOUN}").tap()
    assert ticked(page) == {MONTGOMERY, HOWARD}
    expect(page.locator(f"#c{LOUDOUN}")).to_have_attribute("aria-checked", "false")
    # The list is the same thing: a box colors the map.
    page.locator(f"input[name=counties][value='{HOWARD}']").uncheck()
    expect(page.locator(f"#c{HOWARD}")).to_have_attribute("aria-checked", "false")


def test_counties_are_switched_with_the_keyboard(page: Page) -> None:
    page.goto(f"{DESK}/area")
    tab_to(page, "svg.counties path")
    before = ticked(page)
    focused = page.evaluate("document.activeElement.id.slice(1)")
    page.keyboard.press("Space")
    assert ticked(page) ^ before == {focused}
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    moved = page.evaluate("document.activeElement.id.slice(1)")
    assert moved != focused
    expect(page.locator("[data-says]")).not_to_be_empty()
    page.keyboard.press("Enter")
    assert ticked(page) ^ before == {moved}
    # One stop for the whole map: the next Tab leaves it.
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName.toLowerCase()") != "path"
    before_zoom = page.locator("svg.counties").get_attribute("viewBox")
    page.locator("[data-zoom=whole]").click()
    assert page.locator("svg.counties").get_attribute("viewBox") != before_zoom


def test_without_script_the_list_is_enough(browser: Browser, context: BrowserContext, site: Site) -> None:
    plain = browser.new_context(java_script_enabled=False, base_url=site.url, viewport={"width": 360, "height": 740})
    plain.add_cookies(context.cookies())
    page = plain.new_page()
    page.goto(f"{DESK}/area")
    page.locator(f"input[name=counties][value='{HOWARD}']").check()
    page.fill("[name=zip]", "22030")
    page.fill("[name=miles]", "5")
    page.locator(".keep button").click()
    expect(page.locator(".changes ins").last).to_contain_text("霍华德郡")
    expect(page.locator(".changes ins").last).to_contain_text("5英里")
    page.locator("form[action$='/discard'] button").click()
    expect(page.locator(".changes")).to_have_count(0)
    plain.close()


def test_a_pause_takes_the_box_away(page: Page) -> None:
    page.goto(DESK)
    page.fill("input[name=until]", page.evaluate("new Date(Date.now() + 9 * 864e5).toISOString().slice(0, 10)"))
    page.locator("form[action$='/pause'] button").first.click()
    expect(page.locator(".ok")).to_be_visible()
    page.goto("/en/")
    expect(page.locator(f"input[form=tray][value='{GAOSHI}']")).to_have_count(0)
    page.goto(DESK)
    page.locator("button[name=resume]").click()
    page.goto("/en/")
    expect(page.locator(f"input[form=tray][value='{GAOSHI}']")).to_have_count(1)


def test_every_tab_and_every_time_is_seen_whole_on_a_phone(page: Page) -> None:
    page.goto(f"{DESK}/hours".replace("zh-hans", "en"))
    for tab in page.locator(".desk-tabs a").all():
        expect(tab).to_be_in_viewport(ratio=1)
    for time in page.locator("input[type=time]").all():
        box = time.bounding_box()
        assert box
        assert box["width"] >= TIME_WIDTH


@pytest.fixture(scope="module")
def drafted(context: BrowserContext) -> None:
    """A draft beside the listing: the pages that speak of one have something to say."""
    page = context.new_page()
    page.goto(f"{DESK}/names")
    page.fill("[name=owner]", "高先生")
    page.locator(".keep button").click()
    expect(page.locator(".changes")).to_be_visible()
    page.close()


@pytest.fixture(scope="module")
def tab(context: BrowserContext) -> Page:
    """One for all pages that are only looked at."""
    return context.new_page()


@pytest.mark.usefixtures("drafted")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rest", PAGES)
def test_a_page_of_the_desk_is_sound(tab: Page, site: Site, rest: str, language: str) -> None:
    assert_sound(tab, f"/{language}/manage/{GAOSHI}/listing{rest}", site)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_ad_for_print_is_sound(tab: Page, site: Site, language: str) -> None:
    assert_sound(tab, f"/{language}/manage/{GAOSHI}/print?width=double&color=two", site)
    drawn = tab.locator(".print-ad img").evaluate("picture => picture.complete && picture.naturalWidth > 0")
    assert drawn


def test_a_size_is_chosen_and_saved(page: Page) -> None:
    page.goto(f"/zh-hans/manage/{GAOSHI}/print")
    page.locator("input[name=width][value=card]").check()
    page.get_by_role("button", name="看效果").click()
    expect(page).to_have_url(re.compile("width=card"))
    with page.expect_download() as saved:
        page.get_by_role("link", name="存 PDF").click()
    assert saved.value.suggested_filename == f"{GAOSHI}-card-zh-hans-bw.pdf"
