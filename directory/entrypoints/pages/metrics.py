"""Counters of one process, gauges read from the outbox when asked. Routes, never paths: paths hold tokens."""

import time
from collections.abc import Mapping
from datetime import datetime

from flask import Flask, Response, current_app, g, request
from prometheus_client import CollectorRegistry, Gauge, Histogram, generate_latest

from directory.foundation.logs import known_method
from directory.kernel import clock

#: Seconds; a page of this site is expected within the first two.
_BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)
_KEY = "lengnuan-metrics"


class _Metrics:
    """The counters of one application; each has a registry of its own, so that two in a process do not collide."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        names = ("route", "method", "status")
        self._seconds = Histogram(
            "lengnuan_request_seconds", "Requests answered.", names, registry=self.registry, buckets=_BUCKETS
        )
        self.messages = Gauge(
            "lengnuan_messages", "Messages by channel and state.", ("channel", "state"), registry=self.registry
        )
        self.lag = Gauge(
            "lengnuan_outbox_lag_seconds", "How long the oldest due message has waited.", registry=self.registry
        )
        self._children: dict[tuple[str, str, int], Histogram] = {}

    def observe(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count one answer."""
        key = (route, method, status)
        child = self._children.get(key)
        if child is None:
            child = self._children[key] = self._seconds.labels(route, method, str(status))
        child.observe(seconds)


def init_app(app: Flask) -> None:
    """Count every answer of the application."""
    counters = app.extensions[_KEY] = _Metrics()

    @app.after_request
    def _count(response: Response) -> Response:
        route = request.url_rule.rule if request.url_rule else "-"
        spent = time.perf_counter() - g.get("started", time.perf_counter())
        counters.observe(route, known_method(request.method), response.status_code, spent)
        return response


def render(messages: Mapping[tuple[str, str], int], oldest_due: datetime | None) -> bytes:
    """Everything in Prometheus' text format."""
    counters: _Metrics = current_app.extensions[_KEY]
    counters.messages.clear()
    for (channel, state), number in messages.items():
        counters.messages.labels(channel, state).set(number)
    counters.lag.set(max(0.0, (clock.now() - oldest_due).total_seconds()) if oldest_due else 0.0)
    return generate_latest(counters.registry)
