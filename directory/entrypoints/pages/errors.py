"""Errors as pages: one place that turns what went wrong into a status and words."""

from dataclasses import dataclass
from types import TracebackType
from urllib.parse import quote

from flask import Flask, Response, current_app, g, make_response, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter

from directory.businesses.queries import slug_after_merge
from directory.foundation import problems
from directory.foundation.db import AWAY, db
from directory.foundation.edge import last_resort
from directory.foundation.i18n import works_again
from directory.foundation.logs import log, log_exception
from directory.foundation.security import ForeignForm, HostError, mark_private
from directory.kernel.address import split_address
from directory.kernel.errors import (
    Conflict,
    Forbidden,
    IllegalMove,
    Invalid,
    NotFound,
    ProofNeeded,
    SignInNeeded,
    Stale,
    StorageAway,
    TooMany,
)
from directory.kernel.language import negotiate
from directory.search.queries import snapshot
from directory.search.queries.snapshot import Snapshot


@dataclass(frozen=True)
class Words:
    """What a page of this status says: a heading, what happened, what to do now. Lazy translations."""

    code: str
    title: object
    text: object
    advice: object


MISSING = Words(
    "not_found",
    _l("Page not found"),
    _l("The address may have been cut off when copied, or the page has been taken down."),
    _l("Look for a contractor below, or go to the page with every ad and its phone."),
)
DEAD_LINK = Words(
    "not_found",
    _l("This link no longer works"),
    _l(
        "Links to a request are long. If a piece was cut off when it was copied, open the whole link from the message "
        "again. It may also have been deleted or have expired."
    ),
    _l("The contractors' phones are still here. Calling works without any link."),
)
BAD = Words(
    "bad_request",
    _l("We could not read that"),
    _l("Something in the address or the form is not as we expect it. Nothing was saved."),
    _l("Go back one page; what you typed is usually still there. Then try again."),
)
HOST = Words(
    "bad_request",
    _l("We could not read that"),
    _l("Your browser or program asked for this site by a name that no site can have. Nothing was saved."),
    _l("Open the site again by its usual address."),
)
FOREIGN = Words(
    "bad_request",
    _l("This form came from another site"),
    _l("Your browser says that it was sent by a page that is not ours. Nothing was saved."),
    _l("Open the form here on our own site, and send it from there."),
)
NO_COOKIE = Words(
    "bad_request",
    _l("Your browser sent no cookie of ours"),
    _l("Without it we cannot tell that this form was opened in your own browser. Nothing was saved."),
    _l(
        "Allow cookies for this site, go back one page, copy what you typed if it was long, reload the page and send "
        "it again. Or open the site in your phone's own browser instead of inside another app."
    ),
)
UNMARKED = Words(
    "bad_request",
    _l("A piece of the form is missing"),
    _l("Each form of ours carries a hidden mark, and this one came without it. Nothing was saved."),
    _l("Go back one page, copy what you typed if it was long, reload the page and send it again."),
)
STALE = Words(
    "bad_request",
    _l("This form is out of date"),
    _l(
        "A form is good only in the browser it was opened in, until you sign in or close that browser. "
        "Nothing was saved."
    ),
    _l("Go back one page, copy what you typed if it was long, reload the page and send it again."),
)
FORBIDDEN = Words(
    "forbidden",
    _l("You don't have access"),
    _l("It belongs to somebody else, or asks for a signature that was missing."),
    _l("Look for a contractor below, or go to the page with every ad and its phone."),
)
OWNERS_ONLY = Words(
    "forbidden",
    _l("Only an owner may do this"),
    _l("You act for this business as a colleague. Who may do what is decided by its owners. Nothing was saved."),
    _l("Ask an owner: they can change it, or make you one."),
)
METHOD = Words(
    "method_not_allowed",
    _l("This address cannot be used that way"),
    _l("It answers only to a form of ours. Nothing was saved."),
    _l("Go back one page and use the buttons there."),
)
CONFLICT = Words(
    "conflict",
    _l("This form was already sent, with other answers"),
    _l("The first one is saved and on its way. The changed one was not saved, so that nobody gets two requests."),
    _l("To change something, open your own page from the receipt, or begin a new request."),
)
MOVED_ON = Words(
    "conflict",
    _l("This page changed while you were working"),
    _l("That action is no longer available. Nothing was saved."),
    _l("Go back one page and reload it to see what has changed."),
)
LARGE = Words(
    "too_large",
    _l("That is too much at once"),
    _l("What you sent is larger than this form takes. Nothing was saved."),
    _l("Go back one page, shorten the text and send it again."),
)
TYPE = Words(
    "unsupported_type",
    _l("We cannot read this kind of file"),
    _l("This address takes only the form that belongs to it. Nothing was saved."),
    _l("Go back one page and use the form there."),
)
OFTEN = Words(
    "too_many_requests",
    _l("Too many tries"),
    _l("We keep a limit, so that nobody floods the contractors with messages. Nothing was saved."),
    _l("In a hurry? Call a contractor directly: that has no limit."),
)
BROKEN = Words(
    "internal",
    _l("Something broke on our side"),
    _l("It is our fault, not yours. We cannot promise that anything you sent was saved."),
    _l("Try again in a minute. If it is urgent, call a contractor directly."),
)
BUSY = Words(
    "unavailable",
    _l("The site is busy at this moment"),
    _l("We could not reach our records, so we cannot say that what you sent was saved."),
    _l("Wait a few seconds, go back and press the button again: the same form is never sent out twice."),
)

