"""The real web server as its own process, and sockets that send it exactly what a test wants."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from directory.config import FILES
from tests.support import commands
from tests.support.databases import SECRET_KEY
from tests.support.patience import SECONDS

ROOT = Path(__file__).resolve().parents[2]
COMMAND = (sys.executable, "-m", "gunicorn", "--config", "python:directory.server")
WORKER = ("flask", "--app", "directory", "worker")
#: The files in a folder that take what a server, and what a worker writes.
LOG, WORKER_LOG = "web.log", "worker.log"


@dataclass(frozen=True)
class WebServer:
    """A running server: where it listens, and the file that takes everything it writes."""

    address: tuple[str, int]
    log: Path
    process: subprocess.Popen[bytes]
    listener: socket.socket

    def children(self) -> list[int]:
        """The processes that answer."""
        return [
            int(pid) for pid in Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        ]

    def kill(self) -> None:
        """All of it at once, as a machine goes that loses its power: nobody listens there any more."""
        for pid in [self.process.pid, *self.children()]:
            os.kill(pid, signal.SIGKILL)
        self.process.wait(timeout=SECONDS)
        self.listener.close()

    def open(self, sent: bytes) -> socket.socket:
        """A connection on which this was sent."""
        connection = socket.create_connection(self.address, timeout=SECONDS)
        connection.sendall(sent)
        return connection

    def exchange(self, sent: bytes) -> bytes:
        """What comes back until the server closes; nothing more is sent after this."""
        with self.open(sent) as connection:
            connection.shutdown(socket.SHUT_WR)
            return read(connection)


def read(connection: socket.socket) -> bytes:
    """Everything up to the end of the connection, a broken one included."""
    parts = []
    try:
        while part := connection.recv(65536):
            parts.append(part)
    except ConnectionError:
        pass
    return b"".join(parts)


def status_of(answer: bytes) -> int:
    """The status of an answer's first line; 0 where the server closed without a word."""
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/1.") else 0


def start(
    listener: socket.socket,
    folder: Path,
    settings: Mapping[str, str],
    *options: str,
    command: Sequence[str] = COMMAND,
    prefix: Sequence[str] = (),
) -> subprocess.Popen[bytes]:
    """Start the server on a socket that listens already; what it writes goes to the end of the log in its folder.

    `options` are gunicorn's; `prefix` is a program that starts it, such as one that puts it into a network of its own.
    """
    words = [*prefix, *command, "--bind", f"fd://{listener.fileno()}", *options]
    with (folder / LOG).open("ab") as output:
        return subprocess.Popen(
            words,
            env=environment(folder, settings),
            cwd=ROOT,
            stdout=output,
            stderr=subprocess.STDOUT,
            pass_fds=[listener.fileno()],
        )


def start_worker(
    folder: Path, settings: Mapping[str, str], command: Sequence[str] = WORKER, prefix: Sequence[str] = ()
) -> commands.Running:
    """Start `python -m COMMAND`; what it writes goes to the end of the worker's log in its folder."""
    log = folder / WORKER_LOG
    if not prefix:
        return commands.start(*command, environment=environment(folder, settings), out=log)
    words = [*prefix, sys.executable, "-m", *command]
    with log.open("ab") as output:
        return subprocess.Popen(
            words, env=environment(folder, settings), cwd=ROOT, stdout=output, stderr=subprocess.STDOUT
        )


def environment(folder: Path, settings: Mapping[str, str]) -> dict[str, str]:
    """Of a process of the site with its files in `folder`: it reaches nobody unless the settings say otherwise."""
    return {
        **os.environ,
        "INSTANCE": str(folder),
        "SECRET_KEY": SECRET_KEY,
        "SMS_URL": FILES,
        "SMTP_URL": FILES,
        "PYTHONUNBUFFERED": "1",
        **settings,
    }


@contextmanager
def web_server(folder: Path, database_url: str, *options: str, **settings: str) -> Iterator[WebServer]:
    """Run the server on a database that is there already, until the block ends. `options` are gunicorn's."""
    # The socket listens before the server starts: a connection waits for it, and no other process takes the port.
    with socket.create_server(("127.0.0.1", 0)) as listener:
        process = start(listener, folder, {"DATABASE_URL": database_url, **settings}, *options)
        try:
            yield WebServer(listener.getsockname(), folder / LOG, process, listener)
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(timeout=SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
