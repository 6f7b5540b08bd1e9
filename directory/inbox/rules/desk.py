"""Pure decisions of the list of leads: what its refresh compares, and what the picture of a day shows."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from directory.kernel import clock
from directory.leads.rules import is_quiet
from directory.outbox.rules import next_allowed

#: Any day does: only the hours of it are drawn.
_DAY = (2026, 6, 1)


def fingerprint(parts: Iterable[object]) -> str:
    """A short name for what a list shows now: the same while nothing changed, so that a refresh costs nothing."""
    return hashlib.sha256(repr(list(parts)).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Hour:
    """One hour of a day: whether texts go out in it, and whether mail does."""

    hour: int
    texts: bool
    mails: bool


def day(quiet: tuple[str, str] | None, hours: str) -> list[Hour]:
    """The 24 hours of a day on Washington's clock: `hours` are those in which the site texts at all."""
    found = []
    for hour in range(24):
        moment = datetime(*_DAY, hour, tzinfo=clock.LOCAL_ZONE).astimezone(UTC)
        is_loud = quiet is None or not is_quiet(moment, quiet)
        found.append(Hour(hour, is_loud and next_allowed(moment, hours) == moment, is_loud))
    return found
