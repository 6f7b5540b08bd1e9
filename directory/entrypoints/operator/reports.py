"""What people told us about listings, and wishes to come down."""

from flask import render_template
from flask.typing import ResponseReturnValue

from directory.entrypoints.operator.blueprint import PAGE, actor, back, bp
from directory.foundation.db import db
from directory.foundation.gates import gate
from directory.foundation.unit import unit
from directory.reports import actions, queries


@bp.get("/reports")
@gate("operator")
def reports() -> str:
    """Open ones first, wishes to come down above all; then those that were settled."""
    session = db.session()
    return render_template(
        "operator/reports.html",
        removals=queries.waiting(session, "remove", 2 * PAGE),
        wrong=queries.waiting(session, "wrong", 2 * PAGE),
        settled=queries.settled(session, PAGE),
    )


@bp.post("/reports/<int:report_id>/settle")
@gate("operator")
def settle(report_id: int) -> ResponseReturnValue:
    """It has been dealt with."""
    with unit() as session:
        actions.settle(session, report_id, by=actor())
    return back("settled", "reports")
