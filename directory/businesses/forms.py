"""What is typed about a business in more than one place, read by one rule: its own desk and the operator's."""

from datetime import date

from flask_babel import gettext as _

from directory.businesses.rules import is_pause
from directory.kernel import clock


def read_pause(text: str) -> str:
    """The day (ISO) on which a business takes new work again: after today, within a year.

    Raises ValueError, its words in the page's language.
    """
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ValueError(_("Please write the day like 2026-12-05.")) from None
    if not is_pause(day, clock.local(clock.now()).date()):
        raise ValueError(_("Please choose a day after today, within a year."))
    return day.isoformat()
