"""Another paper, another city, another trade: the folder `tests/seeds/houston` alone makes the site of its plumbers."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.journey import send_request, wait_for
from tests.browser.site import running
from tests.support.fake_sms import FakeSms

pytestmark = pytest.mark.browser

HOMEOWNER = {"name": "陈女士", "phone": "713-555-0142", "words": "厨房的下水道堵了", "zip": "77036"}
FIRM, PHONE = "bayou-shuiguan", "+18325550111"


def test_a_request_to_a_plumber_of_houston_is_answered(browser: Browser, tmp_path: Path) -> None:
    with (
        FakeSms(mode="delivered") as gateway,
        running(tmp_path, gateway, SEED="tests/seeds/houston") as site,
        browser.new_context(viewport={"width": 360, "height": 740}, base_url=site.url) as context,
    ):
        page = context.new_page()
        page.goto("/zh-hans/")
        expect(page.locator(".brand")).to_contain_text("水管专页")
        page.locator("input[name=q]").first.fill("通下水道")
        page.locator("input[name=place]").first.fill(HOMEOWNER["zip"])
        page.locator("input[name=place]").first.press("Enter")
        expect(page).to_have_url(re.compile(r"/find\?.*place=77036"))
        expect(page.locator("main")).not_to_contain_text("明星热水器")
        page.locator(f"input[name=business][value={FIRM}]").check()
        page.locator("[data-tray] button, [data-tray] input[type=submit]").first.click()
        expect(page).to_have_url(re.compile(r"/request-a-quote"))
        own = send_request(page, HOMEOWNER)

        (text,) = wait_for(gateway, page, 1)
        assert text.to == PHONE
        assert text.body.startswith("【水管专页】巴尤水管您好：Houston有客户看了您登报的广告")
        digit = re.search(r"电话回(\d)", text.body)
        assert digit
        assert gateway.inbound(site.url, PHONE, digit[1]) == 200
        assert "713-555-0142" in wait_for(gateway, page, 2)[-1].body
        page.goto(own)
        expect(page.locator("main")).to_contain_text("已拿到您的电话")
