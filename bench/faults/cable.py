"""A host of its own: processes in a network namespace that reach the rest of the site by cables of the harness.

All of it is loopback. Inside, each cable ends at a port of 127.0.0.1; a socket stays in the namespace it was made in,
so the harness sits at both ends. The host is cut off by taking its network down: packets vanish, nobody hangs up.
"""

import ctypes
import os
import shutil
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

_NETWORK = 0x40000000
_WORDS = ("nsenter", "--net", "--target")
Connect = Callable[[], socket.socket]


@dataclass(frozen=True)
class Island:
    """A network namespace, by the process that keeps it open."""

    process: int

    @property
    def prefix(self) -> tuple[str, ...]:
        """Words that start a program in it."""
        return (*_WORDS, str(self.process))

    def set_network(self, state: str) -> None:
        """`up`, or `down`: nothing passes, and nothing says so."""
        subprocess.run([*self.prefix, "ip", "link", "set", "lo", state], check=True)  # noqa: S603

    def cable(self, connect: Connect) -> int:
        """The port inside from which lines lead to where `connect` goes."""
        listener = self._listen()
        threading.Thread(target=_carry_all, args=(listener, connect), daemon=True).start()
        return int(listener.getsockname()[1])

    def _listen(self) -> socket.socket:
        made: list[socket.socket] = []

        def listen() -> None:
            with open(f"/proc/{self.process}/ns/net") as namespace:
                # Only this thread moves, and it ends here.
                if ctypes.CDLL(None, use_errno=True).setns(namespace.fileno(), _NETWORK):
                    raise OSError(ctypes.get_errno(), "setns")
            made.append(socket.create_server(("127.0.0.1", 0)))

        thread = threading.Thread(target=listen)
        thread.start()
        thread.join()
        return made[0]


@contextmanager
def island() -> Iterator[Island | None]:
    """A namespace with its network up; None where this machine does not let us have one."""
    if os.geteuid() or not (shutil.which("unshare") and shutil.which("nsenter") and shutil.which("ip")):
        yield None
        return
    with subprocess.Popen(["unshare", "--net", "cat"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as keeper:  # noqa: S607
        try:
            while os.readlink(f"/proc/{keeper.pid}/ns/net") == os.readlink("/proc/self/ns/net"):
                if keeper.poll() is not None:
                    yield None
                    return
            made = Island(keeper.pid)
            made.set_network("up")
            yield made
        finally:
            keeper.kill()


def _carry_all(listener: socket.socket, connect: Connect) -> None:
    while True:
        line = listener.accept()[0]
        try:
            far = connect()
        except OSError:
            line.close()
            continue
        for one, other in ((line, far), (far, line)):
            threading.Thread(target=_carry, args=(one, other), daemon=True).start()


def _carry(one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError):
        while part := one.recv(65536):
            other.sendall(part)
    with suppress(OSError):
        other.shutdown(socket.SHUT_WR)
