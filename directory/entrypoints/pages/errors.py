"""What goes wrong, as a page that helps: in the visitor's language, with a search box, without a database."""

from types import TracebackType

from flask import Flask, Response, current_app, g, jsonify, make_response, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from werkzeug.exceptions import HTTPException

from directory.businesses.queries import slug_after_merge
from directory.entrypoints.pages import error_text as words
from directory.entrypoints.pages.error_text import Words
from directory.foundation.db import db
from directory.foundation.edge import last_resort
from directory.foundation.i18n import works_again
from directory.foundation.logs import log, log_exception
from directory.foundation.security import ForeignForm, HostError, mark_private
from directory.kernel.address import split_address
from directory.kernel.errors import (
    Busy,
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


#: What says that the database is busy or away.
_AWAY = (Busy, OperationalError, InterfaceError, PoolTimeoutError)
_TOKEN_GATES = {"request-token", "lead-token"}


def init_app(app: Flask) -> None:
    """Register a handler for everything that the floors below raise."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(HostError, lambda error: _page(400, words.HOST))
    app.register_error_handler(ForeignForm, lambda error: _page(400, words.FOREIGN))
    app.register_error_handler(CSRFError, _unproved)
    app.register_error_handler(NotFound, lambda error: _at_kept() or _page(404, _missing(app)))
    app.register_error_handler(Conflict, lambda error: _page(409, words.CONFLICT))
    app.register_error_handler(IllegalMove, lambda error: _page(409, words.MOVED_ON))
    app.register_error_handler(Invalid, _invalid)
    app.register_error_handler(Forbidden, lambda error: _page(403, words.OWNERS_ONLY))
    app.register_error_handler(SignInNeeded, lambda error: _ask("sign_in.start"))
    app.register_error_handler(ProofNeeded, lambda error: _ask("sign_in.prove"))
    app.register_error_handler(TooMany, _too_many)
    for away in _AWAY:
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
    if isinstance(original := getattr(error, "original_exception", None), _AWAY):
        # It went away while another error was being answered.
        return _away(original)
    status = error.code or 500
    if status < 400 or error.response is not None:
        return error
    answer = _page(status, words.BY_STATUS.get(status) or (words.BAD if status < 500 else words.BROKEN))
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After"}:
            answer.headers[name] = value
    return answer


def _unproved(error: CSRFError) -> Response:
    """A form that does not prove where it was opened: no cookie came back, no token came, or not this browser's."""
    if current_app.config["SESSION_COOKIE_NAME"] not in request.cookies:
        return _page(400, words.NO_COOKIE)
    is_missing = not (request.form.get("csrf_token") or request.headers.get("X-CSRFToken"))
    return _page(400, words.UNMARKED if is_missing else words.STALE)


def _ask(endpoint: str) -> Response:
    """On to signing in or proving, and from there back. A form is not sent again by itself: the page it stands on is
    opened, and says that nothing was saved."""
    mark_private()
    if request.headers.get("HX-Request"):
        # A piece of a page would be put in the place of another piece: the whole browser goes.
        path = split_address(request.headers.get("HX-Current-URL")).path
        return Response(status=401, headers={"HX-Redirect": url_for(endpoint, next=path or None)})
    path = request.full_path.rstrip("?") if request.method == "GET" else f"{_page_of_form()}?again=1"
    return make_response(redirect(url_for(endpoint, next=path), 303))


def _page_of_form() -> str:
    """The page that a form's address belongs to: its longest beginning that can be opened."""
    addresses, path = current_app.url_map.bind(""), request.path
    while path and not addresses.test(path, "GET"):
        path = path.rpartition("/")[0]
    return path


def _missing(app: Flask) -> Words:
    view = app.view_functions.get(request.endpoint or "")
    return words.DEAD_LINK if getattr(view, "gate", "") in _TOKEN_GATES else words.MISSING


def _invalid(error: Invalid) -> Response:
    """A refusal that no form was there to show."""
    return _page(400, Words("bad_request", words.BAD.title, error.text, words.BAD.advice), {error.field: [error.text]})


def _too_many(error: TooMany) -> Response:
    answer = _page(429, words.OFTEN, more=works_again(error.retry_after))
    answer.headers["Retry-After"] = str(error.retry_after)
    return answer


def _away(error: Exception) -> Response:
    """The database is busy or away: an honest 503, and never "saved"."""
    log.error("database", error=type(error).__name__)
    answer = _page(503, words.BUSY)
    answer.headers["Retry-After"] = str(BUSY_RETRY_SECONDS)
    return answer


def _page(status: int, said: Words, fields: dict[str, list[str]] | None = None, more: str = "") -> Response:
    """The error as HTML; as the API's envelope under /api/; as one line to the SMS gateway."""
    if request.path.startswith("/api/"):
        error = {"code": said.code, "message": str(said.text), "fields": fields or {}}
        answer = jsonify({"error": error})
    elif request.path.startswith("/hooks/"):
        answer = Response(said.code, mimetype="text/plain")
    else:
        mark_private()
        answer = _drawn(status, said, more)
    answer.status_code = status
    return answer


def _drawn(status: int, said: Words, more: str) -> Response:
    """The page. Where not even that can be drawn, words that need nothing."""
    try:
        answer = make_response(render_template("pages/error.html", words=said, status=status, more=more))
    except Exception as error:
        log_exception(error, _rule(), request.method)
        kind, text = last_resort(request.path)
        return Response(text, content_type=kind)
    if not g.get("language"):
        answer.vary.add("Accept-Language")
    return answer


def _log_exception(info: tuple[type[BaseException], BaseException, TracebackType]) -> None:
    """In Flask's place, which would write the path and the error's own words."""
    log_exception(info[1], _rule(), request.method)


def _rule() -> str:
    return request.url_rule.rule if request.url_rule else "-"
