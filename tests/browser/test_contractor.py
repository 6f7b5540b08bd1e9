"""A contractor's way from the printed ad to a job won: Chinese on their side, English on the homeowner's."""

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.hands import phone
from tests.browser.journey import GAOSHI, HOMEOWNER, PHONES, send_request
from tests.browser.site import Site
from tests.browser.test_operator import code_for
from tests.support.fake_sms import FakeSms

pytestmark = pytest.mark.browser

DESK = f"/zh-hans/manage/{GAOSHI}"
#: Where she lives, and a promise that nobody's ad makes.
ROCKVILLE, MONTGOMERY, HOWARD = "20850", "24031", "24027"
SEARCH = f"/en/find?place={ROCKVILLE}&labor_years=9"


def card(page: Page) -> Locator:
    """高氏冷暖 among what was found."""
    return page.locator("article.ad", has=page.locator(f"a[href*='/businesses/{GAOSHI}']"))


def test_from_the_printed_ad_to_a_job_won(browser: Browser, own: tuple[Site, FakeSms]) -> None:
    site, gateway = own
    with phone(browser, site) as gao, phone(browser, site) as chen:
        # She looks for nine years of warranty on labor, and nobody promises them.
        chen.goto(SEARCH)
        expect(chen.locator("#results")).to_contain_text("Nobody fits all of this")
        expect(card(chen)).not_to_contain_text("They say they serve")

        # 高氏 proves the phone of the ad, and the desk is theirs.
        gao.goto(f"/zh-hans/businesses/{GAOSHI}")
        gao.get_by_role("link", name="这是我的店", exact=True).click()
        gao.get_by_role("button", name="发验证码短信给我").click()
        expect(gao.locator("[role=status]")).to_contain_text("240-636-8420")
        gao.locator("input[name=code]").fill(code_for(site, gao, PHONES[GAOSHI]))
        gao.keyboard.press("Enter")
        expect(gao.locator("h1")).to_have_text("您的网页")

        # Two counties on the map, one of them taken back; a warranty; then everybody may see it.
        gao.locator(f"a[href='{DESK}/listing/area']").click()
        for fips, is_on in ((MONTGOMERY, "true"), (HOWARD, "true"), (HOWARD, "false")):
            gao.locator(f"#c{fips}").tap()
            expect(gao.locator(f"#c{fips}")).to_have_attribute("aria-checked", is_on)
        expect(gao.locator("[data-says]")).to_contain_text("霍华德郡")
        gao.get_by_role("button", name="保存草稿").click()
        gao.locator(f"a[href='{DESK}/listing/promises']").click()
        gao.locator("[name=warranty_0_scope]").select_option("labor")
        gao.locator("[name=warranty_0_amount]").fill("9")
        gao.locator("[name=warranty_0_unit]").select_option("years")
        gao.get_by_role("button", name="保存草稿").click()
        expect(gao.locator(".changes ins").last).to_contain_text("蒙哥马利郡")
        chen.reload()
        expect(card(chen)).not_to_contain_text("They say they serve")
        gao.get_by_role("button", name="发布", exact=True).click()
        expect(gao.locator(".ok")).to_contain_text("已发布")

        # The same search finds them at once, and she asks them.
        chen.reload()
        expect(chen.locator("#results")).not_to_contain_text("Nobody fits")
        expect(chen.locator("#results article.ad")).to_have_count(1)
        expect(card(chen)).to_contain_text("They say they serve Montgomery County")
        expect(card(chen)).to_contain_text("Warranty they give")
        chen.locator(f"input[name=business][value={GAOSHI}]").check()
        chen.locator("[data-tray] button, [data-tray] input[type=submit]").first.click()
        expect(chen).to_have_url(re.compile(f"/en/request-a-quote.*{GAOSHI}"))
        hers = send_request(chen)
        site.settle()
        assert [text.to for text in gateway.texts] == [PHONES[GAOSHI]] * 2

        # They take the number, name a price and get the job; she reads each step in English.
        gao.goto(f"{DESK}/leads")
        lead = gao.locator("article").first
        expect(lead).to_contain_text("Rockville")
        expect(lead).not_to_contain_text(HOMEOWNER["name"])
        lead.get_by_role("button", name="要客户电话").click()
        expect(gao.locator("main")).to_contain_text(HOMEOWNER["name"])
        expect(gao.locator(".hand a[href^='tel:']")).to_have_attribute("href", "tel:+13015550142")
        chen.goto(hers)
        expect(chen.locator("main")).to_contain_text("has your number")
        gao.locator("details:has([name=amount_min]) > summary").click()
        gao.locator("[name=amount_min]").fill("1200")
        gao.locator("button[value=quote]").click()
        expect(gao.locator("main")).to_contain_text("$1,200")
        chen.reload()
        expect(chen.locator("main")).to_contain_text("$1,200")
        gao.locator("button[value=won]").click()
        expect(gao.locator("main")).to_contain_text("这单谈成了")
        chen.reload()
        expect(chen.locator("main")).to_contain_text("says you two agreed on this job")
