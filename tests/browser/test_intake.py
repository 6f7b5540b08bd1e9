"""From the printed ad to print: pasted, looked over, proved, reviewed, found, printed. In Chinese and in English."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.journey import FORM_AGE_MS, take_time
from tests.browser.site import Site
from tests.browser.sound import assert_sound
from tests.browser.test_claims import digits, enter
from tests.browser.test_operator import code_for
from tests.support.fake_sms import FakeSms, Text
from tests.support.patience import LOOKS

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Firm:
    """An ad, what its contractor types, and the words of their language."""

    language: str
    ad: str
    phone: str
    name: str
    corrected: str
    query: str
    waiting: str


CHINESE = Firm(
    "zh-hans",
    "顺风冷暖\n冷气 暖气炉 热水炉 安装维修\n零件10年保证 人工1年\n服务 马里兰州 维州\n有执照 有保险 免费估价\n"
    "电话：240-555-0131",
    "+12405550131",
    "顺风冷暖",
    "Shunfeng Air",
    "顺风冷暖",
    "待审核",
)
ENGLISH = Firm(
    "en",
    "Blue Heron Heating & Air\nFurnace and AC repair, heat pump installation\n10 year parts warranty\n"
    "Serving Maryland and Virginia\nLicensed and insured. Free estimate\nCall 240-555-0132",
    "+12405550132",
    "Blue Heron",
    "Blue Heron Air",
    "Blue Heron",
    "Waiting for review",
)


@pytest.fixture(scope="module")
def desk(browser: Browser, own: tuple[Site, FakeSms]) -> Iterator[BrowserContext]:
    """The operator's browser, signed in."""
    site, _gateway = own
    context = browser.new_context(viewport={"width": 1280, "height": 900}, base_url=site.url, bypass_csp=True)
    page = context.new_page()
    link = site.flask("operator", "invite", "op@example.com", "--language", "en").strip().splitlines()[-1]
    page.goto(link[link.index("/en/") :])
    page.locator("main form button").first.click()
    page.locator("input[name=code]").fill(code_for(site, page, "op@example.com"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/admin"))
    page.close()
    yield context
    context.close()


@pytest.mark.parametrize("firm", [CHINESE, ENGLISH], ids=lambda named_firm: named_firm.language)
def test_an_ad_is_pasted_reviewed_found_and_printed(
    browser: Browser, own: tuple[Site, FakeSms], desk: BrowserContext, firm: Firm
) -> None:
    site, gateway = own
    # The Chinese contractor has no script: everything works without it.
    has_script = firm is ENGLISH
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, base_url=site.url, bypass_csp=True, java_script_enabled=has_script
    )
    page = context.new_page()
    page.goto(f"/{firm.language}/")
    page.locator(f"footer a[href='/{firm.language}/list-your-business']").click()
    if has_script:
        assert_sound(page, f"/{firm.language}/list-your-business", site)
        take_time(page)
    else:
        page.wait_for_timeout(FORM_AGE_MS)
    page.locator("textarea[name=text]").fill(firm.ad)
    page.locator("button[value=paste]").click()
    expect(page).to_have_url(re.compile(r"/list-your-business/\d+$"))
    path = re.sub(r"^\w+://[^/]+", "", page.url)
    for shown in ("en", "zh-hans", "zh-hant"):
        page.goto(f"{path}?show={shown}")
        expect(page.locator(".preview .ad")).to_contain_text(re.sub(r"^\+1(...)(...)", r"\1-\2-", firm.phone))
    if has_script:
        assert_sound(page, path, site)

    # One field is put right.
    page.goto(f"{path}/change")
    if has_script:
        assert_sound(page, f"{path}/change", site)
    page.locator("input[name=name_en]").fill(firm.corrected)
    page.wait_for_timeout(FORM_AGE_MS)
    page.locator(".keep button").click()
    expect(page.locator("main")).to_contain_text(firm.corrected)

    # Nobody finds it yet; the phone is proved.
    page.goto(f"/{firm.language}/find?q={firm.query}")
    expect(page.locator("main")).not_to_contain_text(firm.corrected)
    page.goto(path)
    page.locator("button[name=action][value=send]").click()
    expect(page.locator("input[name=code]")).to_be_visible()
    if has_script:
        assert_sound(page, path, site)
    enter(page, digits(gateway, page, firm.phone, 1))
    expect(page).to_have_url(re.compile(rf"/{firm.language}/manage$"))
    expect(page.locator("main")).to_contain_text(firm.waiting)
    if has_script:
        assert_sound(page, f"/{firm.language}/manage", site)

    # The operator finds it on Today, and publishes it as it is.
    review = desk.new_page()
    review.goto("/admin")
    review.locator("#submissions").scroll_into_view_if_needed()
    review.locator("section:has(#submissions) a.adm-firm").first.click()
    expect(review.locator("main")).to_contain_text(firm.name)
    review.locator("button[formaction$='/publish']").click()
    expect(review.locator("#done, [role=status]").first).to_be_visible()
    review.close()

    # The contractor is told, once, with both links.
    text_body = next(text.body for text in texts(gateway, page, firm.phone, 2) if "/businesses/" in text.body)
    slug = re.search(r"/businesses/([\w-]+)", text_body)[1]  # type: ignore[index]
    assert f"/{firm.language}/manage" in text_body

    # Homeowners find it, in their language.
    for language in ("en", "zh-hans", "zh-hant"):
        page.goto(f"/{language}/find?q={firm.query}")
        expect(page.locator(f"a[href='/{language}/businesses/{slug}']").first).to_be_visible()
    page.goto(f"/{firm.language}/businesses/{slug}")
    expect(page.locator("main")).to_contain_text(firm.ad.splitlines()[1])

    # And it goes back to print.
    page.goto(f"/{firm.language}/manage/{slug}/print")
    expect(page.locator(".print-ad img")).to_be_visible()
    for kind, start in (("pdf", b"%PDF"), ("svg", b"<svg")):
        answer = page.request.get(f"/{firm.language}/manage/{slug}/print.{kind}")
        assert answer.status == 200
        assert start in answer.body()[:200]
    context.close()


def texts(gateway: FakeSms, page: Page, phone: str, number: int) -> list[Text]:
    """The texts to a phone, once there are so many."""
    for _ in range(LOOKS):
        if len(gateway.to(phone)) >= number:
            break
        page.wait_for_timeout(100)
    received = gateway.to(phone)
    assert len(received) == number, [text.body for text in received]
    return list(received)
