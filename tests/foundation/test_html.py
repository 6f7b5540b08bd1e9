"""What every template may use: addresses in a sentence to tap."""

import pytest

from directory.foundation.html import linked

ADDRESS = "https://lengnuan.example/leads/Ab_c-1?a=1"
LINK = '<a href="https://lengnuan.example/leads/Ab_c-1?a=1" rel="noopener noreferrer">' + ADDRESS + "</a>"


@pytest.mark.parametrize(
    ("words", "html"),
    [
        ("Progress: {}", "Progress: {}"),
        ("Open {}.", "Open {}."),
        ("看进度、撤回：{} 着急请打电话", "看进度、撤回：{} 着急请打电话"),
        ("查進度：{}。退訂回T", "查進度：{}。退訂回T"),
        ("要{}看", "要{}看"),
        ("一\n{}\n三 <b>", "一<br>{}<br>三 &lt;b&gt;"),
    ],
)
def test_an_address_is_a_link_whatever_stands_beside_it(words: str, html: str) -> None:
    assert linked(words.format(ADDRESS)) == html.format(LINK)


def test_what_somebody_typed_after_an_address_stays_words() -> None:
    assert linked('http://a.example/"onclick="x<i>').count("<") == 2
