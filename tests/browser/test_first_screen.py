"""The first minute on a phone of 360 x 740: what is seen, and what can be called, before anything is scrolled."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.first_minute import (
    LANGUAGES,
    NARROWEST,
    SCREEN,
    SEARCH,
    asked_twice,
    lost_by_language,
    phone,
    phone_bottoms,
    request_page,
    send_button,
    too_wide,
)
from tests.browser.journey import GAOSHI, send_request
from tests.browser.site import Site

pytestmark = pytest.mark.browser

#: Home and results: of somebody without heat, of one who wants what no ad says, of one with a part of it stated.
PAGES = (
    "/{}/",
    "/{}/find?q=no+heat+20850",
    f"/{{}}/find?q={SEARCH}",
    "/{}/find?q=furnace+repair",
    "/{}/find?q=AC+repair",
)
#: So many screens hold five contractors with their phones.
SCREENS = 1.5
#: Pixels of the page of a request to three that nobody has answered. While texts go out it says so in two lines each.
LONGEST = 2260


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_phone_to_call_stands_on_the_first_screen(browser: Browser, site: Site, language: str) -> None:
    with phone(browser, site) as page:
        for path in PAGES:
            bottoms = phone_bottoms(page, path.format(language))
            top = page.locator(".search").evaluate("search => search.getBoundingClientRect().bottom")
            assert top <= 200, (path, "masthead and search", top)
            assert bottoms[0] <= SCREEN["height"], (path, "first phone", bottoms[0])
            assert bottoms[4] <= SCREENS * SCREEN["height"], (path, "fifth phone", bottoms[4])


def test_a_request_to_three_is_short_and_its_first_business_near(browser: Browser, site: Site) -> None:
    """In English, which is the longest."""
    with phone(browser, site) as page:
        length, first = request_page(page, "en")
        assert length <= LONGEST
        assert first <= SCREENS * SCREEN["height"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_public_page_is_wider_than_the_narrowestphone(browser: Browser, site: Site, language: str) -> None:
    with phone(browser, site, width=NARROWEST) as page:
        assert too_wide(page, language) == []
        for path in PAGES:
            page.goto(path.format(language))
            ends = page.locator(".ad .act > *:visible").evaluate_all(
                "all => all.map(one => one.closest('.ad').getBoundingClientRect().right"
                " - one.getBoundingClientRect().right)"
            )
            assert all(room >= 0 for room in ends), (path, ends)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_asked_twice_and_no_language_loses_anything(browser: Browser, site: Site, language: str) -> None:
    with phone(browser, site) as page:
        assert asked_twice(page, language) == []
        assert lost_by_language(page, language) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_ends_within_2000_pixels(browser: Browser, site: Site, language: str) -> None:
    with phone(browser, site) as page:
        assert send_button(page, language) <= 2000


def test_the_bar_of_what_is_ticked_never_covers_aphone(browser: Browser, site: Site) -> None:
    with phone(browser, site) as page:
        page.goto("/en/")
        for number in range(3):
            page.locator("input[form=tray][name=business]").nth(number).check()
        expect(page.locator("[data-tray]")).to_have_css("position", "sticky")
        for call in page.locator("article .btn-call").all():
            call.focus()
            assert call.evaluate(
                "call => { const at = call.getBoundingClientRect();"
                " return call.contains(document.elementFromPoint(at.x + at.width / 2, at.y + at.height / 2)); }"
            )
        page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
        bar = page.locator("[data-tray]").evaluate("bar => bar.getBoundingClientRect().top")
        bottoms = page.locator("article .btn-call").evaluate_all(
            "all => all.map(one => one.getBoundingClientRect().bottom)"
        )
        assert max(bottoms) <= bar


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_names_of_a_comparison_stay_in_sight(browser: Browser, site: Site, language: str) -> None:
    with phone(browser, site, script=False) as page:
        page.goto(
            f"/{language}/compare?business={GAOSHI}&business=huafu-lengnuan-kongtiao&business=anju-lengnuan-kongtiao"
        )
        names = page.locator(".versus thead th")
        for part in (".row-area", ".row-license", ".row-source"):
            page.locator(part).evaluate("row => row.scrollIntoView({block: 'center'})")
            tops = names.evaluate_all("all => all.map(one => one.getBoundingClientRect().top)")
            assert all(0 <= top < 60 for top in tops), (part, tops)


def test_a_row_unfolds_without_script_or_another_page(browser: Browser, site: Site) -> None:
    with phone(browser, site, script=False) as page:
        page.goto("/zh-hans/")
        rest = page.locator(".ad-rest").first
        expect(rest).to_be_hidden()
        page.locator(".ad-fold summary").first.click()
        expect(rest).to_be_visible()
        expect(rest).to_contain_text("执照")


def test_the_tray_lies_over_the_list_only_when_something_is_ticked(browser: Browser, site: Site) -> None:
    with phone(browser, site) as page:
        page.goto("/en/")
        tray = page.locator("[data-tray]")
        expect(tray).to_have_css("position", "static")
        page.locator("input[form=tray]").first.check()
        expect(tray).to_have_css("position", "sticky")
        page.locator("input[form=tray]").first.uncheck()
        expect(tray).to_have_css("position", "static")


def test_somebody_without_heat_is_told_to_call_first(browser: Browser, site: Site) -> None:
    with phone(browser, site) as page:
        page.goto("/zh-hans/find?q=没暖气")
        expect(page.locator(".call-now")).to_contain_text("现在就打电话")
        page.goto("/zh-hans/find?q=Carrier")
        expect(page.locator(".call-now")).to_have_count(0)


def test_a_draft_outlives_a_reload_and_is_gone_once_sent(browser: Browser, site: Site) -> None:
    with phone(browser, site) as page:
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
    with phone(browser, site) as page:
        page.goto(f"/{language}/find?q=no+heat+20850")
        for number in range(3):
            page.locator("input[form=tray][name=business]").nth(number).check()
        assert page.locator("[data-tray]").evaluate("tray => tray.offsetHeight") <= 120
        page.locator("[data-tray] .tray-compare").click()
        page.locator("[data-tray] .tray-go").click()
        expect(page.locator("[name=zip]")).to_have_value("20850")
        expect(page.locator("[name=service]")).to_have_value("repair")


@pytest.mark.parametrize("language", LANGUAGES)
def test_bars_side_by_side_begin_at_one_height_though_one_has_a_condition(
    browser: Browser, site: Site, language: str
) -> None:
    """huafu's promises share a condition, the others' have none."""
    with phone(browser, site) as page:
        page.goto(f"/{language}/compare?business=huafu-lengnuan-kongtiao&business={GAOSHI}")
        tops = page.locator(".row-warranty .bars").evaluate_all("all => all.map(e => e.getBoundingClientRect().top)")
        assert page.locator(".row-warranty .only").count() == 1
        assert len(tops) == 2
        assert max(tops) - min(tops) < 1
