"""Tables of licenses."""

from datetime import date, datetime
from typing import Self

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from directory.businesses.fields.terms import LicenseValue
from directory.foundation.db import Base
from directory.kernel import clock


class License(Base):
    """A license as stated or as found: `status` is stated, given, checked or not_found. Number None = not given."""

    __tablename__ = "licenses"
    __table_args__ = (Index(None, "status", "id"), Index(None, "status", "expires_on"))

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
    checked_by: Mapped[str | None] = mapped_column(String(40))
    #: The day of the registry's file that was searched; None where somebody looked at the registry's page.
    file_date: Mapped[date | None]
    #: Whose license it is, as the registry has it: a number may be somebody else's.
    holder: Mapped[str | None] = mapped_column(String(200))

    @classmethod
    def of(cls, stated: LicenseValue, source: str) -> Self:
        """A license as a fact states it, which no registry was asked about; not stored."""
        return cls(
            type=stated["type"],
            state=stated.get("state"),
            number=stated.get("number"),
            status=stated.get("status") or ("given" if stated.get("number") else "stated"),
            source=source,
        )


class RegistryFile(Base):
    """A registry's list as it was imported: which, of what day, how many rows of our trades."""

    __tablename__ = "registry_files"
    __table_args__ = (UniqueConstraint("state", "code", "file_date"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(String(2))
    #: 2701, 2705a, 2705b, 2705c, 2710 ...: as the registry names its lists.
    code: Mapped[str] = mapped_column(String(12))
    file_date: Mapped[date]
    #: Rows of our trades; and of the whole list, good or bad: a list that shrinks was cut off.
    row_count: Mapped[int]
    rows_read: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    imported_at: Mapped[datetime] = mapped_column(default=clock.now)


class RegistryLicense(Base):
    """One firm's row of a registry's present list: what is public there and needed here, no street, no e-mail."""

    __tablename__ = "registry_licenses"
    __table_args__ = (UniqueConstraint("state", "number"), Index(None, "name_folded"))

    id: Mapped[int] = mapped_column(primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("registry_files.id"), index=True)
    state: Mapped[str] = mapped_column(String(2))
    number: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(200))
    name_folded: Mapped[str] = mapped_column(String(200))
    city: Mapped[str | None] = mapped_column(String(80))
    zip: Mapped[str | None] = mapped_column(String(5))
    license_class: Mapped[str | None] = mapped_column(String(20))
    specialties: Mapped[list[str]] = mapped_column(default=list)
    certified_on: Mapped[date | None]
    expires_on: Mapped[date | None]
