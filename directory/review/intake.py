"""From a file with printed pages to drafts: stored at once, read page by page by the worker.

Nothing here runs inside a transaction: a page takes a minute to read, and its storage may be far away.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from flask_babel import gettext as _

from directory.ads.rules.scanned import read_page
from directory.foundation.storage import storage
from directory.foundation.unit import unit
from directory.foundation.uploads import Upload
from directory.kernel.errors import Invalid
from directory.outbox.registry import Subject
from directory.review.actions import add_page
from directory.scans import actions, intake
from directory.scans.models import ScanState
from directory.scans.queries import sent_before
from directory.scans.rules.flaws import ScanFlaw

#: Files of one issue that are taken at once.
MOST_FILES = 12


@dataclass(frozen=True)
class Source:
    """Which newspaper, and when it was printed."""

    publication: str
    published_on: date | None


def hand_in(sent: Sequence[Upload], source: Source, by: str) -> int:
    """Store files to be read; the id of the first. What was sent before is the file of that time.

    Raises Invalid("picture", ...) for what is none, before anything is stored; Invalid("published_on", ...) for several
    files without a day: nothing would say that they are one issue. StorageAway.
    """
    if len(sent) > MOST_FILES:
        raise Invalid("picture", _("%(num)d files at most at once. Send the rest afterwards.", num=MOST_FILES))
    for number, upload in enumerate(sent or [None], 1):
        flaw = intake.flaw_of(upload)
        if flaw is not None:
            is_one_of_several = len(sent) > 1 and flaw != ScanFlaw.NO_READER
            label = str(flaw.label)
            raise Invalid(
                "picture", _("File %(num)d: %(flaw)s", num=number, flaw=label) if is_one_of_several else label
            )
    if len(sent) > 1 and source.published_on is None:
        raise Invalid("published_on", _("For several files give the day: files of one day are one issue."))
    stored = [_stored(upload, source, by) for upload in sent]
    return stored[0]


def _stored(upload: Upload, source: Source, by: str) -> int:
    content = intake.content_of(upload)
    digest = sha256(content).hexdigest()
    with unit() as session:
        before = sent_before(session, digest, source.publication, source.published_on)
        if before is not None:
            return before.id
        scan = actions.begin(session, source.publication, source.published_on, by, digest)
    intake.store(scan, content)
    with unit() as session:
        actions.start(session, scan.id)
    return scan.id


def read_next(subject: Subject) -> None:
    """Read the next page of a file, once. Raises StorageAway, InterruptedError: it is tried again later."""
    with unit() as session:
        scan = actions.locked(session, subject[1])
    number = len(scan.pages) + 1
    if scan.state != ScanState.READING or subject[0] != f"page-{number}":
        return
    outcome = intake.read_stored(scan, number)
    if outcome is None:
        return
    scanned = read_page(outcome.page)
    with unit() as session:
        scan = add_page(session, scan.id, number, outcome.page, outcome.count, scanned)
    if scan.state != ScanState.READING:
        intake.delete_original(scan)


def remove(subject: Subject) -> None:
    """Remove the pictures of a file. Raises StorageAway: it is tried again later."""
    with unit() as session:
        scan = actions.locked(session, subject[1])
    storage().delete(scan.files)
    with unit() as session:
        actions.forget(session, scan.id)
