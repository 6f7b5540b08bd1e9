"""Tables of places: states, counties and independent cities, cities, ZIP codes of DC, Maryland and Virginia."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from directory.foundation.db import Base


class Place(Base):
    """One place. Its code: `MD`, a county's FIPS `24031`, `MD:rockville`, or a ZIP code with its state, `MD:20850`.

    A ZIP code carries its state because 24031 is both a county of Maryland and a ZIP code of Roanoke.
    """

    __tablename__ = "places"
    __table_args__ = (
        CheckConstraint("kind IN ('state', 'county', 'city', 'zip')", name="kind"),
        Index(None, "kind", "state"),
    )

    code: Mapped[str] = mapped_column(String(60), primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    name_en: Mapped[str] = mapped_column(String(80))
    name_zh_hans: Mapped[str] = mapped_column(String(80))
    name_zh_hant: Mapped[str] = mapped_column(String(80))
    state: Mapped[str] = mapped_column(String(2))
    #: County of a city's main ZIP code; the county itself; None for a state.
    fips: Mapped[str | None] = mapped_column(String(5))
    lat: Mapped[float | None]
    lng: Mapped[float | None]


class ZipCounty(Base):
    """A ZIP code (`MD:20850`) lies in one or more counties; rank 1 holds most of it."""

    __tablename__ = "zip_counties"

    zip: Mapped[str] = mapped_column(ForeignKey("places.code"), primary_key=True)
    fips: Mapped[str] = mapped_column(ForeignKey("places.code"), primary_key=True)
    rank: Mapped[int]
