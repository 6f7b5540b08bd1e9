"""Who comes to the text gateway's addresses: strangers neither take its threads nor stand before it in the queue."""

import os
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from http import HTTPStatus
from selectors import DefaultSelector
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest
from gunicorn.config import Config
from gunicorn.workers.gthread import TConn

from directory.foundation import metrics, web_worker
from directory.foundation.webhook_gate import MOST_BODY, MOST_FIELDS, MOST_HEAD, WebhookGate
from tests.support.fake_sms import sign
from tests.support.in_one import in_one
from tests.support.patience import SECONDS
from tests.support.web_server import read, status_of

CONFIG = Config()
TOKEN, BASE_URL, PATH = "token-of-a-gateway", "https://lengnuan.example", "/hooks/sms/inbound"
GATE = WebhookGate(BASE_URL, TOKEN)
FORM = {"MessageSid": "SM1", "From": "+12405550110", "Body": "1 我明天来 & more", "NumMedia": ""}


def _post(form: dict[str, str], signature: str | None = None, path: str = PATH, *more: str) -> bytes:
    """A request with the gateway's signature, or another; none where it is empty."""
    body = urlencode(form).encode()
    signature = sign(BASE_URL + path, form, TOKEN) if signature is None else signature
    signed = [f"X-Twilio-Signature: {signature}"] if signature else []
    kind = "Content-Type: application/x-www-form-urlencoded"
    head = [f"POST {path} HTTP/1.1", "Host: x", kind, *signed, f"Content-Length: {len(body)}", *more, "", ""]
    return "\r\n".join(head).encode() + body


