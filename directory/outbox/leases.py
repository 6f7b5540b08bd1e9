"""The time for leases is the database's, so that hosts whose clocks differ agree on who holds a row.

A clock that is set while a worker holds a row says nothing about that row. Where it was set ahead, no lease is over
until one has passed since then on a clock that nobody sets. Where it was set back, a lease ends further away than any
is long: it lasts one more from when it was first seen, on that same clock.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic

from directory.foundation.db import db
from directory.foundation.health import time_there
from directory.kernel import clock
from directory.outbox import rules

#: Seconds for which a measured difference holds, and below which two clocks are the same.
_MEASURED_FOR, _SAME = 60.0, 2.0
#: Seconds by which a clock differs from one that nobody sets before it counts as set: more than both of the above err.
SET_BY = 10.0


@dataclass(frozen=True)
class _Look:
    """How the clocks stood."""

    #: On the clock that nobody sets.
    at: float
    #: On this machine's.
    here: datetime
    #: By how much the database's was ahead of this machine's.
    ahead: timedelta


#: The last look, once there was one.
_looks: list[_Look] = []
#: When this process last saw that a clock had been set, on the one that nobody sets.
_set_at = [float("-inf")]
#: No lease ends further away than this.
FAR = 2 * rules.SLOW_LEASE
#: Such leases are few: those in hand when a clock was set back.
_MOST_SEEN = 1000
#: By (table, id, end) of a lease too long: when this process first saw it.
_seen: dict[tuple[str, int, datetime], float] = {}


def now() -> datetime:
    """The database's time, where that is another machine's; else this machine's. Call it outside a unit."""
    last = _looks[-1] if _looks else None
    here, at = clock.real(), monotonic()
    if last is None or at - last.at > _MEASURED_FOR or _is_set(here - last.here, at - last.at):
        there = time_there(db.engine)
        difference = there - here if there is not None else timedelta(0)
        ahead = timedelta(0) if abs(difference.total_seconds()) < _SAME else difference
        if last is not None and _is_set(here + ahead - last.here - last.ahead, at - last.at):
            _set_at[:] = [at]
        _looks[:] = [_Look(at, here, ahead)]
    return clock.now() + _looks[-1].ahead


def _is_set(passed: timedelta, seconds: float) -> bool:
    """Whether a clock on which so much passed was set, while so many seconds did."""
    return abs(passed.total_seconds() - seconds) > SET_BY


def has_run_out(table: str, row_id: int, lease_until: datetime, at: datetime) -> bool:
    """Whether a lease is over: its end has come, or it was too long and has been looked at for as long as one lasts."""
    if lease_until < at:
        longest = rules.LEASE if table == "messages" else rules.SLOW_LEASE
        return monotonic() - _set_at[-1] > longest.total_seconds()
    if lease_until <= at + FAR:
        return False
    key = (table, row_id, lease_until)
    if len(_seen) > _MOST_SEEN:
        _seen.clear()
    first = _seen.setdefault(key, monotonic())
    return monotonic() - first > rules.SLOW_LEASE.total_seconds()
