"""The table of printed ads."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from directory.foundation.db import Base
from directory.kernel import clock


class Ad(Base):
    """One printed advertisement. A publication date of None is unknown and is said to be."""

    __tablename__ = "ads"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    business_id: Mapped[int | None] = mapped_column(ForeignKey("businesses.id"), index=True)
    publication: Mapped[str] = mapped_column(String(80), default="冷暖专版")
    ad_number: Mapped[str | None] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(8), default="zh-Hans")
    text: Mapped[str]
    published_on: Mapped[date | None]
    entered_on: Mapped[date]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
