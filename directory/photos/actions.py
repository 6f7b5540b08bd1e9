"""Writing the rows of photos. Their files are written and removed outside of any transaction (`intake.py`)."""

import secrets
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from directory.kernel import clock
from directory.kernel.errors import NotFound
from directory.outbox import actions as outbox
from directory.outbox.rules import KEPT
from directory.photos.models import Photo, Subject, count_waiting, waiting
from directory.photos.rules import MOST, PHOTO, SHOWN, WAITS, Flaw, PhotoState

#: The errand that removes the files of a photo, and the one that fetches what came with a text.
REMOVAL, FETCH = "photo-removal", "photo-fetch"
#: Photos whose form was never sent, looked for in one transaction.
BATCH = 200


def begin(session: Session, draft: str, count: int) -> list[Photo]:
    """Rows for photos whose files are about to be written, as many of `count` as the form has room for."""
    room = max(0, min(count, MOST - count_waiting(session, draft)))
    photos = [Photo(draft=draft, state=PhotoState.WRITING, key=_new_key()) for _ in range(room)]
    session.add_all(photos)
    session.flush()
    return photos


def finish(session: Session, photo_id: int, width: int, height: int) -> bool:
    """The files of a photo are there. False for one that was given up meanwhile, which stays so."""
    photo = _locked(session, photo_id)
    if photo is not None and PHOTO.allows(photo.state, PhotoState.STORED):
        PHOTO.move(photo, PhotoState.STORED)
        photo.width, photo.height, photo.stored_at, photo.source = width, height, clock.now(), None
        return True
    return photo is not None and photo.state == PhotoState.STORED


def fail(session: Session, photo_id: int, flaw: str | None) -> None:
    """A picture of a text that cannot be had; `flaw` where it is none that can be shown."""
    photo = _locked(session, photo_id)
    if photo is not None and PHOTO.allows(photo.state, PhotoState.FAILED):
        PHOTO.move(photo, PhotoState.FAILED)
        photo.flaw, photo.source = flaw, None


def attach(session: Session, draft: str | None, subject: Subject) -> int:
    """Attach the photos that wait for a form to its row, at most `MOST` in all. Returns how many. Idempotent."""
    if draft is None:
        return 0
    photos = waiting(session, draft)
    if not photos:
        return 0
    taken = session.scalars(_of(subject).with_for_update()).all()
    photos = photos[: max(0, MOST - len(taken))]
    for photo in photos:
        photo.draft, photo.subject_kind, photo.subject_id = None, *subject
    session.flush()
    return len(photos)


def note(session: Session, subject: Subject, sources: Sequence[str], others: Sequence[Flaw] = ()) -> None:
    """Write down the pictures that came with a text, which are fetched once it is clear for whom they are; and the
    `others`, files that are none, by what they are.
    """
    kind, row_id = subject
    for url in sources:
        session.add(Photo(subject_kind=kind, subject_id=row_id, state=PhotoState.DUE, key=_new_key(), source=url))
    for flaw in others:
        session.add(Photo(subject_kind=kind, subject_id=row_id, state=PhotoState.FAILED, key=_new_key(), flaw=flaw))
    session.flush()


def move(session: Session, old: Subject, new: Subject) -> None:
    """Give the photos of one row to another. What is still at the gateway is fetched from now on."""
    for photo in session.scalars(_of(old).with_for_update()).all():
        photo.subject_kind, photo.subject_id = new
        if photo.state == PhotoState.DUE:
            outbox.schedule(session, FETCH, ("photo", photo.id), clock.now())
    session.flush()


def drop(session: Session, kind: str, ids: Collection[int]) -> int:
    """Take down every photo of these rows: nobody sees it from the commit on, then its files are removed; how many."""
    query = select(Photo).where(Photo.subject_kind == kind, Photo.subject_id.in_(ids), Photo.state != PhotoState.GONE)
    return _remove(session, session.scalars(query.with_for_update()).all())


def drop_one(session: Session, photo_id: int, *, draft: str | None = None, subject: Subject | None = None) -> None:
    """Take down one photo of a form, or of a row. Gone already: nothing. Raises NotFound for another's."""
    photo = _locked(session, photo_id)
    if photo is None or photo.state == PhotoState.GONE:
        return
    owner = (photo.subject_kind, photo.subject_id)
    if not (draft is not None and photo.draft == draft) and not (subject is not None and owner == subject):
        raise NotFound
    _remove(session, [photo])


def forget_waiting(session: Session, now: datetime) -> int:
    """Take down photos of forms that were never sent, those whose storing broke off, and those of texts that were for
    nobody; how many."""
    of_form = and_(Photo.draft.is_not(None), Photo.created_at < now - WAITS)
    of_text = and_(Photo.subject_kind == "text", Photo.created_at < now - KEPT)
    query = select(Photo).where(Photo.state != PhotoState.GONE, or_(of_form, of_text)).order_by(Photo.created_at)
    return _remove(session, session.scalars(query.limit(BATCH).with_for_update()).all())


def give_up(session: Session, photo_ids: Collection[int]) -> None:
    """Take down photos that could not be stored."""
    _remove(session, session.scalars(select(Photo).where(Photo.id.in_(photo_ids)).with_for_update()).all())


def locked_photo(session: Session, photo_id: int) -> Photo | None:
    """A photo that can be looked at, which nobody takes down until the transaction ends; None for any other."""
    photo = _locked(session, photo_id)
    return photo if photo is not None and photo.is_stored else None


def delete_row(session: Session, photo_id: int) -> None:
    """Delete the row of a photo whose files are removed."""
    photo = _locked(session, photo_id)
    if photo is not None and photo.state == PhotoState.GONE:
        session.delete(photo)


def _locked(session: Session, photo_id: int) -> Photo | None:
    return session.get(Photo, photo_id, with_for_update=True, populate_existing=True)


def _remove(session: Session, photos: Sequence[Photo]) -> int:
    gone = [photo for photo in photos if photo.state != PhotoState.GONE]
    for photo in gone:
        PHOTO.move(photo, PhotoState.GONE)
        photo.source = None
        outbox.schedule(session, REMOVAL, ("photo", photo.id), clock.now())
    session.flush()
    return len(gone)


def _of(subject: Subject) -> Select[Photo]:
    query = select(Photo).where(Photo.subject_kind == subject[0], Photo.subject_id == subject[1])
    return query.where(Photo.state.in_(SHOWN)).order_by(Photo.id)


def _new_key() -> str:
    return secrets.token_hex(16)
