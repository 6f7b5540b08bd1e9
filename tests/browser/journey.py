"""What a homeowner and a business do on the pages, step by step, for every browser test to call."""

import re
from collections.abc import Mapping

from playwright.sync_api import Page, expect

from tests.support.fake_sms import FakeSms, Text
from tests.support.patience import LOOKS

GAOSHI, FANGSHI = "gaoshi-lengnuan", "fangshi-lengnuan"
PHONES = {GAOSHI: "+12406368420", FANGSHI: "+12406519115"}
HOMEOWNER = {"name": "陈女士", "phone": "301-555-0142", "words": "楼上不热，楼下热，请打 301-555-0142", "zip": "20850"}
#: Longer than the form's minimum time of three seconds.
FORM_AGE_MS = 3300


def open_request(page: Page, language: str, slugs: list[str]) -> None:
    """Open the form with these businesses ticked."""
    page.goto(f"/{language}/request-a-quote?" + "&".join(f"business={slug}" for slug in slugs))


def wait_for(gateway: FakeSms, page: Page, number: int) -> list[Text]:
    """The texts handed over, once there are `number` of them; one more would be as wrong as one less."""
    for _ in range(LOOKS):
        if len(gateway.texts) >= number:
            break
        page.wait_for_timeout(100)
    assert len(gateway.texts) == number, [text.body for text in gateway.texts]
    return list(gateway.texts)


def take_time(page: Page) -> None:
    """Wait for the rest of the form's minimum time."""
    # The form's clock starts when the server writes it, which on a busy machine is long after the navigation began.
    age = page.evaluate("performance.now() - performance.getEntriesByType('navigation')[0].responseStart")
    page.wait_for_timeout(max(0, FORM_AGE_MS - age))


def send_request(page: Page, homeowner: Mapping[str, str] = HOMEOWNER, service: str = "repair") -> str:
    """Fill the form as a homeowner would, send it, and give the path of her own page."""
    take_time(page)
    page.locator("[name=safety][value=none]").check()
    choose(page, "service", service)
    page.locator("[name=zip]").fill(homeowner["zip"])
    choose(page, "urgency", "48h")
    choose(page, "lang", "cmn")
    page.locator("[name=name]").fill(homeowner["name"])
    page.locator("[name=phone]").fill(homeowner["phone"])
    page.locator("#more > summary").click()
    page.locator("[name=details]").fill(homeowner["words"])
    page.locator("[name=consent][value='*:call']").check()
    page.locator("#request button[name=check]").click()
    expect(page.locator(".check")).to_contain_text(homeowner["name"])
    page.locator(".check > button").click()
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
