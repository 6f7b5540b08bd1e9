"""The operator's morning, on the keyboard alone: a landline called, a listing down, a license checked. And axe."""

import json
import re
import urllib.request
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.journey import FANGSHI, GAOSHI, PHONES, open_request, send_request
from tests.browser.site import Site
from tests.browser.sound import assert_sound
from tests.support import patience
from tests.support.dpor import many, registry_row, write
from tests.support.fake_sms import FakeSms

pytestmark = pytest.mark.browser

ZHANG, HUAFU = "david-zhang-lengnuan-kongtiao", "huafu-lengnuan-kongtiao"
MOST_TABS = 250
#: Who holds two numbers that firms of ours will give.
HOLDER = "STRANGE HEATING AND AIR CONDITIONING HOLDINGS OF NORTHERN VIRGINIA LLC"
HELD = {GAOSHI: "000124", HUAFU: "000125"}
PAGES = ("", "/messages", "/texts", f"/businesses/{GAOSHI}", "/licenses", "/claims", "/people/1", "/audit", "/calls")
PAGES += ("/leads/1", f"/businesses/{ZHANG}/merge?into={HUAFU}")


@pytest.fixture(scope="module")
def desk(own: tuple[Site, FakeSms], tmp_path_factory: pytest.TempPathFactory) -> tuple[Site, FakeSms]:
    """A site where one phone is a landline, and two numbers are somebody else's."""
    site, gateway = own
    gateway.modes[PHONES[FANGSHI]] = "landline"
    registry_rows = [registry_row(number, firm=HOLDER, city="NORTH CHESTERFIELD") for number in HELD.values()]
    site.flask("licenses", "import", str(write(tmp_path_factory.mktemp("lists"), [*registry_rows, *many(5)])))
    return own


