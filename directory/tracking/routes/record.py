"""All that is kept of a request: to read, and to take along."""

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from directory.foundation.db import db
from directory.foundation.gates import gate
from directory.foundation.security import mark_private
from directory.tracking.access import own_request
from directory.tracking.queries.record import TABLES, as_json, record_of
from directory.tracking.queries.record_page import lines_of
from directory.tracking.routes.page import bp


@bp.get("/<lang:lang>/requests/<token>/record")
@gate("request-token")
def record(token: str) -> ResponseReturnValue:
    """Every entry of it, in words."""
    mark_private()
    own = own_request(token)
    tables = [
        (TABLES.get(table), table, [lines_of(table, entry) for entry in rows])
        for table, rows in record_of(db.session(), own.request).items()
    ]
    return render_template("tracking/record.html", tables=tables, token=own.token, number=own.request.number)


@bp.get("/<lang:lang>/requests/<token>/record.json")
@gate("request-token")
def record_json(token: str) -> ResponseReturnValue:
    """GET: all that is kept of the request, as a JSON file."""
    mark_private()
    own = own_request(token)
    answer = Response(as_json(record_of(db.session(), own.request)), mimetype="application/json")
    answer.headers["Content-Disposition"] = f'attachment; filename="lengnuan-{own.request.number}.json"'
    return answer
