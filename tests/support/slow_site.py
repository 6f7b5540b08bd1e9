"""The web server's settings around an application that answers when a test lets it."""

import socket
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIEnvironment

from directory.server import *  # noqa: F403

wsgi_app = "tests.support.slow_site:answer"
threads = 2


def on_starting(server: object) -> None:
    """Nothing to draw."""


def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """`/hold/PORT` opens a line to that port, and answers once a byte came on it; everything else at once."""
    path = environ["PATH_INFO"]
    if path.startswith("/hold/"):
        with socket.create_connection(("127.0.0.1", int(path.rpartition("/")[2]))) as line:
            line.recv(1)
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "3")])
    return [b"ok\n"]