SENT = Words(
    "unavailable",
    BUSY.title,
    BUSY.text,
    _l(
        "Wait a few seconds, go back and press the button again: the same form is never sent out twice. In a hurry? "
        "Call directly:"
    ),
)
PHONES = Words(
    "unavailable",
    _l("Call directly: the phones from the ads"),
    _l("We can't reach our records at this moment. Searching and sending requests don't work until we can."),
    _l("Calling works: here is every contractor as we last read it."),
)

BY_STATUS = {400: BAD, 403: FORBIDDEN, 404: MISSING, 405: METHOD, 409: MOVED_ON, 410: MISSING, 413: LARGE}
BY_STATUS |= {415: TYPE, 429: OFTEN, 500: BROKEN, 503: BUSY}


#: Seconds after which a busy database is worth another try.
BUSY_RETRY_SECONDS = 5


#: What says that what is kept cannot be reached now.
_AWAY = (*AWAY, StorageAway)
#: Pages whose reader looks for a phone: it is still there while the database is not.
_WITH_PHONES = {"listings.home", "listings.find", "listings.business"}
#: The form whose sender may as well call whom it was for.
_TO_BUSINESSES = "leads.send"
_TOKEN_GATES = {"request-token", "lead-token"}


def init_app(app: Flask) -> None:
    """Register a handler for everything that the floors below raise."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(HostError, lambda error: _page(400, HOST))
    app.register_error_handler(ForeignForm, lambda error: _page(400, FOREIGN))
    app.register_error_handler(CSRFError, _unproved)
    app.register_error_handler(NotFound, lambda error: _at_kept() or _page(404, _missing(app)))
    app.register_error_handler(Conflict, lambda error: _page(409, CONFLICT))
    for moved_on in (IllegalMove, Stale):
        app.register_error_handler(moved_on, lambda error: _page(409, MOVED_ON))
    app.register_error_handler(Invalid, _invalid)
    app.register_error_handler(Forbidden, lambda error: _page(403, OWNERS_ONLY))
    app.register_error_handler(SignInNeeded, lambda error: _ask("sign_in.start"))
    app.register_error_handler(ProofNeeded, lambda error: _ask("sign_in.prove"))
    app.register_error_handler(TooMany, _too_many)
    for away in _AWAY:
        app.register_error_handler(away, _away)
    app.log_exception = _log_exception  # type: ignore[method-assign,assignment]


def _at_kept() -> Response | None:
    """A redirect to this page of the listing that its listing was merged into; None where there is none.

    So bookmarks and links in old messages go on working. Whoever may not see that page learns it there. Forms and the
    operator's own pages are led nowhere.
    """
    named, endpoint = request.view_args or {}, request.endpoint or ""
    if request.method not in ("GET", "HEAD") or "slug" not in named:
        return None
    if not current_app.url_map.is_endpoint_expecting(endpoint, "lang"):
        return None
    if (slug := slug_after_merge(db.session(), named["slug"])) is None:
        return None
    query = request.query_string.decode("ascii", "ignore")
    return make_response(redirect(url_for(endpoint, **named | {"slug": slug}) + f"?{query}".rstrip("?"), 301))


def _http(error: HTTPException) -> Response | HTTPException:
    """An HTTP error of Flask's or of ours; answers that are no errors pass."""
    if isinstance(original := getattr(error, "original_exception", None), _AWAY):
        # It went away while another error was being answered.
        return _away(original)
    status = error.code or 500
    if status < 400 or error.response is not None:
        return error
    if status == 404 and (page := _page_of_typed()):
        return page
    answer = _page(status, BY_STATUS.get(status) or (BAD if status < 500 else BROKEN))
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After"}:
            answer.headers[name] = value
    return answer


