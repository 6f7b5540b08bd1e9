"""The table of nameplates that photos show: what was read, and what its homeowner said to that."""

from collections.abc import Iterable
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, contains_eager, mapped_column, relationship

from directory.foundation.db import Base, one_of
from directory.foundation.i18n import Act, Labelled
from directory.kernel import clock
from directory.kernel.errors import StorageAway
from directory.kernel.states import table
from directory.nameplates.rules.makers import Meaning, meaning
from directory.outbox.queries import failing
from directory.photos.models import Photo

#: The errand that reads a photo.
READING = "plate-reading"
#: Characters of a brand, a model or a serial at most.
LONGEST = 40


class PlateAct(Act):
    """What this slice writes into the audit trail."""

    CONFIRM = "confirm-plate", _l("confirmed what a photo's nameplate says")
    CORRECT = "correct-plate", _l("corrected what a photo's nameplate says")
    REFUSE = "refuse-plate", _l("said that a nameplate was read wrongly")


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


def has_unread(session: Session, photos: Iterable[Photo]) -> bool:
    """Whether one of these photos could not be read yet and is tried again: its storage is away."""
    ids = [photo.id for photo in photos if photo.is_stored]
    return bool(ids and failing(session, READING, "photo", ids, StorageAway))
