"""What machines ask: is the process alive, may it get traffic, how much is it doing. And the gateway's receipts.

Counters are of all processes of this server, gauges are read from the database when asked; by routes, never paths:
paths hold tokens. The first page is as quick as the second: before the server listens, the pages people come for are
drawn once.
"""

import ipaddress
import time
from collections.abc import Mapping
from datetime import datetime
from threading import Lock
from urllib.parse import urlencode

from flask import Blueprint, Flask, Response, abort, current_app, g, request, url_for
from flask.typing import ResponseReturnValue
from prometheus_client import CollectorRegistry, Histogram
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from directory.config import missing_for_delivery
from directory.foundation import keys, limits, metrics, release, security, spool
from directory.foundation.db import db
from directory.foundation.gates import gate
from directory.foundation.health import trouble
from directory.foundation.logs import known_method, log
from directory.foundation.security import client_ip, csrf
from directory.foundation.settings import settings
from directory.foundation.webhook import signed_reference
from directory.kernel import clock
from directory.kernel.errors import Busy
from directory.kernel.language import LANGUAGES
from directory.kernel.text import has_surrogate_or_nul
from directory.kernel.typed import find_number
from directory.leads import queries as leads
from directory.outbox import queries as outbox
from directory.outbox.receipts import take_receipt
from directory.search.queries import WARMING

bp = Blueprint("machine", __name__)

#: Seconds; a page of this site is expected within the first two.
_BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)
#: What most people see first, drawn before `/readyz` says that traffic may come.
_PAGES: tuple[tuple[str, dict[str, str]], ...] = (
    ("listings.home", {}),
    ("listings.find", {"q": WARMING}),
)
_METRICS, _WARMTH, _PULSE = "lengnuan-metrics", "lengnuan-warm", "lengnuan-pulse"
#: Seconds for which an answer about writes holds.
_ASK_EVERY = 5.0
#: What SQLite and PostgreSQL say where somebody else is writing.
_BUSY = ("database is locked", "lock timeout")


def init_app(app: Flask) -> None:
    """Count every answer of the application, and remember whether it is warm."""
    counters = app.extensions[_METRICS] = _Metrics()
    cool(app)

    @app.after_request
    def _count(response: Response) -> Response:
        route = request.url_rule.rule if request.url_rule else "-"
        spent = time.perf_counter() - g.get("started", time.perf_counter())
        counters.observe(route, known_method(request.method), response.status_code, spent)
        return response


def cool(app: Flask) -> None:
    """From now on the application counts as one that has drawn none of its pages."""
    app.extensions[_WARMTH] = _Warmth()
    app.extensions[_PULSE] = _Pulse()


@bp.get("/healthz")
@gate("public")
def alive() -> Response:
    """The process answers; nothing else is asked, so that a sleeping database restarts nobody."""
    return _plain("ok\n", 200)


@bp.get("/readyz")
@gate("public")
def ready() -> Response:
    """Whether traffic may come: the database answers, takes a write, has the tables this code wants and knows this
    secret key, what people send can be delivered, and the first pages are drawn. 503 says why not.

    The server has drawn them before it listened. Where the database was away then, the first call does.
    """
    wrong = trouble(db.engine) or _unfit() or _pulse().trouble() or warm_up()
    proxy = "" if wrong or not security.is_behind_unknown_proxy() else f", but {security.UNKNOWN_PROXY}"
    return _plain(f"{wrong or 'ready'}{proxy}\n", 503 if wrong else 200)


@bp.get("/metrics")
@gate("local-metrics")
def show_metrics() -> Response:
    """Counters of all web processes of this server and the outbox's state, for Prometheus on this machine."""
    if not _is_from_here():
        abort(404)
    session = db.session()
    waits = {"oldest_due": outbox.oldest_due(session), "oldest_hook": spool.waiting_since()}
    text = _rendered(outbox.count_by_state(session), leads.untold(session, 0).count, **waits)
    return Response(text, content_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})


def _is_from_here() -> bool:
    """This machine, and nobody behind a proxy on it: a scraper sends no forwarding header."""
    if "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
        return False
    try:
        return ipaddress.ip_address(client_ip()).is_loopback
    except ValueError:
        return False


def _unfit() -> str | None:
    """Why this process must not serve the database that answers; None when it may."""
    if missing := missing_for_delivery(settings()):
        return f"no-delivery: {missing}"
    try:
        return keys.DIFFER if keys.is_another() else None
    except DBAPIError as error:
        return f"the database does not answer ({type(error).__name__})"


def _plain(text: str, status: int) -> Response:
    return Response(text, status, mimetype="text/plain", headers={"Cache-Control": "no-store"})


