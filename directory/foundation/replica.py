"""A copy of the database for reading: public pages ask it, but for whoever just changed something.

The copy follows the database a moment behind, as a replica of PostgreSQL does. A browser whose last form was saved
carries a cookie for as long as the copy may be behind at most, and reads from the database itself until then; so does
every page that is somebody's own, whatever is sent, and everybody while the copy does not answer.
"""

import time

from flask import Flask, Response, current_app, g, request
from sqlalchemy.exc import OperationalError

from directory.foundation.db import READS_COPY, db
from directory.foundation.logs import log
from directory.foundation.security import cookie_name

#: How far the copy may be behind: for so long whoever wrote reads what they wrote.
MOST_BEHIND = 60
#: After it did not answer, seconds for which the copy is not asked.
_RESTS = 30
_COOKIE = "lengnuan_wrote"
_rests_until = 0.0


def init_app(app: Flask) -> None:
    """Have public pages read from READ_DATABASE_URL, where that is set."""
    if not app.config["READ_DATABASE_URL"]:
        return
    app.before_request(_choose)
    app.after_request(_remember)


def _choose() -> None:
    """Read this page from the copy, if it is anybody's and its visitor wrote nothing lately."""
    global _rests_until
    view = current_app.view_functions.get(request.endpoint or "")
    is_public = request.method in ("GET", "HEAD") and getattr(view, "gate", "") == "public"
    if not is_public or cookie_name(_COOKIE) in request.cookies or time.monotonic() < _rests_until:
        return
    session = db.session()
    session.info[READS_COPY] = True
    try:
        session.connection()
    except OperationalError as error:
        session.rollback()
        session.info.pop(READS_COPY, None)
        _rests_until = time.monotonic() + _RESTS
        log.warning("the copy for reading does not answer", error=type(error).__name__)


def _remember(response: Response) -> Response:
    """Whoever wrote something reads it for as long as the copy may not have it."""
    if g.get("has_written"):
        response.set_cookie(
            cookie_name(_COOKIE),
            "y",
            max_age=MOST_BEHIND,
            path="/",
            secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
            httponly=True,
            samesite="Lax",
        )
    return response


def wake() -> None:
    """Ask the copy again at once; for tests."""
    global _rests_until
    _rests_until = 0.0
