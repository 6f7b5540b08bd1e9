"""The page behind the link by which a reader turns off mails of one topic."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from directory.foundation.db import db
from directory.foundation.gates import gate
from directory.foundation.security import csrf, mark_private
from directory.foundation.unit import unit
from directory.outbox import topics

bp = Blueprint("emails", __name__)

#: What the button that undoes it sends. A mail program, which presses for its reader, sends other words (RFC 8058).
ON = "on"


@bp.get("/<lang:lang>/emails/<topic>/<token>")
@gate("mail-token")
def show(topic: str, token: str) -> str:
    """Status, and one button. Opening it any number of times changes nothing."""
    mark_private()
    return _page(topics.choice_of(topic, token))


@bp.post("/<lang:lang>/emails/<topic>/<token>")
@csrf.exempt  # a mail program presses it, which never saw the page; only whoever has the link can
@gate("mail-token")
def save(topic: str, token: str) -> ResponseReturnValue:
    """Turn it off, or on again. The answer is the page itself: mail programs follow no redirect."""
    mark_private()
    choice = topics.choice_of(topic, token)
    save_choice = topics.turn_on if request.form.get("emails") == ON else topics.turn_off
    with unit() as session:
        save_choice(session, choice)
    return _page(choice)


def _page(choice: topics.Choice) -> str:
    return render_template(
        "pages/emails.html",
        topic=choice.topic,
        instead=topics.INSTEAD[choice.topic],
        is_off=topics.is_off(db.session(), choice),
    )
