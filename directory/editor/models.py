"""Tables of editing: the draft beside the published listing, and what each publishing changed."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from directory.businesses.fields.terms import FactValue
from directory.foundation.db import DOCUMENT, Base
from directory.kernel import clock


class ListingDraft(Base):
    """What somebody is about to publish: field -> value, only the fields that were changed. One a business."""

    __tablename__ = "listing_drafts"

    business_id: Mapped[int] = mapped_column(ForeignKey("businesses.id"), primary_key=True)
    values: Mapped[dict[str, FactValue]] = mapped_column(DOCUMENT, default=dict)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    updated_at: Mapped[datetime] = mapped_column(default=clock.now)
    #: Grows with every save: an older one that somebody looked at is not published unseen.
    revision: Mapped[int] = mapped_column(default=1)


class ListingChange(Base):
    """One publishing, undoing or confirming: who, when, and the fields' values before and after. Append-only."""

    __tablename__ = "listing_changes"
    __table_args__ = (Index(None, "business_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    business_id: Mapped[int] = mapped_column(ForeignKey("businesses.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    before: Mapped[dict[str, FactValue]] = mapped_column(DOCUMENT, default=dict)
    after: Mapped[dict[str, FactValue]] = mapped_column(DOCUMENT, default=dict)
    #: The change this one took back.
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("listing_changes.id"))
    at: Mapped[datetime] = mapped_column(default=clock.now)


class ListingConfirmation(Base):
    """The question, twice a year, whether everything is still true: due, asked (its link works), answered."""

    __tablename__ = "listing_confirmations"

    id: Mapped[int] = mapped_column(primary_key=True)
    business_id: Mapped[int] = mapped_column(ForeignKey("businesses.id"), index=True)
    seed: Mapped[str] = mapped_column(String(32))
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    due_at: Mapped[datetime]
    asked_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