@in_one(
    "sent, status",
    [
        (_post(FORM), HTTPStatus.OK),
        (_post(FORM, path="/hooks/sms/status?reference=a%20b"), HTTPStatus.OK),
        (_post(FORM).replace(b"X-Twilio-Signature:", b"x-twilio-signature:"), HTTPStatus.OK),
        (_post(FORM) + b"POST /hooks/ HTTP/1.1\r\n", HTTPStatus.OK),
        (_post({**FORM, "Body": "冷" * 2000}), HTTPStatus.OK),
        (_post(FORM, ""), HTTPStatus.FORBIDDEN),
        (_post(FORM, "").partition(b"SM1")[0], HTTPStatus.FORBIDDEN),
        (_post(FORM).replace(b"X-Twilio-Signature: ", b"X-Twilio-Signature: \r\nX-Other: "), HTTPStatus.FORBIDDEN),
        (_post(FORM, sign(BASE_URL + PATH, FORM, "another token")), HTTPStatus.FORBIDDEN),
        (_post(FORM, sign("https://other.example" + PATH, FORM, TOKEN)), HTTPStatus.FORBIDDEN),
        (_post(FORM, "不是").decode().encode("utf-8"), HTTPStatus.FORBIDDEN),
        (_post(FORM).replace(b"Body=1", b"Body=2"), HTTPStatus.FORBIDDEN),
        (b"POST " + PATH.encode(), HTTPStatus.CONTINUE),
        (_post(FORM)[:-1], HTTPStatus.CONTINUE),
        (b"POST /hooks/ HTTP/1.1\r\nX: " + b"x" * MOST_HEAD, HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE),
        (_post({"Body": "x" * MOST_BODY}).partition(b"\r\nxxx")[0][:500], HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
        (_post({str(number): "" for number in range(MOST_FIELDS + 1)}), HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
        (_post(FORM, None, PATH, "Content-Length: 5"), HTTPStatus.BAD_REQUEST),
        (_post(FORM, None, PATH, "Transfer-Encoding: chunked"), HTTPStatus.BAD_REQUEST),
        (_post(FORM).replace(b"HTTP/1.1", b"HTTP/9"), HTTPStatus.BAD_REQUEST),
        (_post(FORM).replace(b"Host: x", b"Host x"), HTTPStatus.BAD_REQUEST),
    ],
)
def test_only_what_the_gateway_signed_is_let_in(sent: bytes, status: HTTPStatus) -> None:
    assert GATE.judge(sent, CONFIG) is status


def test_without_a_token_nobody_is_the_gateway() -> None:
    assert WebhookGate(BASE_URL, "").judge(_post(FORM, sign(BASE_URL + PATH, FORM, "")), CONFIG) is HTTPStatus.FORBIDDEN


def _refusals() -> dict[str, float]:
    samples = [sample for family in metrics.HOOKS_REFUSED.collect() for sample in family.samples]
    return {sample.labels["status"]: sample.value for sample in samples if sample.name.endswith("_total")}


class Server:
    """A process that reads what comes, while its two threads for the gateway are busy until the test lets them go."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack, self.let_go, self.answered = stack, threading.Event(), list[str]()
        self._before = _refusals()
        self.worker = web_worker.WebWorker(0, os.getpid(), [], SimpleNamespace(), 30, CONFIG, SimpleNamespace())
        stack.callback(self.worker.tmp.close)
        self.worker.method_queue.init()
        stack.callback(self.worker.method_queue.close)
        stack.callback(self.worker._gateway_threads.shutdown)
        self.worker.tpool = stack.enter_context(ThreadPoolExecutor(1))
        self.worker.poller = stack.enter_context(DefaultSelector())
        stack.callback(self.let_go.set)
        self.worker.gate = GATE
        self.worker.handle, self.worker.finish_request = self._handle, self._finish

    def _handle(self, conn: TConn) -> None:
        self.let_go.wait()
        request = next(conn.parser)
        self.answered.append(request.body.read().decode())
        conn.sock.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")

    def _finish(self, conn: TConn, done: Future[None]) -> None:
        self.worker.nr_conns -= 1
        conn.close()

    def visit(self, sent: bytes) -> socket.socket:
        """Somebody opens a line and sends this; their end of it."""
        ours, theirs = socket.socketpair()
        theirs.settimeout(SECONDS)
        theirs.sendall(sent)
        self._stack.callback(ours.close)
        self._stack.callback(theirs.close)
        self.worker.nr_conns += 1
        self.worker.enqueue_req(TConn(CONFIG, ours, "", ""))
        return theirs

    def look(self) -> None:
        """One turn of the loop."""
        self.worker.wait_for_and_dispatch_events(0)

    def refused(self) -> dict[str, float]:
        """How often it refused since it began, as whoever watches reads it, by status."""
        return {status: more for status, count in _refusals().items() if (more := count - self._before[status])}


@pytest.fixture
def server() -> Iterator[Server]:
    """A process whose threads for the gateway are busy."""
    with ExitStack() as stack:
        yield Server(stack)


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET /hooks/" + b"x" * MOST_HEAD, "431"),
        (_post(FORM, "any", PATH, f"Content-Length: {MOST_BODY + 1}").replace(b"Content-Length: ", b"X: ", 1), "413"),
        (_post(FORM).replace(b"Host: x", b"Host x"), "400"),
    ],
)
def test_whoever_watches_sees_why_a_request_was_refused(server: Server, sent: bytes, status: str) -> None:
    """Nothing of what was sent is a label: a stranger's requests are one number a status."""
    assert str(status_of(read(server.visit(sent)))) == status
    assert server.refused() == {status: 1}
    assert set(_refusals()) == set(metrics.HOOK_REFUSALS)


def test_strangers_stand_before_nobody(server: Server) -> None:
    """However many come without a signature, with a false one, or never whole: what the gateway signed is next."""
    unsigned = [server.visit(_post(FORM, "")) for _ in range(300)]
    false = [server.visit(_post(FORM, "AAAAAAAAAAAAAAAAAAAAAAAAAAA=")) for _ in range(300)]
    halves = [server.visit(_post(FORM)[:-5]) for _ in range(web_worker.MOST_ARRIVING)]
    assert server.worker.nr_conns == len(halves), "everybody else was sent away at once"
    assert [status_of(read(line)) for line in unsigned + false] == [403] * 600
    assert server.refused() == {"403": 600}
    texts = [{**FORM, "MessageSid": f"SM{number}"} for number in range(20)]
    signed = [server.visit(_post(text)) for text in texts]
    assert len(server.worker._gateway_queue) >= len(texts) - 2, "beside them only those whose turn it is"
    assert len(server.worker._gateway_queue) <= len(texts)
    server.let_go.set()
    assert [status_of(line.recv(99)) for line in signed] == [204] * len(texts)
    assert sorted(server.answered) == sorted(urlencode(text) for text in texts)


def test_a_request_in_parts_waits_on_its_line(server: Server) -> None:
    whole = _post(FORM)
    server.let_go.set()
    line = server.visit(whole[:40])
    for part in (whole[40:200], whole[200:-3]):
        line.sendall(part)
        server.look()
        assert server.answered == []
    line.sendall(whole[-3:])
    server.look()
    assert status_of(line.recv(99)) == 204
    assert (server.answered, server.worker._arriving) == ([urlencode(FORM)], {})


def test_what_does_not_become_whole_is_given_up(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """After its time, or as the one that took longest of too many; who hangs up is forgotten at once."""
    lines = [server.visit(_post(FORM)[:-5]) for _ in range(web_worker.MOST_ARRIVING + 1)]
    server.look()
    assert status_of(read(lines[0])) == 408
    assert server.worker.nr_conns == len(server.worker._arriving) == web_worker.MOST_ARRIVING
    lines[1].close()
    server.look()
    assert server.worker.nr_conns == len(server.worker._arriving) == web_worker.MOST_ARRIVING - 1
    monkeypatch.setattr(web_worker.time, "monotonic", lambda: float("inf"))
    server.look()
    assert [status_of(read(line)) for line in lines[2:]] == [408] * (web_worker.MOST_ARRIVING - 1)
    assert (server.worker.nr_conns, server.worker._arriving) == (0, {})
    assert server.refused() == {"400": 1, "408": web_worker.MOST_ARRIVING}
    assert list(server.worker.poller.get_map()) == []


def test_a_full_queue_asks_the_gateway_to_come_again(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web_worker, "MOST_FROM_GATEWAY", 3)
    taken = [server.visit(_post(FORM)) for _ in range(web_worker.GATEWAY_THREADS)]
    while any(not future.running() for _conn, future in server.worker._gateway_queue):
        threading.Event().wait(0.001)
    taken += [server.visit(_post(FORM)) for _ in range(3)]
    answer = read(server.visit(_post(FORM)))
    assert (status_of(answer), b"\r\nRetry-After: 5\r\n" in answer) == (503, True)
    assert server.refused() == {"503": 1}
    server.let_go.set()
    assert [status_of(line.recv(99)) for line in taken] == [204] * 5
