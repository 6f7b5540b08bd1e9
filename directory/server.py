"""The web server's settings, for `make run`, deployment and tests: `gunicorn --config python:directory.server`.

Its own log names addresses: of a request line it cannot read, of a request whose application raised. Addresses of
this site open requests, so once a worker serves, its log says what happened and where, and nothing that was sent.
"""

import re
import sys
from datetime import timedelta
from wsgiref.types import WSGIEnvironment

from gunicorn.glogging import Logger
from gunicorn.http.message import Request
from gunicorn.http.wsgi import Response
from gunicorn.workers.base import Worker

from directory.config import WEB_THREADS, Settings, load
from directory.foundation.logs import configure, frames_of, log
from directory.foundation.turns import seat

_settings = Settings.of(load())

wsgi_app = "directory.app:web()"
bind = f"{_settings.host}:{_settings.port}"
workers = _settings.web_workers
worker_class = "gthread"
threads = WEB_THREADS
loglevel = "warning"
accesslog = None
# A search of 10,000 characters gets an answer, not the server's bare refusal. In production the proxy bounds it.
limit_request_line = 0

# It would listen in the home directory of whoever runs it, and answer to nobody we know.
control_socket_disable = True

#: Where a message of gunicorn's goes over from its own words to what was sent.
_VALUE = re.compile(r" from ip=|[%:='\"{/]")
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


def post_worker_init(worker: Worker) -> None:
    """The application is loaded; from here on this process reads requests."""
    configure()
    seat(worker.cfg.threads // 2)
    worker.log.is_serving = True
