"""What time it is for leases: the database's, so that hosts whose clocks differ agree on who holds a row.

A lease that ends further away than any lease is long was written by a clock that has since been set back. It lasts one
lease more from when it was first seen, on a clock that nobody sets.
"""

from datetime import datetime, timedelta
from time import monotonic

from directory.foundation.db import db
from directory.foundation.health import time_there
from directory.kernel import clock
from directory.outbox import rules

#: Seconds for which a measured difference holds, and below which two clocks are the same.
_MEASURED_FOR, _SAME = 60.0, 2.0
#: When the difference was last measured, by the clock of this process, and what it was.
_measured: list[tuple[float, timedelta]] = []
#: No lease ends further away than this.
FAR = 2 * rules.SLOW_LEASE
#: Such leases are few: those in hand when a clock was set back.
_MOST_SEEN = 1000
#: By (table, id, end) of a lease too long: when this process first saw it.
_seen: dict[tuple[str, int, datetime], float] = {}


def now() -> datetime:
    """The database's time, where that is another machine's; else this machine's. Call it outside a unit."""
    if not _measured or monotonic() - _measured[-1][0] > _MEASURED_FOR:
        there = time_there(db.engine)
        difference = there - clock.real() if there is not None else timedelta(0)
        is_same = abs(difference.total_seconds()) < _SAME
        _measured[:] = [(monotonic(), timedelta(0) if is_same else difference)]
    return clock.now() + _measured[-1][1]


def has_run_out(table: str, row_id: int, lease_until: datetime, at: datetime) -> bool:
    """Whether a lease is over: its end has come, or it was too long and has been looked at for as long as one lasts."""
    if lease_until < at:
        return True
    if lease_until <= at + FAR:
        return False
    key = (table, row_id, lease_until)
    if len(_seen) > _MOST_SEEN:
        _seen.clear()
    first = _seen.setdefault(key, monotonic())
    return monotonic() - first > rules.SLOW_LEASE.total_seconds()