class _Metrics:
    """The counters of one application; each has a registry of its own, so that two in a process do not collide."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        names = ("route", "method", "status")
        self._seconds = Histogram(
            "lengnuan_request_seconds", "Requests answered.", names, registry=self.registry, buckets=_BUCKETS
        )
        self._children: dict[tuple[str, str, int], Histogram] = {}

    def observe(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count one answer."""
        key = (route, method, status)
        child = self._children.get(key)
        if child is None:
            child = self._children[key] = self._seconds.labels(route, method, str(status))
        child.observe(seconds)


def _rendered(
    messages: Mapping[tuple[str, str], int], untold: int, *, oldest_due: datetime | None, oldest_hook: datetime | None
) -> bytes:
    """Everything in Prometheus' text format."""
    counters: _Metrics = current_app.extensions[_METRICS]
    by_state = GaugeMetricFamily(
        "lengnuan_messages",
        "Messages by channel and state: all that are open, and those of the last 24 hours that ended.",
        labels=("channel", "state"),
    )
    for names, number in messages.items():
        by_state.add_metric(names, number)
    lag = _waiting("lengnuan_outbox_lag_seconds", "How long the oldest due message has waited.", oldest_due)
    spooled = _waiting(
        "lengnuan_hooks_lag_seconds", "How long the oldest request of the gateway's waits to be read.", oldest_hook
    )
    late = GaugeMetricFamily("lengnuan_untold_leads", "Leads that nobody was told of for 15 minutes.", untold)
    made = GaugeMetricFamily("lengnuan_build", "Which release answers.", labels=("version", "build"))
    made.add_metric((release.version(), release.build()), 1)
    return metrics.rendered(counters.registry, gauges=(by_state, lag, spooled, late, made))


def _waiting(name: str, help_text: str, since: datetime | None) -> GaugeMetricFamily:
    """Seconds since a moment; 0 where nothing waits."""
    return GaugeMetricFamily(name, help_text, max(0.0, (clock.now() - since).total_seconds()) if since else 0.0)


def warm_up() -> str | None:
    """Draw the first pages, where nobody has yet; why that went wrong, in a few words for the operator."""
    warmth: _Warmth = current_app.extensions[_WARMTH]
    return warmth.trouble()


def _pulse() -> "_Pulse":
    pulse: _Pulse = current_app.extensions[_PULSE]
    return pulse


class _Pulse:
    """Whether the database takes writes, asked by one at a time and once in a while: whoever asks often costs none."""

    def __init__(self) -> None:
        self._line = Lock()
        self._asked_at, self._trouble = float("-inf"), ""

    def trouble(self) -> str:
        """Why it takes none; nothing where it does, or is only busy: a page that waits its turn says so itself."""
        with self._line:
            if time.monotonic() - self._asked_at < _ASK_EVERY:
                return self._trouble
            try:
                limits.write_something()
                self._trouble = ""
            except Busy:
                self._trouble = ""
            except DBAPIError as error:
                is_busy = any(word in str(error.orig) for word in _BUSY)
                self._trouble = "" if is_busy else f"the database takes no writes ({type(error.orig).__name__})"
            self._asked_at = time.monotonic()
            return self._trouble


class _Warmth:
    """Whether this process has drawn its first pages. Whoever asks meanwhile waits for it."""

    def __init__(self) -> None:
        self._line = Lock()
        self._is_warm = False

    def trouble(self) -> str | None:
        """Draw the first pages, once; what stopped that."""
        with self._line:
            if not self._is_warm:
                try:
                    _draw()
                except Exception as error:
                    log.error("the first pages could not be drawn", error=type(error).__name__)
                    return f"the first pages could not be drawn ({type(error).__name__})"
                self._is_warm = True
        return None


def _draw() -> None:
    """Call the views as a request would, without its hooks: nothing is logged, counted or limited.

    Each in an application context of its own, where the language it speaks is kept.
    """
    for lang in LANGUAGES:
        for endpoint, query in _PAGES:
            address = f"{url_for(endpoint, lang=lang)}?{urlencode(query)}"
            with current_app.app_context(), current_app.test_request_context(address):
                current_app.view_functions[endpoint]()


@bp.post("/hooks/sms/status")
@csrf.exempt
@gate("signature")
def receipt() -> ResponseReturnValue:
    """One receipt: 403 without the gateway's signature, else 204. One for a text not yet known is kept.

    The address carries our own reference of the text, as `sms_port` gave it to the gateway.
    """
    reference, ours = signed_reference(), request.args.get("reference", "")
    spool.take("receipt", {**request.form.to_dict(), "MessageSid": reference, "reference": ours})
    return "", 204


def note_receipt(session: Session, form: spool.Form, at: datetime) -> None:
    """Write down the receipt of a form that the gateway signed."""
    ours, error_code = form["reference"], find_number(form.get("ErrorCode", ""))
    ours = "" if has_surrogate_or_nul(ours) else ours
    take_receipt(session, form["MessageSid"], form.get("MessageStatus", ""), error_code, ours)
