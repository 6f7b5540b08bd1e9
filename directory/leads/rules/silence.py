"""Nobody answers: when that is told, and what counts as no answer."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from directory.leads.rules import EMERGENCY_MINUTES, TAKEN_LEADS, LeadState, Waiting, is_emergency, next_at
from directory.outbox.rules import next_allowed

#: What a homeowner is told whom nobody has answered: in an emergency at first, and later, or of any other job.
NO_ANSWER = ("no-answer-yet", "no-answer")
#: Washington's hour at which that is told of what is no emergency, and how long a business has had it by then.
_MORNING, _TIME_TO_ANSWER = time(9), timedelta(hours=12)


def unanswered_from(since: datetime, urgency: str, hours: str, *, is_second: bool = False) -> datetime:
    """When it is told that nobody has answered what went out at `since`: in an emergency ten minutes on, then thirty
    (`is_second`); else the first morning on which a business has had it for twelve hours in which we text (`hours`)."""
    if is_emergency(urgency):
        return since + timedelta(minutes=EMERGENCY_MINUTES[is_second])
    return next_at(next_allowed(since, hours) + _TIME_TO_ANSWER, _MORNING)


def is_unanswered(leads: Iterable[Waiting]) -> bool:
    """Whether somebody was asked and nobody took it or wrote a word: a no alone is no answer to wait for."""
    states = list(leads)
    return any(lead.state == LeadState.NEW for lead in states) and not any(
        lead.state in TAKEN_LEADS or (lead.state == LeadState.NEW and lead.answered_at) for lead in states
    )
