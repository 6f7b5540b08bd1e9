"""One JSON line an event. The route is written, never the path: paths hold tokens."""

import re
import secrets
import sys
import time
import traceback
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager

import structlog
from flask import Flask, Response, g, request

log = structlog.get_logger("lengnuan")

_METHODS = {"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"}
_MOST_FRAMES = 12
#: An id as nginx makes it (`$request_id`), and as we do.
_TRACE = re.compile(r"[0-9a-f]{32}")
#: A number of ten digits and more as people and machines write it, and no part of a longer word.
_PHONE = re.compile(r"(?<![\w+])\+?(?:\d[ .()/-]{0,2}){9,14}\d(?!\w)")
#: Looked for from where a word begins, and not from each of its letters: a long one is read once.
_MAIL = re.compile(r"(?<![^\s@<>\"',;:])[^\s@<>\"',;:]+@([\w.-]+\.\w+)")
#: Written by us, and never masked: ids may be digits from end to end.
_OURS = frozenset(("trace", "event", "level", "route"))


def configure() -> None:
    """JSON lines on standard error, UTC times, newlines in values escaped by JSON itself."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            _masked,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def init_app(app: Flask) -> None:
    """Log each request when it ends: route, method, status, milliseconds; all under an id, which the answer carries.

    The id is the proxy's where we know that there is one; what a visitor writes there is nothing.
    """
    has_proxy = int(app.config["TRUSTED_PROXIES"]) > 0

    @app.before_request
    def _start() -> None:
        g.started = time.perf_counter()
        given = request.headers.get("X-Request-ID", "") if has_proxy else ""
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(trace=given if _TRACE.fullmatch(given) else secrets.token_hex(16))

    @app.after_request
    def _end(response: Response) -> Response:
        rule = request.url_rule.rule if request.url_rule else "-"
        spent = (time.perf_counter() - g.get("started", time.perf_counter())) * 1000
        method = known_method(request.method)
        response.headers.setdefault("X-Request-ID", trace() or "")
        log.info("request", route=rule, method=method, status=response.status_code, ms=round(spent, 1))
        return response


def trace() -> str | None:
    """The id of the visit, or of what it set going, that is being worked on; None where none is."""
    known = structlog.contextvars.get_contextvars().get("trace")
    return known if isinstance(known, str) else None


@contextmanager
def tracing(known: str | None) -> Iterator[None]:
    """Work on what a visit set going: until the block ends, each line of the log and all it decides has its id."""
    with structlog.contextvars.bound_contextvars(trace=known or secrets.token_hex(16)):
        yield


def _masked(logger: object, method: str, line: MutableMapping[str, object]) -> MutableMapping[str, object]:
    """Phones and mail addresses are not for the log, wherever they came from: two digits and the domain stay."""
    for name, value in line.items():
        if isinstance(value, str) and name not in _OURS:
            line[name] = mask(value)
    return line


def mask(text: str) -> str:
    """The text without phones and mail addresses: `...20`, `...@example.com`."""
    text = _PHONE.sub(lambda match: f"...{match[0][-2:]}", text)
    return _MAIL.sub(r"...@\1", text)


def known_method(method: str) -> str:
    """The method, or a dash: whoever asks writes there whatever they like, a link too."""
    return method if method in _METHODS else "-"


def frames_of(error: BaseException | None) -> list[str]:
    """Where it broke, innermost last: `leads/routes.py:43`. Neither the source nor the exception's words."""
    if error is None:
        return []
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{frame.filename.rpartition('/directory/')[2]}:{frame.lineno}" for frame in frames][-_MOST_FRAMES:]


def log_exception(error: BaseException, route: str, method: str) -> None:
    """One line with the route and where it broke. The path may be a link that opens a request, and the error's own
    words may hold what a person typed."""
    log.error(
        "exception", route=route, method=known_method(method), error=type(error).__name__, frames=frames_of(error)
    )
