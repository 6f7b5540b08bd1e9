"""What comes in broken, and what would escape: an answer in plain words, and a log without a path."""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from flask import Flask, request
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from directory.foundation.edge import is_host
from directory.foundation.logs import known_method
from directory.kernel.address import split_address
from directory.kernel.language import LANGUAGES
from tests.page import check_page, words
from tests.support import databases

TOKEN = "Tz9_planted-secret_Q8x"
LONG_LABEL = f"{'a' * 64}.example.com"
NO_HOSTS = [
    LONG_LABEL,
    "a b",
    "a..b",
    "<script>",
    "a" * 300,
    "host:0",
    "host:99999",
    "host:port",
    "冷暖",
    "[::1",
    "a/b",
    "@",
]
HOSTS = ["127.0.0.1:8000", "example.com", "EXAMPLE.com.", "lengnuan_web:8000", "[::1]:8000", "a" * 63 + ".com"]


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What is logged, exactly as it is written out."""
    lines, before = io.StringIO(), structlog.get_config()
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(lines))
    yield lines
    structlog.configure(**before)


@pytest.fixture
def broken(tmp_path: Path, log: io.StringIO) -> Flask:
    """An application of its own, as in production; it may be broken further."""
    app = databases.application(f"sqlite:///{tmp_path / 'none.sqlite3'}", tmp_path, PROPAGATE_EXCEPTIONS=False)
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(log))
    app.add_url_rule("/en/fail/<name>", "fail", lambda name: 1 / 0)
    app.add_url_rule("/api/fail/<name>", "fail-api", lambda name: 1 / 0)
    app.add_url_rule("/en/length", "length", lambda: str(len(request.form)), methods=["POST"])
    return app


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("host", NO_HOSTS)
def test_a_host_that_cannot_be_is_a_bad_request_in_plain_words(client: FlaskClient, host: str, language: str) -> None:
    sent = {"HTTP_HOST": host.encode().decode("latin-1")}
    answer = client.get(f"/{language}/requests/{TOKEN}", environ_overrides=sent)
    assert answer.status_code == 400
    text = words(check_page(answer, language).first("main"))
    assert {"en": "usual address", "zh-hans": "平时的网址", "zh-hant": "平常的網址"}[language] in text
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("host", HOSTS)
def test_a_host_that_can_be_is_served(client: FlaskClient, host: str) -> None:
    assert client.get("/en/about/us", environ_overrides={"HTTP_HOST": host}).status_code == 200


@given(st.text())
def test_any_text_is_a_host_or_not(text: str) -> None:
    if is_host(text):
        assert all(len(label) <= 63 for label in text.split("."))
        text.encode("idna")


@given(st.text())
def test_any_address_can_be_read(text: str) -> None:
    parts = split_address(text)
    assert parts.port is None or parts.hostname is not None


@pytest.mark.parametrize("address", ["http://[", "http://a:b/", "//[x]/", "http://a:99999/", None])
def test_an_address_that_cannot_be_read_has_no_parts(address: str | None) -> None:
    assert split_address(address).path == ""


def test_the_page_of_an_error_that_cannot_be_drawn_is_answered_all_the_same(broken: Flask, log: io.StringIO) -> None:
    def fail() -> None:
        raise KeyError(TOKEN)

    broken.jinja_env.globals["csrf_token"] = broken.jinja_env.globals["language"] = fail
    for path, kind in ((f"/en/requests/{TOKEN}/x", 404), (f"/en/fail/{TOKEN}", 500)):
        answer = broken.test_client().get(path)
        assert answer.status_code == kind
        assert answer.mimetype == "text/html"
        assert all(part in answer.text for part in ("our side", "我们这边出错了", "我們這邊出錯了"))
        assert TOKEN not in answer.text
    assert TOKEN not in log.getvalue()


def _escape(app: Flask) -> None:
    """Raise where no handler of Flask's looks."""

    @app.teardown_request
    def fail(error: BaseException | None) -> None:
        raise ValueError(f"{request.path} {TOKEN}")


@pytest.mark.parametrize("path", ["/en/about/us", f"/en/fail/{TOKEN}", f"/en/requests/{TOKEN}", f"/{TOKEN}"])
def test_what_escapes_is_answered_and_logged_without_its_path(broken: Flask, log: io.StringIO, path: str) -> None:
    _escape(broken)
    client = broken.test_client()
    for method in ("GET", "POST"):
        answer = client.open(path, method=method, base_url="http://127.0.0.1:8000")
        assert answer.status_code == 500
        assert answer.headers["Cache-Control"] == "no-store"
        assert "我们这边出错了" in answer.text
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    escaped = [line for line in lines if line["event"] == "exception" and line["error"] == "ValueError"]
    assert {(line["route"], line["method"]) for line in escaped} == {("-", "GET"), ("-", "POST")}
    assert all(any("test_edge" in frame for frame in line["frames"]) for line in escaped)
    assert TOKEN not in log.getvalue()


def test_what_escapes_of_the_api_is_a_problem(broken: Flask) -> None:
    _escape(broken)
    answer = broken.test_client().get(f"/api/fail/{TOKEN}")
    assert answer.status_code == 500
    assert answer.content_type == "application/problem+json"
    assert (answer.get_json()["code"], answer.get_json()["status"]) == ("internal", 500)
    assert broken.test_client().post("/hooks/sms/inbound").text == "internal"


def test_in_a_test_an_exception_reaches_the_test(broken: Flask) -> None:
    _escape(broken)
    broken.config["PROPAGATE_EXCEPTIONS"] = None
    with pytest.raises(ValueError, match=TOKEN):
        broken.test_client().get("/en/about/us")


class _Liar(io.RawIOBase):
    """A body of which the web server says, while it is read, that it is broken."""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        raise _ServersOwn(TOKEN)

    def readline(self, size: int | None = -1) -> bytes:
        raise _ServersOwn(TOKEN)


class _ServersOwn(Exception):
    """An error of the web server's: no OSError."""


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_a_body_that_breaks_off_is_a_bad_request(broken: Flask, log: io.StringIO, kind: str) -> None:
    sent = {"wsgi.input": _Liar(), "CONTENT_LENGTH": "50", "CONTENT_TYPE": kind}
    assert broken.test_client().post("/en/length", environ_overrides=sent).status_code == 400
    assert TOKEN not in log.getvalue()


def test_a_made_up_method_is_neither_logged_nor_counted(broken: Flask, log: io.StringIO) -> None:
    client = broken.test_client()
    for number in range(3):
        assert client.open("/healthz", method=f"{TOKEN}{number}").status_code == 405
    counted = client.get("/metrics", environ_base={"REMOTE_ADDR": "127.0.0.1"})
    assert TOKEN not in log.getvalue() + counted.text
    assert (known_method("POST"), known_method("BREW")) == ("POST", "-")


def test_a_database_that_goes_away_while_an_error_is_answered_is_a_503(broken: Flask) -> None:
    """A listing that is not there is looked for among those merged; here there are no tables at all."""
    answer = broken.test_client().get("/en/businesses/nobody")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
