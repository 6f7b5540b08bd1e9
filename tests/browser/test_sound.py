"""What is held against pages sees a fault on a page that is otherwise built and looks as one did before."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.sound import assert_accessible
from tests.browser.structure import structure

pytestmark = pytest.mark.browser

SOUND = """<!doctype html><html lang="en"><head><title>Ads</title><meta name="viewport" content="width=device-width">
<style>.dim { color: #555 } @media (prefers-color-scheme: dark) {
body { background: #111; color: #eee } .dim { color: #aaa } a { color: #adf } }
button, nav a { display: inline-block; min-width: 24px; height: 24px }</style></head>
<body><main><h1>Ads</h1><p class="dim">Of today</p>
<p lang="zh-Hans">冷暖</p><p><img alt="A furnace" src="data:,"> <button>Call</button> <button>Ask</button></p>
<a href="/"><img alt="Way home" src="data:,"> Home</a> <label for="zip">ZIP</label> <input id="zip" name="zip"></main>
<nav aria-label="Pages"><a href="/a">A</a></nav><nav aria-label="Languages"><a href="/b" lang="en">B</a></nav>
</body></html>"""
#: What stands in the sound page, what stands there instead, and the rule of axe that objects.
FAULTS = {
    "picture": ('alt="A furnace" ', "", "image-alt"),
    "silence": (">Call<", "><", "button-name"),
    "words": ("Way home", "Home", "image-redundant-alt"),
    "language": ("zh-Hans", "zz-qq", "valid-lang"),
    "label": (">ZIP<", "><", "label"),
    "field": ('for="zip"', 'for="place"', "label"),
    "landmarks": ('"Languages"', '"Pages"', "landmark-unique"),
    "nobody": ('<a href="/a">A', '<a href="/a"><span hidden>A</span>', "link-name"),
    "heading": ('<p lang="zh-Hans">冷暖</p>', '<h4 lang="zh-Hans">冷暖</h4>', "heading-order"),
    "title": ("<title>Ads", "<title> ", "document-title"),
    "thumb": ("24px; height: 24px", "2px; height: 2px; padding: 0; font-size: 1px", "target-size"),
    "pale": ('<p class="dim"', '<p class="dim" style="color: #ccc"', "color-contrast"),
    "night": ('<p class="dim"', '<p class="dim" style="color: #555"', "color-contrast"),
}


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """A tab on which the sound page was held."""
    with browser.new_page() as page:
        page.set_content(SOUND)
        assert_accessible(page)
        yield page


@pytest.mark.parametrize(("here", "there", "rule"), FAULTS.values(), ids=list(FAULTS))
def test_a_fault_is_objected_to_on_a_page_like_one_before(page: Page, here: str, there: str, rule: str) -> None:
    assert here in SOUND
    page.set_content(SOUND.replace(here, there, 1))
    with pytest.raises(AssertionError, match=rule):
        assert_accessible(page)


#: The sound page in another language: a page that is built alike.
CHINESE = {
    'lang="en"': 'lang="zh-Hant"',
    "<title>Ads": "<title>廣告",
    "<h1>Ads": "<h1>廣告",
    "Of today": '<b class="name" translate="no">今天</b>的',
    "Call": "打電話",
    "A furnace": "暖氣爐",
    "Pages": "頁面",
    ">ZIP<": ">郵區<",
}


def in_chinese(source: str) -> str:
    """The page in the other language, or a part of it."""
    for here, there in CHINESE.items():
        source = source.replace(here, there)
    return source


def test_the_same_in_other_words_is_built_alike_and_as_sound(page: Page) -> None:
    page.set_content(SOUND)
    built = structure(page)
    page.set_content(in_chinese(SOUND))
    assert structure(page) == built
    assert_accessible(page)


@pytest.mark.parametrize(("here", "there", "rule"), FAULTS.values(), ids=list(FAULTS))
def test_a_fault_in_one_language_is_objected_to(page: Page, here: str, there: str, rule: str) -> None:
    page.set_content(in_chinese(SOUND).replace(in_chinese(here), in_chinese(there), 1))
    with pytest.raises(AssertionError, match=rule):
        assert_accessible(page)


def test_a_color_of_one_language_is_objected_to(page: Page) -> None:
    page.set_content(in_chinese(SOUND).replace("</style>", ":lang(zh-Hant) .dim { color: #ccc }</style>"))
    with pytest.raises(AssertionError, match="color-contrast"):
        assert_accessible(page)
