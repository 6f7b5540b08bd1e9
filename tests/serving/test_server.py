"""The web server under a crowd, and while a new release takes its place; what it answers by itself."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from gunicorn.config import Config
from gunicorn.workers.gthread import TConn

from directory import run, server
from directory.entrypoints.pages import machine
from directory.foundation import web_worker
from directory.foundation.headers import security_headers
from directory.foundation.turns import own_patience
from tests.support.databases import SECRET_KEY
from tests.support.fake_sms import sign
from tests.support.web_server import ROOT, read, status_of

CONFIG = Config()
THREADS = 2
BASE_URL, TOKEN = "http://lengnuan.example", "token-of-a-gateway"
#: Seconds after which what has not come does not come; nothing that comes waits for them.
PATIENCE = 120


class Site:
    """A running server of `tests/support/slow_site.py`."""

    def __init__(self, address: tuple[str, int], process: subprocess.Popen[bytes], notes: socket.socket) -> None:
        self.address, self.process, self._notes = address, process, notes

    def hear(self, name: str) -> str:
        """Wait until the server tells systemd this; what it says of it."""
        while True:
            for line in self._notes.recv(4096).decode().splitlines():
                if line.startswith(f"{name}="):
                    return line.partition("=")[2]

    def ask(self, path: str, *, by_gateway: bool = False) -> bytes:
        """The whole answer."""
        own = f"X-Twilio-Signature: {sign(BASE_URL + path, {}, TOKEN)}\r\n" if by_gateway else ""
        with socket.create_connection(self.address, timeout=PATIENCE) as line:
            line.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n{own}Connection: close\r\n\r\n".encode())
            return read(line)


@contextmanager
def site(folder: Path) -> Iterator[Site]:
    """The server, until the block ends; what it tells systemd comes to `notes`."""
    with ExitStack() as stack:
        # A port, not a socket of ours: what a server is started anew with has to be its own.
        with socket.create_server(("127.0.0.1", 0)) as listener:
            address = listener.getsockname()
        notes = stack.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM))
        notes.bind(str(folder / "notify"))
        notes.settimeout(PATIENCE)
        settings = {"INSTANCE": str(folder), "SECRET_KEY": SECRET_KEY, "NOTIFY_SOCKET": str(folder / "notify")}
        settings |= {"BASE_URL": BASE_URL, "SMS_TOKEN": TOKEN}
        # As the units start it: a server that is started anew calls the same program with the same words.
        command = [str(Path(sys.executable).with_name("gunicorn")), "--config", "python:tests.support.slow_site"]
        process = subprocess.Popen(
            [*command, "--bind", f"{address[0]}:{address[1]}"], env=os.environ | settings, cwd=ROOT
        )
        try:
            running = Site(address, process, notes)
            assert running.hear("READY") == "1"
            yield running
        finally:
            process.terminate()
            process.wait(timeout=PATIENCE)


@pytest.mark.large
def test_a_crowd_is_turned_away_before_it_waits(tmp_path: Path) -> None:
    """Every thread is busy until the test says so; whoever comes meanwhile has an answer before that."""
    with site(tmp_path) as slow, socket.create_server(("127.0.0.1", 0)) as gate, ThreadPoolExecutor(40) as visitors:
        gate.settimeout(PATIENCE)
        busy = [visitors.submit(slow.ask, f"/hold/{gate.getsockname()[1]}") for _ in range(THREADS)]
        lines = [gate.accept()[0] for _ in range(THREADS)]
        came = [visitors.submit(slow.ask, path) for path in ("/en/find", "/api/v1/listings") * 9]
        receipts = [visitors.submit(slow.ask, "/hooks/sms/status", by_gateway=True) for _ in range(6)]
        refused = [answer.result(PATIENCE) for answer in came]
        assert [status_of(receipt.result(PATIENCE)) for receipt in receipts] == [200] * len(receipts)
        assert not any(answer.done() for answer in busy)
        for line in lines:
            line.sendall(b"x")
            line.close()
        assert [status_of(answer.result(PATIENCE)) for answer in busy] == [200] * THREADS
        assert status_of(slow.ask("/")) == 200
    assert [status_of(answer) for answer in refused] == [503] * len(refused)
    assert all(b"\r\nRetry-After: 5\r\n" in answer for answer in refused)
    page, envelope = refused[:2]
    assert all(part.encode() in page for part in ("not saved", "没有保存", "沒有儲存"))
    assert b'"code": "unavailable"' in envelope


@pytest.mark.large
def test_idle_lines_hold_no_thread(tmp_path: Path) -> None:
    with site(tmp_path) as slow, ExitStack() as stack:
        idle = [stack.enter_context(socket.create_connection(slow.address)) for _ in range(10 * THREADS)]
        assert status_of(slow.ask("/")) == 200
        idle[0].sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert status_of(read(idle[0])) == 200


def test_a_queue_that_is_full_takes_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """No line waits where nobody counts how long: the longest queue is shorter than what the server accepts."""
    refused: list[object] = []
    worker = web_worker.WebWorker.__new__(web_worker.WebWorker)
    worker.nr_conns = 1
    waiting = SimpleNamespace(running=lambda: False, done=lambda: False)
    worker._queue = web_worker.deque([(None, waiting)] * web_worker.MOST_WAITING)
    monkeypatch.setattr(worker, "_refuse", refused.append)
    one_more = SimpleNamespace(parser=SimpleNamespace(unreader=SimpleNamespace(buf=BytesIO(b"GET / HTTP/1.1"))))
    worker.enqueue_req(one_more)
    assert (refused, worker.nr_conns) == ([one_more], 0)
    assert web_worker.MOST_WAITING < 1000, "what gunicorn accepts"
    assert web_worker.LONGEST_WAIT < 5


@pytest.fixture
def crowded() -> Iterator[web_worker.WebWorker]:
    """A process whose one thread is busy, of which nothing runs but what a test calls."""
    with ThreadPoolExecutor(1) as threads, ExitStack() as stack:
        busy = threading.Event()
        stack.callback(busy.set)
        threads.submit(busy.wait)
        worker = web_worker.WebWorker(0, os.getpid(), [], SimpleNamespace(), 30, CONFIG, SimpleNamespace())
        stack.callback(worker.tmp.close)
        worker.method_queue.init()
        stack.callback(worker.method_queue.close)
        worker.tpool, worker.poller = threads, SimpleNamespace(select=lambda timeout: [])
        yield worker


def _visit(worker: web_worker.WebWorker, path: str) -> socket.socket:
    """Somebody asks for this, and waits for a thread; the visitor's end of the line."""
    ours, theirs = socket.socketpair()
    theirs.sendall(f"GET {path} HTTP/1.1\r\nX-Twilio-Signature: any\r\n\r\n".encode())
    worker.nr_conns += 1
    worker.enqueue_req(TConn(CONFIG, ours, "", ""))
    return theirs


