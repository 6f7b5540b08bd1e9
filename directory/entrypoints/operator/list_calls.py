"""Contractors who list themselves and whose phone takes no texts: calls to make, digits to read out."""

from flask import render_template
from flask.typing import ResponseReturnValue

from directory.ads.rules import reviewed
from directory.entrypoints.operator.blueprint import PAGE, actor, at, bp
from directory.foundation.db import db
from directory.foundation.gates import gate
from directory.foundation.unit import unit
from directory.onboarding import actions
from directory.onboarding.notices import name_of, script
from directory.onboarding.queries import to_call


@bp.get("/list-calls")
@gate("operator")
def list_calls() -> str:
    """Drafts that wait for a call, oldest first."""
    return _page()


def _page(*, digits: str | None = None, listing_id: int | None = None) -> str:
    at("list_calls")
    waiting = []
    for row in to_call(db.session(), PAGE).rows:
        values = reviewed(row.parsed, row.corrections)
        waiting.append((row, values, script(row.language, name_of(values, row.language.lower()))))
    return render_template("operator/list_calls.html", waiting=waiting, digits=digits, listing_id=listing_id)


@bp.post("/list-calls/<int:listing_id>/digits")
@gate("operator")
def list_digits(listing_id: int) -> ResponseReturnValue:
    """Eight digits to read out to the draft's phone, and to nobody else. A new press makes new ones."""
    with unit() as session:
        digits = actions.voice_code(session, listing_id, actor())
    return _page(digits=digits, listing_id=listing_id)
