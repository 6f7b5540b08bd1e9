"""What is held against pages sees a fault on a page that is otherwise built and looks as one did before."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.sound import assert_accessible

pytestmark = pytest.mark.browser

SOUND = """<!doctype html><html lang="en"><head><title>Ads</title><meta name="viewport" content="width=device-width">
<style>.dim { color: #555 } @media (prefers-color-scheme: dark) {
body { background: #111; color: #eee } .dim { color: #aaa } a { color: #adf } }
button { min-width: 24px; height: 24px }</style></head><body><main><h1>Ads</h1><p class="dim">Of today</p>
<p lang="zh-Hans">冷暖</p><p><img alt="A furnace" src="data:,"> <button>Call</button> <button>Ask</button></p>
<a href="/"><img alt="Way home" src="data:,"> Home</a></main></body></html>"""
#: What stands in the sound page, what stands there instead, and the rule of axe that objects.
FAULTS = {
    "picture": ('alt="A furnace" ', "", "image-alt"),
    "silence": (">Call<", "><", "button-name"),
    "words": ("Way home", "Home", "image-redundant-alt"),
    "language": ("zh-Hans", "zz-qq", "valid-lang"),
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


def test_the_same_in_other_words_is_as_sound(page: Page) -> None:
    page.set_content(SOUND.replace("Of today", "今天的").replace("Call", "打电话"))
    assert_accessible(page)
