"""What goes wrong, as a page that helps: in the visitor's language, with a search box, without a database."""

import traceback
from dataclasses import dataclass
from types import TracebackType
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, jsonify, make_response, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from werkzeug.exceptions import HTTPException

from directory.businesses.queries import slug_after_merge
from directory.foundation.db import db
from directory.foundation.logs import log
from directory.foundation.security import mark_private
from directory.kernel.errors import (
    Conflict,
    Forbidden,
    IllegalMove,
    Invalid,
    NotFound,
    ProofNeeded,
    SignInNeeded,
    TooMany,
)

#: Seconds after which a busy database is worth another try.
BUSY_RETRY_SECONDS = 5


@dataclass(frozen=True)
class Words:
    """What a page of this status says: a heading, what happened, what to do now. Lazy translations."""

    code: str
    title: object
    text: object
    advice: object


_MISSING = Words(
    "not_found",
    _l("This page is not here"),
    _l("The address may have lost a piece when it was copied, or the page has been taken down."),
    _l("Look for a contractor below, or go to the page with every ad and its phone."),
)
_DEAD_LINK = Words(
    "not_found",
    _l("This link opens nothing"),
    _l(
        "Links to a request are long. If a piece was cut off when it was copied, open the whole link from the message "
        "again. It may also have been deleted or have run out."
    ),
    _l("The contractors' phones are still here. Calling works without any link."),
)
_BAD = Words(
    "bad_request",
    _l("We could not read that"),
    _l("Something in the address or the form is not as we expect it. Nothing was saved."),
    _l("Go back one page; what you typed is usually still there. Then try again."),
)
_STALE = Words(
    "bad_request",
    _l("The form was open for too long"),
    _l("For your safety a form is good only in the browser it was opened in. Nothing was saved."),
    _l("Go back one page, copy what you typed if it was long, reload the page and send it again. Cookies must be on."),
)
_FORBIDDEN = Words(
    "forbidden",
    _l("This page is not open to you"),
    _l("It belongs to somebody else, or asks for a signature that was missing."),
    _l("Look for a contractor below, or go to the page with every ad and its phone."),
)
_OWNERS_ONLY = Words(
    "forbidden",
    _l("Only an owner may do this"),
    _l("You act for this business as a colleague. Who may do what is decided by its owners. Nothing was saved."),
    _l("Ask an owner: they can change it, or make you one."),
)
_METHOD = Words(
    "method_not_allowed",
    _l("This address cannot be used that way"),
    _l("It answers only to a form of ours. Nothing was saved."),
    _l("Go back one page and use the buttons there."),
)
_CONFLICT = Words(
    "conflict",
    _l("This form was already sent, with other answers"),
    _l("The first one is saved and on its way. The changed one was not saved, so that nobody gets two requests."),
    _l("To change something, open your own page from the receipt, or begin a new request."),
)
_MOVED_ON = Words(
    "conflict",
    _l("Meanwhile something changed here"),
    _l("That button no longer fits how things stand. Nothing was saved."),
    _l("Go back one page and reload it: it shows how things stand now."),
)
_LARGE = Words(
    "too_large",
    _l("That is too much at once"),
    _l("What you sent is larger than this form takes. Nothing was saved."),
    _l("Go back one page, shorten the text and send it again."),
)
_TYPE = Words(
    "unsupported_type",
    _l("We cannot read this kind of file"),
    _l("This address takes only the form that belongs to it. Nothing was saved."),
    _l("Go back one page and use the form there."),
)
_OFTEN = Words(
    "too_many_requests",
    _l("That was too often"),
    _l("We keep a limit, so that nobody floods the contractors with messages. Nothing was saved."),
    _l("In a hurry? Call a contractor directly: that has no limit."),
)
_BROKEN = Words(
    "internal",
    _l("Something broke on our side"),
    _l("It is our fault, not yours. We cannot promise that anything you sent was saved."),
    _l("Try again in a minute. If it is urgent, call a contractor directly."),
)
_BUSY = Words(
    "unavailable",
    _l("The site is busy at this moment"),
    _l("We could not reach our records, so we cannot say that what you sent was saved."),
    _l("Wait a few seconds, go back and press the button again: the same form is never sent out twice."),
)

_WORDS = {400: _BAD, 403: _FORBIDDEN, 404: _MISSING, 405: _METHOD, 409: _MOVED_ON, 410: _MISSING, 413: _LARGE}
_WORDS |= {415: _TYPE, 429: _OFTEN, 500: _BROKEN, 503: _BUSY}
_TOKEN_GATES = {"request-token", "lead-token"}


