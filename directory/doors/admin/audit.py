"""The audit trail: who did what to which row, and when."""

from datetime import date, datetime, time, timedelta

from flask import render_template, request

from directory.audit import queries
from directory.doors.admin.door import PAGE, bp, number
from directory.foundation.db import db
from directory.foundation.gates import gate
from directory.kernel import clock


@bp.get("/audit")
@gate("operator")
def audit() -> str:
    """Events, newest first, by actor, act, subject and day (days of Washington)."""
    session = db.session()
    asked = {name: request.args.get(name, "").strip()[:60] for name in ("actor", "act", "subject", "since", "until")}
    since, until = _day(asked["since"]), _day(asked["until"])
    rows = queries.trail(
        session,
        actor=asked["actor"],
        act=asked["act"],
        subject=asked["subject"],
        since=since,
        until=until + timedelta(days=1) if until else None,
        before=number(request.args.get("before")),
        limit=PAGE + 1,
    )
    more = rows[PAGE - 1].id if len(rows) > PAGE else None
    return render_template("admin/audit.html", rows=rows[:PAGE], more=more, asked=asked, acts=queries.acts(session))


def _day(text: str) -> datetime | None:
    """The beginning of a day that somebody typed; None for what is no day."""
    try:
        return datetime.combine(date.fromisoformat(text), time.min, tzinfo=clock.LOCAL_ZONE)
    except ValueError:
        return None
