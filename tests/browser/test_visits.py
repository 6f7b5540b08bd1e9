"""A visit agreed, moved and called off on two phones without script: every tap counted, and axe in each state."""

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.journey import GAOSHI, PHONES, open_request, send_request
from tests.browser.site import Site
from tests.browser.sound import assert_accessible, assert_tappable
from tests.support.fake_sms import FakeSms
from tests.support.patience import LOOKS

pytestmark = pytest.mark.browser


class Thumb:
    """A person at one page: what they tap is counted from each start."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address, self.taps = page, address, 0

    def start(self) -> None:
        """Open the page as it stands now."""
        self.page.goto(self.address)
        self.taps = 0

    def tap(self, what: Locator) -> None:
        """Tap what can be seen."""
        expect(what).to_be_visible()
        what.click()
        self.taps += 1

    def open(self, words: str) -> None:
        """Unfold what is named so."""
        self.tap(self.page.locator("details:not([open]) > summary", has_text=words).first)

    def press(self, action: str) -> None:
        """Press the button of an action."""
        self.tap(self.page.locator(f"button[value={action}]:visible").first)


def _page(browser: Browser, site: Site) -> Page:
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, base_url=site.url, java_script_enabled=False, has_touch=True
    )
    return context.new_page()


def _link(gateway: FakeSms, page: Page) -> str:
    """The address of the lead in the text to its firm."""
    for _ in range(LOOKS):
        for text in gateway.texts:
            match = re.search(r"/leads/[\w-]{22}", text.body)
            if match and text.to == PHONES[GAOSHI]:
                return match[0]
        page.wait_for_timeout(100)
    raise AssertionError([text.body for text in gateway.texts])


def _check(browser: Browser, site: Site, *addresses: str) -> None:
    """Both pages against axe, and no wider than the narrowest phone."""
    context = browser.new_context(viewport={"width": 320, "height": 740}, base_url=site.url, bypass_csp=True)
    page = context.new_page()
    for address in addresses:
        page.goto(address)
        assert_tappable(page)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{address} is {wide} px too wide"
        assert_accessible(page)
    context.close()


def test_a_visit_in_few_taps(browser: Browser, own: tuple[Site, FakeSms]) -> None:
    site, gateway = own
    asking = browser.new_context(base_url=site.url).new_page()
    open_request(asking, "en", [GAOSHI])
    address = send_request(asking)
    her = Thumb(_page(browser, site), address)
    firm = Thumb(_page(browser, site), _link(gateway, asking).replace("/leads/", "/zh-hans/leads/"))
    asking.context.close()
    firm.start()
    firm.press("accept")

    firm.start()
    firm.open("提出上门时间")
    times = firm.page.locator("input[name=window]")
    firm.tap(times.nth(0))
    firm.tap(times.nth(1))
    firm.press("propose-visit")
    assert firm.taps == 4
    _check(browser, site, her.address, firm.address)

    her.start()
    her.tap(her.page.locator("input[type=radio][name=window]").first)
    her.page.locator("input[name=address]:visible").first.fill("12 Oak Lane")
    her.press("pick-visit")
    assert her.taps == 2
    expect(her.page.get_by_text("Visit agreed:")).to_be_visible()
    firm.start()
    expect(firm.page.get_by_text("12 Oak Lane")).to_be_visible()
    _check(browser, site, her.address, firm.address)

    her.start()
    her.open("Move it")
    her.tap(her.page.locator("button[name=window]:visible").last)
    assert her.taps == 2
    firm.start()
    firm.tap(firm.page.locator("button[name=window]:visible").first)
    assert firm.taps == 1
    _check(browser, site, her.address, firm.address)

    firm.start()
    firm.open("取消这次上门")
    firm.press("cancel-visit")
    assert firm.taps == 2
    her.start()
    expect(her.page.get_by_text("They canceled the visit").first).to_be_visible()
    _check(browser, site, her.address, firm.address)
