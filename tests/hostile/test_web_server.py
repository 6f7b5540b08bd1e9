"""The real web server, asked through raw sockets: its whole output holds no address, whatever was sent to it."""

import json
import os
import random
import subprocess
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import closing
from itertools import islice
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from directory.config import WEB_THREADS
from directory.foundation import db as database
from directory.foundation.db import db
from tests.hostile import corpus
from tests.support.web_server import COMMAND, ROOT, WebServer, status_of, web_server

TOKEN = "Tz9_planted-secret_Q8x"
PATH = f"/en/requests/{TOKEN}"
_LONG = "a" * 64


def _request(line: str, *headers: str, body: bytes = b"", host: str = "127.0.0.1") -> bytes:
    lines = [line, f"Host: {host}", "Connection: close", *headers, "", ""]
    return "\r\n".join(lines).encode("utf-8", "surrogateescape") + body


#: Names to what is sent, and the statuses that may come back (0: closed without a word).
ODD: dict[str, tuple[bytes, set[int]]] = {
    "long host label": (_request(f"GET {PATH} HTTP/1.1", host=f"{_LONG}.example.com"), {400}),
    "token for a host": (_request(f"GET {PATH} HTTP/1.1", host=f"{TOKEN}{_LONG}"), {400}),
    "two hosts": (_request(f"GET {PATH} HTTP/1.1", f"Host: {TOKEN}"), {400}),
    "address with a host": (_request(f"GET http://{TOKEN}.example{PATH} HTTP/1.1"), {400, 404}),
    "address that is none": (_request(f"GET http://[{TOKEN} HTTP/1.1"), {400, 404}),
    "path without a slash": (_request(f"GET {TOKEN} HTTP/1.1"), {400, 404}),
    "options for all": (_request("OPTIONS * HTTP/1.1", f"Referer: {PATH}"), {200, 400, 404}),
    "line of one word": (f"{TOKEN}\r\n\r\n".encode(), {400}),
    "line of four words": (_request(f"GET {PATH} {TOKEN} HTTP/1.1"), {400}),
    "small method": (_request(f"get{TOKEN} {PATH} HTTP/1.1"), {400}),
    "made-up method": (_request(f"BREW {PATH} HTTP/1.1"), {405, 404}),
    "version": (_request(f"GET {PATH} HTTP/9.{TOKEN}"), {400, 505}),
    "no version": (f"GET {PATH}\r\n\r\n".encode(), {400, 0}),
    "header without a colon": (_request(f"GET {PATH} HTTP/1.1", TOKEN), {400}),
    "header with a blank": (_request(f"GET {PATH} HTTP/1.1", f"{TOKEN} : x"), {400}),
    "header with NUL": (_request(f"GET {PATH} HTTP/1.1", f"X-A: {TOKEN}\x00"), {400}),
    "folded header": (_request(f"GET {PATH} HTTP/1.1", "X-A: a", f" {TOKEN}"), {400}),
    "header too large": (_request(f"GET {PATH} HTTP/1.1", f"Cookie: {TOKEN}{'x' * 70_000}"), {400, 431}),
    "headers too many": (_request(f"GET {PATH} HTTP/1.1", *[f"X-{n}: {TOKEN}" for n in range(300)]), {400, 431}),
    "chunk of no size": (
        _request(f"POST {PATH} HTTP/1.1", "Transfer-Encoding: chunked", body=f"{TOKEN}\r\n".encode()),
        {400},
    ),
    "chunk that breaks off": (
        _request(
            "POST /en/request-a-quote HTTP/1.1",
            "Transfer-Encoding: chunked",
            "Content-Type: application/x-www-form-urlencoded",
            body=f"5\r\na=b&c\r\nzz{TOKEN}\r\n".encode(),
        ),
        {400},
    ),
    "unknown coding": (_request(f"POST {PATH} HTTP/1.1", f"Transfer-Encoding: {TOKEN}"), {400, 501}),
    "length and chunks": (_request(f"POST {PATH} HTTP/1.1", "Transfer-Encoding: chunked", "Content-Length: 3"), {400}),
    "negative length": (_request(f"POST {PATH} HTTP/1.1", "Content-Length: -1"), {400}),
    "length in words": (_request(f"POST {PATH} HTTP/1.1", f"Content-Length: {TOKEN}"), {400}),
    "body that never comes": (_request(f"POST {PATH} HTTP/1.1", "Content-Length: 99", body=b"a=b"), {400, 404}),
    "expectation": (_request(f"POST {PATH} HTTP/1.1", f"Expect: {TOKEN}"), {417, 400}),
    "scheme headers that disagree": (
        _request(f"GET {PATH} HTTP/1.1", "X-Forwarded-Proto: https", "X-Forwarded-Ssl: off"),
        {400, 404},
    ),
    "proxy line": (f"PROXY TCP4 {TOKEN}\r\nGET {PATH} HTTP/1.1\r\n\r\n".encode(), {400}),
    "TLS": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + TOKEN.encode() * 8 + b"\r\n\r\n", {400, 0}),
    "HTTP/2": (f"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n{TOKEN}".encode(), {400, 505, 0}),
    "nothing": (b"", {0}),
    "half a line": (f"GET {PATH}".encode(), {0, 400}),
    "what a machine asks, of one who may not": (_request("GET /metrics HTTP/1.1", f"Forwarded: {TOKEN}"), {404}),
    "a piece of a page": (
        _request("GET /en/account HTTP/1.1", "HX-Request: true", f"HX-Current-URL: http://[{TOKEN}"),
        {401},
    ),
}


