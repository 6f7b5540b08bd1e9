"""When a person has to look a license up, or once more: what was looked at stays away for a while."""

from datetime import date, datetime, timedelta
from typing import Protocol

from directory.kernel import clock

#: A number that somebody did not find is looked for again after so long.
AGAIN = timedelta(days=30)
#: A license that runs out and was looked at stays away so long; then it may have been renewed.
QUIET = timedelta(days=7)
#: A registry that gives no last day is asked again after so long.
ENDLESS = timedelta(days=180)


class Held(Protocol):
    """What is known of a license that somebody or something looked up."""

    @property
    def status(self) -> str: ...

    @property
    def expires_on(self) -> date | None: ...

    @property
    def checked_at(self) -> datetime | None: ...

    @property
    def checked_by(self) -> str | None: ...


def looked_on(license: Held) -> date:
    """The day on which a person last looked; the first of all days for one that only a list was searched for."""
    if license.checked_at is None or license.checked_by in (None, "registry"):
        return date.min
    return clock.local(license.checked_at).date()


def is_to_find(license: Held, today: date) -> bool:
    """Whether to look a given number up: nobody did, or somebody did not find it and a while has passed.

    A number that the registry's own list does not hold is answered: nobody reads more on the registry's page.
    """
    looked = looked_on(license)
    if license.status == "not_found":
        return date.min < looked <= today - AGAIN
    return license.status == "given"


def runs_out(license: Held, today: date, within: timedelta) -> bool:
    """Whether to look a found license up again: before its last day, once after it, and where no last day is known."""
    if license.expires_on is None:
        return license.checked_at is not None and clock.local(license.checked_at).date() <= today - ENDLESS
    looked = looked_on(license)
    if today > license.expires_on:
        return looked <= license.expires_on
    return license.expires_on <= today + within and (looked == date.min or looked <= today - QUIET)
