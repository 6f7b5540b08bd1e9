"""Having photos looked at for a nameplate, and writing what was read and what its homeowner says to it."""

from collections.abc import Collection
from dataclasses import astuple

from sqlalchemy.orm import Session

from directory.audit import record
from directory.foundation.db import insert_new
from directory.kernel import clock
from directory.kernel.errors import NotFound
from directory.nameplates.models import PLATE, READING, Nameplate, PlateAct, PlateState, photos_given_up
from directory.nameplates.rules.plates import Plate
from directory.outbox import actions as outbox
from directory.outbox.actions import JobDraft
from directory.photos.access import photo_of
from directory.photos.actions import locked_photo
from directory.photos.models import Subject, photos_of
from directory.scans import scanner


def look_at(session: Session, subject: Subject) -> None:
    """Have the photos of a row read by the worker, each once; nothing where no reader is installed."""
    if scanner.can_read():
        photos = [photo for photo in photos_of(session, [subject])[subject] if photo.is_stored]
        outbox.schedule_all(session, [JobDraft(READING, ("photo", photo.id), clock.now()) for photo in photos])


def read_again(session: Session, *, by: str) -> None:
    """Have the photos read whose reading was given up, once more each; nothing where a colleague was first."""
    for photo in session.scalars(photos_given_up()):
        outbox.schedule_once_more(session, READING, ("photo", photo.id), clock.now())
        record(session, by, PlateAct.READ_AGAIN, ("photo", photo.id))


def propose(session: Session, photo_id: int, plate: Plate) -> None:
    """Write down what was read of a photo, for its homeowner to confirm; nothing for one that was deleted meanwhile.

    Idempotent.
    """
    if locked_photo(session, photo_id) is None:
        return
    insert_new(
        session,
        Nameplate,
        photo_id=photo_id,
        state=PlateState.PROPOSED,
        brand=plate.brand,
        model=plate.model,
        serial=plate.serial,
        read_at=clock.now(),
    )


def confirm(session: Session, photo_id: int, shown: Plate, *, subjects: Collection[Subject], about: Subject) -> None:
    """The homeowner says what is `shown` on the nameplate of a photo of these rows; `about`: her request.

    Raises NotFound for another's photo, IllegalMove for one that she answered before.
    """
    plate = _locked(session, photo_id, subjects)
    is_as_read = astuple(shown) == (plate.brand, plate.model, plate.serial)
    PLATE.move(plate, PlateState.CONFIRMED if is_as_read else PlateState.CORRECTED)
    plate.brand, plate.model, plate.serial, plate.decided_at = *astuple(shown), clock.now()
    record(session, "homeowner", PlateAct.CONFIRM if is_as_read else PlateAct.CORRECT, about)


def refuse(session: Session, photo_id: int, *, subjects: Collection[Subject], about: Subject) -> None:
    """The homeowner says that a nameplate was read wrongly, or takes her yes back: nothing of it is kept but that.

    Raises as `confirm`.
    """
    plate = _locked(session, photo_id, subjects)
    PLATE.move(plate, PlateState.REFUSED)
    plate.brand, plate.model, plate.serial, plate.decided_at = None, None, None, clock.now()
    record(session, "homeowner", PlateAct.REFUSE, about)


def _locked(session: Session, photo_id: int, subjects: Collection[Subject]) -> Nameplate:
    photo_of(session, photo_id, subjects=frozenset(subjects))
    plate = session.get(Nameplate, photo_id, with_for_update=True, populate_existing=True)
    if plate is None:
        raise NotFound(f"nameplate of photo {photo_id}")
    return plate
