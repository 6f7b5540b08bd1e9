"""Errors for programs: the problem document of RFC 9457, the only shape in which the API refuses anything."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import TypedDict

from flask import Response

CONTENT_TYPE = "application/problem+json"
#: Where each code is explained; `type` of a problem leads there.
DOCS_PATH = "/api/docs"

#: By parameter, what is wrong with it.
Complaints = Mapping[str, list[str]]

#: By status: the code that programs compare, and a sentence for the person who reads the log.
PROBLEMS: Mapping[int, tuple[str, str]] = {
    400: ("bad_request", "The request cannot be read. `fields` names each parameter and what is wrong with it."),
    403: ("forbidden", "This is somebody else's."),
    404: ("not_found", "There is nothing at this address."),
    405: ("method_not_allowed", "This address does not take that method. `Allow` says which it takes."),
    406: ("not_acceptable", "The API speaks JSON only, and `Accept` of the request excludes it."),
    409: ("conflict", "Things have moved on since this was asked for."),
    413: ("too_large", "The request is larger than this address takes."),
    415: ("unsupported_type", "This address does not take that kind of content."),
    429: ("too_many_requests", "Too many requests. `Retry-After` says how many seconds to wait."),
    500: ("internal", "Something broke on our side. It is logged."),
    503: ("unavailable", "The database is busy. `Retry-After` says how many seconds to wait."),
}


class Problem(TypedDict):
    """The document: an address of ours that explains the code, the status in words and as a number, what happened, the
    code, and by parameter what is wrong with it (empty where it is no parameter's fault)."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    fields: dict[str, list[str]]


def describe(status: int, detail: str | None = None, fields: Complaints | None = None) -> Problem:
    """The problem of an HTTP status of 400 and above; `detail` in place of the usual sentence."""
    title = HTTPStatus(status).phrase
    code, usual = PROBLEMS.get(status) or (title.lower().replace(" ", "_"), f"{title}.")
    return {
        "type": f"{DOCS_PATH}#{code}",
        "title": title,
        "status": status,
        "detail": detail or usual,
        "code": code,
        "fields": dict(fields or {}),
    }


def written(problem: Problem) -> str:
    """The document as it is sent."""
    return json.dumps(problem, ensure_ascii=False) + "\n"


def answer(status: int, detail: str | None = None, fields: Complaints | None = None) -> Response:
    """The answer that says so."""
    problem = describe(status, detail, fields)
    return Response(written(problem), status, content_type=CONTENT_TYPE)
