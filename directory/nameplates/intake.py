"""A photo as the worker reads it for its nameplate. Nothing here runs inside a transaction: it takes seconds."""

from directory.foundation.db import db
from directory.foundation.logs import log
from directory.foundation.settings import settings
from directory.foundation.storage import storage
from directory.foundation.unit import unit
from directory.kernel import clock
from directory.kernel.errors import GivenUp, NotFound, StorageAway
from directory.kernel.files import unnamed
from directory.nameplates import actions
from directory.nameplates.rules.plates import plate
from directory.outbox.registry import Subject
from directory.photos.models import stored_photo
from directory.photos.rules import TRIED
from directory.scans import scanner
from directory.scans.scanner import Scan


def read_photo(subject: Subject) -> None:
    """Read a photo, and propose what is sure. One that shows nothing is a line of the log: nobody waits for it.

    Raises InterruptedError where the worker was told to stop, StorageAway for a day: it is read again later. After
    that day GivenUp: its homeowner and the operator are told.
    """
    photo_id = subject[1]
    outcome = _scanned(photo_id)
    if not isinstance(outcome, Scan):
        log.info("a photo was not looked at for a nameplate", photo=photo_id, why=outcome)
        return
    shown = plate(outcome.page)
    if shown.has_number:
        with unit() as session:
            actions.propose(session, photo_id, shown)


def _scanned(photo_id: int) -> Scan | str:
    """The words on a photo with their places, or why there are none."""
    photo = stored_photo(db.session(), photo_id)
    if photo is None:
        db.session.rollback()
        return "deleted"
    name, since = photo.file("large"), photo.stored_at or photo.created_at
    db.session.rollback()
    try:
        content = storage().get(name)
    except NotFound:
        return "its file is gone"
    except StorageAway as error:
        if clock.now() - since < TRIED:
            raise
        raise GivenUp from error
    with unnamed(settings().instance) as file:
        file.write(content)
        outcome = scanner.read(file)
    return outcome if isinstance(outcome, Scan) else str(outcome)
