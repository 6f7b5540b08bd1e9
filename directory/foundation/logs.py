"""One JSON line an event. The route is written, never the path: paths hold tokens."""

import sys
import time

import structlog
from flask import Flask, Response, g, request

log = structlog.get_logger("lengnuan")


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
        log.info("request", route=rule, method=request.method, status=response.status_code, ms=round(spent, 1))
        return response
