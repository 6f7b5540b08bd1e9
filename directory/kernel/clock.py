"""The one clock. Everything that asks for the time asks here, so that a test can move it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from directory.kernel.site import site

_source: list[Callable[[], datetime]] = []


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _source[-1]() if _source else datetime.now(UTC)


def real() -> datetime:
    """What this machine's own clock says, whatever a test moved: to compare it with another machine's."""
    return datetime.now(UTC)


@cache
def zone() -> ZoneInfo:
    """The site's time zone: every time that a person reads is in it."""
    return ZoneInfo(site().zone)


def local(moment: datetime) -> datetime:
    """A moment in the site's time zone."""
    return moment.astimezone(zone())


def today() -> date:
    """The day it is here."""
    return local(now()).date()


@contextmanager
def use(source: Callable[[], datetime]) -> Iterator[None]:
    """Read the time from `source` (returns aware UTC) until the block ends."""
    _source.append(source)
    try:
        yield
    finally:
        _source.remove(source)
