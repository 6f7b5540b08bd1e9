"""From a file with printed pages to drafts: stored at once, read page by page by the worker.

Nothing here runs inside a transaction: a page takes a minute to read, and its storage may be far away.
"""

from dataclasses import dataclass
from datetime import date

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
from directory.scans.rules.flaws import ScanFlaw

_JPEG, _BYTES = "image/jpeg", "application/octet-stream"


@dataclass(frozen=True)
class Source:
    """Which newspaper, and when it was printed."""

    publication: str
    published_on: date | None


def hand_in(upload: Upload | None, source: Source, by: str) -> int:
    """Store a file to be read; its scan's id. Raises Invalid("picture", ...) for what is none, StorageAway."""
    content = _checked(upload)
    with unit() as session:
        scan = actions.begin(session, source.publication, source.published_on, by)
    storage().put(scan.original, content, _BYTES)
    with unit() as session:
        actions.start(session, scan.id)
    return scan.id


def _checked(upload: Upload | None) -> bytes:
    flaw = None
    if not scanner.can_read():
        flaw = ScanFlaw.NO_READER
    elif upload is None or upload.is_unwritten:
        flaw = ScanFlaw.NOT_PICTURE
    elif upload.is_cut:
        flaw = ScanFlaw.TOO_HEAVY
    if flaw is None and upload is not None:
        upload.file.seek(0)
        content = upload.file.read()
        if scanner.is_picture(content[:12]):
            return content
        flaw = ScanFlaw.NOT_PICTURE
    raise Invalid("picture", str((flaw or ScanFlaw.NOT_PICTURE).label))


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
