"""Names and phones of the listings as they were last read, in a file: what is still shown while the database is away.

Nothing is in it but what the page of every ad shows anybody: no owner's name, no homeowner, no account.
"""

from collections.abc import Collection
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import msgspec
from sqlalchemy.orm import Session

from directory.businesses.fields.listing import Names
from directory.foundation.settings import settings
from directory.kernel import clock
from directory.kernel.files import write_whole
from directory.search.queries import all_listings, known_version

#: Of more listings the first of the day's order are kept: a page of them is still read on an old phone.
MOST = 300
#: By file, the version of the listings that this process wrote into it last.
_written: dict[Path, int] = {}


class Entry(msgspec.Struct, frozen=True):
    """A listing with its phones, in E.164."""

    slug: str
    names: Names
    phones: tuple[str, ...]


class Snapshot(msgspec.Struct, frozen=True):
    """The listings as they were at a moment."""

    read_at: datetime
    entries: tuple[Entry, ...]

    def of(self, slugs: Collection[str]) -> tuple[Entry, ...]:
        """The entries of these businesses, where any of them is here; otherwise all entries."""
        return tuple(entry for entry in self.entries if entry.slug in slugs) or self.entries


def keep(session: Session) -> None:
    """Write down the listings, where one changed since this process did; a folder that takes no file keeps none."""
    version = known_version(session)
    if _written.get(path()) == version:
        return
    entries = tuple(Entry(doc.slug, doc.names, doc.phones) for doc in all_listings(session, most=MOST))
    with suppress(OSError):
        write_whole(path(), msgspec.json.encode(Snapshot(clock.now(), entries)))
        _written[path()] = version


def last() -> Snapshot | None:
    """The newest snapshot that a process of this machine wrote; None where there is none, or it cannot be read."""
    with suppress(OSError, msgspec.MsgspecError):
        snapshot = msgspec.json.decode(path().read_bytes(), type=Snapshot)
        return snapshot if snapshot.entries else None
    return None


def path() -> Path:
    """Where the snapshot of this site is."""
    return settings().instance / "phones.json"
