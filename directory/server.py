"""The web server's settings, for `make run`, units, container and tests: `gunicorn --config python:directory.server`.

The application is loaded and its first pages are drawn once, before anybody listens; its processes are copies of that.
SIGUSR2 starts this release's code beside the one that runs, which ends once the new one serves: nobody is turned away.

Its own log names addresses: of a request line it cannot read, of a request whose application raised. Addresses of
this site open requests, so once a worker serves, its log says what happened and where, and nothing that was sent.
"""

import gc
import os
import re
import shutil
import signal
import sys
import tempfile
from datetime import timedelta
from functools import partial
from itertools import count
from pathlib import Path
from wsgiref.types import WSGIEnvironment

from flask import Flask
from gunicorn import systemd
from gunicorn.arbiter import Arbiter
from gunicorn.glogging import Logger
from gunicorn.http.message import Request
from gunicorn.http.wsgi import Response
from gunicorn.workers.base import Worker
from prometheus_client import values
from sqlalchemy import Engine, event
from sqlalchemy.engine import ExceptionContext

from directory.app import warm_up, web
from directory.config import WEB_THREADS, Settings, load
from directory.foundation.db import is_sqlite_read_only
from directory.foundation.logs import configure, frames_of, log
from directory.foundation.turns import seat
from directory.foundation.web_worker import WebWorker
from directory.foundation.webhook_gate import WebhookGate

_settings = Settings.of(load())

wsgi_app = "directory.server:site()"
bind = f"{_settings.host}:{_settings.port}"
workers = _settings.web_workers
worker_class = WebWorker
WebWorker.is_https = _settings.base_url.startswith("https:")
WebWorker.gate = WebhookGate(_settings.base_url, _settings.sms_token)
threads = WEB_THREADS
loglevel = "warning"
accesslog = None
preload_app = True
# A process that has answered so many makes way for a fresh one; the jitter keeps several from doing so at once.
max_requests = 20_000
max_requests_jitter = 2_000
# Seconds: for the requests in hand when it is told to stop (the unit waits 30), and for a process that does nothing.
graceful_timeout = 25
timeout = 30
# Longer than nginx keeps an idle line (deploy/nginx.conf), which else would send a form into one that just closed.
keepalive = 75
# What shows that a process lives is written many times a second: into memory where there is some, never onto a disk.
_MEMORY = Path("/dev/shm")  # noqa: S108  (gunicorn makes a file of an unforeseeable name in it)
worker_tmp_dir = str(_MEMORY) if _MEMORY.is_dir() else None
# A search of 10,000 characters gets an answer, not the server's bare refusal. In production the proxy bounds it.
limit_request_line = 0
limit_request_fields = 100
limit_request_field_size = 8190

# It would listen in the home directory of whoever runs it, and answer to nobody we know.
control_socket_disable = True

#: Where a message of gunicorn's goes over from its own words to what was sent.
_VALUE = re.compile(r" from ip=|[%:='\"{/]")
#: Where this server's processes count.
_folders: list[str] = []
#: Which of them this process is; 0 is the server itself.
_places = [0]
#: What an access log may hold, where somebody turns one on: time, status, method, sizes, durations, process.
_SAFE_ATOMS = ("t", "s", "m", "H", "b", "B", "T", "D", "M", "L", "p")


