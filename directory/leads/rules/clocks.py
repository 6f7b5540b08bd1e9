"""How long an answer may take: the clock of each urgency, the hours in which it runs, and what counts as no answer."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from directory.kernel import clock
from directory.leads.rules import TAKEN_LEADS, LeadState, Waiting
from directory.outbox.rules import next_allowed

#: Washington's hours in which a business is waited for, on these days of the week (0: Monday), but for holidays.
WORKING_DAYS, OPENS, CLOSES = range(6), time(8), time(18)
#: A day of work.
WORKING_DAY = timedelta(hours=CLOSES.hour - OPENS.hour)
#: Federal holidays, each on its own day: month and day, or month, day of the week and which of them (-1: the last).
HOLIDAYS = ((1, 1), (6, 19), (7, 4), (11, 11), (12, 25))
MOVING_HOLIDAYS = ((1, 0, 3), (2, 0, 3), (5, 0, -1), (9, 0, 1), (10, 0, 2), (11, 3, 4))


@dataclass(frozen=True)
class Clock:
    """How long a business may take, from when it was told: until it is reminded, and until its homeowner is told that
    nobody has answered. In working hours, but where it `runs_always`."""

    reminds: timedelta
    ends: timedelta
    runs_always: bool = False

    def after(self, since: datetime, wait: timedelta) -> datetime:
        """The moment at which so much of this clock has run since then."""
        return since + wait if self.runs_always else work_after(since, wait)

    def run(self, since: datetime, now: datetime) -> timedelta:
        """How much of this clock has run."""
        return max(timedelta(), now - since) if self.runs_always else work_between(since, now)


#: By urgency.
CLOCKS = {
    "now": Clock(timedelta(minutes=10), timedelta(minutes=30), runs_always=True),
    "48h": Clock(timedelta(hours=2), timedelta(hours=4)),
    "week": Clock(WORKING_DAY / 2, WORKING_DAY),
    "month": Clock(WORKING_DAY, 2 * WORKING_DAY),
    "plan": Clock(WORKING_DAY, 2 * WORKING_DAY),
}


def clock_of(urgency: str) -> Clock:
    """The clock of an urgency.

    >>> clock_of("48h").ends
    datetime.timedelta(seconds=14400)
    """
    return CLOCKS.get(urgency, CLOCKS["week"])


@lru_cache(maxsize=16)
def holidays(year: int) -> frozenset[date]:
    """The federal holidays of a year."""
    days = {date(year, month, day) for month, day in HOLIDAYS}
    for month, weekday, which in MOVING_HOLIDAYS:
        first = date(year, month, 1)
        of_month = [first + timedelta(days=n) for n in range(31) if (first + timedelta(days=n)).month == month]
        days.add([day for day in of_month if day.weekday() == weekday][which if which < 0 else which - 1])
    return frozenset(days)


def _spans(since: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The working hours of the days from this moment's on, in UTC, without end."""
    day = clock.local(since).date()
    while True:
        if day.weekday() in WORKING_DAYS and day not in holidays(day.year):
            opens, closes = (
                datetime.combine(day, bound, tzinfo=clock.zone()).astimezone(UTC) for bound in (OPENS, CLOSES)
            )
            yield opens, closes
        day += timedelta(days=1)


def work_after(since: datetime, wait: timedelta) -> datetime:
    """The moment at which so much time of work has passed since then: Friday at 4 PM, and 4 hours: Saturday at 10."""
    for opens, closes in _spans(since):
        begins = max(opens, since)
        if closes - begins >= wait:
            return begins + wait
        wait -= max(timedelta(), closes - begins)
    raise AssertionError("days do not end")


def work_between(since: datetime, until: datetime) -> timedelta:
    """The time of work between two moments; none where the second is no later."""
    worked = timedelta()
    for opens, closes in _spans(since):
        if opens >= until:
            break
        worked += max(timedelta(), min(closes, until) - max(opens, since))
    return worked


#: What a homeowner is told whom nobody has answered: in an emergency at first, and when the clock has run out.
NO_ANSWER = ("no-answer-yet", "no-answer")


def unanswered_from(since: datetime, urgency: str, hours: str, *, is_second: bool = False) -> datetime:
    """When it is told that nobody has answered what went out at `since`: when its clock has run out, from the first
    moment on at which we text (`hours`); in an emergency a first time ten minutes on, and then at its end
    (`is_second`)."""
    running = clock_of(urgency)
    if running.runs_always:
        return since + (running.ends if is_second else running.reminds)
    return running.after(next_allowed(since, hours), running.ends)


def reminded_at(told_at: datetime, urgency: str, hours: str) -> datetime:
    """When a business that was told at that moment is reminded, once: never in hours in which we do not text."""
    running = clock_of(urgency)
    return next_allowed(running.after(told_at, running.reminds), hours)


def is_unanswered(leads: Iterable[Waiting]) -> bool:
    """Whether somebody was asked and nobody took it or wrote a word: a no alone is no answer to wait for."""
    states = list(leads)
    return any(lead.state == LeadState.NEW for lead in states) and not any(
        lead.state in TAKEN_LEADS or (lead.state == LeadState.NEW and lead.answered_at) for lead in states
    )


@dataclass(frozen=True)
class Age:
    """How long a lead has waited: a number of `unit` (minute, hour, day), and where that stands on its clock.

    `share` is the part of the clock that is used up, 0 to 100, `mark` where it turns slow; `look` is quick, slow or
    late.
    """

    number: int
    unit: str
    share: int
    mark: int
    look: str


def age(since: datetime, now: datetime, urgency: str) -> Age:
    """The age of a lead nobody answered, against the clock of its urgency."""
    minutes = int(max(timedelta(0), now - since).total_seconds() // 60)
    running = clock_of(urgency)
    used = running.run(since, now)
    number, unit = (
        (minutes, "minute")
        if minutes < 60
        else (minutes // 60, "hour")
        if minutes < 48 * 60
        else (minutes // (24 * 60), "day")
    )
    look = "quick" if used < running.reminds else "slow" if used < running.ends else "late"
    share = min(100, int(100 * used / running.ends))
    return Age(number, unit, share, int(100 * running.reminds / running.ends), look)
