"""One process of the web server: requests beyond its capacity are refused at once; idle connections hold no thread.

The gateway, which brings receipts and texts once, has threads of its own and is never refused.
"""

import socket
import time
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from selectors import EVENT_READ
from typing import TYPE_CHECKING

from gunicorn.http.message import Request
from gunicorn.workers.gthread import TConn, ThreadWorker

from directory.config import GATEWAY_THREADS
from directory.foundation.edge import CROWD_RETRY_SECONDS, crowd
from directory.foundation.headers import security_headers
from directory.foundation.logs import log
from directory.foundation.turns import be_patient
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
#: Where the gateway comes. It does not come again with what was refused, so there its requests wait for threads that no
#: visitor has, as long as it takes. Who sends something there that is no gateway's is refused by its signature.
_GATEWAY = b"/hooks/"
#: Seconds that one of them waits for the database. The gateway hangs up after 15; what it sent is saved all the same.
GATEWAY_PATIENCE = 20.0
#: Bytes of a request that say where it goes.
_BEGINNING = 64


class WebWorker(ThreadWorker):  # type: ignore[misc]
    """gunicorn's threads behind a queue that is bounded in length and in time."""

    #: Whether visitors come by https; the server's settings say so.
    is_https = False

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        #: Who waits for a thread, longest first; those whose turn has come are still in it for a moment.
        self._queue: deque[tuple[TConn, Future[object]]] = deque()
        self._gateway_threads = ThreadPoolExecutor(
            GATEWAY_THREADS, "gateway", initializer=be_patient, initargs=(GATEWAY_PATIENCE,)
        )
        self._refused, self._said_at = 0, float("-inf")
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
            self._submit(self._gateway_threads, conn)
            return
        self._forget_answered()
        if len(self._queue) >= MOST_WAITING:
            self._refuse(conn)
            self.nr_conns -= 1
            return
        conn.queued_at = time.monotonic()
        self._queue.append((conn, self._submit(self.tpool, conn)))

    def _submit(self, threads: ThreadPoolExecutor, conn: TConn) -> Future[object]:
        future = threads.submit(self.handle, conn)
        future.add_done_callback(lambda done: self.method_queue.defer(self.finish_request, conn, done))
        return future

    def wait_for_and_dispatch_events(self, timeout: float) -> None:
        """As gunicorn does, and look at the queue often while there is one."""
        super().wait_for_and_dispatch_events(min(timeout, _LOOK_EVERY) if self._queue else timeout)
        self._forget_answered()
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

    def _forget_answered(self) -> None:
        while self._queue and (self._queue[0][1].running() or self._queue[0][1].done()):
            self._queue.popleft()

    def handle_error(self, req: Request | None, client: socket.socket, addr: object, exc: BaseException) -> None:
        """The server's own refusal, with the headers of every answer and nothing of what was sent."""
        super().handle_error(req, _Bare(client, self.is_https), addr, exc)

    def _refuse(self, connection: TConn) -> None:
        """Say that too many are here, or that the process is alive to who asks for that alone; then hang up."""
        line, is_watched = connection.sock, False
        try:
            line.setblocking(False)
            sent = line.recv(_MOST_READ).partition(b"\r\n")[0].split(b" ")
            path = sent[1].decode("latin-1") if len(sent) > 1 else ""
            is_watched = path == _ALIVE and time.monotonic() - self._finished_at < MOST_SILENT
            if is_watched:
                line.sendall(bare_answer("200 OK", "text/plain; charset=utf-8", "ok\n", self.is_https))
            else:
                kind, text = crowd(path)
                retry = {"Retry-After": str(CROWD_RETRY_SECONDS)}
                line.sendall(bare_answer("503 Service Unavailable", kind, text, self.is_https, retry))
            line.shutdown(socket.SHUT_WR)
        except OSError:
            pass
        connection.close()
        if is_watched:
            return
        metrics.REFUSED.inc()
        self._refused += 1
        if time.monotonic() - self._said_at > _TELL_EVERY:
            log.warning("too many at once", refused=self._refused, waiting=len(self._queue))
            self._refused, self._said_at = 0, time.monotonic()


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
        self._line.sendall(bare_answer(status, "text/plain; charset=utf-8", f"{status}\n", self._is_https))


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
