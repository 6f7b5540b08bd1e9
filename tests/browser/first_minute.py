"""The first minute on a phone, in figures: `python -m tests.browser.first_minute` prints them in three languages.

What is seen and can be called before much is scrolled, where the form ends, what is asked twice, what another language
loses, what is wider than the narrowest phone.
"""

import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.journey import FANGSHI, GAOSHI, open_request, send_request
from tests.browser.site import Site, running
from tests.support.fake_sms import FakeSms
from tests.support.public_pages import public_pages

LANGUAGES = ("en", "zh-hans", "zh-hant")
SCREEN = {"width": 360, "height": 740}
NARROWEST = 320
#: What is typed by somebody without heat, and what of the form it answers.
SEARCH = "no heat tonight 20850"
ANSWERED = {"service": "repair", "zip": "20850", "urgency": "now", "symptom": "noheat"}
#: What is typed into the form before its language changes.
TYPED: Mapping[str, str] = {
    "name": "Chen <陈>",
    "phone": "301-555-0142 ext. 12",
    "email": "chen@gmail.con",
    "zip": "2085",
    "details": "楼上不热 upstairs is cold\nsince Monday",
    "service": "repair",
    "urgency": "48h",
    "lang": "yue",
    "safety": "water",
    "symptom": "noheat",
    "consent": "*:call",
    "receipt_sms": "y",
    "business": GAOSHI,
}
_BOTTOMS = "all => all.map(one => Math.round(one.getBoundingClientRect().bottom + scrollY))"
_OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
_SAYS = """([name, value]) => [...document.querySelectorAll(`#request [name="${name}"]`)].some(field =>
    ['radio', 'checkbox'].includes(field.type) ? field.checked && field.value === value
    : field.value.replace(/\\r/g, '') === value)"""


@contextmanager
def phone(browser: Browser, site: Site, width: int = SCREEN["width"], script: bool = True) -> Iterator[Page]:
    """A page on a phone of 360 x 740, or narrower."""
    context = browser.new_context(
        viewport={"width": width, "height": SCREEN["height"]}, base_url=site.url, java_script_enabled=script
    )
    yield context.new_page()
    context.close()


def phone_bottoms(page: Page, path: str) -> list[int]:
    """Where each contractor's phone ends, in pixels from the top of the page."""
    page.goto(path)
    bottoms: list[int] = page.locator("article .btn-call").evaluate_all(_BOTTOMS)
    return bottoms


def send_button(page: Page, language: str) -> int:
    """Where the button of the form ends that somebody reaches from a search with two contractors ticked."""
    page.goto(f"/{language}/find?q={SEARCH}")
    for number in range(2):
        page.locator("input[form=tray][name=business]").nth(number).check()
    page.locator("[data-tray] .tray-go").click()
    page.wait_for_url("**/request-a-quote**", wait_until="load")
    (bottom,) = page.locator("#request > .btn-go").evaluate_all(_BOTTOMS)
    page.evaluate("sessionStorage.clear()")
    return int(bottom)


def asked_twice(page: Page, language: str) -> list[str]:
    """Fields of the form that the search has answered and the form asks again, by each way that leads there."""
    again = []
    for way in ("tray", "page"):
        page.goto(f"/{language}/find?q={SEARCH}")
        if way == "tray":
            page.locator("input[form=tray][name=business]").first.check()
            page.locator("[data-tray] .tray-go").click()
        else:
            page.locator("article .ad-name a").first.click()
            page.locator(".ask-here button").click()
        page.wait_for_url("**/request-a-quote**", wait_until="load")
        again += [f"{name} ({way})" for name, value in ANSWERED.items() if not page.evaluate(_SAYS, [name, value])]
        again += [] if page.locator("input[name=business]:checked").count() == 1 else [f"business ({way})"]
        page.evaluate("sessionStorage.clear()")
    return again


def lost_by_language(page: Page, language: str) -> list[str]:
    """Fields of the form that are not what was typed once the language has changed twice."""
    page.goto(f"/{language}/request-a-quote?business={GAOSHI}")
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true; })")
    for name, value in TYPED.items():
        field = page.locator(f"#request [name='{name}']").first
        if field.get_attribute("type") in ("radio", "checkbox"):
            page.locator(f"#request [name='{name}'][value='{value}']").check(force=True)
        elif field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    others = [other for other in LANGUAGES if other != language]
    for other in (*others, language):
        page.locator(f".mast nav a[href*='/{other}/']").click()
        page.wait_for_url(f"**/{other}/request-a-quote**")
    return [name for name, value in TYPED.items() if not page.evaluate(_SAYS, [name, value])]


def request_page(page: Page, language: str) -> tuple[int, int]:
    """How long the page of a fresh request to three is, and where its first business begins."""
    open_request(page, language, [GAOSHI, FANGSHI, "anju-lengnuan-kongtiao"])
    page.goto(send_request(page).replace("/en/", f"/{language}/"))
    (top,) = page.locator(".biz").first.evaluate_all("all => all.map(one => Math.round(one.offsetTop))")
    return int(page.evaluate("document.documentElement.scrollHeight")), int(top)


def too_wide(page: Page, language: str) -> list[str]:
    """Public pages, results and a comparison of four among them, that are wider than the screen."""
    more = (
        f"/find?q={SEARCH}",
        "/find?q=smell+gas",
        "/find?q=地热",
        "/find?place=10001",
        f"/compare?business={GAOSHI}&business=fangshi-lengnuan&business=huafu-lengnuan-kongtiao"
        "&business=anju-lengnuan-kongtiao",
        f"/request-a-quote?business={GAOSHI}&safety=gas&zip=20001",
    )
    wide = []
    for path in (*public_pages(GAOSHI), *more):
        page.goto(f"/{language}{path}")
        page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true; })")
        if page.evaluate(_OVERFLOW) > 0:
            wide.append(path)
    return wide


def main() -> int:
    """Print the figures; not zero where one is beyond what the first minute may cost."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell") or shutil.which("chromium")
    lines: list[tuple[str, ...]] = [("", *LANGUAGES)]
    with (
        TemporaryDirectory() as folder,
        FakeSms(mode="delivered") as gateway,
        running(Path(folder), gateway) as site,
        sync_playwright() as driver,
    ):
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        with phone(browser, site) as page, phone(browser, site, width=NARROWEST) as narrow:
            home = [phone_bottoms(page, f"/{language}/") for language in LANGUAGES]
            results = [phone_bottoms(page, f"/{language}/find?q={SEARCH}") for language in LANGUAGES]
            lines += [
                (f"{name}: {which} phone ends (px of {SCREEN['height']})", *(str(one[at]) for one in bottoms))
                for name, bottoms in (("home", home), ("results", results))
                for which, at in (("first", 0), ("fifth", 4))
            ]
            lines.append(("form: send button ends (px)", *(str(send_button(page, one)) for one in LANGUAGES)))
            pages = [request_page(page, one) for one in LANGUAGES]
            lines.append(("request page, three asked: length (px)", *(str(length) for length, _top in pages)))
            lines.append(("request page: first business begins (px)", *(str(top) for _length, top in pages)))
            for title, measure, where in (
                ("fields asked twice", asked_twice, page),
                ("fields lost by another language", lost_by_language, page),
                ("pages wider than 320 px", too_wide, narrow),
            ):
                named = [measure(where, language) for language in LANGUAGES]
                lines.append((title, *(", ".join([str(len(one)), *one]) for one in named)))
        browser.close()
    for title, *figures in lines:
        print(f"{title:44}" + "".join(f"{figure:>12}" for figure in figures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
