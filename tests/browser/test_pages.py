"""Every page in every language: nothing axe objects to, small, few requests, nothing from elsewhere."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.journey import GAOSHI, open_request, send_request
from tests.browser.site import Site
from tests.browser.sound import LANGUAGES, assert_sound
from tests.support.fake_sms import FakeSms
from tests.support.patience import LOOKS

pytestmark = pytest.mark.browser

PAGES = {
    "home": "/",
    "find": "/find?q=空调维修&place=20850",
    "find-nothing": "/find?q=地热",
    "find-outside": "/find?place=10001",
    "find-corrected": "/find?q=furnance+no+commercial+Boston&brand=Carrier&labor_years=1",
    "business": f"/businesses/{GAOSHI}",
    "compare": f"/compare?business={GAOSHI}&business=fangshi-lengnuan",
    "form": f"/request-a-quote?business={GAOSHI}",
    "report": f"/businesses/{GAOSHI}/report",
    "remove": f"/businesses/{GAOSHI}/remove",
    "missing": "/businesses/nobody",
    **{
        f"about-{page}": f"/about/{page}"
        for page in ("us", "ranking", "answers", "privacy", "terms", "texts", "sources")
    },
}
#: One each: a business that two texts found silent is by phone only.
OWN_BUSINESS = {
    "en": "anju-lengnuan-kongtiao",
    "zh-hans": "david-zhang-lengnuan-kongtiao",
    "zh-hant": "huafu-lengnuan-kongtiao",
}


@pytest.fixture(scope="module")
def context(browser: Browser, site: Site) -> Iterator[BrowserContext]:
    """A phone. The CSP is passed over only so that axe can be put into the page."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, base_url=site.url, bypass_csp=True)
    yield context
    context.close()


@pytest.fixture(scope="module")
def page(context: BrowserContext) -> Page:
    """Its one tab."""
    return context.new_page()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_sound(page: Page, site: Site, name: str, language: str) -> None:
    assert_sound(page, f"/{language}{PAGES[name]}", site)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_request_and_lead_pages_are_sound(page: Page, site: Site, gateway: FakeSms, language: str) -> None:
    site.settle()
    gateway.requests.clear()
    open_request(page, language, [OWN_BUSINESS[language]])
    own = send_request(page)
    assert_sound(page, own.removeprefix(site.url), site)
    lead = gateway_link(gateway, page)
    assert_sound(page, f"/{language}{lead}", site)
    for who, price in (("Bob's Heating", "9900"), ("Ann's Air", "8,900-9,500")):
        page.goto(f"{own}/prices")
        page.fill("#who", who)
        page.fill("#price", price)
        page.click("button[value=save]")
    for further in ("prices", "compare", "questions"):
        assert_sound(page, f"{own.removeprefix(site.url)}/{further}", site)


def gateway_link(gateway: FakeSms, page: Page) -> str:
    """The path in the text that went out."""
    for _ in range(LOOKS):
        if gateway.texts:
            break
        page.wait_for_timeout(100)
    return "/leads/" + gateway.texts[0].body.split("/leads/")[1][:22]
