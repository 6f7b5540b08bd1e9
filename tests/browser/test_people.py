"""The owner signs in, invites a colleague who reads English, makes them an owner; their pages under axe."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.hands import phone
from tests.browser.journey import GAOSHI, PHONES
from tests.browser.site import Site
from tests.browser.sound import LANGUAGES, assert_sound
from tests.browser.test_operator import code_for
from tests.support.patience import LOOKS

pytestmark = pytest.mark.browser

PEOPLE = f"/manage/{GAOSHI}/people"
DAUGHTER = "+13015550177"


@pytest.fixture(scope="module")
def owner(browser: Browser, site: Site) -> Iterator[Page]:
    """The phone of 高氏, which claimed its listing."""
    with phone(browser, site) as page:
        page.goto(f"/zh-hans/businesses/{GAOSHI}/claim")
        page.locator("button[name=action][value=send]").first.click()
        page.locator("input[name=code]").fill(code_for(site, page, PHONES[GAOSHI]))
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(r"/manage"))
        yield page


def sign_in(site: Site, page: Page, language: str, address: str) -> None:
    """From the foot of home, where phones have the way in, to one's own page, on the keyboard."""
    page.goto(f"/{language}/")
    page.locator(".foot-in").focus()
    page.keyboard.press("Enter")
    expect(page.locator("input[name=address]")).to_be_visible()
    page.locator("input[name=address]").fill(address)
    page.keyboard.press("Enter")
    expect(page.locator("input[name=code]")).to_be_visible()
    page.locator("input[name=code]").fill(code_for(site, page, address))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/manage"))


def test_colleague_is_invited_and_made_an_owner(browser: Browser, site: Site, owner: Page) -> None:
    owner.goto(f"/zh-hans{PEOPLE}")
    owner.locator("input[name=address]").fill("301-555-0177")
    owner.locator("select[name=language]").select_option("en")
    owner.locator("#invite ~ form button").click()
    expect(owner.locator(".ok")).to_be_visible()
    with phone(browser, site) as theirs:
        theirs.goto(link_for(site, theirs))
        theirs.locator("main form button").click()
        theirs.locator("input[name=code]").fill(code_for(site, theirs, DAUGHTER))
        theirs.keyboard.press("Enter")
        expect(theirs).to_have_url(re.compile(rf"/en/manage/{GAOSHI}/listing"))
        theirs.goto(f"/en{PEOPLE}")
        expect(theirs.locator("#invite")).to_have_count(0)
        owner.goto(f"/zh-hans{PEOPLE}")
        owner.locator("form:has(input[name=role][value=owner]) .btn-small").first.click()
        expect(owner.locator(".ok")).to_be_visible()
        theirs.goto(f"/en{PEOPLE}")
        expect(theirs.locator("#invite")).to_have_count(1)


def link_for(site: Site, page: Page) -> str:
    """The path of the link in the newest invitation."""
    for _ in range(LOOKS):
        for mail in page.request.get(f"{site.url}/dev/outbox.json").json():
            match = re.search(r"/en/invitations/[\w-]{22}", mail["text"] or "")
            if match:
                return match[0]
        page.wait_for_timeout(100)
    raise AssertionError("no invitation went out")


def test_contractor_signs_in_from_the_foot(browser: Browser, site: Site, owner: Page) -> None:
    with phone(browser, site) as page:
        sign_in(site, page, "zh-hans", PHONES[GAOSHI])
        page.goto("/zh-hans/")
        expect(page.locator(".mast-in")).to_have_text("我的店")
        page.goto("/zh-hans/account")
        page.locator("form[action$='/sign-out'] button").last.click()
        expect(page.locator(".mast-in")).to_have_text("商家登录")
        page.go_back()
        page.reload()
        expect(page.locator("input[name=address]")).to_be_visible()


PAGES = ("/account", "/sign-in/prove", PEOPLE)


@pytest.mark.parametrize(("path", "language"), list(zip(PAGES, LANGUAGES, strict=True)))
def test_a_page_after_signing_in_is_sound(owner: Page, site: Site, path: str, language: str) -> None:
    with owner.context.new_page() as page:
        assert_sound(page, f"/{language}{path}", site)


def test_a_page_before_signing_in_is_sound(browser: Browser, site: Site) -> None:
    language = "zh-hant"
    with phone(browser, site) as page:
        assert_sound(page, f"/{language}/sign-in", site)
        page.locator("input[name=address]").fill("301-555-0188")
        page.keyboard.press("Enter")
        expect(page.locator("input[name=code]")).to_be_visible()
        assert_sound(page, f"/{language}/sign-in/code", site)
        page.locator("input[name=code]").fill(code_for(site, page, "+13015550188"))
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(r"/manage"))
        assert_sound(page, f"/{language}/manage", site)
    with phone(browser, site) as page:
        link = site.flask("operator", "invite", f"{language}@example.com", "--language", "en")
        path = link.strip().splitlines()[-1]
        assert_sound(page, f"/{language}" + path[path.index("/en/") + 3 :], site)
