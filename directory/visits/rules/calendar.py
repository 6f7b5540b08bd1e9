"""A visit as a calendar file (RFC 5545): published when it is agreed, cancelled when it is moved or called off.

The same name of the event throughout, and a higher SEQUENCE with each change. Published, not an invitation: answers to
an invitation would go to a mailbox that nobody reads.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from directory.kernel import clock
from directory.kernel.later import later
from directory.kernel.site import site
from directory.visits.rules import Window

if TYPE_CHECKING:
    import icalendar
else:
    icalendar = later("icalendar")

#: What carries such a file in a mail and on a page.
FILENAME, TYPE = "visit.ics", "text/calendar"
#: Said by the calendar itself before it begins.
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Entry:
    """What one side reads of a visit in its calendar. `mail_from` is the site's own address."""

    uid: str
    sequence: int
    window: Window
    changed_at: datetime
    summary: str
    mail_from: str
    address: str = ""
    description: str = ""
    is_off: bool = False

    @property
    def method(self) -> str:
        """What a calendar does with it: PUBLISH or CANCEL."""
        return "CANCEL" if self.is_off else "PUBLISH"


def calendar_file(entry: Entry) -> bytes:
    """The file, its times on the clock here with the rules of that zone; a whole day has no hours."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", f"-//{site().wording['en'].site}//visits//EN")
    calendar.add("version", "2.0")
    calendar.add("method", entry.method)
    event = icalendar.Event()
    event.add("uid", f"{entry.uid}@{entry.mail_from.rsplit('@', 1)[-1]}")
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.changed_at)
    event.add("organizer", icalendar.vCalAddress(f"mailto:{entry.mail_from}"))
    event.add("summary", entry.summary)
    event.add("status", "CANCELLED" if entry.is_off else "CONFIRMED")
    if entry.window.is_whole_day:
        event.add("dtstart", entry.window.day)
        event.add("dtend", entry.window.day + _DAY)
    else:
        event.add("dtstart", clock.local(entry.window.starts_at))
        event.add("dtend", clock.local(entry.window.ends_at))
    if entry.address:
        event.add("location", entry.address)
    if entry.description:
        event.add("description", entry.description)
    calendar.add_component(event)
    year = entry.window.day.year
    calendar.add_missing_timezones(first_date=date(year - 1, 1, 1), last_date=date(year + 2, 1, 1))
    return bytes(calendar.to_ical())
