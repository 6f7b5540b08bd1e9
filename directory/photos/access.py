"""The only door to the pictures themselves: whoever gets one was let in by the page that it stands on."""

from flask import Response
from sqlalchemy.orm import Session

from directory.foundation.db import db
from directory.foundation.security import mark_private
from directory.foundation.storage import storage
from directory.kernel.errors import NotFound
from directory.photos.intake import JPEG
from directory.photos.models import Photo, Subject, stored_photo

SIZES = ("large", "small")
#: Nothing in the answer is run, framed or led on from, whatever anybody takes it for.
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Content-Disposition": 'inline; filename="photo.jpg"',
    "Cross-Origin-Resource-Policy": "same-origin",
}


def photo_of(
    session: Session, photo_id: int, *, subjects: frozenset[Subject] = frozenset(), draft: str | None = None
) -> Photo:
    """A stored photo that belongs to one of these rows, or waits for the form of this key's digest. Raises NotFound."""
    photo = stored_photo(session, photo_id)
    if photo is None:
        raise NotFound
    is_theirs = (photo.subject_kind, photo.subject_id) in subjects
    if not is_theirs and (draft is None or photo.draft != draft):
        raise NotFound
    return photo


def picture(photo: Photo, size: str) -> Response:
    """The `large` or `small` picture of a photo that the door above gave. Raises NotFound, StorageAway."""
    if size not in SIZES:
        raise NotFound
    mark_private()
    name = photo.file(size)
    db.session.rollback()
    return Response(storage().get(name), content_type=JPEG, headers=_HEADERS)
