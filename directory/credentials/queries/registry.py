"""Reading what a registry's lists hold."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.credentials.models import RegistryFile, RegistryLicense
from directory.credentials.rules.matching import Row, Searched
from directory.credentials.rules.numbers import LISTS

_BATCH = 400


def files(session: Session, state: str) -> dict[str, RegistryFile]:
    """The newest file of each of a state's lists, by the list's code."""
    query = select(RegistryFile).where(RegistryFile.state == state).order_by(RegistryFile.file_date, RegistryFile.id)
    return {row.code: row for row in session.scalars(query)}


def searched(session: Session) -> dict[str, Searched]:
    """By the first four digits of a Virginia number: the lists it could stand in, where all of them are here."""
    held = files(session, "VA")
    return {
        prefix: Searched(min(held[c].file_date for c in codes), min(held[c].imported_at for c in codes))
        for prefix, codes in LISTS.items()
        if all(code in held for code in codes)
    }


def rows_of(session: Session, numbers: Iterable[str]) -> dict[str, Row]:
    """Virginia's rows with these numbers (ten digits), by number."""
    wanted, found = sorted(set(numbers)), {}
    for start in range(0, len(wanted), _BATCH):
        query = (
            select(RegistryLicense, RegistryFile)
            .join(RegistryFile, RegistryLicense.file_id == RegistryFile.id)
            .where(RegistryLicense.state == "VA", RegistryLicense.number.in_(wanted[start : start + _BATCH]))
        )
        for row, file in session.execute(query):
            found[row.number] = Row(
                number=row.number,
                name=row.name,
                license_class=row.license_class,
                specialties=tuple(row.specialties),
                expires_on=row.expires_on,
                file_date=file.file_date,
                imported_at=file.imported_at,
            )
    return found
