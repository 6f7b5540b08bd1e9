"""What the tables of places hold. Pages ask the gazetteer, which needs no database."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.places.models import Place, ZipCounty

#: The columns of `places`, in the order in which `stored_places` and the seed write them.
COLUMNS = ("code", "kind", "name_en", "name_zh_hans", "name_zh_hant", "state", "fips", "lat", "lng")


def stored_places(session: Session) -> dict[str, tuple[object, ...]]:
    """Every stored place by code, as the values of COLUMNS."""
    rows = session.execute(select(*(getattr(Place, column) for column in COLUMNS)))
    return {record[0]: tuple(record) for record in rows}


def stored_zip_counties(session: Session) -> dict[tuple[str, str], int]:
    """(ZIP's place code, FIPS) -> rank, as stored."""
    rows = session.execute(select(ZipCounty.zip, ZipCounty.fips, ZipCounty.rank))
    return {(record[0], record[1]): record[2] for record in rows}
