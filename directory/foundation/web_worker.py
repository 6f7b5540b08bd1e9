"""One process of the web server: requests beyond its capacity are refused at once; idle connections hold no thread.

The gateway, which gives up within seconds what was refused, has threads and a queue of its own, where nothing waits
that it did not sign.
"""

import socket
import time
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from http import HTTPStatus
from selectors import EVENT_READ
from typing import TYPE_CHECKING

from gunicorn.http import get_parser
from gunicorn.http.message import Request
from gunicorn.workers.gthread import TConn, ThreadWorker

from directory.config import GATEWAY_THREADS
from directory.foundation.edge import CROWD_RETRY_SECONDS, crowd
from directory.foundation.headers import security_headers
from directory.foundation.logs import log
from directory.foundation.turns import be_patient
from directory.foundation.webhook_gate import WebhookGate
from directory.kernel.later import later

if TYPE_CHECKING:
    from directory.foundation import metrics
else:
    # The library it stands on looks when it is loaded where to count: the server says so before.
    metrics = later("directory.foundation.metrics")

#: Seconds that a request may wait for a thread. With the time that a page takes, nobody waits five.
LONGEST_WAIT = 2.5
#: So many may wait. More are turned away at once, so that lines still get accepted and none waits where nobody counts.
MOST_WAITING = 200
#: Seconds until a line that was opened has to say something.
_SILENT_SECONDS = 10.0
#: Seconds between two lines of the log about a crowd.
_TELL_EVERY = 10.0
#: Seconds between two looks at who has waited too long.
_LOOK_EVERY = 0.1
_MOST_READ = 65536
#: Where whoever watches asks whether the process is alive: it is while it answers anybody, in a crowd too.
_ALIVE = "/healthz"
#: Seconds in a crowd without an answer, after which it does not count as alive.
MOST_SILENT = 60.0
#: Where the gateway comes. What was refused it brings again for 15 seconds at most, so there its requests wait for
#: threads that no visitor has, as long as it takes. Who sends something there that it did not sign is refused before.
_GATEWAY = b"/hooks/"
#: So many that it signed may wait for its threads; it is asked to come again with more.
MOST_FROM_GATEWAY = 500
#: So many requests may come in parts at once; with one more, the one that takes longest is given up.
MOST_ARRIVING = 200
#: Seconds that one of them waits in the line to write, and once more at the database. The gateway hangs up after 15:
#: before that it is written down for the worker (`spool`).
GATEWAY_PATIENCE = 4.0
#: Bytes of a request that say where it goes.
_BEGINNING = 64
_PLAIN = "text/plain; charset=utf-8"
_COME_AGAIN = {"Retry-After": str(CROWD_RETRY_SECONDS)}


