"""A visitor's hands: what a keyboard reaches, what has the focus, whether the page stayed."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page

from tests.browser.site import Site

MOST_TABS = 60


@contextmanager
def phone(browser: Browser, site: Site) -> Iterator[Page]:
    """A tab on a phone of 360 px; script errors fail the test. The CSP is passed over only so that axe gets in."""
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, base_url=site.url, bypass_csp=True, has_touch=True
    )
    page = context.new_page()
    failures: list[str] = []
    page.on("pageerror", lambda error: failures.append(str(error)))
    try:
        yield page
    finally:
        context.close()
    assert failures == []


def stay(page: Page) -> None:
    """From here on the page must not be loaded anew."""
    page.evaluate("window.still = true")


def stayed(page: Page) -> bool:
    """Whether it was not."""
    return bool(page.evaluate("window.still === true"))


def focused(page: Page) -> str:
    """The id, the value or the element's name of what has the focus."""
    return str(page.evaluate("(e => e.id || e.dataset.value || e.tagName)(document.activeElement)"))


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is there."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    raise AssertionError(f"Tab does not reach {selector}")
