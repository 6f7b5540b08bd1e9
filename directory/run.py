"""`make run`: the web server and the worker as two processes, ended together by one Ctrl-C."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress

from click import ClickException
from flask import Flask
from gunicorn.errors import AppImportError
from sqlalchemy.exc import DBAPIError

from directory.app import create_app
from directory.config import load, missing_for_delivery
from directory.foundation import keys
from directory.foundation.logs import log

_GRACE_SECONDS = 15
_COMMANDS = (
    [sys.executable, "-m", "gunicorn", "--config", "python:directory.server"],
    [sys.executable, "-m", "flask", "--app", "directory", "worker"],
)


def web() -> Flask:
    """What a web server serves: the application, where what people send can be delivered and the settings can be used.

    Raises gunicorn's AppImportError, which ends the server with one sentence. A database that is away or has other
    tables stops nothing: /readyz says so, and says when the secret key is another than the database's.
    """
    try:
        app = create_app()
        if missing := missing_for_delivery(app.config):
            raise ClickException(missing)
    except ClickException as error:
        raise AppImportError(error.message) from error
    with app.app_context(), suppress(DBAPIError):
        if not keys.agree():
            log.error("the secret key is not this database's", cure=keys.DIFFER)
    return app


def _answers(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), timeout=1):
            return True
    except OSError:
        return False


def main() -> int:
    """Start both, wait, stop both; not zero when one of them died by itself."""
    try:
        settings = load()
    except ValueError as error:
        return _refuse(str(error))
    if missing := missing_for_delivery(settings):
        return _refuse(missing)
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
    died, told = None, False
    while not stopping and died is None:
        died = next((p for p in processes if p.poll() is not None), None)
        if not told and _answers(str(settings["HOST"]), int(str(settings["PORT"]))):
            told = True
            print(
                f"\n  冷暖专版 · Lengnuan   http://{settings['HOST']}:{settings['PORT']}   (Ctrl-C stops it)\n",
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
