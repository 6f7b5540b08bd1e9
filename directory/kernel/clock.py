"""The one clock. Everything that asks for the time asks here, so that a test can move it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

#: Where the readers live: every time shown to a person is in this zone.
LOCAL_ZONE = ZoneInfo("America/New_York")

_source: list[Callable[[], datetime]] = []


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _source[-1]() if _source else datetime.now(UTC)


def real() -> datetime:
    """What this machine's own clock says, whatever a test moved: to compare it with another machine's."""
    return datetime.now(UTC)


def local(moment: datetime) -> datetime:
    """The same moment on a clock in Washington."""
    return moment.astimezone(LOCAL_ZONE)


def today() -> date:
    """The day it is in Washington."""
    return local(now()).date()


@contextmanager
def use(source: Callable[[], datetime]) -> Iterator[None]:
    """Read the time from `source` (returns aware UTC) until the block ends."""
    _source.append(source)
    try:
        yield
    finally:
        _source.remove(source)
