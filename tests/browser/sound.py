"""What a machine can hold against a page: axe in light and dark, few requests, small, nothing from elsewhere."""

from collections.abc import Callable

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Response

from tests.browser.site import Site

LANGUAGES = ("en", "zh-hans", "zh-hant")
MOST_BYTES = 60 * 1024
MOST_REQUESTS = 8
_ALL = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: Of these the looks of what is written decide alone, in each scheme anew; they are half of axe's time.
_COLORS = ("color-contrast", "link-in-text-block")
#: How each text of the page looks: its element and all around it, with what the stylesheets go by.
_LOOKS = """
  const own = element => element.localName + [...element.attributes]
    .filter(({name}) => /^(class|style|id|type|open|disabled|hidden|checked|role|aria-.*)$/.test(name))
    .map(({name, value}) => /^aria-(label|describe|control)/.test(name) ? name : name + "=" + value).join();
  const path = element => element ? path(element.parentElement) + ">" + own(element) : "";
  const texts = [...document.body.querySelectorAll("*")]
    .filter(element => [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim()) || element.value);
"""
_ALL_LOOKS = f"() => {{{_LOOKS} return [...new Set(texts.map(path))]; }}"
#: Mark what looks so.
_NEW_LOOKS = f"""looks => {{{_LOOKS}
  const all = new Set(looks);
  texts.forEach(element => element.toggleAttribute("data-new-look", all.has(path(element))));
}}"""
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
    """Hold the page as it stands against axe; in light and in dark colors each text that looks as none did before."""
    _assert_no_violations(page, {"runOnly": _ALL, "rules": {rule: {"enabled": False} for rule in _COLORS}}, Axe())
    if new := set(page.evaluate(_ALL_LOOKS)) - _looks_seen:
        page.evaluate(_NEW_LOOKS, list(new))
        # axe is put into the page once: half a megabyte that node, the browser and its machine each read.
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            colors = {"runOnly": {"type": "rule", "values": list(_COLORS)}}
            _assert_no_violations(page, colors, Axe("0"), "[data-new-look]")
        page.emulate_media(color_scheme="light")
        _looks_seen.update(new)


def _assert_no_violations(page: Page, options: dict[str, object], axe: Axe, part: str | None = None) -> None:
    # What axe does not object to need not be told one by one: that is half of its time.
    results = axe.run(page, part, {**options, "resultTypes": ["violations"]})
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
