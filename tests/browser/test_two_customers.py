"""Two customers at one firm, everything by text, in Chinese and in English: each reads only what is hers."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.journey import GAOSHI, PHONES, open_request, send_request
from tests.browser.site import Site, Sites
from tests.support.fake_sms import FakeSms
from tests.support.patience import LOOKS

pytestmark = pytest.mark.browser

FIRM = PHONES[GAOSHI]
CHEN = {"name": "陈女士", "phone": "301-555-0142", "words": "楼上不热", "zip": "20850"}
SMITH = {"name": "John Smith", "phone": "703-555-0143", "words": "No heat upstairs", "zip": "22030"}


@pytest.fixture
def own(sites: Sites) -> Iterator[tuple[Site, FakeSms]]:
    """A site of one test, as new: the digits of its first two customers are 1 and 3."""
    with sites.lent() as lent:
        yield lent


class Firm:
    """高氏冷暖 with nothing but a phone."""

    def __init__(self, site: Site, gateway: FakeSms, page: Page) -> None:
        self._site, self._gateway, self._page = site, gateway, page

    def texts(self, body: str) -> str:
        """Text the site, and read what comes back."""
        before = len(self._gateway.to(FIRM))
        assert self._gateway.inbound(self._site.url, FIRM, body) == 200
        return self.reads(before + 1)

    def reads(self, number: int) -> str:
        """The text that is its `number`th, once it is there."""
        for _ in range(LOOKS):
            if len(self._gateway.to(FIRM)) >= number:
                break
            self._page.wait_for_timeout(100)
        received = [text.body for text in self._gateway.to(FIRM)]
        assert len(received) == number, received
        return received[-1]


def ask(browser: Browser, site: Site, language: str, homeowner: dict[str, str]) -> str:
    """A homeowner asks 高氏冷暖; the address of her page."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, base_url=site.url)
    page = context.new_page()
    open_request(page, language, [GAOSHI])
    address = send_request(page, homeowner)
    context.close()
    return address


def test_each_reads_only_what_is_hers(browser: Browser, own: tuple[Site, FakeSms]) -> None:
    site, gateway = own
    context = browser.new_context(viewport={"width": 360, "height": 740}, base_url=site.url)
    page = context.new_page()
    firm = Firm(site, gateway, page)
    chen = ask(browser, site, "zh-hans", CHEN)
    firm.reads(1)
    smith = ask(browser, site, "en", SMITH)
    assert "回3" in firm.reads(2)

    # A question for one of two: it waits for its digit, which does not accept.
    assert "给哪位？回1 Rockville" in firm.texts("机器大概用了几年了？")
    assert "已转给Fairfax那位客户" in firm.texts("3")
    assert CHEN["phone"] in firm.texts("1")
    assert SMITH["phone"] in firm.texts("要Fairfax那位的电话")
    # Named, in either language: hers alone.
    assert "已转给陈女士（Rockville）" in firm.texts("陈女士：周四上午十点到，请把院门打开")
    assert "John Smith（Fairfax）" in firm.texts("Fairfax: $1,880 with a ten-year warranty")
    assert "这个价报给哪位？" in firm.texts("2750")
    assert "$2,750已转给陈女士（Rockville）" in firm.texts("1")
    assert "陈女士（Rockville）谈成了" in firm.texts("陈女士签了")
    assert "恢复原状" in firm.texts("撤回")

    hers = ("周四上午十点到", "2,750")
    his = ("机器大概用了几年了", "1,880")
    for address, own_words, others in ((chen, hers, his), (smith, his, hers)):
        page.goto(address)
        main = page.locator("main")
        for words in own_words:
            expect(main).to_contain_text(words)
        shown = page.content()
        assert not any(words in shown for words in others)
        assert not re.search(r"/leads/|签了", shown)
    context.close()


def test_neither_types_a_word_that_the_other_cannot_read(browser: Browser, own: tuple[Site, FakeSms]) -> None:
    """The firm by text and by its page in Chinese, the landlord on a phone of 320 pixels in English."""
    site, gateway = own
    address = ask(browser, site, "en", SMITH)
    page = browser.new_context(viewport={"width": 320, "height": 740}, base_url=site.url).new_page()
    firm = Firm(site, gateway, page)
    lead_link = re.search(r"/leads/\S+", firm.reads(1))
    assert lead_link is not None
    firm.texts("1")
    assert "请拍一张铭牌的照片" in firm.texts("Q5")
    page.goto(address)
    expect(page.get_by_text("Please send a photo of the nameplate")).to_be_visible()
    page.get_by_role("button", name="I will send the photo later today.").click()
    assert "今天晚些时候发照片。" in firm.reads(4)
    page.goto(lead_link[0])
    page.get_by_role("link", name="全部现成的句子").click()
    page.get_by_role("searchbox").press_sequentially("permit")
    expect(page.locator("#sentences button").filter(has_text="不含许可证。")).to_be_visible()
    page.locator("#sentences button").filter(has_text="不含许可证。").click()
    page.goto(address)
    expect(page.get_by_text("The permit is not included.")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
