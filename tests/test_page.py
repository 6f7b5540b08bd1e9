"""The page checker passes a good page and names each fault planted in it."""

import pytest
from werkzeug.wrappers import Response

from directory.foundation.headers import CSP
from tests.page import check_page

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


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("<h1>登入</h1>", "<h1>登入</h1><h1>登入</h1>", "one h1"),
        ("<h1>登入</h1>", "<h1>送出</h1>", "does not start with"),
        ("</h1>", "</h2>", "end-tag-too-early"),
        ('lang="zh-Hant"', 'lang="en"', "lang is en"),
        ("<!doctype html>", "", "expected-doctype"),
        ('hreflang="en" href="http://here/en/x"', 'href="http://here/en/x"', "no hreflang"),
        ('hreflang="en" lang="en"', 'lang="en"', "no visible link to English"),
        ('<label for="zip">', "<label>", "without a label"),
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
