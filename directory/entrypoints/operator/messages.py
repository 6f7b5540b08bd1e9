"""What went out, message by message; what came in is read in `threads`."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from directory.accounts.routes.operator import PAGE, actor, filter_text, number
from directory.entrypoints.operator import actions
from directory.entrypoints.operator.blueprint import back, bp
from directory.foundation.db import db
from directory.foundation.gates import gate
from directory.foundation.unit import unit
from directory.kernel.errors import NotFound
from directory.outbox import queries


@bp.get("/messages")
@gate("operator")
def messages() -> str:
    """Messages, newest first, of one state, channel or subject."""
    session = db.session()
    wanted = {name: filter_text(name, 40) for name in ("state", "channel", "about")}
    rows = queries.messages_before(session, number(request.args.get("before")), PAGE + 1, **wanted)
    return render_template(
        "operator/messages.html",
        rows=rows[:PAGE],
        more=rows[PAGE - 1].id if len(rows) > PAGE else None,
        asked=wanted,
        counts=queries.count_by_state(session),
    )


@bp.get("/messages/<int:message_id>")
@gate("operator")
def message(message_id: int) -> str:
    """One message: its words, its way, what can be done."""
    outgoing = queries.message(db.session(), message_id)
    if outgoing is None:
        raise NotFound(f"message {message_id}")
    return render_template("operator/message.html", row=outgoing)


@bp.post("/messages/<int:message_id>/resend")
@gate("operator")
def resend(message_id: int) -> ResponseReturnValue:
    """POST: send a dead letter again."""
    with unit() as session:
        actions.resend(session, message_id, by=actor())
    return back("resent", "message", message_id=message_id)


@bp.post("/messages/<int:message_id>/handled")
@gate("operator")
def handled(message_id: int) -> ResponseReturnValue:
    """POST: put a dead letter away; nothing more is done about it."""
    with unit() as session:
        actions.handle(session, message_id, by=actor())
    return back("handled", "message", message_id=message_id)


@bp.post("/texts/<int:text_id>/read")
@gate("operator")
def read(text_id: int) -> ResponseReturnValue:
    """POST: mark an incoming text as read by a person, and answered where it needed that."""
    with unit() as session:
        actions.read_text(session, text_id, by=actor())
    return back("read", "threads")
