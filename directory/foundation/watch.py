"""HTTP for a process that serves no pages: its health and its metrics, to this machine only."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from prometheus_client.exposition import CONTENT_TYPE_LATEST

from directory.config import WORKER_PORTS
from directory.foundation.logs import log


@contextmanager
def window(port: int, trouble: Callable[[], str | None], metrics: Callable[[], bytes]) -> Iterator[int]:
    """Answer `/healthz` and `/metrics` until the block ends; the port that was free, 0 for none.

    `trouble` says why the process is not well, None where it is; both are called in a thread of their own.
    """
    server = _open(port, trouble, metrics) if port else None
    if server is None:
        yield 0
        return
    thread = threading.Thread(target=server.serve_forever, name="window", daemon=True)
    thread.start()
    try:
        yield int(server.server_address[1])
    finally:
        server.shutdown()
        server.server_close()


def _open(first: int, trouble: Callable[[], str | None], metrics: Callable[[], bytes]) -> ThreadingHTTPServer | None:
    class Window(BaseHTTPRequestHandler):
        """Two addresses."""

        def do_GET(self) -> None:
            """Answer."""
            if self.path == "/healthz":
                wrong = trouble()
                self._answer(503 if wrong else 200, "text/plain; charset=utf-8", f"{wrong or 'ok'}\n".encode())
            elif self.path == "/metrics":
                self._answer(200, CONTENT_TYPE_LATEST, metrics())
            else:
                self._answer(404, "text/plain; charset=utf-8", b"")

        def _answer(self, status: int, kind: str, body: bytes) -> None:
            self.send_response(status)
            for name, value in (
                ("Content-Type", kind),
                ("Content-Length", str(len(body))),
                ("Cache-Control", "no-store"),
            ):
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: object) -> None:
            """Nothing: who asks is a machine of ours."""

    for port in range(first, first + WORKER_PORTS):
        try:
            return ThreadingHTTPServer(("127.0.0.1", port), Window)
        except (OSError, OverflowError):
            continue
    log.warning("nobody can watch this process", ports=f"{first}-{first + WORKER_PORTS - 1}")
    return None
