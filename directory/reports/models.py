"""The table of reports: something is wrong with a listing, or it should come down."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from directory.foundation.db import Base
from directory.kernel import clock


class Report(Base):
    """What somebody told us about a listing. `kind` is wrong or remove."""

    __tablename__ = "reports"
    __table_args__ = (CheckConstraint("kind IN ('wrong', 'remove')", name="kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    business_id: Mapped[int] = mapped_column(ForeignKey("businesses.id"), index=True)
    kind: Mapped[str] = mapped_column(String(8))
    #: wrong_phone, not_this_business, closed, wrong_fact, other; None for a removal.
    reason: Mapped[str | None] = mapped_column(String(20))
    text: Mapped[str | None] = mapped_column(String(2000))
    contact: Mapped[str | None] = mapped_column(String(320))
    language: Mapped[str] = mapped_column(String(8))
    state: Mapped[str] = mapped_column(String(10), default="open")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    settled_at: Mapped[datetime | None]
