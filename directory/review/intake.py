"""From a file with printed pages to drafts: stored at once, read page by page by the worker.

Nothing here runs inside a transaction: a page takes a minute to read, and its storage may be far away.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from flask_babel import gettext as _

from directory.ads.rules.scanned import read_page
from directory.foundation.logs import log
from directory.foundation.settings import settings
from directory.foundation.storage import storage
from directory.foundation.unit import unit
from directory.foundation.uploads import Upload
from directory.kernel.errors import Invalid, NotFound
from directory.kernel.files import unnamed
from directory.outbox.registry import Subject
from directory.review.actions import add_page
from directory.scans import actions, scanner
from directory.scans.models import ScannedFile, ScanState
from directory.scans.queries import sent_before
from directory.scans.rules.flaws import ScanFlaw

#: Files of one issue that are taken at once.
MOST_FILES = 12
_JPEG, _BYTES = "image/jpeg", "application/octet-stream"


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
        flaw = _flaw(upload)
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


def _flaw(upload: Upload | None) -> ScanFlaw | None:
    """Why a file is not taken, as far as its size and first bytes tell."""
    if not scanner.can_read():
        return ScanFlaw.NO_READER
    if upload is None or upload.is_unwritten:
        return ScanFlaw.NOT_PICTURE
    if upload.is_cut:
        return ScanFlaw.TOO_HEAVY
    upload.file.seek(0)
    return None if scanner.is_picture(upload.file.read(12)) else ScanFlaw.NOT_PICTURE


def _stored(upload: Upload, source: Source, by: str) -> int:
    upload.file.seek(0)
    content = upload.file.read()
    digest = sha256(content).hexdigest()
    with unit() as session:
        before = sent_before(session, digest, source.publication, source.published_on)
        if before is not None:
            return before.id
        scan = actions.begin(session, source.publication, source.published_on, by, digest)
    storage().put(scan.original, content, _BYTES)
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
    try:
        content = storage().get(scan.original)
    except NotFound:
        _fail(scan, ScanFlaw.DAMAGED)
        return
    with unnamed(settings().instance) as file:
        file.write(content)
        outcome = scanner.read(file, number)
    if isinstance(outcome, ScanFlaw):
        _fail(scan, outcome)
        return
    scanned = read_page(outcome.page)
    storage().put(scan.picture(number), outcome.picture, _JPEG)
    with unit() as session:
        scan = add_page(session, scan.id, number, outcome.page, outcome.count, scanned)
    if scan.state != ScanState.READING:
        storage().delete([scan.original])


def _fail(scan: ScannedFile, flaw: ScanFlaw) -> None:
    log.info("a page was not read", scan=scan.id, flaw=str(flaw))
    with unit() as session:
        actions.fail(session, scan.id, flaw)
    storage().delete([scan.original])


def remove(subject: Subject) -> None:
    """Remove the pictures of a file. Raises StorageAway: it is tried again later."""
    with unit() as session:
        scan = actions.locked(session, subject[1])
    storage().delete(scan.files)
    with unit() as session:
        actions.forget(session, scan.id)
