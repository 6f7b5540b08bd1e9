"""Forms over https, from browsers that keep their Referer to themselves; and why a form is refused, as it is."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from directory.kernel.language import LANGUAGES
from tests.conftest import Visitor
from tests.page import check_page, words
from tests.support import databases

SITE = "https://lengnuan.example.com"
NO_COOKIE = {"en": "no cookie", "zh-hans": "Cookie", "zh-hant": "Cookie"}
UNMARKED = {"en": "hidden mark", "zh-hans": "隐藏的标记", "zh-hant": "隱藏的標記"}
STALE = {"en": "out of date", "zh-hans": "已失效", "zh-hant": "已失效"}
FOREIGN = {"en": "another site", "zh-hans": "别的网站", "zh-hant": "別的網站"}
ALL = (NO_COOKIE, UNMARKED, STALE, FOREIGN)
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@pytest.fixture(scope="module")
def secure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application as it stands behind https, its forms checked."""
    folder = tmp_path_factory.mktemp("secure")
    url = f"sqlite:///{folder / 'none.sqlite3'}"
    app = databases.application(url, folder, BASE_URL=SITE, WTF_CSRF_ENABLED=True, PROPAGATE_EXCEPTIONS=False)
    app.test_client_class = Visitor
    app.add_url_rule("/<lang:lang>/form", "form", lambda: str(len(request.form)), methods=["POST"])
    with app.app_context():
        yield app


@pytest.fixture
def browser(secure: Flask) -> FlaskClient:
    return secure.test_client()


def opened(browser: FlaskClient, site: str = SITE) -> str:
    """The token of a form that this browser opened."""
    page = browser.get("/en/sign-in", base_url=site)
    match = TOKEN.search(page.text)
    assert match is not None
    return match[1]


def send(browser: FlaskClient, fields: dict[str, str], language: str = "en", **headers: str) -> TestResponse:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return browser.post(f"/{language}/form", base_url=SITE, data=fields, headers=named)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "null"},
        {"Origin": SITE},
        {"Origin": f"{SITE}:443"},
        {"Origin": "https://LENGNUAN.example.com"},
        {"Referer": "https://www.google.com/"},
        {"Referer": "http://["},
        {"Origin": SITE, "Referer": f"{SITE}/en/form"},
    ],
)
def test_our_own_form_goes_through_with_its_token(browser: FlaskClient, headers: dict[str, str]) -> None:
    answer = send(browser, {"csrf_token": opened(browser), "a": "b"}, **headers)
    assert (answer.status_code, answer.text) == (200, "2")


def refused(answer: TestResponse, language: str, reason: dict[str, str]) -> None:
    """Refused for this reason and no other."""
    assert answer.status_code == 400
    text = words(check_page(answer, language).first("main"))
    assert reason[language] in text
    assert [other[language] for other in ALL if other is not reason and other[language] in text] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "https://lengnuan.example.com.evil.example",
        "https://evil.example/https://lengnuan.example.com",
        "http://lengnuan.example.com",
        "https://xlengnuan.example.com",
        "http://[",
        "file://",
        "chrome-extension://abc",
        "",
    ],
)
def test_a_form_of_another_site_is_refused_and_told_so(browser: FlaskClient, language: str, origin: str) -> None:
    refused(send(browser, {"csrf_token": opened(browser)}, language, Origin=origin), language, FOREIGN)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_browser_without_cookies_is_told_of_cookies(secure: Flask, browser: FlaskClient, language: str) -> None:
    token = opened(browser)
    for fields in ({"csrf_token": token}, {"a": "b"}):
        refused(send(secure.test_client(use_cookies=False), fields, language), language, NO_COOKIE)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_that_lost_its_mark_is_told_so(browser: FlaskClient, language: str) -> None:
    opened(browser)
    for fields in ({"a": "b"}, {"csrf_token": ""}):
        refused(send(browser, fields, language), language, UNMARKED)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_of_an_older_browser_session_is_out_of_date(secure: Flask, browser: FlaskClient, language: str) -> None:
    older = opened(secure.test_client())
    opened(browser)
    for token in (older, f"{older}x", "nonsense"):
        refused(send(browser, {"csrf_token": token}, language), language, STALE)


@pytest.mark.parametrize(
    ("base_url", "asked_at", "origin", "status"),
    [
        # No setting names the site, and a proxy that nobody trusts ends TLS: nothing but the name can be compared.
        ("", "http://site.example", "https://site.example", 200),
        ("", "http://127.0.0.1:8000", "http://127.0.0.1:8000", 200),
        # nginx passes the name without the port.
        ("", "http://site.example", "http://site.example:8443", 200),
        ("", "http://site.example", "http://other.example", 400),
        ("https://site.example", "http://site.example", "https://site.example", 200),
        ("https://site.example", "https://www.site.example", "https://www.site.example", 200),
        ("https://site.example", "https://www.site.example", "https://site.example", 200),
    ],
)
def test_which_site_is_ours(tmp_path: Path, base_url: str, asked_at: str, origin: str, status: int) -> None:
    url = f"sqlite:///{tmp_path / 'none.sqlite3'}"
    app = databases.application(url, tmp_path, BASE_URL=base_url, WTF_CSRF_ENABLED=True, PROPAGATE_EXCEPTIONS=False)
    app.config.update(SESSION_COOKIE_SECURE=False, SESSION_COOKIE_NAME="session")
    app.add_url_rule("/en/form", "form", lambda: "taken", methods=["POST"])
    browser = app.test_client()
    fields = {"csrf_token": opened(browser, asked_at)}
    assert browser.post("/en/form", base_url=asked_at, data=fields, headers={"Origin": origin}).status_code == status


def test_machines_send_no_form_and_are_asked_for_no_site(browser: FlaskClient) -> None:
    answer = browser.post("/hooks/sms/status", base_url=SITE, headers={"Origin": "https://evil.example"})
    assert (answer.status_code, answer.text) == (403, "forbidden")
