"""What two sides of a handshake do in a browser: hands that are counted, time that passes, pages that hold."""

import re
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing

from playwright.sync_api import Browser, FilePayload, Locator, Page, expect

from tests.browser.journey import take_time
from tests.browser.site import DATABASE, Site
from tests.browser.sound import LANGUAGES, assert_accessible, assert_tappable
from tests.support.patience import LOOKS

ANJU, DAVID = "anju-lengnuan-kongtiao", "david-zhang-lengnuan-kongtiao"
#: A line to tap is this high, at least.
TARGET = 44
FIRST_LINK = re.compile(r"/leads/[\w-]+")


class Hand:
    """Somebody with a phone of 360 pixels: what they tap and type is counted."""

    def __init__(self, browser: Browser, site: Site) -> None:
        self.context = browser.new_context(viewport={"width": 360, "height": 740}, base_url=site.url)
        self.page: Page = self.context.new_page()
        self.taps = 0
        self.typed: list[str] = []

    def tap(self, selector: str, within: str = "main") -> None:
        """Tap what is seen, after opening what it is folded in."""
        target = self.page.locator(within).locator(selector).first
        self._unfold(target)
        self.taps += 1
        target.click()
        self.page.wait_for_load_state()

    def type(self, selector: str, words: str, within: str = "main") -> None:
        """Tap a field and type."""
        target = self.page.locator(within).locator(selector).first
        self._unfold(target)
        self.taps += 1
        self.typed.append(words)
        target.fill(words)

    def choose(self, selector: str, within: str = "main") -> None:
        """Tick a box."""
        target = self.page.locator(within).locator(selector).first
        self._unfold(target)
        self.taps += 1
        target.check()

    def pick(self, selector: str, files: Sequence[FilePayload], within: str = "main") -> None:
        """Tap a field for files and pick these."""
        target = self.page.locator(within).locator(selector).first
        self._unfold(target)
        self.taps += 1 + len(files)
        target.set_input_files(files)

    def _unfold(self, target: Locator) -> None:
        for fold in target.locator("xpath=ancestor::details[not(@open)]").all():
            self.taps += 1
            fold.locator("> summary").click()


def ask(
    hand: Hand, language: str, slugs: Iterable[str], name: str, phone: str, photos: Sequence[FilePayload] = ()
) -> str:
    """Somebody asks these businesses about a new system, with photos of the old one; the address of their page."""
    page = hand.page
    page.goto(f"/{language}/request-a-quote?" + "&".join(f"business={slug}" for slug in slugs))
    take_time(page)
    hand.choose("[name=safety][value=none]")
    page.locator("[name=service]").select_option("replace")
    hand.choose("[name=urgency][value=week]")
    hand.type("[name=zip]", "22030")
    hand.type("[name=name]", name)
    hand.type("[name=phone]", phone)
    hand.choose("[name=consent][value='*:call']")
    hand.choose("[name=consent][value='*:sms']")
    hand.choose("[name=receipt_sms]")
    if photos:
        hand.pick("[name=photos]", photos)
    hand.tap("#request button[name=check]")
    hand.tap(".check > button")
    expect(page).to_have_url(re.compile(rf"/{language}/requests/[\w-]{{22}}"))
    return page.url


def wait(true: Callable[[], object], page: Page, what: str) -> None:
    for _ in range(LOOKS):
        if true():
            return
        page.wait_for_timeout(100)
    raise AssertionError(what)


def later(site: Site, *statements: str) -> None:
    """Time passes in the database: no test waits for ten minutes."""
    with closing(sqlite3.connect(site.instance / DATABASE, timeout=30)) as database:
        for statement in statements:
            database.execute(statement)
        database.commit()


def hold(browser: Browser, *addresses: str) -> None:
    """Pages as they stand, in three languages on the narrowest phone: axe, nothing too wide, targets for a thumb."""
    context = browser.new_context(viewport={"width": 320, "height": 740}, bypass_csp=True)
    page = context.new_page()
    for address in addresses:
        for language in LANGUAGES:
            page.goto(re.sub(r"/(en|zh-hans|zh-hant)/", f"/{language}/", address, count=1))
            assert page.evaluate("document.documentElement.scrollWidth") <= 320, page.url
            small = page.locator(".picks .pick:visible, input[type=file]:visible").evaluate_all(HEIGHTS)
            assert all(height >= TARGET for height in small), (page.url, small)
            assert_tappable(page)
            assert_accessible(page)
    context.close()


HEIGHTS = "all => all.map(one => Math.round(one.getBoundingClientRect().height))"
NOW = "strftime('%Y-%m-%d %H:%M:%f', 'now', '-1 minute') || '000'"


def one(site: Site, query: str) -> object:
    with closing(sqlite3.connect(site.instance / DATABASE, timeout=30)) as database:
        return database.execute(query).fetchone()[0]
