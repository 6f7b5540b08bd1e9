"""What holds for every operation of the API, said once: its errors, its headers, who may read it from where."""

from http import HTTPStatus
from inspect import cleandoc
from typing import Any

from flask import Flask, Request, Response, current_app, g, request
from flask_smorest import Api, Blueprint
from werkzeug.datastructures import MIMEAccept
from werkzeug.exceptions import BadRequest, NotAcceptable

from directory.entrypoints.api import schemas
from directory.entrypoints.api.quota import Quota, Spent
from directory.foundation import problems
from directory.foundation.security import client_network
from directory.foundation.settings import settings
from directory.kernel.errors import TooMany
from directory.kernel.prepared import Json
from directory.kernel.site import site

PREFIX = "/api/"
#: A part of the description: the library gives it no types.
Described = dict[str, Any]
#: Kept by a reader and asked for again: cheap where nothing changed.
_REVALIDATE = "no-cache"
_PREFLIGHT_SECONDS = 24 * 3600
_CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, RateLimit, RateLimit-Policy, Retry-After",
}
_CORS_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "If-None-Match",
    "Access-Control-Max-Age": str(_PREFLIGHT_SECONDS),
}
_CONFIG = {
    "API_TITLE": site().wording["en"].site,
    "API_VERSION": "v1",
    "OPENAPI_VERSION": "3.1.0",
    "OPENAPI_URL_PREFIX": "/api/v1",
    "OPENAPI_JSON_PATH": "openapi.json",
}
_INFO = (
    f"{site().api_about}, as JSON. `null` means not stated, never "
    "no. Anybody may read, from any page; there is no key. Answers have an ETag: send it back as If-None-Match, and an "
    "answer that has not changed is not sent again. RateLimit says how many requests are left in this minute. Lists "
    "end where `next` is null. Errors are problem documents (RFC 9457)."
)
_LINKS = '</api/v1/openapi.json>; rel="service-desc", </api/docs>; rel="service-doc"'
_QUOTA = "lengnuan-api-quota"

#: Headers of the description, by the name under which it refers to them.
HEADERS: dict[str, tuple[str, str]] = {
    "ETAG": ("ETag", "Tag of this answer; sent back in If-None-Match it saves the answer."),
    "RATE_LIMIT_POLICY": ("RateLimit-Policy", "How many requests (`q`) one network has in so many seconds (`w`)."),
    "RATE_LIMIT": ("RateLimit", "How many are left (`r`), and in how many seconds there are new ones (`t`)."),
    "RETRY_AFTER": ("Retry-After", "Seconds to wait before the next try."),
}
_ALWAYS = ("RATE_LIMIT_POLICY", "RATE_LIMIT")
#: What any operation may answer, beside what it is asked for.
_ANY = (406, 429, 500, 503)
_WAIT = (429, 503)


def init_app(app: Flask) -> None:
    """Count what comes in, and give every answer under /api/ its headers, errors included."""
    app.extensions[_QUOTA] = Quota()
    app.before_request(_count)
    app.after_request(_complete)


def _count() -> None:
    if request.path.startswith(PREFIX) and request.method != "OPTIONS" and settings().rate_limits:
        quota: Quota = current_app.extensions[_QUOTA]
        spent = g.api_spent = quota.count(client_network())
        if spent.left < 0:
            raise TooMany(spent.seconds, "api")


def _complete(response: Response) -> Response:
    if not request.path.startswith(PREFIX):
        return response
    response.headers.update(_CORS)
    response.headers.setdefault("Link", _LINKS)
    spent: Spent | None = g.get("api_spent")
    if spent is not None:
        response.headers.update(spent.headers())
    if request.method == "OPTIONS" and response.status_code < 400:
        response.headers.update(_CORS_PREFLIGHT)
    if request.method in ("GET", "HEAD") and response.status_code == 200 and not g.get("private"):
        response.headers.setdefault("Cache-Control", _REVALIDATE)
        response.add_etag()
        response.make_conditional(request)
    return response


def speak_json(sent: Request) -> None:
    """Raise NotAcceptable where JSON is not among what a request accepts."""
    accepted: MIMEAccept = sent.accept_mimetypes
    if accepted and not accepted.best_match(["application/json", problems.CONTENT_TYPE]):
        raise NotAcceptable


def refuse(error: BadRequest) -> Response:
    """A parameter that cannot be read: by its name, each complaint."""
    messages: dict[str, Json] = getattr(error, "data", {}).get("messages", {}).get("query", {})
    return problems.answer(400, fields={name: _complaints(complaint) for name, complaint in messages.items()})


def _complaints(complaint: Json) -> list[str]:
    """The complaints about one parameter; those about one of its several values are not told apart."""
    if isinstance(complaint, dict):
        return [text for value in complaint.values() for text in _complaints(value)]
    return [str(text) for text in complaint] if isinstance(complaint, list) else [str(complaint)]


class DescribedBlueprint(Blueprint):  # type: ignore[misc]
    """A blueprint whose operations are described with what holds for all of them."""

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)
        self._prepare_doc_cbks.append(_describe)


def _describe(doc: Described, doc_info: Described, **others: object) -> Described:
    """An operation's description, completed."""
    responses = doc["responses"]
    for status in _ANY:
        responses[str(status)] = HTTPStatus(status).name
    good = responses[200]
    good["headers"] = _headers(200)
    if not doc_info.get("manual_doc", {}).get("x-private"):
        good["headers"]["ETag"] = "ETAG"
        responses["304"] = {"description": "Not changed since the answer with that tag.", "headers": {"ETag": "ETAG"}}
        doc.setdefault("parameters", []).append("IF_NONE_MATCH")
    return doc


def _headers(status: int) -> dict[str, str]:
    """The headers of an answer, each with the name under which the description has it."""
    names = (*_ALWAYS, "RETRY_AFTER") if status in _WAIT else _ALWAYS
    return {HEADERS[name][0]: name for name in names}


class DescribedApi(Api):  # type: ignore[misc]
    """The library, but for errors: it would answer those of the whole site, and describe another shape."""

    def __init__(self, app: Flask) -> None:
        app.config.update(_CONFIG)
        super().__init__(app, spec_kwargs={"info": {"description": _INFO}})

    def _register_error_handlers(self) -> None:
        """Leave errors to the site's handlers."""

    def _register_responses(self) -> None:
        """Describe each error as the problem document that it is."""
        for name, (_, description) in HEADERS.items():
            if name != "ETAG":
                header = {"description": description, "schema": {"type": "string"}}
                self.spec.components.header(name, header, lazy=True)
        for status in HTTPStatus:
            if status >= 400:
                self._register_problem(status.name, status.phrase, _headers(status))
        self._register_problem("DEFAULT_ERROR", "Any other error.", _headers(0))

    def register_blueprint(self, blp: Blueprint, **options: object) -> None:
        """The library's, which would leave out what stands in the docstring of each shape."""
        super().register_blueprint(blp, **options)
        for name, shape in self.spec.components.schemas.items():
            shape["description"] = cleandoc(getattr(schemas, name).__doc__)

    def _register_pagination_header(self) -> None:
        """Pages are told in the body."""

    def _register_problem(self, name: str, description: str, headers: dict[str, str]) -> None:
        response = {
            "description": description,
            "content": {problems.CONTENT_TYPE: {"schema": schemas.Problem}},
            "headers": headers,
        }
        self.spec.components.response(name, response, lazy=True)