#: What is sent by socket never comes to a database.
on_sqlite = pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)


@pytest.fixture
def server(app: Flask, tmp_path: Path) -> Iterator[WebServer]:
    """A server on the test's database that would write down everything it may."""
    url = str(app.config["DATABASE_URL"])
    options = ("--log-level", "debug", "--access-logfile", "-", "--threads", str(WEB_THREADS))
    with web_server(tmp_path, url, *options) as server:
        yield server


def _output(server: WebServer) -> str:
    return server.log.read_text(encoding="utf-8", errors="replace")


@on_sqlite
def test_no_line_of_the_server_holds_what_was_sent(server: WebServer) -> None:
    wrong = []
    for name, (sent, allowed) in ODD.items():
        status = status_of(server.exchange(sent))
        if status not in allowed:
            wrong.append(f"{name}: {status}")
    assert status_of(server.exchange(_request("GET /healthz HTTP/1.1"))) == 200
    output = _output(server)
    assert not wrong, "\n".join(wrong) + output[-3000:]
    assert TOKEN not in output
    assert "Traceback" not in output
    assert "/en/" not in output.replace('"/en/', "")
    invalid = [json.loads(line) for line in output.splitlines() if '"about": "Invalid request"' in line]
    assert {line["error"] for line in invalid} >= {"InvalidRequestLine", "InvalidHeaderName", "LimitRequestHeaders"}


def _mutated(seed: int) -> Iterator[bytes]:
    """Requests as browsers send them, with bytes of the corpus put in at odd places."""
    chance = random.Random(seed)
    payloads = list(corpus.PAYLOADS.values())
    for _ in range(300):
        target = chance.choice([PATH, f"/leads/{TOKEN}", f"/api/v1/requests/{TOKEN}", f"/en/find?q={TOKEN}"])
        method = chance.choice(["GET", "POST", "HEAD", "PUT"])
        whole = bytearray(_request(f"{method} {target} HTTP/1.1", f"Referer: {PATH}", f"Cookie: session={TOKEN}"))
        for _ in range(chance.randint(1, 3)):
            place = chance.randrange(len(whole))
            whole[place : place + chance.randint(0, 3)] = chance.choice(payloads)[: chance.choice([2, 20, 400])]
        yield bytes(whole)


@on_sqlite
def test_hundreds_of_damaged_requests_break_nothing(server: WebServer, record_property) -> None:
    statuses = [status_of(server.exchange(sent)) for sent in _mutated(20261128)]
    assert len(statuses) == 300
    assert 500 not in statuses
    assert len(set(statuses)) > 3
    assert status_of(server.exchange(_request("GET /healthz HTTP/1.1"))) == 200
    output = _output(server)
    assert TOKEN not in output
    assert "Traceback" not in output
    figure = f"G6 {len(statuses)} damaged requests by socket: {statuses.count(500)} answers of 500"
    record_property("figures", f"{figure}, {output.count(TOKEN)} lines with a token")


@pytest.mark.parametrize(
    ("setting", "says"),
    [
        ({"SMS_DAILY_LIMIT": "many"}, "SMS_DAILY_LIMIT must be a whole number"),
        ({"DATABASE_URL": "odd://"}, "DATABASE_URL must begin with"),
    ],
)
def test_a_server_that_does_not_start_says_why(tmp_path: Path, setting: dict[str, str], says: str) -> None:
    environment = {**os.environ, "INSTANCE": str(tmp_path), **setting}
    ended = subprocess.run(COMMAND, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert ended.returncode != 0
    assert says in ended.stdout + ended.stderr
    assert "Traceback" not in ended.stdout + ended.stderr


def test_one_file_of_settings_for_every_start() -> None:
    starts = ("directory/run.py", "deploy/Dockerfile", "deploy/lengnuan-web.service", "tests/browser/site.py")
    for name in starts:
        source = (ROOT / name).read_text(encoding="utf-8")
        assert "python:directory.server" in source, name
        assert not any(option in source for option in ("--threads", "--worker-class", "directory:create_app()")), name


def test_reads_are_answered_while_every_thread_could_wait(app: Flask, server: WebServer) -> None:
    """As many presses as the server has threads, behind a writer that goes on until something else was read."""
    press = _request("GET /en/leads/AAAAAAAAAAAAAAAAAAAAAA HTTP/1.1")
    assert status_of(server.exchange(press)) == 404
    with closing(db.engine.connect()) as holder, ThreadPoolExecutor(WEB_THREADS) as pool:
        _hold(holder)
        presses = [pool.submit(server.exchange, press) for _ in range(WEB_THREADS)]
        refused = list(islice(as_completed(presses), WEB_THREADS // 2))
        assert status_of(server.exchange(_request("GET /healthz HTTP/1.1"))) == 200
        holder.rollback()
    # Half of them had to go at once, the other half has waited for the writer: nobody's time was up before the read.
    assert Counter(status_of(answer.result()) for answer in refused) == {503: WEB_THREADS // 2}
    assert Counter(status_of(press.result()) for press in presses) == dict.fromkeys((404, 503), WEB_THREADS // 2)


def _hold(connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.execution_options(**{database.WRITING: True}).begin()
    else:
        connection.execute(text("LOCK TABLE rate_counters IN EXCLUSIVE MODE"))
