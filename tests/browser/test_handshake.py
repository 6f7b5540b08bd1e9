"""From an answer to a handshake: a homeowner who reads English, businesses that read Chinese.

Three are asked, with two photos; one declines, one says nothing. A price is compared with one from paper, what
it leaves out is asked by a tap, it is accepted, a visit is agreed and moved, the work is done; then come card and
review. Nobody types a word that the other could not read.
"""

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, FilePayload, expect

from tests.browser.journey import FANGSHI, GAOSHI, PHONES
from tests.browser.site import Site
from tests.browser.two_sides import ANJU, FIRST_LINK, NOW, Hand, ask, hold, later, one, wait
from tests.factories import pictures
from tests.support.fake_sms import FakeSms

pytestmark = pytest.mark.browser

PHONE = "703-555-0142"
PHOTOS: tuple[FilePayload, ...] = tuple(
    {"name": f"IMG_{number}.jpg", "mimeType": "image/jpeg", "buffer": pictures.photo(800, 600)} for number in (1, 2)
)
#: 'A' to 'z' in a row of two or more, and Chinese: what the other could not read.
_ENGLISH, _CHINESE = re.compile(r"[A-Za-z]{2,}"), re.compile(r"[\u4e00-\u9fff]")


def test_from_three_prices_to_a_review(
    browser: Browser, own: tuple[Site, FakeSms], record_property: Callable[[str, object], None]
) -> None:
    site, gateway = own
    her, him = Hand(browser, site), Hand(browser, site)
    started = time.monotonic()

    # She asks three, in English, with two photos of what she has.
    page = her.page
    request = ask(her, "en", (GAOSHI, FANGSHI, ANJU), "Mr Webb", PHONE, PHOTOS)
    wait(lambda: len({text.to for text in gateway.texts} & set(PHONES.values())) == 2, page, "two were told")

    # One has no time, one takes it, by a digit; the third says nothing.
    assert gateway.inbound(site.url, PHONES[FANGSHI], "2") == 200
    assert gateway.inbound(site.url, PHONES[GAOSHI], "1") == 200
    wait(lambda: any(PHONE in text.body for text in gateway.to(PHONES[GAOSHI])), page, "he has her number")
    link = FIRST_LINK.search(" ".join(text.body for text in gateway.to(PHONES[GAOSHI])))
    assert link

    # He sees her photos and taps a question in Chinese; she reads it in English, and taps the answer.
    him.page.goto(link[0])
    lead = him.page.url
    expect(him.page.locator("main a[href*='/photos/'] img")).to_have_count(2)
    him.tap("button[value=when_home]")
    page.goto(request)
    expect(page.locator("main")).to_contain_text("When is somebody at home?")
    her.tap("button[value=time_morning]")
    him.page.goto(lead)
    expect(him.page.locator("main")).to_contain_text("上午")

    # He sends a price; she types one in from paper, and compares.
    him.type("[name=amount_min]", "8200")
    him.choose("[name=included][value=removal]")
    him.tap("button[name=action][value=quote]")
    page.goto(request)
    her.tap("a[href$='/prices']")
    her.type("[name=who]", "Cool Air")
    her.type("[name=price]", "7900")
    her.type("[name=parts]", "10")
    her.tap("button[name=action][value=save]")
    page.goto(f"{request}/compare")
    main = page.locator("main")
    for words in ("$8,200", "$7,900", "Cool Air", "not stated"):
        expect(main).to_contain_text(words)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360

    # What his price leaves out is one tap; he reads it in Chinese and answers with a tap.
    her.tap("button:has-text('Ask')")
    him.page.goto(lead)
    thread = him.page.locator("main")
    expect(thread).to_contain_text("保修几年")
    assert "Cool Air" not in him.page.content()
    assert "7,900" not in him.page.content()

    # She accepts; ten minutes pass.
    page.goto(request)
    her.tap("a[href*='/accept/']")
    her.tap("button[value=accept-quote]")
    later(
        site,
        f"UPDATE quotes SET undo_until = {NOW} WHERE undo_until IS NOT NULL",
        f"UPDATE jobs SET due_at = {NOW} WHERE kind = 'settle-quote'",
    )
    wait(lambda: one(site, "SELECT count(*) FROM leads WHERE state = 'won'") == 1, page, "it is his")

    # Two windows; she picks one and says where; he moves it once.
    him.page.goto(lead)
    for number in range(2):
        him.choose(f"[name=window] >> nth={number}")
    him.tap("button[value=propose-visit]")
    page.goto(request)
    hold(browser, page.url, him.page.url)
    her.choose("form:has([value=pick-visit]) [name=window]")
    her.type("form:has([value=pick-visit]) [name=address]", "12 Main St")
    her.tap("[name=action][value=pick-visit]")
    him.page.goto(lead)
    expect(thread).to_contain_text("12 Main St")
    him.tap("form:has(input[value=propose-visit]) button[name=window]")
    page.goto(request)
    expect(main).to_contain_text("They can't come")
    her.tap("[name=action][value=pick-visit]")
    him.page.goto(lead)
    expect(thread).to_contain_text("12 Main St")

    # The work is done: he says so and fills in the card, she has it, and says how it went.
    him.tap("button[value=done]")
    him.page.goto(lead)
    him.tap("a[href$='/warranty']")
    hold(browser, him.page.url)
    him.tap(".card-form > button")
    page.goto(request)
    her.tap("button[value=done]")
    page.goto(request)
    her.tap("a[href*='/warranty/']")
    card = page.url
    expect(main).to_contain_text("240-636-8420")
    page.goto(request)
    her.tap("a[href*='/review/']")
    hold(browser, page.url)
    for question in ("came", "explained", "price", "clean", "again"):
        her.choose(f"[name={question}]")
    her.tap("form button.btn-main")
    hold(browser, page.url, request, f"{request}/compare", f"{request}/record", card)
    page.goto(f"/en/businesses/{GAOSHI}")
    expect(main).to_contain_text("through this site")

    # Nobody typed what the other could not read, and each had pages without a word of the other's language of ours.
    assert not [words for words in her.typed if _CHINESE.search(words)]
    assert not [words for words in him.typed if _ENGLISH.search(words) or _CHINESE.search(words)]
    assert not re.search(r"/leads/", page.content())
    page.goto(card)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    record_property(
        "figures",
        f"handshake, from request to review: {her.taps} taps of hers and {sum(map(len, her.typed))} keys, "
        f"{him.taps} taps of his and {sum(map(len, him.typed))} keys, {time.monotonic() - started:.0f} s",
    )
    her.context.close()
    him.context.close()