class WebWorker(ThreadWorker):  # type: ignore[misc]
    """gunicorn's threads behind a queue that is bounded in length and in time."""

    #: Whether visitors come by https, and how the gateway is known; the server's settings say so.
    is_https, gate = False, WebhookGate("", "")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        #: Who waits for a thread, longest first; those whose turn has come are still in it for a moment.
        self._queue: deque[tuple[TConn, Future[object]]] = deque()
        self._gateway_threads = ThreadPoolExecutor(
            GATEWAY_THREADS, "gateway", initializer=be_patient, initargs=(GATEWAY_PATIENCE,)
        )
        self._gateway_queue: deque[tuple[TConn, Future[object]]] = deque()
        #: Requests to the gateway's address that are not whole yet, and when each has to be; the oldest first.
        self._arriving: dict[TConn, float] = {}
        self._crowd, self._strangers = _Tally("too many at once"), _Tally("not from the text gateway")
        self._finished_at = time.monotonic()

    def accept(self, listener: socket.socket) -> None:
        """Take a line, and no thread before something is said on it."""
        try:
            line, address = listener.accept()
        except (BlockingIOError, ConnectionAbortedError):
            return
        self.nr_conns += 1
        connection = TConn(self.cfg, line, address, listener.getsockname())
        connection.timeout = time.monotonic() + _SILENT_SECONDS
        self.pending_conns.append(connection)
        self.poller.register(line, EVENT_READ, partial(self.on_pending_socket_readable, connection))

    def enqueue_req(self, conn: TConn) -> None:
        """Have a request wait for a thread, or turn it away where too many do; the gateway's wait for their own."""
        if is_from_gateway(conn):
            self._hear_gateway(conn)
            return
        _forget_answered(self._queue)
        if len(self._queue) >= MOST_WAITING:
            self._refuse(conn)
            self.nr_conns -= 1
            return
        conn.queued_at = time.monotonic()
        self._queue.append((conn, self._submit(self.tpool, conn)))

    def _hear_gateway(self, conn: TConn) -> None:
        """Read what has come to the gateway's address. It waits on its line until it is whole, then in the queue."""
        conn.sock.setblocking(False)
        conn.parser = conn.parser or get_parser(self.cfg, conn.sock, conn.client)
        is_open, more = True, b""
        try:
            more = conn.sock.recv(_MOST_READ)
            is_open = bool(more)
        except BlockingIOError:
            pass
        except OSError:
            is_open = False
        sent = conn.parser.unreader.take_buffered() + more
        conn.parser.unreader.unread(sent)
        status = self.gate.judge(sent, self.cfg)
        if status is HTTPStatus.CONTINUE and is_open:
            self._arriving.setdefault(conn, time.monotonic() + _SILENT_SECONDS)
            self.poller.register(conn.sock, EVENT_READ, partial(self._hear_more, conn))
            return
        self._arriving.pop(conn, None)
        _forget_answered(self._gateway_queue)
        if status is HTTPStatus.CONTINUE:
            self._turn_away(conn, HTTPStatus.BAD_REQUEST)
        elif status is not HTTPStatus.OK:
            self._turn_away(conn, status)
        elif len(self._gateway_queue) >= MOST_FROM_GATEWAY:
            self._turn_away(conn, HTTPStatus.SERVICE_UNAVAILABLE)
        else:
            self._gateway_queue.append((conn, self._submit(self._gateway_threads, conn)))

    def _hear_more(self, conn: TConn, line: socket.socket) -> None:
        self.poller.unregister(line)
        self._hear_gateway(conn)

    def _submit(self, threads: ThreadPoolExecutor, conn: TConn) -> Future[object]:
        future = threads.submit(self.handle, conn)
        future.add_done_callback(lambda done: self.method_queue.defer(self.finish_request, conn, done))
        return future

    def wait_for_and_dispatch_events(self, timeout: float) -> None:
        """As gunicorn does, and look at the queue often while there is one."""
        super().wait_for_and_dispatch_events(min(timeout, _LOOK_EVERY) if self._queue else timeout)
        for slow, ends in list(self._arriving.items()):
            if len(self._arriving) <= MOST_ARRIVING and time.monotonic() < ends:
                break
            del self._arriving[slow]
            self.poller.unregister(slow.sock)
            self._turn_away(slow, HTTPStatus.REQUEST_TIMEOUT)
        _forget_answered(self._queue)
        while self._queue and time.monotonic() - self._queue[0][0].queued_at > LONGEST_WAIT:
            connection, future = self._queue.popleft()
            if future.cancel():
                self._refuse(connection)

    def finish_request(self, conn: TConn, fs: Future[object]) -> None:
        """As gunicorn does with who was answered; who was turned away is off the line already."""
        if fs.cancelled():
            self.nr_conns -= 1
            return
        self._finished_at = time.monotonic()
        super().finish_request(conn, fs)

    def handle_error(self, req: Request | None, client: socket.socket, addr: object, exc: BaseException) -> None:
        """The server's own refusal, with the headers of every answer and nothing of what was sent."""
        super().handle_error(req, _Bare(client, self.is_https), addr, exc)

    def _refuse(self, connection: TConn) -> None:
        """Say that too many are here, or that the process is alive to who asks for that alone; then hang up."""
        path = _path_of(_drained(connection.sock))
        if path == _ALIVE and time.monotonic() - self._finished_at < MOST_SILENT:
            _hang_up(connection, bare_answer("200 OK", _PLAIN, "ok\n", self.is_https))
            return
        kind, text = crowd(path)
        _hang_up(connection, bare_answer("503 Service Unavailable", kind, text, self.is_https, _COME_AGAIN))
        metrics.REFUSED.inc()
        self._crowd.count(waiting=len(self._queue))

    def _turn_away(self, connection: TConn, status: HTTPStatus) -> None:
        """Refuse in a word what came to the gateway's address; then hang up."""
        is_crowd = status is HTTPStatus.SERVICE_UNAVAILABLE
        _drained(connection.sock)
        words, more = f"{status.value} {status.phrase}", _COME_AGAIN if is_crowd else {}
        _hang_up(connection, bare_answer(words, _PLAIN, f"{status.phrase}\n", self.is_https, more))
        self.nr_conns -= 1
        metrics.HOOKS_REFUSED.labels(str(status.value)).inc()
        if is_crowd:
            self._crowd.count(waiting=len(self._gateway_queue))
        else:
            self._strangers.count(status=status.value)