def test_who_is_turned_away_is_counted_out_once(crowded: web_worker.WebWorker, monkeypatch: pytest.MonkeyPatch) -> None:
    """By these counts the server knows how many lines it has, and at its end whom it still answers."""
    monkeypatch.setattr(web_worker, "LONGEST_WAIT", -1)
    with _visit(crowded, "/en/find") as line:
        crowded.wait_for_and_dispatch_events(0)
        crowded.method_queue.run_callbacks(None)
        assert status_of(read(line)) == 503
    assert crowded.nr_conns == 0


@pytest.mark.parametrize(("silent", "status"), [(0, 200), (web_worker.MOST_SILENT + 1, 503)])
def test_in_a_crowd_the_process_is_alive_while_it_answers_anybody(
    crowded: web_worker.WebWorker, monkeypatch: pytest.MonkeyPatch, silent: float, status: int
) -> None:
    """Whoever watches would else end it just when most people are here; one that answers nobody is to be ended."""
    monkeypatch.setattr(web_worker, "LONGEST_WAIT", -1)
    crowded._finished_at -= silent
    with _visit(crowded, "/healthz") as line:
        crowded.wait_for_and_dispatch_events(0)
        answer = read(line)
    assert status_of(answer) == status
    assert answer.endswith(b"\r\n\r\nok\n") == (status == 200)


def test_in_a_crowd_the_gateway_is_heard(crowded: web_worker.WebWorker, monkeypatch: pytest.MonkeyPatch) -> None:
    """It soon gives up: neither a full queue nor a long wait turns it away, and its threads wait longer to write."""
    heard: list[tuple[bytes, float | None]] = []
    monkeypatch.setattr(web_worker, "LONGEST_WAIT", -1)
    monkeypatch.setattr(web_worker, "MOST_WAITING", 0)
    monkeypatch.setattr(crowded, "gate", SimpleNamespace(judge=lambda sent, server: HTTPStatus.OK))
    monkeypatch.setattr(crowded, "handle", lambda line: heard.append((next(line.parser).path, own_patience())))
    monkeypatch.setattr(crowded, "finish_request", lambda line, done: line.close())
    with _visit(crowded, "/hooks/sms/status") as receipt, _visit(crowded, "/en/find") as page:
        assert status_of(read(page)) == 503
        crowded.wait_for_and_dispatch_events(0)
        crowded._gateway_threads.shutdown()
        crowded.method_queue.run_callbacks(None)
        assert heard == [("/hooks/sms/status", web_worker.GATEWAY_PATIENCE)]
        assert receipt.recv(1) == b""


