"""The owner signs in, invites a colleague who reads English, makes them an owner; their pages under axe."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.hands import phone
from tests.browser.journey import GAOSHI, PHONES
from tests.browser.site import Site, running
from tests.browser.sound import LANGUAGES, assert_sound
from tests.browser.test_operator import code_for
from tests.support.fake_sms import FakeSms
from tests.support.patience import LOOKS

pytestmark = pytest.mark.browser

PEOPLE = f"/manage/{GAOSHI}/people"
DAUGHTER = "+13015550177"


@pytest.fixture(scope="module")
def own_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site of its own: one listing gets an owner."""
    with FakeSms(mode="delivered") as gateway, running(tmp_path_factory.mktemp("people"), gateway) as site:
        yield site


@pytest.fixture(scope="module")
def owner(browser: Browser, own_site: Site) -> Iterator[Page]:
    """The phone of 高氏, which claimed its listing."""
    with phone(browser, own_site) as page:
        page.goto(f"/zh-hans/businesses/{GAOSHI}/claim")
        page.locator("button[name=action][value=send]").first.click()
        page.locator("input[name=code]").fill(code_for(own_site, page, PHONES[GAOSHI]))
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


def test_colleague_is_invited_and_made_an_owner(browser: Browser, own_site: Site, owner: Page) -> None:
    owner.goto(f"/zh-hans{PEOPLE}")
    owner.locator("input[name=address]").fill("301-555-0177")
    owner.locator("select[name=language]").select_option("en")
    owner.locator("#invite ~ form button").click()
    expect(owner.locator(".ok")).to_be_visible()
    with phone(browser, own_site) as theirs:
        theirs.goto(link_for(own_site, theirs))
        theirs.locator("main form button").click()
        theirs.locator("input[name=code]").fill(code_for(own_site, theirs, DAUGHTER))
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


def test_contractor_signs_in_from_the_foot(browser: Browser, own_site: Site, owner: Page) -> None:
    with phone(browser, own_site) as page:
        sign_in(own_site, page, "zh-hans", PHONES[GAOSHI])
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
def test_a_page_after_signing_in_is_sound(owner: Page, own_site: Site, path: str, language: str) -> None:
    with owner.context.new_page() as page:
        assert_sound(page, f"/{language}{path}", own_site)


def test_a_page_before_signing_in_is_sound(browser: Browser, own_site: Site) -> None:
    language = "zh-hant"
    with phone(browser, own_site) as page:
        assert_sound(page, f"/{language}/sign-in", own_site)
        page.locator("input[name=address]").fill("301-555-0188")
        page.keyboard.press("Enter")
        expect(page.locator("input[name=code]")).to_be_visible()
        assert_sound(page, f"/{language}/sign-in/code", own_site)
        page.locator("input[name=code]").fill(code_for(own_site, page, "+13015550188"))
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(r"/manage"))
        assert_sound(page, f"/{language}/manage", own_site)
    with phone(browser, own_site) as page:
        link = own_site.flask("operator", "invite", f"{language}@example.com", "--language", "en")
        path = link.strip().splitlines()[-1]
        assert_sound(page, f"/{language}" + path[path.index("/en/") + 3 :], own_site)
