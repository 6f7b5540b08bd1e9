"""A homeowner's request by its link; and the one that a browser keeps on its home page, by one signed cookie."""

from dataclasses import dataclass

from flask import Response, current_app, request
from flask import session as browser_session
from itsdangerous import BadSignature, URLSafeSerializer

from directory.foundation import tokens
from directory.foundation.db import db
from directory.foundation.security import cookie_name, mark_private
from directory.foundation.settings import settings
from directory.kernel.errors import NotFound
from directory.leads import queries as lead_queries
from directory.leads.access import moved_request, request_by_token
from directory.leads.models import QuoteRequest
from directory.leads.rules import REQUEST_LIFE

_NAME = "lengnuan_request"
#: Characters of the digest of a request's link: with another link the cookie says nothing any more.
_DIGEST = 16


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(settings().secret_key, salt="home-request")


def keep_on_home(response: Response, own: QuoteRequest) -> None:
    """Have this browser show a request on the home page, for as long as a request lives."""
    response.set_cookie(
        cookie_name(_NAME),
        str(_signer().dumps([own.id, own.token_digest[:_DIGEST]])),
        max_age=int(REQUEST_LIFE.total_seconds()),
        path="/",
        secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
        httponly=True,
        samesite="Lax",
    )


def forget_on_home(response: Response) -> None:
    """Take the cookie back."""
    secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
    response.delete_cookie(cookie_name(_NAME), path="/", secure=secure, httponly=True, samesite="Lax")


def kept_on_home() -> QuoteRequest | None:
    """The request that this browser keeps; None where it keeps none, or one that was erased or has another link now.

    The page that asks is private then, whatever it shows: no cache may give it to the next visitor.
    """
    value = request.cookies.get(cookie_name(_NAME))
    if value is None:
        return None
    mark_private()
    try:
        request_id, digest = _signer().loads(value)
    except (BadSignature, ValueError, TypeError):
        return None
    own = lead_queries.request_by_id(db.session(), request_id) if isinstance(request_id, int) else None
    if own is None or own.state == "erased" or own.token_digest[:_DIGEST] != digest:
        return None
    return own


@dataclass(frozen=True)
class Own:
    """A homeowner's request, and the link that opens it."""

    token: str
    request: QuoteRequest


#: What this browser knows in its session: the request that it opened to be corrected.
CORRECTING = "correcting"


def own_request(token: str) -> Own:
    """The request of a link. The browser that gave it another contact is led on from the old one: two tabs, or a
    button pressed twice."""
    try:
        return Own(token, request_by_token(token))
    except NotFound:
        moved = moved_request(token)
        if moved is None or browser_session.get(CORRECTING) != moved.id:
            raise
        return Own(tokens.derive("request", moved.seed), moved)