@pytest.fixture(scope="module")
def context(browser: Browser, desk: tuple[Site, FakeSms]) -> Iterator[BrowserContext]:
    """The operator's browser, signed in from the invitation; a waiting landline, a wish and a license behind it."""
    site, _gateway = desk
    context = browser.new_context(viewport={"width": 360, "height": 740}, base_url=site.url, bypass_csp=True)
    page = context.new_page()
    link = site.flask("operator", "invite", "op@example.com", "--language", "en").strip().splitlines()[-1]
    page.goto(link[link.index("/en/") :])
    press(page, page.locator("main form button").first)
    expect(page.locator("input[name=code]")).to_be_visible()
    page.locator("input[name=code]").fill(code_for(site, page, "op@example.com"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/admin"))
    open_request(page, "zh-hans", [FANGSHI, GAOSHI])
    send_request(page)
    page.goto(f"/zh-hans/businesses/{ZHANG}/remove")
    page.locator("main form button").last.click()
    expect(page.locator("[role=status]")).to_be_visible()
    for slug, number in HELD.items():
        page.goto(f"/admin/businesses/{slug}")
        page.locator("select[name=field]").select_option("licenses")
        page.locator("input[name=value]").fill(f"VA 2705{number}")
        page.locator("input[name=value]").press("Enter")
        expect(page.locator("[role=status]")).to_contain_text("told by phone")
    page.close()
    yield context
    context.close()


def code_for(site: Site, page: Page, address: str) -> str:
    """The digits in the newest mail to an address, as the outbox of development shows it."""
    for _ in range(patience.LOOKS):
        with urllib.request.urlopen(f"{site.url}/dev/outbox.json", timeout=patience.SECONDS) as answer:
            mails = [m for m in json.load(answer) if m["to"] == address and m["text"]]
        match = re.search(r"\b\d{8}\b", mails[0]["text"]) if mails else None
        if match:
            return match[0]
        page.wait_for_timeout(100)
    raise AssertionError("no code came")


def reach(page: Page, target: Locator) -> None:
    """Go there with Tab alone, as somebody does who has no mouse."""
    wanted = target.element_handle()
    for _ in range(MOST_TABS):
        if page.evaluate("element => document.activeElement === element", wanted):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never came to {target}")


def press(page: Page, target: Locator) -> None:
    """Reach a button or link and press Enter."""
    reach(page, target)
    page.keyboard.press("Enter")


def type_into(page: Page, target: Locator, text: str) -> None:
    """Reach a field and type over what is in it."""
    reach(page, target)
    page.keyboard.press("Control+a")
    page.keyboard.type(text)


def test_the_operators_morning(context: BrowserContext, desk: tuple[Site, FakeSms]) -> None:
    page = context.new_page()
    # A landline failure, called and written down.
    for _ in range(patience.LOOKS):
        page.goto("/admin")
        if page.locator("#failed").count():
            break
        page.wait_for_timeout(250)
    line = page.locator("section", has=page.locator("#failed")).locator("li").first
    expect(line).to_contain_text("240-651-9115")
    press(page, line.get_by_role("link", name="Call instead"))
    expect(page.locator("h1")).to_contain_text("Call about lead")
    expect(page.locator("main")).not_to_contain_text("301-555-0142")
    press(page, page.get_by_role("button", name="They take it"))
    expect(page.locator("[role=status]")).to_contain_text("They take it")
    expect(page.locator("main")).to_contain_text("301-555-0142")
    press(page, page.locator(".lead a").first)
    expect(page.locator("h1")).to_have_text("Fangshi Lengnuan")
    reach(page, page.locator("select[name=state]").first)
    page.keyboard.type("calls")
    type_into(page, page.locator("input[name=how]").first, "called, it is a landline")
    press(page, page.get_by_role("button", name=re.compile("Write it down.*240-651-9115")))
    expect(page.locator("#phones ~ h3 .tag").first).to_have_text("calls only")

    # A fact told in the same call: the license number. Then it is looked up.
    type_into(page, page.locator("input[name=value]"), "VA 2705123456")
    page.keyboard.press("Enter")
    expect(page.locator("[role=status]")).to_contain_text("told by phone")
    licenses = page.locator("nav a[accesskey=l]")
    press(page, licenses)
    expect(page.locator("h1")).to_have_text("Licenses")
    line = page.locator("li", has_text="2705123456")
    expect(line.get_by_role("link", name="The state's own page")).to_have_attribute("href", re.compile("dpor"))
    reach(page, line.locator("input[type=radio]").first)
    page.keyboard.press("Space")
    type_into(page, line.locator("input[name=license_class]"), "A")
    reach(page, line.locator("input[type=date]"))
    page.keyboard.type("12312027")
    type_into(page, line.locator("input[name=holder]"), "FANGSHI LENGNUAN LLC")
    press(page, line.get_by_role("button"))
    expect(page.locator("[role=status]")).to_contain_text("noted")
    page.goto(f"/en/businesses/{FANGSHI}")
    expect(page.locator("main")).to_contain_text("2705123456")

    # Two numbers that the registry has for somebody else: one row is refused, one stays to compare.
    page.goto("/admin/licenses")
    rows = page.locator("li", has_text=HOLDER)
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("there in a name that is not theirs")
    press(page, rows.first.get_by_role("button", name=re.compile("Not theirs")))
    expect(page.locator("[role=status]")).to_contain_text("somebody else's")
    expect(rows).to_have_count(1)

    # A wish to come down, granted.
    page.goto("/admin")
    line = page.locator("section", has=page.locator("#removals")).locator("li").first
    press(page, line.locator("summary"))
    press(page, line.get_by_role("button", name=re.compile("I called the phone in the ad")))
    expect(page.locator("[role=status]")).to_contain_text("down for good")
    assert page.locator("#removals").count() == 0
    assert page.goto(f"/en/businesses/{ZHANG}").status in (404, 410)  # type: ignore[union-attr]
    for act in ("accept-by-phone", "contact-calls-only", "fact-by-phone", "check-license", "remove"):
        page.goto(f"/admin/audit?act={act}")
        expect(page.locator("main li.adm-row", has_text="operator 1").first).to_be_visible()
    page.close()


@pytest.fixture(scope="module")
def tab(context: BrowserContext) -> Page:
    """One for all pages that are only looked at."""
    return context.new_page()


@pytest.mark.parametrize("path", PAGES)
def test_a_page_of_the_operators_is_sound(tab: Page, desk: tuple[Site, FakeSms], path: str) -> None:
    assert_sound(tab, f"/admin{path}", desk[0])
