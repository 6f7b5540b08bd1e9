"""The page checker passes a good page and names each fault planted in it."""

import random
import re

import pytest
from werkzeug.wrappers import Response

from directory.foundation.headers import CSP
from tests.page import check_page, strictly
from tests.support import fast_html
from tests.support.in_one import in_one

GOOD = """<!doctype html>
<html lang="zh-Hant">
<head>
<meta charset="utf-8">
<title>登入 · 冷暖專版</title>
<link rel="canonical" href="http://here/zh-hant/x">
<link rel="alternate" hreflang="en" href="http://here/en/x">
<link rel="alternate" hreflang="zh-Hans" href="http://here/zh-hans/x">
<link rel="alternate" hreflang="zh-Hant" href="http://here/zh-hant/x">
<link rel="stylesheet" href="/static/css/site.css">
<script src="/static/js/site.js" defer></script>
</head>
<body>
<nav><a href="/en/x" hreflang="en" lang="en">English</a>
<a href="/zh-hans/x" hreflang="zh-Hans" lang="zh-Hans">简体</a></nav>
<h1>登入</h1>
<p lang="zh-Hans">这是广告</p>
<form method="post" action="/zh-hant/x"><input type="hidden" name="csrf_token" value="1">
<label for="zip">郵遞區號</label> <input id="zip" name="zip">
<button>送出</button></form>
</body>
</html>
"""


def _response(body: str, csp: str = CSP) -> Response:
    return Response(body, mimetype="text/html", headers={"Content-Security-Policy": csp})


def test_a_good_page_passes() -> None:
    page = check_page(_response(GOOD), "zh-hant")
    assert len(list(page.all("form"))) == 1


@in_one(
    "old, new, complaint",
    [
        ("<h1>登入</h1>", "<h1>登入</h1><h1>登入</h1>", "one h1"),
        ("<h1>登入</h1>", "<h1>送出</h1>", "does not start with"),
        ("</h1>", "</h2>", "end-tag-too-early"),
        ('lang="zh-Hant"', 'lang="en"', "lang is en"),
        ("<!doctype html>", "", "expected-doctype"),
        ('hreflang="en" href="http://here/en/x"', 'href="http://here/en/x"', "no hreflang"),
        ('hreflang="en" lang="en"', 'lang="en"', "no visible link to English"),
        ('<label for="zip">', "<label>", "without a label"),
        ("<button>", '<label for="boxes">幾點</label> <ul id="boxes"></ul><button>', "which is no field"),
        ('<input id="zip"', '<input style="x" id="zip"', "style="),
        ('<input id="zip"', '<input onclick="x" id="zip"', "onclick="),
        ("<h1>", '<p id="zip"></p><h1>', "'zip' 2 times"),
        ('action="/zh-hant/x"', "", "without method or action"),
        ('name="csrf_token"', 'name="other"', "without csrf_token"),
        ('src="/static/js/site.js"', 'src="https://cdn.example/x.js"', "loads from elsewhere"),
        ('<script src="/static/js/site.js" defer>', "<script>x()", "an inline script"),
        ("</head>", "<style>p{}</style></head>", "inline style sheet"),
        ('<p lang="zh-Hans">', "<p>", "belongs to another script"),
        ("<h1>", '<a href="#nowhere">這裡</a><h1>', "which is nowhere"),
        ("<h1>", '<a href="/x"></a><h1>', "a link without words"),
        ("<h1>", '<img src="/x.png"><h1>', "without alt"),
        ("<h1>", "<p>%(name)s</p><h1>", "placeholder"),
        ("<h1>", "<p>" + "字" * 21000 + "</p><h1>", "bytes, over"),
    ],
)
def test_a_planted_fault_is_named(old: str, new: str, complaint: str) -> None:
    assert old in GOOD
    with pytest.raises(AssertionError, match=complaint):
        check_page(_response(GOOD.replace(old, new, 1)), "zh-hant")


def test_a_weak_policy_is_named() -> None:
    with pytest.raises(AssertionError, match="weak Content-Security-Policy"):
        check_page(_response(GOOD, "script-src 'unsafe-inline'"), "zh-hant")


def test_a_json_ld_block_is_data() -> None:
    check_page(_response(GOOD.replace("</head>", '<script type="application/ld+json">{}</script></head>')), "zh-hant")


def test_english_left_over_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    left = {("Send", "the"): ["Send the request"]}
    monkeypatch.setattr("tests.page._leftovers", lambda catalogue: left)
    with pytest.raises(AssertionError, match="left in English"):
        check_page(_response(GOOD.replace("送出", "Send the request")), "zh-hant")


