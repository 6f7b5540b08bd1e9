"""How fast a business answers, and how often: what the page about it says in words, counted in one place."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l

from directory.foundation.i18n import Labelled
from directory.leads.rules.clocks import clock_of

#: Fewer requests say more about chance than about a business.
LEAST_COUNTED = 5
#: Requests that reached it so long ago are forgotten.
COUNTED_FOR = timedelta(days=365)


class Pace(Labelled):
    """Within what time half of the requests were answered, as far as it is worth telling apart."""

    QUARTER = "quarter", _l("within 15 minutes")
    HALF_HOUR = "half_hour", _l("within 30 minutes")
    HOUR = "hour", _l("within 1 hour")
    TWO_HOURS = "two_hours", _l("within 2 hours")
    FOUR_HOURS = "four_hours", _l("within 4 hours")
    TEN_HOURS = "ten_hours", _l("within 10 hours")
    TWENTY_HOURS = "twenty_hours", _l("within 20 hours")
    LATER = "later", _l("after more than 20 hours")


#: The longest time of each, the shortest first.
_LONGEST = {
    Pace.QUARTER: timedelta(minutes=15),
    Pace.HALF_HOUR: timedelta(minutes=30),
    Pace.HOUR: timedelta(hours=1),
    Pace.TWO_HOURS: timedelta(hours=2),
    Pace.FOUR_HOURS: timedelta(hours=4),
    Pace.TEN_HOURS: timedelta(hours=10),
    Pace.TWENTY_HOURS: timedelta(hours=20),
}


@dataclass(frozen=True)
class Received:
    """A request that reached a business at a moment known from a receipt, its mail's server or a call of ours.

    `ended_at`: when it was withdrawn or closed, where the business had said nothing by then.
    """

    at: datetime
    urgency: str
    answered_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True)
class Answering:
    """How many requests count, how many of them were answered, and within what time half of them; None: fewer were."""

    counted: int = 0
    answered: int = 0
    pace: Pace | None = None

    @property
    def is_enough(self) -> bool:
        """Whether anything is shown."""
        return self.counted >= LEAST_COUNTED


def answering(received: Iterable[Received], joined_at: datetime | None, now: datetime) -> Answering:
    """How a business that joined at that moment (None: it did not) answers.

    What reached it before then counts neither way: its silence was no answer to us, and an answer is what joined it.
    Nor does what is older than `COUNTED_FOR`, and what it may still answer in time or could no longer. The time of an
    answer is that of the clock of its urgency: in an emergency any time, otherwise working hours.
    """
    times: list[timedelta | None] = []
    for request in received:
        if joined_at is None or request.at <= joined_at or request.at < now - COUNTED_FOR:
            continue
        running = clock_of(request.urgency)
        if request.answered_at is not None:
            times.append(running.run(request.at, request.answered_at))
        elif running.run(request.at, request.ended_at or now) >= running.ends:
            times.append(None)
    answered = sorted(time for time in times if time is not None)
    half = -(-len(times) // 2)
    pace = _pace(answered[half - 1]) if times and half <= len(answered) else None
    return Answering(len(times), len(answered), pace)


def _pace(time: timedelta) -> Pace:
    return next((pace for pace, longest in _LONGEST.items() if time <= longest), Pace.LATER)
