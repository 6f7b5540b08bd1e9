"""Tables of licenses."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from directory.foundation.db import Base


class License(Base):
    """A license as stated or as found: `status` is stated, given, checked or not_found. Number None = not given."""

    __tablename__ = "licenses"

    id: Mapped[int] = mapped_column(primary_key=True)
    business_id: Mapped[int] = mapped_column(ForeignKey("businesses.id"), index=True)
    type: Mapped[str] = mapped_column(String(20))
    state: Mapped[str | None] = mapped_column(String(2))
    board: Mapped[str | None] = mapped_column(String(60))
    number: Mapped[str | None] = mapped_column(String(40))
    license_class: Mapped[str | None] = mapped_column(String(20))
    status: Mapped[str] = mapped_column(String(12), default="stated")
    source: Mapped[str] = mapped_column(String(10), default="ad")
    expires_on: Mapped[date | None]
    checked_at: Mapped[datetime | None]