def _page_of_typed() -> Response | None:
    """A redirect to the page whose address was typed without its language, or with a slash too many; None for others.

    `/manage` leads to `/zh-hans/manage` in a browser that asks for Chinese, `/en/manage/` to `/en/manage`.
    """
    if request.url_rule is not None or request.method not in ("GET", "HEAD"):
        return None
    folder, path = negotiate(request.headers.get("Accept-Language")).url, request.path.rstrip("/")
    addresses = current_app.url_map.bind("")
    page = next((page for page in (path, f"/{folder}{path}") if page != request.path and _opens(addresses, page)), None)
    if page is None:
        return None
    query = request.query_string.decode("ascii", "ignore")
    answer = make_response(redirect(f"{quote(page)}?{query}".rstrip("?"), 302))
    answer.vary.add("Accept-Language")
    mark_private()
    return answer


def _opens(addresses: MapAdapter, path: str) -> bool:
    """Whether a path is a page of ours."""
    return path.startswith("/") and not path.startswith("//") and addresses.test(path, "GET")


def _unproved(error: CSRFError) -> Response:
    """A form that does not prove where it was opened: no cookie came back, no token came, or not this browser's."""
    if current_app.config["SESSION_COOKIE_NAME"] not in request.cookies:
        return _page(400, NO_COOKIE)
    is_missing = not (request.form.get("csrf_token") or request.headers.get("X-CSRFToken"))
    return _page(400, UNMARKED if is_missing else STALE)


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
    return DEAD_LINK if getattr(view, "gate", "") in _TOKEN_GATES else MISSING


def _invalid(error: Invalid) -> Response:
    """A refusal that no form was there to show."""
    return _page(400, Words("bad_request", BAD.title, error.text, BAD.advice), {error.field: [error.text]})


def _too_many(error: TooMany) -> Response:
    answer = _page(429, OFTEN, more=works_again(error.retry_after))
    answer.headers["Retry-After"] = str(error.retry_after)
    return answer


def _away(error: Exception) -> Response:
    """The database is busy or away: an honest 503, and never "saved"."""
    log.error("database", error=type(error).__name__)
    is_for_phones = request.endpoint in _WITH_PHONES and request.method in ("GET", "HEAD")
    is_sent = request.endpoint == _TO_BUSINESSES
    printed = snapshot.last() if is_for_phones or is_sent else None
    answer = _page(503, SENT if is_sent and printed else PHONES if printed else BUSY, printed=printed)
    answer.headers["Retry-After"] = str(BUSY_RETRY_SECONDS)
    return answer


def _page(
    status: int,
    words: Words,
    fields: dict[str, list[str]] | None = None,
    more: str = "",
    *,
    printed: Snapshot | None = None,
) -> Response:
    """The error as HTML; as a problem document under /api/; as one line to the SMS gateway."""
    if request.path.startswith("/api/"):
        answer = problems.answer(status, str(words.text) if fields else None, fields)
    elif request.path.startswith("/hooks/"):
        answer = Response(words.code, mimetype="text/plain")
    else:
        mark_private()
        answer = _drawn(status, words, more, printed)
    answer.status_code = status
    return answer


def _drawn(status: int, words: Words, more: str, printed: Snapshot | None) -> Response:
    """The page. Where not even that can be drawn, words that need nothing."""
    try:
        entries = printed.of(_businesses_meant()) if printed else ()
        read_at = printed.read_at if printed else None
        page = render_template(
            "pages/error.html", words=words, status=status, more=more, entries=entries, read_at=read_at
        )
        answer = make_response(page)
    except Exception as error:
        log_exception(error, _rule(), request.method)
        kind, text = last_resort(request.path)
        return Response(text, content_type=kind)
    if not g.get("language"):
        answer.vary.add("Accept-Language")
    return answer


def _businesses_meant() -> set[str]:
    """The slugs of the businesses that the page, or the form that was sent, is about."""
    return {*request.form.getlist("business"), str((request.view_args or {}).get("slug", ""))}


def _log_exception(info: tuple[type[BaseException], BaseException, TracebackType]) -> None:
    """In Flask's place, which would write the path and the error's own words."""
    log_exception(info[1], _rule(), request.method)


def _rule() -> str:
    return request.url_rule.rule if request.url_rule else "-"
