"""What machines ask: is the process alive, may it get traffic, how much is it doing."""

import ipaddress

from flask import Blueprint, Response, abort, request
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from sqlalchemy.exc import DBAPIError

from directory.config import missing_for_delivery
from directory.entrypoints.pages import metrics, warming
from directory.foundation import keys
from directory.foundation.db import db
from directory.foundation.gates import gate
from directory.foundation.health import trouble
from directory.foundation.security import client_ip
from directory.foundation.settings import settings
from directory.outbox import queries as outbox

bp = Blueprint("machine", __name__)


@bp.get("/healthz")
@gate("public")
def alive() -> Response:
    """The process answers; nothing else is asked, so that a sleeping database restarts nobody."""
    return _plain("ok\n", 200)


@bp.get("/readyz")
@gate("public")
def ready() -> Response:
    """Whether traffic may come: the database answers, has the tables this code wants and knows this secret key, what
    people send can be delivered, and the first pages are drawn. 503 says why not.

    The first call draws them: what comes after it finds everything loaded.
    """
    wrong = trouble(db.engine) or _unfit() or warming.trouble()
    return _plain(f"{wrong or 'ready'}\n", 503 if wrong else 200)


@bp.get("/metrics")
@gate("local-metrics")
def show_metrics() -> Response:
    """Counters of this process and the outbox's state, for Prometheus on this machine."""
    if not _is_from_here():
        abort(404)
    session = db.session()
    text = metrics.render(outbox.count_by_state(session), outbox.oldest_due(session))
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