#: What a browser would mend, in places where it would.
WRONG = [
    "<p><div></div></p>",
    "<p><ul></ul></p>",
    "<p><p></p></p>",
    '<a href="/x">x<a href="/y">y</a></a>',
    "<button>x<button>y</button></button>",
    "<h2>x<h3>y</h3></h2>",
    '<form method="get" action="/x"><form method="get" action="/y"></form></form>',
    "<b><i>x</b></i>",
    "</p>",
    "</div>",
    "<div>",
    "<div/>",
    "<br></br>",
    "<p/>",
    "<ul><li>x<li>y</li></ul>",
    "<table><tr><td>x</td></tr></table>",
    "<table>x<tbody></tbody></table>",
    "<table><tbody><tr><div></div></tr></tbody></table>",
    "<select><div></div></select>",
    "<select><option><b>x</b></option></select>",
    "<p>a < b</p>",
    "<p>&nosuch;</p>",
    "<p>&amp</p>",
    "<p>&#0;</p>",
    "<p>&#x80;</p>",
    "<p>a & b</p>",
    '<p id="x1" id="x2"></p>',
    "<svg><p></p></svg>",
    "<svg><g></svg>",
    "<dl><dt>x<dd>y</dd></dl>",
    "<title>x</title></title>",
    '<image src="/x" alt="">',
    "<body>",
    '<html lang="x">',
    "<head></head>",
    "<p>\x00</p>",
    "<p>\x0c\x01</p>",
    '<p class=x"y"></p>',
    '<p class="x"id="y"></p>',
    "<dl><div><p><dt>x</dt></p></div></dl>",
    "<a><b></a></b>",
    "<table><caption>x<tr></tr></caption></table>",
    "<option>x<option>y</option></option>",
    "<colgroup></colgroup>",
    "<tr></tr>",
    "<!-- x -- >",
]


@in_one("wrong", WRONG)
def test_what_a_browser_would_mend_is_no_page_for_the_fast_reader(wrong: str) -> None:
    assert fast_html.read(GOOD) is not None
    assert fast_html.read(GOOD.replace("<h1>", wrong + "<h1>")) is None


RICH = GOOD.replace(
    "<h1>",
    """<div class="x"><ul><li>a <b>b <a href="/x">c</a></b></li><li><p>d&nbsp;e &#8212; f</p></li></ul>
<table><caption>a</caption><thead><tr><th scope="col">b</th></tr></thead><tbody>
<tr><td><p>c</p></td></tr></tbody></table>
<dl><div><dt>a</dt><dd>b<br>c</dd></div></dl><details open><summary>a</summary><ol><li>b</li></ol></details>
<form method="get" action='/x'><fieldset><legend>a</legend><select name="b"><optgroup label="c">
<option selected>d</option></optgroup></select><textarea name="c">
\n a &lt; b</textarea><button name="d" value="e"><svg class="icon" width="2"><use xlink:href="#zip"/></svg> f</button>
</fieldset></form><noscript><link rel="stylesheet" href="/x.css"></noscript><svg viewBox="0 0 1 1"><title>a</title><g>
<path d="M0 0"/></g></svg><figure><img src="/x" alt=""><figcaption>a</figcaption></figure></div><hr>
<h1>""",
).replace("\n", "\r\n")


def test_both_readers_see_the_same_page() -> None:
    root = fast_html.read(RICH)
    assert root is not None
    judged, complaints = strictly(RICH)
    assert not complaints
    assert fast_html.written(root) == fast_html.written(judged)


def test_what_the_fast_reader_takes_is_faultless_whatever_is_cut_or_moved() -> None:
    """Pieces of a page left out, doubled or put elsewhere: what is still read has no fault, and is the same tree."""
    dice = random.Random(7)
    pieces = re.findall(r"<[^>]*>|[^<]+", RICH)
    taken = 0
    for _ in range(400):
        changed = list(pieces)
        for _ in range(dice.choice((1, 1, 2))):
            at, length = dice.randrange(1, len(changed)), dice.choice((1, 1, 2, 3))
            moved = changed[at : at + length]
            if dice.random() < 0.6:
                del changed[at : at + length]
            if dice.random() < 0.6:
                to = dice.randrange(1, len(changed))
                changed[to:to] = moved
        source = "".join(changed)
        root = fast_html.read(source)
        if root is None:
            continue
        taken += 1
        judged, complaints = strictly(source)
        assert not complaints, source
        assert fast_html.written(root) == fast_html.written(judged), source
    assert taken > 40
