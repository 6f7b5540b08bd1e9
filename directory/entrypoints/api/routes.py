"""One envelope for every error: `{"error": {"code", "message", "fields"}}`, never a stack trace."""

from collections.abc import Callable
from typing import TypedDict

from flask import Response, jsonify, request
from flask_smorest import Blueprint
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from werkzeug.exceptions import HTTPException

from directory.businesses.queries import published_after, slugs_of
from directory.entrypoints.api import schemas
from directory.foundation import security
from directory.foundation.db import db
from directory.foundation.gates import gate
from directory.foundation.html import absolute
from directory.foundation.logs import log
from directory.kernel.errors import Busy, NotFound, TooMany
from directory.kernel.language import LANGUAGES
from directory.kernel.prepared import Json
from directory.leads import access
from directory.outbox import queries as outbox
from directory.places.gazetteer import gazetteer
from directory.places.rules import Place
from directory.search import queries as search
from directory.search.rules.documents import item


def envelope(status: int, code: str, message: str, fields: Json | None = None) -> Response:
    """An error as an answer; `fields` maps a parameter to what is wrong with it."""
    response = jsonify({"error": {"code": code, "message": message, "fields": fields or {}}})
    response.status_code = status
    return response


def init_blueprint(bp: Blueprint) -> None:
    """Answer what goes wrong inside the API's own routes."""
    bp.register_error_handler(HTTPException, _http)
    bp.register_error_handler(NotFound, lambda error: envelope(404, "not_found", "There is nothing here."))
    bp.register_error_handler(TooMany, _too_many)
    for away in (Busy, OperationalError, InterfaceError, PoolTimeoutError):
        bp.register_error_handler(away, _away)


def _http(error: HTTPException) -> Response:
    """Refused parameters are the caller's mistake: 400, with each field's complaints."""
    fields = getattr(error, "data", {}).get("messages", {}).get("query", {})
    if error.code == 422:
        return envelope(400, "bad_request", "A parameter cannot be read.", fields)
    code = (error.name or "error").lower().replace(" ", "_")
    return envelope(error.code or 500, code, error.description or error.name)


def _too_many(error: TooMany) -> Response:
    response = envelope(429, "too_many_requests", "Too many requests. Please wait.")
    response.headers["Retry-After"] = str(error.retry_after)
    return response


def _away(error: Exception) -> Response:
    log.error("database", error=type(error).__name__)
    response = envelope(503, "unavailable", "The database is busy. Please try again.")
    response.headers["Retry-After"] = "5"
    return response


bp = Blueprint("api", __name__, url_prefix="/api/v1", description="Businesses, places and requests")
init_blueprint(bp)


class Args(TypedDict):
    """What of a query's parameters the routes read; `search.Query` reads the others."""

    lang: str
    q: str


class ListingsArgs(TypedDict):
    """The parameters of a page of all listings."""

    lang: str
    cursor: int


_MOST_PLACES, _LISTINGS = 10, 100
#: A lead's other messages go to the homeowner or to us.
_TO_THE_BUSINESS = ("lead", "contact", "declined-ack")


@bp.get("/businesses")
@bp.arguments(schemas.SearchQuery, location="query")
@bp.response(200, schemas.Results)
@gate("public")
def businesses(args: Args) -> dict[str, Json]:
    """Find businesses."""
    page = search.find(db.session(), search.Query.read(request.args))
    return search.published(page, _address(args["lang"]))


@bp.get("/listings")
@bp.arguments(schemas.ListingsQuery, location="query")
@bp.response(200, schemas.Listings)
@gate("public")
def listings(args: ListingsArgs) -> dict[str, Json]:
    """Every business, a hundred at a time, for who wants all of them: no page costs more than the first."""
    rows = published_after(db.session(), args["cursor"], None, _LISTINGS + 1)
    docs = search.listings(db.session(), [slug for _, slug, _ in rows[:_LISTINGS]])
    address = _address(args["lang"])
    following = rows[_LISTINGS - 1][0] if len(rows) > _LISTINGS else None
    return {"items": [item(doc, address) for doc in docs], "next": following}


@bp.get("/businesses/<slug>")
@bp.arguments(schemas.LanguageQuery, location="query")
@bp.response(200, schemas.Item)
@gate("public")
def business(args: Args, slug: str) -> dict[str, Json]:
    """One business."""
    doc = search.listing(db.session(), slug)
    if doc is None:
        raise NotFound(slug)
    return item(doc, _address(args["lang"]))


@bp.get("/places")
@bp.arguments(schemas.PlaceQuery, location="query")
@bp.response(200, schemas.Places)
@gate("public")
def places(args: Args) -> dict[str, Json]:
    """Places of DC, Maryland and Virginia whose name or ZIP code begins with `q`."""
    return {"items": [_place(place) for place in gazetteer().suggest(args["q"], _MOST_PLACES)]}


@bp.get("/requests/<token>")
@bp.response(200, schemas.RequestState)
@gate("request-token")
def quote_request(token: str) -> dict[str, Json]:
    """Where a quote request stands, for whoever holds its link."""
    security.mark_private()
    own_request = access.request_by_token(token)
    slugs = slugs_of(db.session(), [lead.business_id for lead in own_request.leads])
    messages = outbox.messages_of(db.session(), "lead", [lead.id for lead in own_request.leads])
    return {
        "state": own_request.state,
        "leads": [
            {
                "business": slugs[lead.business_id],
                "state": lead.state,
                "messages": [
                    {"channel": message.channel, "state": message.state}
                    for message in messages[lead.id]
                    if message.kind in _TO_THE_BUSINESS
                ],
            }
            for lead in own_request.leads
        ],
    }


def _address(language: str) -> Callable[[str], str]:
    return lambda slug: absolute(f"/{language}/businesses/{slug}")


def _place(place: Place) -> dict[str, Json]:
    names = {code.replace("-", "_"): place.name(code) for code in LANGUAGES}
    return {"place": place.key, "kind": place.kind, "state": place.state, "fips": list(place.fips), "names": names}
