"""The main job, as a homeowner and two businesses live it, in each language."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.site import Site

pytestmark = pytest.mark.browser

GAOSHI, FANGSHI = "gaoshi-lengnuan", "fangshi-lengnuan"
PHONES = {GAOSHI: "+12406368420", FANGSHI: "+12406519115"}
HOMEOWNER = {"name": "陈女士", "phone": "301-555-0142", "words": "楼上不热，楼下热，请打 301-555-0142"}
#: Longer than the form's minimum time of three seconds.
FORM_AGE_MS = 3300


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
def test_from_the_newspaper_page_to_closed(page: Page, site: Site, gateway, language: str) -> None:  # type: ignore[no-untyped-def]
    gateway.clear()
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
    texts = gateway.wait_for(2)
    assert sorted(text["To"] for text in texts) == sorted(PHONES.values())
    for text in texts:
        for secret in (HOMEOWNER["name"], "301-555-0142", "20850", "楼上不热"):
            assert secret not in text["Body"]
        assert "Rockville" in text["Body"]
        assert "退订回T" in text["Body"]
    links = {text["To"]: re.search(r"https?://\S+/leads/\S+", text["Body"])[0] for text in texts}  # type: ignore[index]

    gateway.answer(PHONES[GAOSHI], "1")
    contact = gateway.wait_for(3, to=PHONES[GAOSHI])[-1]
    assert "301-555-0142" in contact["Body"]
    assert "陈女士" in contact["Body"]
    page.goto(request_path)
    accepted = {"zh-hans": "已拿到您的电话", "zh-hant": "已取得您的電話", "en": "has your number"}[language]
    expect(page.locator("main")).to_contain_text(accepted)

    decline_by_link(page, links[PHONES[FANGSHI]].replace(site.url, ""))
    page.goto(request_path)
    declined = {"zh-hans": "最近排满了", "zh-hant": "近期已排滿", "en": "fully booked"}[language]
    expect(page.locator("main")).to_contain_text(declined)

    act(page, "withdraw")
    act(page, "close")
    page.goto(links[PHONES[GAOSHI]].replace(site.url, ""))
    shown = page.locator("body").inner_text()
    for secret in ("301-555-0142", HOMEOWNER["name"], "楼上不热"):
        assert secret not in shown


def send_request(page: Page) -> str:
    """Fill the form as she would, send it, and give the path of her own page."""
    page.wait_for_function(f"performance.now() > {FORM_AGE_MS}")
    page.locator("[name=safety][value=none]").check()
    choose(page, "service", "repair")
    page.locator("[name=zip]").fill("20850")
    choose(page, "urgency", "48h")
    page.locator("[name=name]").fill(HOMEOWNER["name"])
    page.locator("[name=phone]").fill(HOMEOWNER["phone"])
    page.locator("[name=details]").fill(HOMEOWNER["words"])
    page.locator("[name=consent][value='*:call']").check()
    page.locator("main form[method=post] [type=submit]").last.click()
    expect(page).to_have_url(re.compile(r"/requests/[\w-]{22}"))
    return page.url


def choose(page: Page, name: str, value: str) -> None:
    """Choose an option, whether the page offers it as a list or as buttons."""
    field = page.locator(f"select[name={name}]")
    if field.count():
        field.select_option(value)
    else:
        page.locator(f"[name={name}][value='{value}']").check()


def decline_by_link(page: Page, path: str) -> None:
    """Open the business's link, read that it shows no contact, decline as fully booked."""
    page.goto(path)
    body = page.locator("body")
    expect(body).not_to_contain_text("301-555-0142")
    expect(body).to_contain_text("楼上不热")
    reason = page.locator("select[name=reason], [name=reason][value=too_busy]").first
    for summary in page.locator("details:has([name=reason]) > summary").all():
        summary.click()
    if reason.evaluate("e => e.tagName") == "SELECT":
        reason.select_option("too_busy")
    else:
        reason.check()
    page.locator(
        "form:has([name=reason]) button[value=decline], form:has([name=action][value=decline]) [type=submit]"
    ).first.click()


def act(page: Page, action: str) -> None:
    """Press the button of one action on the homeowner's page."""
    button = page.locator(
        f"button[name=action][value={action}], form:has(input[name=action][value={action}]) [type=submit]"
    ).first
    for summary in page.locator(f"details:has([value={action}]) > summary").all():
        if not button.is_visible():
            summary.click()
    button.click()
    page.wait_for_load_state()
