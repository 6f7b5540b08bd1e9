"""Reading the rows of scanned files: one of them, those of one issue of a newspaper, one that was sent before."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.scans.models import ScannedFile, ScanState


def scanned_file(session: Session, file_id: int) -> ScannedFile | None:
    """The row of a file, if there is one."""
    return session.get(ScannedFile, file_id)


def files_of_issue(session: Session, file: ScannedFile) -> list[ScannedFile]:
    """Every file of the issue that a file belongs to, in the order they were sent.

    An issue is one day of one newspaper; a file of an unknown day stands by itself.
    """
    if file.published_on is None:
        return [file]
    query = select(ScannedFile).where(
        ScannedFile.publication == file.publication, ScannedFile.published_on == file.published_on
    )
    return list(session.scalars(query.order_by(ScannedFile.id)))


def sent_before(session: Session, digest: str, publication: str, published_on: date | None) -> ScannedFile | None:
    """The file of the same bytes, newspaper and day that is being read or was; None also where that failed."""
    query = select(ScannedFile).where(
        ScannedFile.digest == digest,
        ScannedFile.publication == publication,
        ScannedFile.published_on.is_not_distinct_from(published_on),
        ScannedFile.state.in_((ScanState.READING, ScanState.READ, ScanState.GONE)),
        ScannedFile.flaw.is_(None),
    )
    return session.scalar(query.order_by(ScannedFile.id).limit(1))
