"""The audit trail: who did what to which row, and when."""

from datetime import date, datetime, time, timedelta

from flask import render_template, request

from directory.audit import queries
from directory.doors.admin.door import PAGE, asked, bp, number
from directory.foundation.db import db
from directory.foundation.gates import gate
from directory.kernel import clock

#: The trail begins with the site; a calendar's last day has no next one.
_YEARS = range(2020, 2200)


@bp.get("/audit")
@gate("operator")
def audit() -> str:
    """Events, newest first, by actor, act, subject and day (days of Washington)."""
    session = db.session()
    wanted = {name: asked(name, 60) for name in ("actor", "act", "subject", "since", "until")}
    since, until = _day(wanted["since"]), _day(wanted["until"])
    rows = queries.trail(
        session,
        actor=wanted["actor"],
        act=wanted["act"],
        subject=wanted["subject"],
        since=since,
        until=until + timedelta(days=1) if until else None,
        before=number(request.args.get("before")),
        limit=PAGE + 1,
    )
    more = rows[PAGE - 1].id if len(rows) > PAGE else None
    return render_template("admin/audit.html", rows=rows[:PAGE], more=more, asked=wanted, acts=queries.acts(session))


def _day(text: str) -> datetime | None:
    """The beginning of a day that somebody typed; None for what is no day of ours."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return datetime.combine(day, time.min, tzinfo=clock.LOCAL_ZONE) if day.year in _YEARS else None
