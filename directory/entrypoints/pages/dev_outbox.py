"""Development only: every message as its recipient would read it, and a box to answer as the recipient would."""

import ipaddress
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, abort, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from directory.foundation.db import db
from directory.foundation.gates import gate
from directory.foundation.security import client_ip, mark_private
from directory.foundation.settings import settings
from directory.foundation.unit import unit
from directory.inbox.actions import receive_text
from directory.outbox import queries
from directory.outbox.deliver import compose_now
from directory.outbox.models import InboundText, Message
from directory.outbox.registry import BLOT

bp = Blueprint("dev_outbox", __name__)
_MOST = 200


@dataclass
class Thread:
    """A conversation with one address: messages to it and texts from it, by the moment."""

    channel: str
    to: str
    language: str
    said: list[tuple[datetime, Message | InboundText]]


def _only_here() -> None:
    """404 for production and for anybody beyond this machine: the page shows what people wrote."""
    try:
        is_here = ipaddress.ip_address(client_ip()).is_loopback
    except ValueError:
        is_here = False
    if not settings().development or not is_here:
        abort(404)
    mark_private()


@bp.get("/dev/outbox")
@gate("loopback")
def show() -> ResponseReturnValue:
    """What was written to and from each address, the newest conversation first."""
    _only_here()
    session = db.session()
    messages = queries.list_messages(session, limit=_MOST)
    threads = _threads(messages, queries.inbound_texts(session, _MOST))
    return render_template(
        "pages/dev_outbox.html", threads=threads, read={message.id: _read(message) for message in messages}
    )


def _read(message: Message) -> str | None:
    """The words as the recipient reads them: a code is composed anew, for the database holds none."""
    if message.body and BLOT in message.body:
        content = compose_now(db.session(), message)
        return content.body if content is not None else message.body
    return message.body


def _threads(messages: list[Message], texts: list[InboundText]) -> list[Thread]:
    """Conversations as a phone shows them, each oldest first; both lists come newest first."""
    threads: dict[tuple[str, str], Thread] = {}
    for message in messages:
        key = (message.channel, message.recipient)
        thread = threads.setdefault(key, Thread(*key, language=message.language, said=[]))
        thread.said.append((message.sent_at or message.created_at, message))
    for text in texts:
        key = ("sms", text.sender)
        thread = threads.setdefault(key, Thread(*key, language="zh-Hans", said=[]))
        thread.said.append((text.received_at, text))
    for thread in threads.values():
        thread.said.sort(key=lambda pair: pair[0])
    return sorted(threads.values(), key=lambda thread: thread.said[-1][0], reverse=True)


@bp.get("/dev/outbox.json")
@gate("loopback")
def show_json() -> ResponseReturnValue:
    """The messages as JSON, newest first."""
    _only_here()
    return jsonify([_shape(message) for message in queries.list_messages(db.session(), limit=_MOST)])


def _shape(message: Message) -> dict[str, Any]:
    return {
        "channel": message.channel,
        "to": message.recipient,
        "subject": message.subject_line,
        "text": _read(message),
        "segments": message.segments,
        "state": message.state,
        "created_at": message.created_at.isoformat(),
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
