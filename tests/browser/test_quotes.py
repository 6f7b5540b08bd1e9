"""A quote on a phone of 360 px: how many taps and keys the first takes, and the next; read by her in her language."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.journey import GAOSHI, HOMEOWNER, PHONES, open_request, send_request
from tests.browser.site import Site
from tests.browser.sound import assert_accessible
from tests.support.fake_sms import FakeSms
from tests.support.patience import LOOKS

pytestmark = pytest.mark.browser

#: Seconds of a thumb on a phone: to find and tap, to type a key.
TAP, KEY = 1.4, 0.4
FIRST, NEXT = 60, 20
OTHER = {**HOMEOWNER, "name": "林先生", "phone": "301-555-0143", "words": "换新机，先比价"}


class Thumb:
    """One hand on one page, counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.taps, self.keys = page, 0, 0

    def tap(self, selector: str) -> None:
        """Tap what a selector names."""
        self.page.locator(selector).first.tap()
        self.taps += 1

    def type(self, name: str, words: str) -> None:
        """Tap a field and type; what stands in it is gone first."""
        self.tap(f"[name='{name}']")
        self.page.locator(f"[name='{name}']").fill("")
        self.page.keyboard.type(words)
        self.keys += len(words)

    def pick(self, name: str, value: str) -> None:
        """Open a list and tap an entry."""
        self.page.locator(f"select[name='{name}']").select_option(value)
        self.taps += 2

    @property
    def seconds(self) -> float:
        """How long that takes."""
        return self.taps * TAP + self.keys * KEY


def asks(browser: Browser, site: Site, homeowner: dict[str, str], language: str) -> str:
    """A homeowner asks for a new system; the address of her page."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, base_url=site.url)
    page = context.new_page()
    open_request(page, language, [GAOSHI])
    address = send_request(page, homeowner, service="replace")
    context.close()
    return address


def link(gateway: FakeSms, page: Page, number: int) -> str:
    """The path in the firm's `number`th text about a customer."""
    for _ in range(LOOKS):
        paths = [m[0] for t in gateway.to(PHONES[GAOSHI]) if (m := re.search(r"/leads/[\w-]+", t.body))]
        if len(paths) >= number:
            return paths[number - 1]
        page.wait_for_timeout(100)
    raise AssertionError(gateway.texts)


def opened(page: Page) -> Thumb:
    """The form of a quote, opened with a tap."""
    thumb = Thumb(page)
    thumb.tap("details:has([name=amount_min]) > summary")
    return thumb


def test_the_first_quote_takes_a_minute_and_the_next_a_third(browser: Browser, own: tuple[Site, FakeSms]) -> None:
    site, gateway = own
    hers = asks(browser, site, HOMEOWNER, "en")
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, base_url=site.url, bypass_csp=True, has_touch=True
    )
    page = context.new_page()
    page.goto(link(gateway, page, 1))
    first = opened(page)
    first.type("amount_min", "9800")
    first.type("parts_years", "10")
    first.type("labor_years", "2")
    first.pick("brand", "Goodman")
    first.type("outdoor", "GSXN403610")
    first.type("tons", "3")
    first.type("seer2", "15.2")
    for item in ("removal", "start_up", "thermostat", "condensate"):
        first.tap(f"label:has([name=included][value={item}])")
    first.pick("permit", "included")
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    first.tap("button[value=quote]")
    expect(page.locator(".price-card")).to_contain_text("$9,800")

    asks(browser, site, OTHER, "zh-hans")
    page.goto(link(gateway, page, 2))
    again = opened(page)
    again.type("amount_min", "一万零五百")
    again.type("outdoor", "GSXN404210")
    again.type("tons", "3.5")
    again.tap("button[value=quote]")
    card = page.locator(".price-card")
    expect(card).to_contain_text("$10,500")
    for words in ("10年", "2年", "旧机拆走", "商家办理，价格已含"):
        expect(card).to_contain_text(words)
    for name, thumb, most in (("first", first, FIRST), ("next", again, NEXT)):
        print(f"{name} quote: {thumb.taps} taps, {thumb.keys} keys, {thumb.seconds:.0f} s")
        assert thumb.seconds <= most, (name, thumb.taps, thumb.keys)

    page.goto(hers)
    her_card = page.locator(".price-card")
    for words in ("$9,800", "Old unit taken away", "The contractor gets it, included in the price", "Not stated"):
        expect(her_card).to_contain_text(words)
    context.close()
