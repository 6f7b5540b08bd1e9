"""Files with printed ads as they arrive, and a page of one as it is read. Nothing here runs inside a transaction."""

from directory.foundation.logs import log
from directory.foundation.settings import settings
from directory.foundation.storage import storage
from directory.foundation.unit import unit
from directory.foundation.uploads import Upload
from directory.kernel.errors import NotFound
from directory.kernel.files import unnamed
from directory.scans import actions, scanner
from directory.scans.models import ScannedFile
from directory.scans.rules.flaws import ScanFlaw
from directory.scans.scanner import Scan

_JPEG, _BYTES = "image/jpeg", "application/octet-stream"


def flaw_of(upload: Upload | None) -> ScanFlaw | None:
    """Why a file is not taken, as far as its size and first bytes tell."""
    if not scanner.can_read():
        return ScanFlaw.NO_READER
    if upload is None or upload.is_unwritten:
        return ScanFlaw.NOT_PICTURE
    if upload.is_cut:
        return ScanFlaw.TOO_HEAVY
    upload.file.seek(0)
    return None if scanner.is_picture(upload.file.read(12)) else ScanFlaw.NOT_PICTURE


def content_of(upload: Upload) -> bytes:
    """The whole content of an upload."""
    upload.file.seek(0)
    return upload.file.read()


def store(scan: ScannedFile, content: bytes) -> None:
    """Store a file to be read. Raises StorageAway."""
    storage().put(scan.original, content, _BYTES)


def read_stored(scan: ScannedFile, number: int) -> Scan | None:
    """Read a page of a stored file, and store its picture; None where it cannot be read: the file is failed then.

    Raises StorageAway, InterruptedError: it is tried again later.
    """
    try:
        content = storage().get(scan.original)
    except NotFound:
        outcome: Scan | ScanFlaw = ScanFlaw.DAMAGED
    else:
        with unnamed(settings().instance) as file:
            file.write(content)
            outcome = scanner.read(file, number)
    if isinstance(outcome, Scan):
        storage().put(scan.picture(number), outcome.picture, _JPEG)
        return outcome
    log.info("a page was not read", scan=scan.id, flaw=str(outcome))
    with unit() as session:
        actions.fail(session, scan.id, outcome)
    delete_original(scan)
    return None


def delete_original(scan: ScannedFile) -> None:
    """Delete what was sent, with the place and the camera in it. Raises StorageAway."""
    storage().delete([scan.original])
