"""Who says that a business is theirs: calls to make, disputes to decide."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from directory.claims import actions, notices, queries
from directory.entrypoints.operator.blueprint import actor, at, back, bp
from directory.foundation.db import db
from directory.foundation.gates import gate
from directory.foundation.unit import unit
from directory.kernel.errors import Invalid
from directory.kernel.text import clean

_LONGEST_NOTE = 500


@bp.get("/claims")
@gate("operator")
def claims() -> str:
    """Claims to decide, oldest first, with all that the decision rests on."""
    return _page()


def _page(*, wrong: str | None = None, digits: str | None = None, claim_id: int | None = None) -> str:
    at("claims")
    rows = queries.to_decide(db.session())
    scripts = {each.claim.id: notices.script(each.claim.business) for each in rows if each.claim.state == "review"}
    return render_template(
        "operator/claims.html", rows=rows, scripts=scripts, wrong=wrong, digits=digits, claim_id=claim_id
    )


@bp.post("/claims/<int:claim_id>/voice-code")
@gate("operator")
def voice_code(claim_id: int) -> ResponseReturnValue:
    """Eight digits to read out to the printed phone, and to nobody else. A new press makes new ones."""
    with unit() as session:
        digits = actions.voice_code(session, claim_id, actor())
    return _page(digits=digits, claim_id=claim_id)


@bp.post("/claims/<int:claim_id>/approve")
@gate("operator")
def approve(claim_id: int) -> ResponseReturnValue:
    """The business passes to the claimant; whoever had it is told."""
    try:
        with unit() as session:
            actions.approve(session, claim_id, actor())
    except Invalid as error:
        return _page(wrong=error.text, claim_id=claim_id), 400
    return back("approved", "claims")


@bp.post("/claims/<int:claim_id>/reject")
@gate("operator")
def reject(claim_id: int) -> ResponseReturnValue:
    """Nothing changes."""
    with unit() as session:
        actions.reject(session, claim_id, actor(), clean(request.form.get("note", ""))[:_LONGEST_NOTE])
    return back("rejected", "claims")
