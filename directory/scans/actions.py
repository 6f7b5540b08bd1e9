"""Writing the rows of scanned files. Their pictures are written and removed outside of any transaction."""

import secrets
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.kernel import clock
from directory.kernel.errors import NotFound
from directory.outbox import actions as outbox
from directory.outbox.actions import JobDraft
from directory.outbox.registry import Subject
from directory.scans.models import SCAN, ScannedFile, ScanState

#: The errand that reads one page of a file, and the one that removes its pictures.
READING, REMOVAL = "scan-reading", "scan-removal"
#: How long the pictures stay: 90 days at most, as the pages promise, and what is over is looked for once a day.
KEPT = timedelta(days=89)


def begin(session: Session, publication: str, published_on: date | None, by: str, digest: str | None) -> ScannedFile:
    """The row of a file that is about to be stored. `digest`: SHA-256 of it, where the same again is to be known."""
    file = ScannedFile(
        key=secrets.token_hex(16),
        publication=publication,
        published_on=published_on,
        digest=digest,
        created_by=by,
        pages=[],
        ads=[],
    )
    session.add(file)
    session.flush()
    return file


def start(session: Session, file_id: int, errand: str = READING, subject: Subject | None = None) -> None:
    """Queue a stored file: the worker reads its first page, by the errand of whoever sent it."""
    file = locked(session, file_id)
    SCAN.move(file, ScanState.READING)
    outbox.schedule(session, errand, subject or ("page-1", file.id), clock.now())


def turn_over(session: Session, file: ScannedFile) -> None:
    """A page was read: the next one, or the end."""
    following = len(file.pages) + 1
    if following <= file.page_count:
        outbox.schedule(session, READING, (f"page-{following}", file.id), clock.now())
    else:
        SCAN.move(file, ScanState.READ)
    session.flush()


def fail(session: Session, file_id: int, flaw: str) -> None:
    """A page of it could not be read. What was read before stays."""
    file = locked(session, file_id)
    if file.state == ScanState.READING:
        SCAN.move(file, ScanState.READ if file.pages else ScanState.FAILED)
        file.flaw = flaw
    session.flush()


def discard(session: Session, file_id: int) -> None:
    """Have the pictures of a file removed that nobody needs any more."""
    outbox.schedule(session, REMOVAL, ("scan", file_id), clock.now())


def forget_old(session: Session, now: datetime) -> None:
    """Have the pictures of files removed that were sent long ago."""
    query = select(ScannedFile.id).where(ScannedFile.state != ScanState.GONE, ScannedFile.created_at < now - KEPT)
    old = session.scalars(query.order_by(ScannedFile.id))
    outbox.schedule_all(session, [JobDraft(REMOVAL, ("scan", file_id), now) for file_id in old])


def forget(session: Session, file_id: int) -> None:
    """Record that the pictures of a file were removed."""
    file = locked(session, file_id)
    if file.state == ScanState.READING:
        SCAN.move(file, ScanState.FAILED)
    if file.state != ScanState.GONE:
        SCAN.move(file, ScanState.GONE)
    session.flush()


def locked(session: Session, file_id: int) -> ScannedFile:
    """The file, read afresh and held until the unit ends; NotFound when there is none."""
    file = session.get(ScannedFile, file_id, with_for_update=True, populate_existing=True)
    if file is None:
        raise NotFound(f"scan {file_id}")
    return file
