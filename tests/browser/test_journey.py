"""The main job, as a homeowner and two businesses live it, in each language."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.journey import FANGSHI, GAOSHI, HOMEOWNER, PHONES, act, decline_by_link, send_request, wait_for
from tests.browser.site import Site
from tests.support.fake_sms import FakeSms

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    """A phone of 360 px, without script where the test says so."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, base_url=site.url)
    page = context.new_page()
    failures: list[str] = []
    page.on("pageerror", lambda error: failures.append(str(error)))
    page.on("request", lambda r: None if r.url.startswith((site.url, "data:")) else failures.append(r.url))
    yield page
    context.close()
    assert failures == []


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_from_the_newspaper_page_to_closed(page: Page, site: Site, gateway: FakeSms, language: str) -> None:
    site.settle()
    gateway.requests.clear()
    page.goto(f"/{language}/")
    page.locator("input[name=q]").first.fill("空調維修" if language == "zh-hant" else "空调维修")
    page.locator("input[name=place]").first.fill("20850")
    page.locator("input[name=place]").first.press("Enter")
    expect(page).to_have_url(re.compile(r"/find\?.*place=20850"))
    page.locator(f"a[href*='/businesses/{GAOSHI}']").first.click()
    expect(page.locator("main")).to_contain_text("240-636-8420")
    page.go_back()
    for slug in (GAOSHI, FANGSHI):
        page.locator(f"input[name=business][value={slug}]").check()
    page.locator("[data-tray] button, [data-tray] input[type=submit]").first.click()
    expect(page).to_have_url(re.compile(r"/request-a-quote"))

    request_path = send_request(page)
    texts = wait_for(gateway, page, 2)
    assert sorted(text.to for text in texts) == sorted(PHONES.values())
    for text in texts:
        for secret in (HOMEOWNER["name"], "301-555-0142", "20850", "楼上不热"):
            assert secret not in text.body
        assert "Rockville" in text.body
        # The first text a business ever gets says how to stop; it is told once.
        assert ("退订回T" in text.body) == ("您好" in text.body)
    links = {text.to: re.search(r"/leads/[\w-]{22}", text.body)[0] for text in texts}  # type: ignore[index]

    # The digit stands in the text: one that answered an earlier customer is not given out again for days.
    digit = next(re.search(r"电话回(\d)", text.body)[1] for text in texts if text.to == PHONES[GAOSHI])  # type: ignore[index]
    assert gateway.inbound(site.url, PHONES[GAOSHI], digit) == 200
    contact = wait_for(gateway, page, 3)[-1]
    assert contact.to == PHONES[GAOSHI]
    assert "301-555-0142" in contact.body
    assert "陈女士" in contact.body
    page.goto(request_path)
    accepted = {"zh-hans": "已拿到您的电话", "zh-hant": "已取得您的電話", "en": "has your number"}[language]
    expect(page.locator("main")).to_contain_text(accepted)

    decline_by_link(page, links[PHONES[FANGSHI]])
    page.goto(request_path)
    declined = {"zh-hans": "最近排满了", "zh-hant": "近期已排滿", "en": "fully booked"}[language]
    expect(page.locator("main")).to_contain_text(declined)

    page.locator(".more-acts > summary").first.click()
    page.locator("a[href*='/withdraw?business=']").first.click()
    act(page, "withdraw")
    act(page, "close")
    page.goto(links[PHONES[GAOSHI]])
    shown = page.locator("body").inner_text()
    for secret in ("301-555-0142", HOMEOWNER["name"], "楼上不热"):
        assert secret not in shown
