"""deploy/nginx.conf as it is shipped, run for real on loopback: only names, ports and folders are put in."""

import gzip
import json
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from directory.foundation.headers import security_headers
from tests.rules.source import ROOT
from tests.support.nginx import NAME, NGINX, OPENSSL, Proxy, free_port, running
from tests.support.patience import SECONDS

#: Thousands of Chinese characters in an address: more the stand-in for the site does not read.
LONG = "/en/find?q=" + "%E5%86%B7" * 7_000
SLOW = 300
pytestmark = pytest.mark.skipif(NGINX is None or OPENSSL is None, reason="nginx or openssl is not on this machine")


class _Site(BaseHTTPRequestHandler):
    """The site as nginx sees it: a page that says what came, a long way on, and what is turned away."""

    def do_GET(self) -> None:
        """Answer by the path."""
        if self.path == "/long":
            self._answer(302, {"Location": LONG, "Set-Cookie": "a=b"})
        elif self.path == "/crowd":
            self._answer(503, {"Retry-After": "7"})
        elif self.path.startswith("/en/find"):
            self._answer(200, {}, str(len(self.path)))
        else:
            self._answer(200, {}, json.dumps(dict(self.headers.items())))

    def _answer(self, status: int, more: dict[str, str], text: str = "") -> None:
        self.send_response(status)
        for name, value in {**security_headers(is_https=True), **more, "Content-Length": str(len(text))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *arguments: object) -> None:
        """Nothing."""


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """nginx before a site that answers."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Site) as site:
        thread = threading.Thread(target=site.serve_forever)
        thread.start()
        try:
            with running(tmp_path_factory.mktemp("nginx"), site.server_address[1]) as nginx:
                yield nginx
        finally:
            site.shutdown()
            thread.join(SECONDS)


def _has_each_header_once(headers: Message) -> bool:
    wanted = security_headers(is_https=True)
    return {name: headers.get_all(name) for name in wanted} == {name: [value] for name, value in wanted.items()}


def test_static_files_come_from_the_disk(proxy: Proxy) -> None:
    status, headers, body = proxy.get("/static/css/site.css", "Accept-Encoding: gzip")
    assert (status, headers["Content-Encoding"], headers["Cache-Control"]) == (200, "gzip", "max-age=31536000")
    assert gzip.decompress(body) == (ROOT / "directory/static/css/site.css").read_bytes()
    assert _has_each_header_once(headers)
    for way_out in ("/static/../config.py", "/static/..%2fconfig.py", "/static../config.py"):
        assert b"Setting(" not in proxy.get(way_out)[2]


def test_what_is_passed_on_has_the_visitors_address_and_an_id(proxy: Proxy) -> None:
    status, headers, body = proxy.get("/en/", "X-Forwarded-For: 192.0.2.1", "X-Request-ID: mine")
    sent = json.loads(body)
    assert (status, sent["X-Forwarded-For"], sent["X-Forwarded-Proto"], sent["Host"]) == (
        200,
        "127.0.0.1",
        "https",
        NAME,
    )
    assert len(sent["X-Request-ID"]) == 32
    assert _has_each_header_once(headers)


@pytest.mark.parametrize("path", ["/metrics", "/dev/outbox"])
def test_what_is_for_this_machine_only_is_not_there(proxy: Proxy, path: str) -> None:
    status, headers, _body = proxy.get(path)
    assert status == 404
    assert _has_each_header_once(headers)


def test_where_the_gateway_comes_nobody_else_does(proxy: Proxy) -> None:
    status, headers, _body = proxy.get("/hooks/sms/status")
    assert status == 403
    assert _has_each_header_once(headers)
    assert proxy.get("/hooks/sms/status", "X-Twilio-Signature: any")[0] == 200


def test_a_long_address_goes_there_and_back(proxy: Proxy) -> None:
    status, headers, _body = proxy.get("/long")
    assert (status, headers["Location"]) == (302, LONG)
    assert proxy.get(LONG)[::2] == (200, str(len(LONG)).encode())


def test_when_to_come_again_is_said_once(proxy: Proxy) -> None:
    status, headers, _body = proxy.get("/crowd")
    assert (status, headers.get_all("Retry-After")) == (503, ["7"])


def test_another_name_gets_nothing(proxy: Proxy) -> None:
    with pytest.raises((ssl.SSLError, ConnectionError)):
        proxy.line("other.example").close()
    with socket.create_connection(("127.0.0.1", proxy.http_port), timeout=SECONDS) as line:
        line.sendall(b"GET / HTTP/1.1\r\nHost: other.example\r\n\r\n")
        assert line.recv(100) == b""
    with socket.create_connection(("127.0.0.1", proxy.http_port), timeout=SECONDS) as line:
        line.sendall(f"GET /en/ HTTP/1.1\r\nHost: {NAME}\r\nConnection: close\r\n\r\n".encode())
        assert b"Location: https://lengnuan.example.com/en/" in line.recv(4096)


def test_a_program_that_asks_in_the_clear_is_not_sent_on(proxy: Proxy) -> None:
    with socket.create_connection(("127.0.0.1", proxy.http_port), timeout=SECONDS) as line:
        line.sendall(f"GET /api/v1/businesses HTTP/1.1\r\nHost: {NAME}\r\nConnection: close\r\n\r\n".encode())
        assert line.recv(4096).startswith(b"HTTP/1.1 403 ")


def test_hundreds_of_slow_lines_silence_nobody(proxy: Proxy) -> None:
    with ExitStack() as stack:
        for _ in range(SLOW):
            stack.enter_context(proxy.line()).sendall(f"GET /en/ HTTP/1.1\r\nHost: {NAME}\r\nX-Slow: ".encode())
        assert proxy.get("/en/")[0] == 200


def test_a_log_without_visitors_and_paths(proxy: Proxy) -> None:
    proxy.get("/en/requests/a-secret-link")
    written = (proxy.folder / "lengnuan.log").read_text()
    assert written
    assert not any(part in written for part in ("a-secret-link", "/en/", "127.0.0.1"))


def test_a_site_that_is_away_is_said_in_three_languages(tmp_path: Path) -> None:
    with running(tmp_path, free_port()) as proxy:
        status, headers, body = proxy.get("/en/")
        assert proxy.get("/static/css/site.css")[0] == 200
    assert (status, headers["Retry-After"], headers["Content-Type"]) == (503, "5", "text/html; charset=utf-8")
    assert all(words in body.decode() for words in ("away for a moment", "暂时连不上", "暫時連不上"))
    assert _has_each_header_once(headers)
