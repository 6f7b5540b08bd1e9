"""The table of nameplates that photos show: what was read, and what its homeowner said to that."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ForeignKey, Select, String, select
from sqlalchemy.orm import Mapped, Session, contains_eager, mapped_column, relationship

from directory.foundation.db import Base, one_of
from directory.foundation.i18n import Act, Labelled
from directory.foundation.paging import Pile, pile
from directory.kernel import clock
from directory.kernel.errors import GivenUp, StorageAway
from directory.kernel.states import table
from directory.nameplates.rules.makers import Meaning, meaning
from directory.outbox.queries import errors_of, given_up
from directory.photos.models import Photo
from directory.photos.rules import PhotoState

#: The errand that reads a photo.
READING = "plate-reading"
#: How long after it came the operator is told of a photo that was not read.
USED = timedelta(days=7)
#: Characters of a brand, a model or a serial at most.
LONGEST = 40


class PlateAct(Act):
    """What this slice writes into the audit trail."""

    CONFIRM = "confirm-plate", _l("confirmed what a photo's nameplate says")
    CORRECT = "correct-plate", _l("corrected what a photo's nameplate says")
    REFUSE = "refuse-plate", _l("said that a nameplate was read wrongly")
    READ_AGAIN = "read-plate-again", _l("had a photo looked at for a nameplate again")


class PlateState(Labelled):
    """What the homeowner said to what was read."""

    #: Nobody but her sees it.
    PROPOSED = "proposed", _l("read, not confirmed")
    CONFIRMED = "confirmed", _l("confirmed as read")
    CORRECTED = "corrected", _l("corrected and confirmed")
    REFUSED = "refused", _l("not right")


PLATE = table(
    "nameplate",
    PlateState,
    proposed="confirmed corrected refused",
    confirmed="refused",
    corrected="refused",
    refused="",
)
#: States in which it counts.
AGREED = (PlateState.CONFIRMED, PlateState.CORRECTED)


class Nameplate(Base):
    """What the nameplate on a photo says. It goes with its photo."""

    __tablename__ = "nameplates"
    __table_args__ = (CheckConstraint(one_of("state", PLATE.states), name="state"),)

    photo_id: Mapped[int] = mapped_column(
        ForeignKey("photos.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    state: Mapped[str] = mapped_column(String(10), default=PlateState.PROPOSED)
    brand: Mapped[str | None] = mapped_column(String(LONGEST))
    model: Mapped[str | None] = mapped_column(String(LONGEST))
    serial: Mapped[str | None] = mapped_column(String(LONGEST))
    read_at: Mapped[datetime] = mapped_column(default=clock.now)
    decided_at: Mapped[datetime | None]

    photo: Mapped[Photo] = relationship(lazy="raise")

    @property
    def is_proposed(self) -> bool:
        """Whether its homeowner has not said yes or no."""
        return self.state == PlateState.PROPOSED

    @property
    def is_agreed(self) -> bool:
        """Whether its homeowner said yes."""
        return self.state in AGREED

    @property
    def is_corrected(self) -> bool:
        """Whether it was typed, at least in part."""
        return self.state == PlateState.CORRECTED

    @property
    def meaning(self) -> Meaning:
        """What the maker's numbers say of the unit."""
        return meaning(self.brand, self.model, self.serial)


def plates_of(session: Session, photos: Iterable[Photo]) -> list[Nameplate]:
    """What was read of these photos and not refused, in the order of the photos, each with its photo.

    A page without photos that can be looked at costs no statement.
    """
    ids = [photo.id for photo in photos if photo.is_stored]
    if not ids:
        return []
    query = (
        select(Nameplate)
        .join(Nameplate.photo)
        .options(contains_eager(Nameplate.photo))
        .where(Nameplate.photo_id.in_(ids), Nameplate.state != PlateState.REFUSED)
        .order_by(Nameplate.photo_id)
    )
    return list(session.scalars(query))


class Unread(NamedTuple):
    """Whether photos could not be read because their storage is away: some are tried again, some were given up."""

    is_tried: bool = False
    is_given_up: bool = False


def unread(session: Session, photos: Iterable[Photo]) -> Unread:
    """What of these photos could not be read."""
    ids = [photo.id for photo in photos if photo.is_stored]
    errors = set(errors_of(session, READING, "photo", ids).values()) if ids else set()
    return Unread(StorageAway.__name__ in errors, GivenUp.__name__ in errors)


def photos_given_up() -> Select[Photo]:
    """Photos of the last days whose reading was given up: what they show could still be of use."""
    is_new = Photo.created_at > clock.now() - USED
    return select(Photo).where(Photo.id.in_(given_up(READING, "photo")), Photo.state == PhotoState.STORED, is_new)


def unread_photos(session: Session, limit: int) -> Pile[Photo]:
    """The same, the oldest first."""
    return pile(session, photos_given_up(), Photo.created_at, limit)
