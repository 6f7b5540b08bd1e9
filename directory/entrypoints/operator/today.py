"""Today: everything that waits, with the acts that end it. And the same firms on paper, for the telephone."""

from flask import render_template

from directory.credentials.queries import licenses_of
from directory.entrypoints.operator.blueprint import bp
from directory.entrypoints.operator.queue import gather, not_introduced
from directory.foundation.db import db
from directory.foundation.gates import gate
from directory.kernel import clock
from directory.outbox.queries import messages_of


@bp.get("")
@gate("operator")
def today() -> str:
    """What waits for the operator, most pressing first."""
    session = db.session()
    day = gather(session)
    texts = messages_of(session, "lead", [lead.id for lead, _business in day.untold.rows])
    return render_template("operator/today.html", day=day, texts=texts, now=clock.now())


@bp.get("/calls")
@gate("operator")
def calls() -> str:
    """The firms nobody has spoken with, to print: what to say in their language, what to ask, boxes to tick."""
    session = db.session()
    today = clock.local(clock.now()).date()
    rows = not_introduced(session)
    due = [row for row in rows if row.again is None or row.again <= today]
    licenses = licenses_of(session, [row.business.id for row in due])
    later = [row for row in rows if row not in due]
    return render_template("operator/calls.html", rows=due, later=later, licenses=licenses)
