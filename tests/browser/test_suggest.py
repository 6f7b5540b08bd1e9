"""Suggestions while typing: by keyboard alone, by touch, through an input method; in three languages at 360 px."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.hands import focused, phone, stay, stayed, tab_to
from tests.browser.site import Site
from tests.browser.sound import LANGUAGES, assert_accessible

pytestmark = pytest.mark.browser

each_language = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    """A fresh tab."""
    with phone(browser, site) as page:
        yield page


@each_language
def test_suggestions_by_keyboard_alone(page: Page, language: str) -> None:
    page.goto(f"/{language}/find")
    box, options = page.locator("#q"), page.locator("#q-options [role=option]")
    tab_to(page, "#q")
    page.keyboard.type("car")
    expect(options.first).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(box).not_to_have_attribute("aria-activedescendant", "q-options-0")
    number = options.count()
    expect(page.locator("form.search [role=status]").first).to_contain_text(str(number))
    page.keyboard.press("ArrowUp")
    expect(box).to_have_attribute("aria-activedescendant", f"q-options-{number - 1}")
    page.keyboard.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", "q-options-0")
    expect(options.first).to_have_attribute("aria-selected", "true")
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.keyboard.press("End")
    assert box.get_attribute("aria-activedescendant") is None
    page.keyboard.press("Escape")
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).to_have_value("car")
    page.keyboard.press("ArrowDown")
    expect(options.first).to_be_visible()
    page.keyboard.press("ArrowDown")
    fill = options.first.get_attribute("data-fill") or ""
    page.keyboard.press("Enter")
    expect(box).to_have_value(fill)
    expect(options).to_have_count(0)
    stay(page)
    page.keyboard.press("Enter")
    expect(page).to_have_title(re.compile(re.escape(fill)))
    assert focused(page) == "H1"
    assert stayed(page)


@each_language
def test_a_suggested_name_opens_its_page_by_touch(page: Page, language: str) -> None:
    page.goto(f"/{language}/")
    page.locator("#q").press_sequentially("高氏")
    page.locator("#q-options [data-go]").first.tap()
    page.wait_for_url("**/businesses/gaoshi-lengnuan")


def test_places_are_suggested_in_their_own_box_and_leaving_it_closes_them(page: Page) -> None:
    page.goto("/en/")
    page.locator("#place").press_sequentially("rockv")
    options = page.locator("#place-options [role=option]")
    expect(options.first).to_contain_text("Rockville")
    page.keyboard.press("Tab")
    expect(options).to_have_count(0)
    expect(page.locator("#place")).to_have_value("rockv")


@pytest.fixture
def queries(page: Page) -> list[str]:
    """The suggestions asked for so far, on a page whose clock only moves when it is told to."""
    queries: list[str] = []
    page.on("request", lambda request: queries.append(request.url) if "/suggest?" in request.url else None)
    page.clock.install(time=0)
    page.goto("/zh-hans/find")
    page.clock.pause_at(3_600_000)
    page.locator("#q").focus()
    expect(page.locator("#q")).to_have_attribute("role", "combobox")
    return queries


def test_nothing_is_asked_while_an_input_method_composes(page: Page, queries: list[str]) -> None:
    keyboard = page.context.new_cdp_session(page)
    for text in ("k", "ko", "kon", "kong"):
        keyboard.send("Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)})
    page.clock.run_for(1000)
    assert queries == []
    keyboard.send("Input.insertText", {"text": "空"})
    page.clock.run_for(1000)
    expect(page.locator("#q-options [role=option]").first).to_be_visible()
    assert len(queries) == 1


def test_fast_typing_asks_once(page: Page, queries: list[str]) -> None:
    page.locator("#q").press_sequentially("carrier")
    page.clock.run_for(1000)
    expect(page.locator("#q-options [role=option]").first).to_be_visible()
    assert [address.rpartition("=")[2] for address in queries] == ["carrier"]
