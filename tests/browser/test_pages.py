"""Every page in every language: nothing axe objects to, small, few requests, nothing from elsewhere."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Response

from tests.browser.journey import GAOSHI, open_request, send_request
from tests.browser.site import Site
from tests.support.fake_sms import FakeSms

pytestmark = pytest.mark.browser

LANGUAGES = ("en", "zh-hans", "zh-hant")
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
    **{f"about-{page}": f"/about/{page}" for page in ("us", "ranking", "privacy", "terms", "texts", "sources")},
}
#: One each: a business that two texts found silent is by phone only.
OWN_BUSINESS = {
    "en": "anju-lengnuan-kongtiao",
    "zh-hans": "david-zhang-lengnuan-kongtiao",
    "zh-hant": "huafu-lengnuan-kongtiao",
}
MOST_BYTES = 60 * 1024
MOST_REQUESTS = 8
AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture(scope="module")
def context(browser: Browser, site: Site) -> Iterator[BrowserContext]:
    """A phone. The CSP is passed over only so that axe can be put into the page."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, base_url=site.url, bypass_csp=True)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A fresh tab."""
    page = context.new_page()
    yield page
    page.close()


def assert_sound(page: Page, path: str, site: Site) -> None:
    """Open the page and hold everything against it that a machine can see."""
    answers: list[Response] = []
    errors: list[str] = []
    page.on("response", lambda answer: answers.append(answer))
    page.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
    page.goto(path, wait_until="networkidle")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page, options=AXE)
        assert found.violations_count == 0, f"{path} ({scheme}): {found.generate_report()}"
    assert [a.url for a in answers if not a.url.startswith((site.url, "data:"))] == []
    assert len(answers) <= MOST_REQUESTS, [a.url for a in answers]
    size = sum(int(a.headers.get("content-length") or len(a.body())) for a in answers)
    assert size <= MOST_BYTES, f"{path}: {size} bytes"
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{path} is {wide} px too wide for a phone of 360"
    assert [line for line in errors if "404" not in line] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_sound(page: Page, site: Site, name: str, language: str) -> None:
    assert_sound(page, f"/{language}{PAGES[name]}", site)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_request_and_lead_pages_are_sound(page: Page, site: Site, gateway: FakeSms, language: str) -> None:
    gateway.requests.clear()
    open_request(page, language, [OWN_BUSINESS[language]])
    own = send_request(page)
    assert_sound(page, own.removeprefix(site.url), site)
    lead = gateway_link(gateway, page)
    assert_sound(page, f"/{language}{lead}", site)


def gateway_link(gateway: FakeSms, page: Page) -> str:
    """The path in the text that went out."""
    for _ in range(100):
        if gateway.texts:
            break
        page.wait_for_timeout(100)
    return "/leads/" + gateway.texts[0].body.split("/leads/")[1][:22]
