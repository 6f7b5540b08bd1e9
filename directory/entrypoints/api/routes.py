"""What can be asked of the API. Errors are problem documents, never a stack trace."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypedDict

from flask import request
from werkzeug.exceptions import BadRequest

from directory.businesses.queries import published_after, slugs_of
from directory.entrypoints.api import schemas
from directory.entrypoints.api.promises import DescribedBlueprint, refuse, speak_json
from directory.foundation import security
from directory.foundation.db import db
from directory.foundation.gates import gate
from directory.foundation.html import absolute
from directory.kernel.errors import NotFound
from directory.kernel.language import LANGUAGES
from directory.kernel.prepared import Json
from directory.leads import access
from directory.outbox import queries as outbox
from directory.places.gazetteer import gazetteer
from directory.places.rules import Place
from directory.search import queries as search
from directory.search.rules.documents import item

bp = DescribedBlueprint("api", __name__, url_prefix="/api/v1", description="Businesses, places and requests")
bp.before_request(lambda: speak_json(request))
bp.register_error_handler(BadRequest, refuse)


class Args(TypedDict):
    """What of a query's parameters the routes read; `search.Query` reads the others."""

    lang: str
    q: str
    page: int


class ListingsArgs(TypedDict):
    """The parameters of a page of all listings."""

    lang: str
    cursor: int


_MOST_PLACES, _LISTINGS = 10, 100
#: A lead's other messages go to the homeowner or to us.
_TO_THE_BUSINESS = ("lead", "contact", "declined-ack")


@bp.get("/businesses")
@bp.arguments(schemas.SearchQuery, location="query", error_status_code=400)
@bp.response(200, schemas.Results)
@bp.doc(operationId="searchBusinesses")
@gate("public")
def businesses(args: Args) -> dict[str, Json]:
    """Find businesses."""
    page = search.find(db.session(), search.Query.read(request.args))
    if args["page"] > page.pages:
        # A person who goes too far sees the last page again; a program would go on for ever.
        page = replace(page, items=[], page=args["page"])
    return search.published(page, _address(args["lang"]))


@bp.get("/listings")
@bp.arguments(schemas.ListingsQuery, location="query", error_status_code=400)
@bp.response(200, schemas.Listings)
@bp.doc(operationId="listBusinesses")
@gate("public")
def listings(args: ListingsArgs) -> dict[str, Json]:
    """Every business, a hundred at a time, for who wants all of them: no page costs more than the first."""
    rows = published_after(db.session(), args["cursor"], None, _LISTINGS + 1)
    docs = search.listings(db.session(), [slug for _, slug, _ in rows[:_LISTINGS]])
    address = _address(args["lang"])
    following = rows[_LISTINGS - 1][0] if len(rows) > _LISTINGS else None
    return {"items": [item(doc, address) for doc in docs], "next": following}


@bp.get("/businesses/<slug>")
@bp.arguments(schemas.LanguageQuery, location="query", error_status_code=400)
@bp.response(200, schemas.Item)
@bp.alt_response(404, "NOT_FOUND")
@bp.doc(operationId="getBusiness")
@gate("public")
def business(args: Args, slug: str) -> dict[str, Json]:
    """One business."""
    doc = search.listing(db.session(), slug)
    if doc is None:
        raise NotFound(slug)
    return item(doc, _address(args["lang"]))


@bp.get("/places")
@bp.arguments(schemas.PlaceQuery, location="query", error_status_code=400)
@bp.response(200, schemas.Places)
@bp.doc(operationId="suggestPlaces")
@gate("public")
def places(args: Args) -> dict[str, Json]:
    """Places of DC, Maryland and Virginia whose name or ZIP code begins with `q`."""
    return {"items": [_place(place) for place in gazetteer().suggest(args["q"], _MOST_PLACES)]}


@bp.get("/requests/<token>")
@bp.response(200, schemas.RequestState)
@bp.alt_response(404, "NOT_FOUND")
@bp.doc(operationId="getRequest", **{"x-private": True})
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
