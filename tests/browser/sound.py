"""What a machine can hold against a page: axe in light and dark, few requests, small, nothing from elsewhere."""

from collections.abc import Callable

from axe_playwright_python.base import AXE_SCRIPT
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Response

from tests.browser.site import Site
from tests.browser.structure import looks, mark, structure
from tests.support.shared import Seen

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
#: Of pages that axe objected to nothing in, whichever process of the run held them against it.
STRUCTURES_SEEN, LOOKS_SEEN = Seen(), Seen()
#: site.js brings htmx to pages that use it, once they have loaded.
_HAS_ALL = "() => window.htmx || !document.querySelector('[hx-get],[hx-post],[hx-boost]')"


#: What is lower or narrower than this is missed by a thumb (WCAG 2.2, 2.5.8); a label is part of its box.
_TARGET = 24
_SMALL = """least => [...document.querySelectorAll("main :is(a, button, summary, input, select, textarea)")]
  .map(one => one.closest("label") || one).filter(one => one.checkVisibility())
  .map(one => [one.innerText || one.outerHTML, one.getBoundingClientRect()])
  .filter(([, box]) => box.width && Math.min(box.width, box.height) < least).map(([words]) => words)"""


#: Whether room may be wanting: a target under 24 px with its label, two that overlap, or a part that scrolls and holds
#: nothing to focus. Where none is, axe has nothing to judge by `_ROOM`.
_MAY_WANT_ROOM = """least => {
  const drawn = one => one.checkVisibility() && getComputedStyle(one).visibility === "visible";
  const tapped = "a[href], area, button, summary, input, select, textarea, [tabindex], [contenteditable]";
  const roles = "button link checkbox radio switch tab option menuitem combobox textbox searchbox slider spinbutton";
  const named = roles.split(" ").map(role => `[role=${role}]`).join();
  const targets = [...document.querySelectorAll(`${tapped}, ${named}`)].filter(drawn)
    .map(one => one.closest("label") || one).map(one => [one, one.getBoundingClientRect()])
    .filter(([, box]) => box.width || box.height);
  const isSmall = targets.some(([, box]) => Math.min(box.width, box.height) < least);
  const rows = targets.sort(([, a], [, b]) => a.top - b.top);
  const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  const overlap = rows.some(([one, box], at) => {
    for (let next = at + 1; next < rows.length && rows[next][1].top < box.bottom; next++) {
      const [other, its] = rows[next];
      if (meet(box, its) && !one.contains(other) && !other.contains(one)) return true;
    }
    return false;
  });
  const scrolls = one => /auto|scroll/.test(getComputedStyle(one).overflow)
    && (one.scrollHeight > one.clientHeight || one.scrollWidth > one.clientWidth);
  return isSmall || overlap || [...document.body.querySelectorAll("*")]
    .some(one => drawn(one) && scrolls(one) && !one.querySelector(tapped));
}"""


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
    built = structure(page)
    if not STRUCTURES_SEEN.unknown([built]):
        if page.evaluate(_MAY_WANT_ROOM, _TARGET):
            _assert_no_violations(page, {"runOnly": {"type": "rule", "values": list(_ROOM)}})
    else:
        left_out = {rule: {"enabled": False} for rule in (*_COLORS, _SILENT)}
        _assert_no_violations(page, {"runOnly": _ALL, "rules": left_out})
        STRUCTURES_SEEN.note([built])
    if new := LOOKS_SEEN.unknown(looks(page)):
        part = mark(page, new)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            colors = {"runOnly": {"type": "rule", "values": list(_COLORS)}}
            _assert_no_violations(page, colors, part)
        page.emulate_media(color_scheme="light")
        LOOKS_SEEN.note(new)


def _bring_axe(page: Page) -> None:
    """Put axe into the page, once: half a megabyte is read for it."""
    if not page.evaluate("() => Boolean(window.axe)"):
        page.evaluate(AXE_SCRIPT)


def _assert_no_violations(page: Page, options: dict[str, object], part: str | None = None) -> None:
    _bring_axe(page)
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