@pytest.mark.parametrize(
    ("sent", "is_gateways"),
    [
        (b"POST /hooks/sms/inbound HTTP/1.1\r\n", True),
        (b"POST /hooksandmore HTTP/1.1\r\n", False),
        (b"POST /en/hooks/ HTTP/1.1\r\n", False),
        (b"GET /?q=/hooks/ HTTP/1.1\r\n", False),
        (b"POST", False),
        (b"", False),
    ],
)
@pytest.mark.parametrize("is_read", [False, True])
def test_the_gateway_is_known_by_where_it_comes(sent: bytes, is_gateways: bool, is_read: bool) -> None:
    """Whether its request is still on the line, or came together with the one before."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        parser = SimpleNamespace(unreader=SimpleNamespace(buf=BytesIO(sent))) if is_read else None
        if not is_read:
            theirs.sendall(sent)
        assert web_worker.is_from_gateway(SimpleNamespace(parser=parser, sock=ours)) == is_gateways
        assert is_read or not sent or ours.recv(99) == sent


@pytest.mark.large
def test_a_new_release_takes_over_and_nobody_is_turned_away(tmp_path: Path) -> None:
    statuses: list[int] = []
    with site(tmp_path) as slow:
        assert status_of(slow.ask("/")) == 200
        done = threading.Event()

        def visit() -> None:
            while not done.is_set():
                statuses.append(status_of(slow.ask("/")))

        visitors = [threading.Thread(target=visit) for _ in range(3)]
        for visitor in visitors:
            visitor.start()
        slow.process.send_signal(signal.SIGUSR2)
        successor = int(slow.hear("MAINPID"))
        try:
            assert slow.process.wait(timeout=PATIENCE) == 0
            served = len(statuses)
            ends = time.monotonic() + PATIENCE
            while len(statuses) < served + 10 and time.monotonic() < ends:
                time.sleep(0.01)
            done.set()
            for visitor in visitors:
                visitor.join(PATIENCE)
        finally:
            done.set()
            os.kill(successor, signal.SIGTERM)
    assert successor != slow.process.pid
    assert set(statuses) == {200}
    assert len(statuses) >= served + 10


def test_the_first_pages_are_drawn_before_anybody_listens(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = []
    machine.cool(app)
    monkeypatch.setattr(machine, "_draw", lambda: drawn.append(1))
    monkeypatch.setattr(server.gc, "freeze", lambda: None)
    server.on_starting(SimpleNamespace(app=SimpleNamespace(wsgi=lambda: app)))
    assert drawn == [1]
    assert client.get("/readyz").status_code == 200
    assert drawn == [1]


def test_a_server_starts_beside_a_database_that_is_away(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[int] = []
    machine.cool(app)
    monkeypatch.setattr(machine, "_draw", lambda: drawn.append(1))
    monkeypatch.setattr("directory.app.health.trouble", lambda engine: "away")
    server.warm_up(app)
    assert drawn == []


def test_static_files_have_the_headers_of_every_answer(client: FlaskClient) -> None:
    answer = client.get("/static/css/site.css")
    answer.close()
    assert answer.status_code == 200
    page = client.get("/en/about/us")
    for name, value in security_headers(is_https=False).items():
        assert (answer.headers[name], page.headers[name]) == (value, value)


@pytest.mark.parametrize("is_https", [False, True])
def test_the_servers_own_refusal_has_them_too_and_repeats_nothing(is_https: bool) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        web_worker._Bare(ours, is_https).sendall(b"HTTP/1.1 400 Bad Request\r\nX: y\r\n\r\nInvalid Method 'TOKEN'")
        head, _, body = theirs.recv(65536).partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines)
    assert (first, body) == ("HTTP/1.1 400 Bad Request", b"400 Bad Request\n")
    assert headers.items() >= security_headers(is_https=is_https).items()
    assert ("Strict-Transport-Security" in headers) == is_https


@pytest.mark.skipif(not socket.has_dualstack_ipv6(), reason="no IPv6 on this machine")
def test_a_site_that_listens_by_ipv6_is_announced() -> None:
    """HOST=::1, which stands in brackets before a port."""
    with socket.create_server(("::1", 0), family=socket.AF_INET6) as listener, ThreadPoolExecutor(1) as visitor:
        is_ready = visitor.submit(run._is_ready, "[::1]", listener.getsockname()[1])
        listener.settimeout(PATIENCE)
        line, _address = listener.accept()
        with line:
            assert line.recv(99).endswith(b"Host: [::1]\r\n\r\n")
            line.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        assert is_ready.result(PATIENCE)


def test_a_port_that_another_program_has_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Said before anything is started: the server itself would try for five seconds, and say it in ten lines."""
    started: list[object] = []
    monkeypatch.setattr(run.subprocess, "Popen", lambda *words, **_: started.append(words))
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        for name, value in {"LENGNUAN_ENV": "development", "INSTANCE": str(tmp_path), "PORT": port}.items():
            monkeypatch.setenv(name, value)
        assert run.main() == 1
    assert capsys.readouterr().err == (
        f"Error: another program listens on 127.0.0.1:{port}: end it, or set PORT to a port that is free.\n"
    )
    assert started == []


def test_an_address_of_no_machine_of_ours_is_one_sentence() -> None:
    assert (run._taken("192.0.2.1", 8000) or "").startswith("nobody may listen on 192.0.2.1:8000 (")
    assert run._taken("127.0.0.1", 0) is None
