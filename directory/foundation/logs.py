"""One JSON line an event. The route is written, never the path: paths hold tokens."""

import sys
import time
import traceback

import structlog
from flask import Flask, Response, g, request

log = structlog.get_logger("lengnuan")

_METHODS = {"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"}
_MOST_FRAMES = 12


def configure() -> None:
    """JSON lines on standard error, UTC times, newlines in values escaped by JSON itself."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def init_app(app: Flask) -> None:
    """Log each request when it ends: route, method, status, milliseconds."""

    @app.before_request
    def _start() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def _end(response: Response) -> Response:
        rule = request.url_rule.rule if request.url_rule else "-"
        spent = (time.perf_counter() - g.get("started", time.perf_counter())) * 1000
        method = known_method(request.method)
        log.info("request", route=rule, method=method, status=response.status_code, ms=round(spent, 1))
        return response


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
