"""The server of a stand-in on loopback: a caller that hangs up is what some tests are about, not a fault to print."""

import sys
from http.server import ThreadingHTTPServer
from typing import Any


class LoopbackServer(ThreadingHTTPServer):
    """Answers each connection in a thread of its own, on a port that nobody has."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Print a fault of the stand-in; say nothing of a line that the caller cut."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)
