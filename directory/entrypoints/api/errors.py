"""One envelope for every error: `{"error": {"code", "message", "fields"}}`, never a stack trace."""

from typing import Any

from flask import Response, jsonify
from flask_smorest import Blueprint
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from werkzeug.exceptions import HTTPException

from directory.foundation.logs import log
from directory.kernel.errors import Busy, NotFound, TooMany


def envelope(status: int, code: str, message: str, fields: dict[str, Any] | None = None) -> Response:
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