class PathlessLogger(Logger):  # type: ignore[misc]
    """gunicorn's log. While it starts and stops everything is said as it is; of requests only what is ours."""

    is_serving = False

    def critical(self, msg: object, *args: object, **kwargs: object) -> None:
        """As the others."""
        self._say("critical", msg, args, kwargs)

    def error(self, msg: object, *args: object, **kwargs: object) -> None:
        """As the others."""
        self._say("error", msg, args, kwargs)

    def warning(self, msg: object, *args: object, **kwargs: object) -> None:
        """As the others."""
        self._say("warning", msg, args, kwargs)

    def info(self, msg: object, *args: object, **kwargs: object) -> None:
        """As the others."""
        self._say("info", msg, args, kwargs)

    def debug(self, msg: object, *args: object, **kwargs: object) -> None:
        """As the others."""
        self._say("debug", msg, args, kwargs)

    def exception(self, msg: object, *args: object, **kwargs: object) -> None:
        """An error, and where it was raised."""
        self._say("error", msg, args, {"exc_info": True, **kwargs})

    def log(self, lvl: int | str, msg: object, *args: object, **kwargs: object) -> None:
        """As the others, by level."""
        number = self.LOG_LEVELS.get(lvl.lower(), self.LOG_LEVELS["info"]) if isinstance(lvl, str) else lvl
        name = next((name for name, level in self.LOG_LEVELS.items() if level == number), "info")
        self._say(name, msg, args, kwargs)

    def _say(self, level: str, msg: object, args: tuple[object, ...], kwargs: dict[str, object]) -> None:
        number = self.LOG_LEVELS[level]
        if not self.is_serving:
            self.error_log.log(number, msg, *args, **kwargs)
        elif self.error_log.isEnabledFor(number):
            error = sys.exc_info()[1]
            words = _VALUE.split(msg, maxsplit=1)[0].strip() if isinstance(msg, str) else type(msg).__name__
            kind = type(error).__name__ if error else None
            getattr(log, level)("web server", about=words, error=kind, frames=frames_of(error))

    def atoms(
        self, resp: Response, req: Request, environ: WSGIEnvironment, request_time: timedelta
    ) -> dict[str, object]:
        """What a line of an access log is made of, without addresses, headers and visitors."""
        every = super().atoms(resp, req, environ, request_time)
        return {name: every[name] for name in _SAFE_ATOMS} | {"r": every["m"]}


logger_class = PathlessLogger


def site() -> Flask:
    """The application, whose processes count for Prometheus into one folder of this server's.

    By place, not by process: who takes over a place goes on counting in its files, which else would grow in number with
    every process that made way.
    """
    _folders.append(tempfile.mkdtemp(prefix="lengnuan-metrics-"))
    # The library knows no other way to be told.
    os.environ |= {"PROMETHEUS_MULTIPROC_DIR": _folders[-1]}
    values.ValueClass = values.MultiProcessValue(lambda: _places[-1])  # type: ignore[no-untyped-call]
    return web()


def on_exit(server: Arbiter) -> None:
    """Nobody asks any more what was counted."""
    for folder in _folders:
        shutil.rmtree(folder, ignore_errors=True)


def on_starting(server: Arbiter) -> None:
    """The application is loaded, and nobody listens yet: draw what most people see first, and let go of the database.

    What its processes read was read once, and stays in the memory they share.
    """
    warm_up(server.app.wsgi())
    gc.collect()
    gc.freeze()


def pre_fork(server: Arbiter, worker: Worker) -> None:
    """Give a process that is to begin the first place that nobody has."""
    taken = {other.place for other in server.WORKERS.values()}
    worker.place = next(place for place in count(1) if place not in taken)


def post_fork(server: Arbiter, worker: Worker) -> None:
    """In a new process: know its place, and whom it takes over from, if it is the first of a server started anew."""
    _places[:] = [worker.place]
    worker.replaces = server.master_pid if worker.age == 1 else 0


def make_way(worker: Worker, context: ExceptionContext) -> None:
    """End this process, for a fresh one, where it alone cannot write any more.

    What all connections of a process share of SQLite's log stays as it was opened while any of them is open: under
    traffic that is for ever, though the disk can be written again.
    """
    path = str(context.engine.url.database) if context.engine else ""
    if is_sqlite_read_only(context.original_exception) and os.access(path, os.W_OK):
        worker.alive = False


def post_worker_init(worker: Worker) -> None:
    """From here on this process reads requests. The server that it takes over from may finish and end."""
    configure()
    event.listen(Engine, "handle_error", partial(make_way, worker))
    seat(worker.cfg.threads // 2)
    worker.log.is_serving = True
    if worker.replaces:
        systemd.sd_notify(f"MAINPID={worker.ppid}", worker.log)
        os.kill(worker.replaces, signal.SIGTERM)
