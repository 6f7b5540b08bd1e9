"""Between an answer and a handshake all goes wrong, at once, in both languages both ways.

The text gateway is dead for a while, a digit of a phone is wrong, nobody answers, a firm takes it and gives it up, one
is withdrawn way by way, a request runs out of time with a visit agreed, another is deleted. Nothing is lost, nothing is
shown to the wrong one, and both sides read the truth.
"""

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.journey import FANGSHI, GAOSHI
from tests.browser.site import Site
from tests.browser.two_sides import ANJU, DAVID, FIRST_LINK, NOW, Hand, ask, hold, later, one, wait
from tests.support.fake_sms import FakeSms

pytestmark = pytest.mark.browser

#: His phone, the same with a wrong digit, and hers.
PHONE, WRONG, CHEN = "703-555-0142", "703-555-0149", "703-555-0199"
_PHONE_OF = (
    "SELECT address FROM contact_points JOIN businesses ON businesses.id = business_id "
    "WHERE slug = '{slug}' AND kind = 'phone' ORDER BY contact_points.id LIMIT 1"
)


def test_all_goes_wrong_and_nothing_is_lost(
    browser: Browser, own: tuple[Site, FakeSms], record_property: Callable[[str, object], None]
) -> None:
    """A landlord who reads English and firms that read Chinese, and the other way round."""
    site, gateway = own
    webb, chen, firm = (Hand(browser, site) for _ in range(3))
    started = time.monotonic()
    later(site, f"UPDATE businesses SET language = 'en' WHERE slug = '{ANJU}'")
    phones = {slug: str(one(site, _PHONE_OF.format(slug=slug))) for slug in (GAOSHI, FANGSHI, ANJU, DAVID)}

    # The text gateway is dead: both are saved, and read so. It comes back, and each firm has its one text.
    gateway.mode = "away"
    gateway.modes[_e164(WRONG)] = "away"
    his = ask(webb, "en", (GAOSHI, FANGSHI), "Mr Webb", WRONG)
    hers = ask(chen, "zh-hans", (ANJU,), "陈女士", CHEN)
    _reads(webb, his, "The line to the phone company is down. We keep trying; please call.")
    _reads(chen, hers, "发短信的线路暂时不通")
    gateway.mode, gateway.modes[_e164(WRONG)] = "delivered", "refuse"
    later(site, f"UPDATE messages SET due_at = {NOW} WHERE state = 'waiting'")
    three = [phones[slug] for slug in (GAOSHI, FANGSHI, ANJU)]
    wait(lambda: all(gateway.to(phone) for phone in three), webb.page, "each was told")

    # A wrong digit in his phone is said at once, and mended.
    _reads(webb, his, "a wrong digit, or a phone that takes no texts")
    webb.tap("a[href$='/change']")
    webb.type("[name=phone]", PHONE)
    webb.tap("#change button.btn-go")
    webb.page.wait_for_url(re.compile(r"/en/requests/[\w-]{22}\?"))
    his = webb.page.url.partition("?")[0]

    # Nobody answers, the clock runs out, and one tap asks another.
    later(site, f"UPDATE jobs SET due_at = {NOW} WHERE kind = 'unanswered-check'")
    wait(lambda: "ask another one" in _texts(gateway, PHONE), webb.page, "he hears that nobody answered")
    wait(lambda: "再找一家" in _texts(gateway, CHEN), chen.page, "so does she")
    webb.page.goto(f"{his}#another")
    webb.tap(f"form:has([name=business][value='{DAVID}']) button[value=add]")
    wait(lambda: gateway.to(phones[DAVID]), webb.page, "another one was told")

    # One takes it and gives it up again.
    links = {slug: _link(gateway, phones[slug]) for slug in phones}
    assert gateway.inbound(site.url, phones[GAOSHI], "1") == 200
    wait(lambda: PHONE in _texts(gateway, _shown(phones[GAOSHI])), webb.page, "it has his number, the right one")
    assert gateway.inbound(site.url, phones[GAOSHI], "2") == 200
    _reads(webb, his, "They answered:")
    _reads(firm, links[GAOSHI], "这次您没接")

    # Another takes it: no texts to him any more, then nothing at all.
    assert gateway.inbound(site.url, phones[FANGSHI], "1") == 200
    wait(lambda: PHONE in _texts(gateway, _shown(phones[FANGSHI])), webb.page, "it has his number")
    webb.page.goto(his)
    webb.tap(f"a[href*='/withdraw'][href*='{FANGSHI}'][href*='channel=sms']")
    webb.tap("button[value=withdraw]")
    wait(lambda: "今后只" in _texts(gateway, _shown(phones[FANGSHI])), webb.page, "it is told which way is left")
    webb.page.goto(his)
    webb.tap(f"#with-{FANGSHI} a[href*='/withdraw']")
    webb.tap("button[value=withdraw]")
    _reads(webb, his, "Withdrawn. They had your contact details")
    _reads(firm, links[FANGSHI], "客户已另有安排")

    # Hers: a visit is agreed, and then the time of her request is over.
    assert gateway.inbound(site.url, phones[ANJU], "1") == 200
    wait(lambda: CHEN in _texts(gateway, _shown(phones[ANJU])), chen.page, "it has her number")
    firm.page.goto(links[ANJU])
    firm.choose("[name=window]")
    firm.tap("button[value=propose-visit]")
    chen.page.goto(hers)
    chen.choose("form:has([value=pick-visit]) [name=window]")
    chen.type("form:has([value=pick-visit]) [name=address]", "12 Main St")
    chen.tap("[name=action][value=pick-visit]")
    later(site, f"UPDATE jobs SET due_at = {NOW} WHERE kind = 'request-expiry' AND subject_id = {_of(site, CHEN)}")
    wait(lambda: "is off" in _texts(gateway, _shown(phones[ANJU])), firm.page, "the firm is told that nobody waits")
    wait(lambda: "上门预约取消" in _texts(gateway, CHEN), chen.page, "she is told that nobody comes")
    _reads(chen, hers, "没谈成就结束了")
    _reads(firm, links[ANJU], "This request has ended without an agreement.")

    # He deletes all of it: who had not answered hears nothing, and nothing of his is left to open.
    hold(browser, his, firm.page.url)
    webb.page.goto(his)
    webb.tap("button[value=delete]")
    expect(webb.page.locator("main")).to_contain_text("This request was deleted")
    _reads(firm, links[DAVID], "客户已另有安排")
    for slug in (GAOSHI, FANGSHI, DAVID):
        firm.page.goto(links[slug])
        assert not re.search(r"Webb|555-0142|12 Main", firm.page.content())

    # Each phone had its own, once: one first text to each firm, and nobody's name or number to another.
    for slug, phone in phones.items():
        bodies = [text.body for text in gateway.to(phone)]
        assert sum("/leads/" in body and ("回1" in body or "Reply 1" in body) for body in bodies) == 1, bodies
        strangers = re.compile(r"Webb|555-0142|555-0149" if slug == ANJU else r"陈女士|555-0199")
        assert not [body for body in bodies if strangers.search(body)]
    assert not re.search(r"陈女士|555-0199", _texts(gateway, PHONE))
    assert not re.search(r"Webb|/leads/", _texts(gateway, CHEN))
    later(site, f"UPDATE messages SET due_at = {NOW} WHERE state = 'waiting'")
    site.settle()
    taps = {"his": webb.taps, "hers": chen.taps, "the firms'": firm.taps}
    record_property(
        "figures",
        f"all goes wrong: {', '.join(f'{number} taps of {who}' for who, number in taps.items())}, "
        f"{time.monotonic() - started:.0f} s",
    )
    for hand in (webb, chen, firm):
        hand.context.close()


def _e164(phone: str) -> str:
    return "+1" + phone.replace("-", "")


def _shown(phone: str) -> str:
    """A phone as pages show it."""
    return f"{phone[2:5]}-{phone[5:8]}-{phone[8:]}"


def _texts(gateway: FakeSms, phone: str) -> str:
    """All that a phone has received."""
    return "\n".join(text.body for text in gateway.to(_e164(phone)))


def _link(gateway: FakeSms, phone: str) -> str:
    """The page of the one customer of a firm that was told by text."""
    links = FIRST_LINK.findall(_texts(gateway, _shown(phone)))
    assert len(set(links)) == 1, links
    return str(links[0])


def _of(site: Site, phone: str) -> object:
    return one(site, f"SELECT id FROM quote_requests WHERE phone = '{_e164(phone)}'")


def _reads(hand: Hand, address: str, words: str) -> None:
    """What somebody reads on a page once the worker got there."""

    def is_there() -> bool:
        hand.page.goto(address)
        return words in hand.page.locator("main").inner_text()

    wait(is_there, hand.page, words)
