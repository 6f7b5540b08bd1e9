"""This is my business: by a code, over to a partner, disputed by whoever holds the printed phone, settled. And axe."""

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.journey import FANGSHI, GAOSHI, PHONES
from tests.browser.site import Site
from tests.browser.sound import assert_sound
from tests.browser.test_operator import code_for
from tests.support.fake_sms import FakeSms
from tests.support.patience import LOOKS

pytestmark = pytest.mark.browser

ANJU = "anju-lengnuan-kongtiao"
CLAIM = f"/businesses/{GAOSHI}/claim"


def somebody(browser: Browser, site: Site) -> BrowserContext:
    """A browser of somebody's own, on a phone."""
    return browser.new_context(viewport={"width": 360, "height": 740}, base_url=site.url, bypass_csp=True)


def digits(gateway: FakeSms, page: Page, phone: str, nth: int) -> str:
    """The eight digits in the nth text with some to a phone."""
    for _ in range(LOOKS):
        matches = [code[0] for text in gateway.to(phone) if (code := re.search(r"\b\d{8}\b", text.body))]
        if len(matches) >= nth:
            return matches[nth - 1]
        page.wait_for_timeout(100)
    raise AssertionError(f"no code {nth} came to {phone}")


def enter(page: Page, code: str) -> None:
    page.locator("input[name=code]").fill(code)
    page.keyboard.press("Enter")


def test_a_page_changes_hands_only_by_the_operators_word(browser: Browser, own: tuple[Site, FakeSms]) -> None:
    site, gateway = own
    phone = PHONES[GAOSHI]
    gao, partner, heir, desk = (somebody(browser, site) for _ in range(4))

    # 高氏 finds the page, proves the printed phone, and is in.
    page = gao.new_page()
    page.goto(f"/zh-hans/businesses/{GAOSHI}")
    page.get_by_role("link", name="这是我的店", exact=True).click()
    expect(page.locator("h1")).to_have_text("这是我的店")
    page.get_by_role("button", name="发验证码短信给我").click()
    expect(page.locator("[role=status]")).to_contain_text("240-636-8420")
    enter(page, digits(gateway, page, phone, 1))
    expect(page).to_have_url(re.compile(f"/zh-hans/manage/{GAOSHI}/listing"))

    # The partner is invited as an owner, in English, and takes it up.
    page.goto(f"/zh-hans/manage/{GAOSHI}/people")
    page.locator("input[name=address]").fill("partner@example.com")
    page.locator("input[name=role][value=owner]").check()
    page.locator("select[name=language]").select_option("en")
    page.locator("section form button").first.click()
    expect(page.locator("[role=status]")).to_be_visible()
    other = partner.new_page()
    other.goto(invitation(site, other, "partner@example.com"))
    other.locator("main form button").first.click()
    enter(other, code_for(site, other, "partner@example.com"))
    expect(other).to_have_url(re.compile(f"/manage/{GAOSHI}"))
    page.goto(f"/zh-hans/manage/{GAOSHI}/people")
    page.locator("form:has(input[value=leave]) button").click()
    expect(page).to_have_url(re.compile("/zh-hans/manage$"))
    assert gone(page, f"/zh-hans/manage/{GAOSHI}/listing")

    # Whoever holds the printed phone claims it back: nothing changes, and the partner hears of it.
    third = heir.new_page()
    third.goto(f"/zh-hant{CLAIM}")
    third.get_by_role("button", name="傳驗證碼簡訊給我").click()
    enter(third, digits(gateway, third, phone, 2))
    expect(third.locator("[role=status]")).to_contain_text("已經有人在管理")
    assert_sound(heir.new_page(), f"/zh-hant{CLAIM}", site)
    assert gone(third, f"/zh-hant/manage/{GAOSHI}/listing", 200)
    other.goto(f"/en/manage/{GAOSHI}/listing")
    expect(other.locator("h1")).to_be_visible()

    # The operator reads how the partner was told, and decides.
    office = desk.new_page()
    link = site.flask("operator", "invite", "op@example.com", "--language", "en").strip().splitlines()[-1]
    office.goto(link[link.index("/en/") :])
    office.locator("main form button").first.click()
    enter(office, code_for(site, office, "op@example.com"))
    expect(office).to_have_url(re.compile("/admin"))
    office.goto("/admin/claims")
    expect(office.locator("main")).to_contain_text("240-636-8420")
    office.get_by_role("button", name=re.compile("^Approve")).click()
    expect(office.locator("[role=status]")).to_be_visible()
    assert gone(other, f"/en/manage/{GAOSHI}/listing")
    page.goto(f"/zh-hans/manage/{GAOSHI}/listing")
    expect(page.locator("h1")).to_be_visible()
    for context in (gao, partner, heir, desk):
        context.close()


def invitation(site: Site, page: Page, address: str) -> str:
    """The path of the link in the newest mail to an address."""
    for _ in range(LOOKS):
        mails = page.request.get(f"{site.url}/dev/outbox.json").json()
        matches = [re.search(r"/en/invitations/\S+", mail["text"] or "") for mail in mails if mail["to"] == address]
        if matches and matches[0]:
            return matches[0][0]
        page.wait_for_timeout(100)
    raise AssertionError("no invitation came")


def gone(page: Page, path: str, status: int = 404) -> bool:
    """Whether the page is not there for this browser; `status` 200: it is asked to sign in."""
    answer = page.goto(path)
    assert answer is not None
    return answer.status == status and (status == 404 or "/sign-in" in page.url)


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
def test_the_pages_of_a_claim_are_sound(browser: Browser, own: tuple[Site, FakeSms], language: str) -> None:
    site, _gateway = own
    context = somebody(browser, site)
    path = f"/{language}/businesses/{FANGSHI}/claim"
    page = context.new_page()
    assert_sound(page, path, site)
    for action in ("send", "call"):
        page.goto(path)
        page.locator(f"button[value={action}]").first.click()
        expect(page.locator("[role=status]").first).to_be_visible()
        assert_sound(page, path, site)
    context.close()


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
def test_the_pages_of_a_removal_are_sound(browser: Browser, own: tuple[Site, FakeSms], language: str) -> None:
    site, _gateway = own
    context = somebody(browser, site)
    path = f"/{language}/businesses/{FANGSHI}/remove"
    page = context.new_page()
    assert_sound(page, path, site)
    page.locator("button[value=send]").first.click()
    expect(page.locator("input[name=code]")).to_be_visible()
    assert_sound(page, path, site)
    context.close()


def test_a_listing_comes_down_by_a_code(browser: Browser, own: tuple[Site, FakeSms]) -> None:
    site, gateway = own
    context = somebody(browser, site)
    page = context.new_page()
    page.goto(f"/en/businesses/{ANJU}/remove")
    number = page.locator("input[name=phone]").first.get_attribute("value") or ""
    page.locator("input[name=phone]").first.check()
    page.locator("button[value=send]").click()
    enter(page, digits(gateway, page, number, 1))
    expect(page.locator("h1")).to_have_text("The listing is down")
    assert_sound(context.new_page(), f"/en/businesses/{ANJU}/remove?down=1", site)
    assert page.goto(f"/en/businesses/{ANJU}").status in (404, 410)  # type: ignore[union-attr]
    context.close()