class _Tally:
    """Counts what was refused, and says it in the log now and then."""

    def __init__(self, words: str) -> None:
        self._words = words
        self._refused, self._said_at = 0, float("-inf")

    def count(self, **more: int) -> None:
        """One was refused; `more` stands in the line of the log."""
        self._refused += 1
        if time.monotonic() - self._said_at > _TELL_EVERY:
            log.warning(self._words, refused=self._refused, **more)
            self._refused, self._said_at = 0, time.monotonic()


def _forget_answered(queue: deque[tuple[TConn, Future[object]]]) -> None:
    """Drop from a queue's beginning those whose turn has come."""
    while queue and (queue[0][1].running() or queue[0][1].done()):
        queue.popleft()


def _drained(line: socket.socket) -> bytes:
    """What lies on a line. Where something of it stays unread, the answer is lost when we hang up."""
    line.setblocking(False)
    try:
        return line.recv(_MOST_READ)
    except OSError:
        return b""


def _path_of(sent: bytes) -> str:
    words = sent.partition(b"\r\n")[0].split(b" ")
    return words[1].decode("latin-1") if len(words) > 1 else ""


def _hang_up(connection: TConn, answer: bytes) -> None:
    try:
        connection.sock.sendall(answer)
        connection.sock.shutdown(socket.SHUT_WR)
    except OSError:
        pass
    connection.close()


def is_from_gateway(connection: TConn) -> bool:
    """Whether the request that waits on a line goes where the gateway comes; it stays there to be read."""
    # What came together with the request before was read with it.
    sent = connection.parser.unreader.buf.getvalue() if connection.parser else b""
    if not sent:
        try:
            sent = connection.sock.recv(_BEGINNING, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except OSError:
            return False
    words = sent[:_BEGINNING].split(b" ", 2)
    return len(words) > 1 and words[1].startswith(_GATEWAY)


class _Bare:
    """A visitor's line, for the one answer that gunicorn itself writes."""

    def __init__(self, line: socket.socket, is_https: bool) -> None:
        self._line, self._is_https = line, is_https

    def __getattr__(self, name: str) -> object:
        return getattr(self._line, name)

    def sendall(self, data: bytes) -> None:
        """Send an answer of gunicorn's status, with our own words and headers."""
        status = data.partition(b"\r\n")[0].partition(b" ")[2].decode("latin-1")
        self._line.sendall(bare_answer(status, _PLAIN, f"{status}\n", self._is_https))


def bare_answer(status: str, kind: str, text: str, is_https: bool, more: dict[str, str] | None = None) -> bytes:
    """A whole answer as bytes; the line ends with it."""
    body = text.encode()
    headers = {
        "Connection": "close",
        "Content-Type": kind,
        "Content-Length": str(len(body)),
        "Cache-Control": "no-store",
        **security_headers(is_https=is_https),
        **(more or {}),
    }
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
    return "\r\n".join(lines).encode("latin-1") + body
