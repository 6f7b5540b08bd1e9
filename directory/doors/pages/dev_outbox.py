"""Development only: every message as its recipient would read it, and a box to answer as the recipient would."""

import ipaddress
import secrets
from itertools import groupby
from typing import Any

from flask import Blueprint, abort, current_app, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from directory.foundation.db import db
from directory.foundation.gates import gate
from directory.foundation.security import client_ip, mark_private
from directory.foundation.unit import unit
from directory.inbox.actions import receive_text
from directory.outbox import queries
from directory.outbox.models import Message

bp = Blueprint("dev_outbox", __name__)
_MOST = 200


def _only_here() -> None:
    """404 for production and for anybody beyond this machine: the page shows what people wrote."""
    try:
        is_here = ipaddress.ip_address(client_ip()).is_loopback
    except ValueError:
        is_here = False
    if not current_app.config["DEVELOPMENT"] or not is_here:
        abort(404)
    mark_private()


@bp.get("/dev/outbox")
@gate("loopback")
def show() -> ResponseReturnValue:
    """Messages gathered by recipient, the newest conversation first."""
    _only_here()
    session = db.session()
    rows = queries.list_messages(session, limit=_MOST)
    inbound = queries.inbound_texts(session, _MOST)
    newest: dict[tuple[str, str], int] = {}
    for row in rows:
        newest.setdefault((row.channel, row.recipient), row.id)
    rows.sort(key=lambda row: (-newest[row.channel, row.recipient], row.id))
    threads = [
        {"channel": channel, "to": to, "messages": list(group), "answers": [t for t in inbound if t.sender == to]}
        for (channel, to), group in groupby(rows, key=lambda row: (row.channel, row.recipient))
    ]
    return render_template("pages/dev_outbox.html", threads=threads)


@bp.get("/dev/outbox.json")
@gate("loopback")
def show_json() -> ResponseReturnValue:
    """The same for a machine, newest first."""
    _only_here()
    return jsonify([_shape(row) for row in queries.list_messages(db.session(), limit=_MOST)])


def _shape(row: Message) -> dict[str, Any]:
    return {
        "channel": row.channel,
        "to": row.recipient,
        "subject": row.subject_line,
        "text": row.body,
        "segments": row.segments,
        "state": row.state,
        "created_at": row.created_at.isoformat(),
    }


@bp.post("/dev/outbox/answer")
@gate("loopback")
def answer() -> ResponseReturnValue:
    """A text from the phone that a message went to, as if the gateway had brought it."""
    _only_here()
    sender, body = request.form.get("from", ""), request.form.get("body", "")
    if sender and body:
        with unit() as session:
            receive_text(session, sender, body, "dev-" + secrets.token_hex(12))
    return redirect(url_for(".show"), 303)
