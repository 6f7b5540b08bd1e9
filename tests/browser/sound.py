"""What a machine can hold against a page: axe in light and dark, few requests, small, nothing from elsewhere."""

from collections.abc import Callable

from axe_playwright_python.base import AXE_SCRIPT
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Response

from tests.browser.site import Site
from tests.browser.structure import looks, mark, structure

LANGUAGES = ("en", "zh-hans", "zh-hant")
MOST_BYTES = 60 * 1024
MOST_REQUESTS = 8
_ALL = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: Of these the looks of what is written decide alone, in each scheme anew; they are half of axe's time.
_COLORS = ("color-contrast", "link-in-text-block")
#: Of these what the words alone may change on a page that is built as one before: how much room they take.
_ROOM = ("target-size", "scrollable-region-focusable")
#: It only ever asks somebody to listen, and has all stylesheets read for it once more.
_SILENT = "no-autoplay-audio"
_structures_seen: set[str] = set()
_looks_seen: set[str] = set()
#: site.js brings htmx to pages that use it, once they have loaded.
_HAS_ALL = "() => window.htmx || !document.querySelector('[hx-get],[hx-post],[hx-boost]')"


#: What is lower or narrower than this is missed by a thumb (WCAG 2.2, 2.5.8); a label is part of its box.
_TARGET = 24
_SMALL = """least => [...document.querySelectorAll("main :is(a, button, summary, input, select, textarea)")]
  .map(one => one.closest("label") || one).filter(one => one.checkVisibility())
  .map(one => [one.innerText || one.outerHTML, one.getBoundingClientRect()])
  .filter(([, box]) => box.width && Math.min(box.width, box.height) < least).map(([words]) => words)"""


def unfold(page: Page) -> None:
    """Open whatever is folded: nothing of it is drawn before, and no check sees it."""
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")


def assert_tappable(page: Page) -> None:
    """Nothing to tap is smaller than a thumb can hit, what is folded included."""
    unfold(page)
    small = page.evaluate(_SMALL, _TARGET)
    assert small == [], (page.url, small)


def assert_accessible(page: Page) -> None:
    """Hold the page as it stands against axe, in what no page before was like.

    All rules where it is built as none was; in light and in dark colors each text that looks as none did.
    """
    _bring_axe(page)
    built = structure(page)
    if built in _structures_seen:
        _assert_no_violations(page, {"runOnly": {"type": "rule", "values": list(_ROOM)}})
    else:
        left_out = {rule: {"enabled": False} for rule in (*_COLORS, _SILENT)}
        _assert_no_violations(page, {"runOnly": _ALL, "rules": left_out})
        _structures_seen.add(built)
    if new := looks(page) - _looks_seen:
        part = mark(page, new)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            colors = {"runOnly": {"type": "rule", "values": list(_COLORS)}}
            _assert_no_violations(page, colors, part)
        page.emulate_media(color_scheme="light")
        _looks_seen.update(new)


def _bring_axe(page: Page) -> None:
    """Put axe into the page, and into what its tab shows after it: brought once, half a megabyte is read once."""
    if not page.evaluate("() => Boolean(window.axe)"):
        page.evaluate(AXE_SCRIPT)
        page.add_init_script(AXE_SCRIPT)


def _assert_no_violations(page: Page, options: dict[str, object], part: str | None = None) -> None:
    # What axe does not object to need not be told one by one: that is half of its time.
    results = Axe("0").run(page, part, {**options, "resultTypes": ["violations"]})
    assert results.violations_count == 0, f"{page.url}: {results.generate_report()}"


def assert_sound(page: Page, path: str, site: Site) -> None:
    """Open the page, with script, and hold everything against it that a machine can see.

    In a tab that is open already: a new one is a new process of the browser, which costs twice what a page does.
    """
    answers: list[Response] = []
    errors: list[str] = []

    def answered(answer: Response) -> None:
        # What the page before still waits for is not this page's.
        if answer.request.is_navigation_request() and not answer.request.redirected_from:
            answers.clear()
            errors.clear()
        answers.append(answer)

    hears: dict[str, Callable[..., None]] = {
        "response": answered,
        "console": lambda line: errors.append(line.text) if line.type == "error" else None,
        "pageerror": lambda error: errors.append(str(error)),
    }
    for event, hear in hears.items():
        page.on(event, hear)  # type: ignore[call-overload]
    try:
        page.goto(path)
        if not page.evaluate(_HAS_ALL):
            page.wait_for_function(_HAS_ALL)
        assert_accessible(page)
        assert [a.url for a in answers if not a.url.startswith((site.url, "data:"))] == []
        assert len(answers) <= MOST_REQUESTS, [a.url for a in answers]
        size = sum(int(a.headers.get("content-length") or len(a.body())) for a in answers)
        assert size <= MOST_BYTES, f"{path}: {size} bytes"
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{path} is {wide} px too wide"
        assert [line for line in errors if "404" not in line] == []
    finally:
        for event, hear in hears.items():
            page.remove_listener(event, hear)
