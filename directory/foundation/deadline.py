"""A total deadline for one exchange over a socket: the library's own timeouts start anew with every byte."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress


@contextmanager
def cut_after(seconds: float, line: Callable[[], socket.socket | None]) -> Iterator[None]:
    """Break the socket that `line()` gives once the block has lasted so many seconds; its reads then end or raise."""

    def cut() -> None:
        held = line()
        if held is not None:
            with suppress(OSError):
                # The plain socket's own method: TLS would first say goodbye, and wait for an answer.
                socket.socket.shutdown(held, socket.SHUT_RDWR)

    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
