"""The audit trail: who did what to which row, and when."""

from datetime import date, datetime, time, timedelta

from flask import render_template, request

from directory.accounts.routes.operator import PAGE, number
from directory.audit import queries
from directory.audit.rules import ActorKind, SubjectKind, act_label
from directory.entrypoints.operator.blueprint import bp
from directory.entrypoints.operator.references import codes, meant, names
from directory.foundation.db import db
from directory.foundation.gates import gate
from directory.kernel import clock
from directory.kernel.text import clean

#: The trail begins with the site; a calendar's last day has no next one.
_YEARS = range(2020, 2200)


@bp.route("/audit", methods=["GET", "POST"])
@gate("operator")
def audit() -> str:
    """Events, newest first, by actor, act, subject and day (days of Washington), each by its code or in words.

    It is posted, though it changes nothing: what somebody is called and reached by stands in no address. Codes do.
    """
    session = db.session()
    wanted = {name: clean(request.values.get(name, ""))[:60] for name in ("actor", "act", "subject", "since", "until")}
    since, until = _day(wanted["since"]), _day(wanted["until"])
    acts = {act: act_label(act) for act in queries.acts(session)}
    rows = queries.trail(
        session,
        actors=codes(session, wanted["actor"], ActorKind.labels()),
        acts=meant(wanted["act"], acts) if wanted["act"] else None,
        subjects=codes(session, wanted["subject"], SubjectKind.labels()),
        since=since,
        until=until + timedelta(days=1) if until else None,
        before=number(request.values.get("before")),
        limit=PAGE + 1,
    )
    shown = rows[:PAGE]
    codes_shown = [code for event in shown for code in (event.actor, f"{event.subject_kind}:{event.subject_id}")]
    more = shown[-1].id if len(rows) > PAGE else None
    return render_template(
        "operator/audit.html", rows=shown, more=more, asked=wanted, acts=acts, named=names(session, codes_shown)
    )


def _day(text: str) -> datetime | None:
    """The beginning of a day that somebody typed; None for what is no day of ours."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return datetime.combine(day, time.min, tzinfo=clock.LOCAL_ZONE) if day.year in _YEARS else None
