"""`make run`: the web server and the worker as two processes, ended together by one Ctrl-C."""

import errno
import os
import signal
import socket
import subprocess
import sys
import time

from directory.config import Settings, load, missing_for_delivery
from directory.kernel.site import site

_GRACE_SECONDS = 15
_COMMANDS = (
    [sys.executable, "-m", "gunicorn", "--config", "python:directory.server"],
    [sys.executable, "-m", "flask", "--app", "directory", "worker"],
)
#: How long the site may take to draw its first pages before it is asked again.
_PATIENCE_SECONDS = 10


def _is_ready(host: str, port: int) -> bool:
    """Whether the site says at /readyz that its first page will be quick; asking makes it so."""
    try:
        with socket.create_connection((host.strip("[]"), port), timeout=_PATIENCE_SECONDS) as line:
            line.sendall(f"GET /readyz HTTP/1.0\r\nHost: {host}\r\n\r\n".encode())
            return b" 200 " in line.recv(64)
    except OSError:
        return False


def _taken(host: str, port: int) -> str | None:
    """Why the site cannot listen there, as a sentence; None where it can."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        socket.create_server((host.strip("[]"), port), family=family).close()
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return f"another program listens on {host}:{port}: end it, or set PORT to a port that is free."
        return f"nobody may listen on {host}:{port} ({error.strerror}): HOST and PORT must be of this machine."
    return None


def main() -> int:
    """Start both, wait, stop both; not zero when one of them died by itself."""
    try:
        settings = Settings.of(load())
    except ValueError as error:
        return _refuse(str(error))
    if why := missing_for_delivery(settings) or _taken(settings.host, settings.port):
        return _refuse(why)
    stopping = False

    def stop(*_: object) -> None:
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    # A session of their own: Ctrl-C reaches this process only, which then ends both in order.
    processes = [
        subprocess.Popen(command, env=os.environ, start_new_session=True)  # noqa: S603  (our own words)
        for command in _COMMANDS
    ]
    died, is_announced = None, False
    while not stopping and died is None:
        died = next((p for p in processes if p.poll() is not None), None)
        if not is_announced and _is_ready(settings.host, settings.port):
            is_announced = True
            print(
                f"\n  {site().full_name}   http://{settings.host}:{settings.port}   (Ctrl-C stops it)\n",
                flush=True,
            )
        time.sleep(0.2)
    for process in processes:
        if process.poll() is None:
            process.terminate()
    ends = time.monotonic() + _GRACE_SECONDS
    for process in processes:
        try:
            process.wait(timeout=max(0.1, ends - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    return 1 if died is not None else 0


def _refuse(sentence: str) -> int:
    print(f"Error: {sentence}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