def init_app(app: Flask) -> None:
    """Register a handler for everything that the floors below raise."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, lambda error: _page(400, _STALE))
    app.register_error_handler(NotFound, lambda error: _at_kept() or _page(404, _missing(app)))
    app.register_error_handler(Conflict, lambda error: _page(409, _CONFLICT))
    app.register_error_handler(IllegalMove, lambda error: _page(409, _MOVED_ON))
    app.register_error_handler(Invalid, _invalid)
    app.register_error_handler(Forbidden, lambda error: _page(403, _OWNERS_ONLY))
    app.register_error_handler(SignInNeeded, lambda error: _ask("sign_in.start"))
    app.register_error_handler(ProofNeeded, lambda error: _ask("sign_in.prove"))
    app.register_error_handler(TooMany, _too_many)
    for away in (OperationalError, InterfaceError, PoolTimeoutError):
        app.register_error_handler(away, _away)
    app.log_exception = _log_exception  # type: ignore[method-assign,assignment]


def _at_kept() -> Response | None:
    """The same page of the listing that this one was merged into: bookmarks and links in old messages lead on.

    Whoever may not see that page learns it there. Forms and the operator's own pages are led nowhere.
    """
    named, endpoint = request.view_args or {}, request.endpoint or ""
    if request.method not in ("GET", "HEAD") or "slug" not in named:
        return None
    if not current_app.url_map.is_endpoint_expecting(endpoint, "lang"):
        return None
    if (kept := slug_after_merge(db.session(), named["slug"])) is None:
        return None
    asked = request.query_string.decode("ascii", "ignore")
    return make_response(redirect(url_for(endpoint, **named | {"slug": kept}) + f"?{asked}".rstrip("?"), 301))


def _http(error: HTTPException) -> Response | HTTPException:
    """An HTTP error of Flask's or of ours; answers that are no errors pass."""
    status = error.code or 500
    if status < 400 or error.response is not None:
        return error
    answer = _page(status, _WORDS.get(status) or (_BAD if status < 500 else _BROKEN))
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After"}:
            answer.headers[name] = value
    return answer


def _ask(endpoint: str) -> Response:
    """On to signing in or proving, and from there back. A form is not sent again by itself: its page is opened."""
    mark_private()
    if request.headers.get("HX-Request"):
        # A piece of a page would be put in the place of another piece: the whole browser goes.
        path = urlsplit(request.headers.get("HX-Current-URL", "")).path
        return Response(status=401, headers={"HX-Redirect": url_for(endpoint, next=path or None)})
    path = request.full_path.rstrip("?")
    if request.method != "GET":
        can_get = current_app.url_map.bind("").test(request.path, "GET")
        path = request.path if can_get else url_for("manage_home.show")
    return make_response(redirect(url_for(endpoint, next=path), 303))


def _missing(app: Flask) -> Words:
    view = app.view_functions.get(request.endpoint or "")
    return _DEAD_LINK if getattr(view, "gate", "") in _TOKEN_GATES else _MISSING


def _invalid(error: Invalid) -> Response:
    """A refusal that no form was there to show."""
    return _page(400, Words("bad_request", _BAD.title, error.text, _BAD.advice), {error.field: [error.text]})


def _too_many(error: TooMany) -> Response:
    minutes = -(-error.retry_after // 60)
    hours = -(-error.retry_after // 3600)
    wait = (
        ngettext("It works again in %(num)d minute.", "It works again in %(num)d minutes.", minutes)
        if minutes < 60
        else ngettext("It works again in %(num)d hour.", "It works again in %(num)d hours.", hours)
    )
    answer = _page(429, _OFTEN, more=wait)
    answer.headers["Retry-After"] = str(error.retry_after)
    return answer


def _away(error: Exception) -> Response:
    """The database is busy or away: an honest 503, and never "saved"."""
    log.error("database", error=type(error).__name__)
    answer = _page(503, _BUSY)
    answer.headers["Retry-After"] = str(BUSY_RETRY_SECONDS)
    return answer


def _page(status: int, words: Words, fields: dict[str, list[str]] | None = None, more: str = "") -> Response:
    """The error as HTML; as the API's envelope under /api/; as one line to the SMS gateway."""
    if request.path.startswith("/api/"):
        error = {"code": words.code, "message": str(words.text), "fields": fields or {}}
        answer = jsonify({"error": error})
    elif request.path.startswith("/hooks/"):
        answer = Response(words.code, mimetype="text/plain")
    else:
        mark_private()
        answer = make_response(render_template("pages/error.html", words=words, status=status, more=more))
        if not g.get("language"):
            answer.vary.add("Accept-Language")
    answer.status_code = status
    return answer


def _log_exception(info: tuple[type[BaseException], BaseException, TracebackType]) -> None:
    """One line with the route and where it broke. Flask would write the path, which may be a link that opens a request,
    and the error's own words, which may hold what a person typed."""
    kind, _, trace = info
    frames = [f"{f.filename.rpartition('/directory/')[2]}:{f.lineno}" for f in traceback.extract_tb(trace)][-12:]
    rule = request.url_rule.rule if request.url_rule else "-"
    log.error("exception", route=rule, method=request.method, error=kind.__name__, frames=frames)
