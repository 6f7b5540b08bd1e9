"""The table of photos, and reading it. The pictures themselves are files (`foundation/storage.py`)."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, and_, bindparam, func, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from directory.foundation.db import Base, one_of
from directory.kernel import clock
from directory.photos.rules import PHOTO, SHOWN, SMALL, Flaw, PhotoState

Subject = tuple[str, int]


class Photo(Base):
    """One picture that somebody sent. It waits for a form (`draft`) or belongs to a row by an opaque reference."""

    __tablename__ = "photos"
    __table_args__ = (
        CheckConstraint(one_of("state", PHOTO.states), name="state"),
        Index(None, "subject_kind", "subject_id"),
        Index(None, "state", "created_at"),
        # The id of one that was deleted is not given again: jobs are known by it.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: The request, line of a conversation or text that it belongs to.
    subject_kind: Mapped[str | None] = mapped_column(String(40))
    subject_id: Mapped[int | None]
    #: Digest of the key of the form that it waits for.
    draft: Mapped[str | None] = mapped_column(String(64), index=True)
    state: Mapped[str] = mapped_column(String(12))
    #: Of our own making: what its files are called. Nothing of what the sender called it is kept.
    key: Mapped[str] = mapped_column(String(40), unique=True)
    #: Pixels of the large one.
    width: Mapped[int | None]
    height: Mapped[int | None]
    #: Where the gateway has it, until it was fetched.
    source: Mapped[str | None] = mapped_column(String(500))
    #: Why it failed (`rules.Flaw`); None where the gateway did not give it.
    flaw: Mapped[str | None] = mapped_column(String(16))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    stored_at: Mapped[datetime | None]

    def file(self, size: str) -> str:
        """The name in the storage of its `large` or `small` picture."""
        return file_of(self.key, size)

    @property
    def small_size(self) -> tuple[int, int]:
        """Width and height at which the small one is drawn, so that nothing jumps when it comes."""
        width, height = self.width or SMALL, self.height or SMALL
        longest = max(width, height, SMALL)
        return max(1, width * SMALL // longest), max(1, height * SMALL // longest)

    @property
    def is_due(self) -> bool:
        """Whether it is still at the gateway."""
        return self.state == PhotoState.DUE

    @property
    def is_card(self) -> bool:
        """Whether it is no photo but a contact card."""
        return self.flaw == Flaw.CONTACT_CARD

    @property
    def is_other_file(self) -> bool:
        """Whether it is a file of another kind."""
        return self.flaw == Flaw.OTHER_FILE

    @property
    def is_no_picture(self) -> bool:
        """Whether it came with a text and is nothing that is shown."""
        return self.is_card or self.is_other_file

    @property
    def is_stored(self) -> bool:
        """Whether it can be looked at."""
        return self.state == PhotoState.STORED


def file_of(key: str, size: str) -> str:
    """The name in the storage of a photo's `large` or `small` picture."""
    return f"{key[:2]}/{key}-{size}.jpg"


def draft_digest(key: str) -> str:
    """What is kept of a form's key: who reads the database cannot open the photos that wait."""
    return hashlib.sha256(f"photos {key}".encode()).hexdigest()


def photos_of(session: Session, subjects: Iterable[Subject]) -> dict[Subject, list[Photo]]:
    """The photos of each of these rows, in the order they came; without any, an empty list. One statement for all."""
    by_row: dict[Subject, list[Photo]] = defaultdict(list)
    ids: dict[str, list[int]] = defaultdict(list)
    for kind, row_id in subjects:
        ids[kind].append(row_id)
    theirs = [and_(Photo.subject_kind == kind, Photo.subject_id.in_(of_kind)) for kind, of_kind in ids.items()]
    if not theirs:
        return by_row
    for photo in session.scalars(select(Photo).where(or_(*theirs), Photo.state.in_(SHOWN)).order_by(Photo.id)):
        by_row[photo.subject_kind or "", photo.subject_id or 0].append(photo)
    return by_row


_WAITING = select(Photo).where(Photo.draft == bindparam("draft"), Photo.state == PhotoState.STORED).order_by(Photo.id)


def waiting(session: Session, draft: str) -> list[Photo]:
    """The photos that wait for a form, by the digest of its key."""
    return list(session.scalars(_WAITING, {"draft": draft}))


def count_waiting(session: Session, draft: str) -> int:
    """How many wait for a form, those included that are being stored."""
    states = (PhotoState.STORED, PhotoState.WRITING)
    query = select(func.count()).select_from(Photo).where(Photo.draft == draft, Photo.state.in_(states))
    return session.scalar(query) or 0


@dataclass(frozen=True)
class Due:
    """A picture that is still at the gateway: where, what its files are to be called, and since when."""

    source: str
    key: str
    since: datetime


def due_photo(session: Session, photo_id: int) -> Due | None:
    """A photo that is to be fetched; None for one that was, or is wanted no more."""
    photo = session.get(Photo, photo_id)
    if photo is None or photo.state != PhotoState.DUE or photo.source is None:
        return None
    return Due(photo.source, photo.key, photo.created_at)


def stored_photo(session: Session, photo_id: int) -> Photo | None:
    """A photo that can be looked at; None for one that was deleted or never came."""
    photo = session.get(Photo, photo_id)
    return photo if photo is not None and photo.is_stored else None


def key_of_gone(session: Session, photo_id: int) -> str | None:
    """What the files of a photo are called that nobody sees any more; None for any other."""
    return session.scalar(select(Photo.key).where(Photo.id == photo_id, Photo.state == PhotoState.GONE))
