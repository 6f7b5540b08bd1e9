"""Writing a registry's list: streamed, so that its length costs no memory; whole, or not at all."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from directory.audit import record
from directory.credentials import queries
from directory.credentials.models import RegistryFile, RegistryLicense
from directory.credentials.rules.dpor import Bad, Listed, state
from directory.credentials.rules.matching import fold_name
from directory.credentials.rules.standing import LicenseAct
from directory.kernel import clock
from directory.kernel.errors import LengnuanError

#: Of a list that lost more than this share of its rows, the end is missing.
MOST_LOST = 0.2
#: Of a list with more unreadable rows than this share, the format has changed.
MOST_BAD = 0.2
#: How many unreadable rows a summary names.
NAMED = 5
_BATCH = 500


class Refused(LengnuanError):
    """A file that looks wrong. Its list stays as it was."""


@dataclass
class Loaded:
    """What an import did with one list: rows read, kept by specialty, kept for their number alone, unreadable ones."""

    code: str
    file_date: date
    #: The very file was here before: nothing was read.
    is_known: bool = False
    rows: int = 0
    kept: Counter[str] = field(default_factory=Counter)
    by_number: int = 0
    licenses: int = 0
    #: Kept licenses whose own date had passed on the day of the import.
    expired: int = 0
    bad: Counter[str] = field(default_factory=Counter)
    examples: list[Bad] = field(default_factory=list)


def load(
    session: Session,
    rows: Iterable[Listed | Bad],
    *,
    code: str,
    file_date: date,
    digest: str,
    force: bool = False,
) -> Loaded:
    """Make this file the present list of `code`: rows of our trades, and those whose number a listing gives.

    The same file again changes nothing, unless a license was stated since: its number may stand among the rows that
    were left out. Raises Refused, unless `force`: for a day to come or before the present file's, for a list that lost
    a fifth of its rows, for one that is mostly unreadable; a list of the same day is replaced.
    """
    present = queries.files(session, state()).get(code)
    loaded = Loaded(code, file_date)
    is_same = present is not None and (present.file_date, present.digest) == (file_date, digest)
    if present is not None and is_same and not queries.given_since(session, present.imported_at):
        loaded.is_known, loaded.rows, loaded.licenses = True, present.rows_read, present.row_count
        return loaded
    if not force:
        _refuse_day(file_date, present)
    file = _file(session, present, code, file_date, digest)
    wanted = queries.wanted_numbers(session)
    reading = _counted(rows, loaded, wanted)
    while batch := list(islice(reading, _BATCH)):
        _write(session, file.id, batch)
    session.flush()
    if not force:
        _refuse_rows(loaded, present.rows_read if present is not None else 0)
    _finish(session, file, loaded)
    return loaded


def _refuse_day(file_date: date, present: RegistryFile | None) -> None:
    if file_date > clock.today():
        raise Refused(f"{file_date} is still to come")
    if present is not None and file_date < present.file_date:
        raise Refused(f"the list here is of {present.file_date}: {file_date} is older")


def _refuse_rows(loaded: Loaded, before: int) -> None:
    unreadable = sum(loaded.bad.values())
    if loaded.rows == 0 or unreadable > MOST_BAD * loaded.rows:
        raise Refused(f"{unreadable} of {loaded.rows} rows are unreadable")
    if loaded.rows < (1 - MOST_LOST) * before:
        raise Refused(f"{loaded.rows} rows, where the list had {before}: it looks cut off")


def _set_aside(code: str) -> str:
    return f"{code} old"


def _file(session: Session, present: RegistryFile | None, code: str, file_date: date, digest: str) -> RegistryFile:
    """A new file, also for a list of the same day: what is not read again belongs to the old one and goes with it."""
    if present is not None and present.file_date == file_date:
        present.code = _set_aside(code)
        session.flush()
    file = RegistryFile(
        state=state(), code=code, file_date=file_date, digest=digest, row_count=0, rows_read=0, imported_at=clock.now()
    )
    session.add(file)
    session.flush()
    return file


def _counted(rows: Iterable[Listed | Bad], loaded: Loaded, wanted: frozenset[str]) -> Iterator[Listed]:
    """The rows to keep, everything counted on the way."""
    for listed in rows:
        loaded.rows += 1
        if isinstance(listed, Bad):
            loaded.bad[listed.reason] += 1
            if len(loaded.examples) < NAMED:
                loaded.examples.append(listed)
            continue
        loaded.kept.update(listed.trades)
        if listed.trades:
            yield listed
        elif listed.number in wanted:
            loaded.by_number += 1
            yield listed


#: A row of the table, by its columns.
_Columns = dict[str, int | str | date | list[str] | None]


def _write(session: Session, file_id: int, batch: list[Listed]) -> None:
    """Add the rows that are new and replace the others; several rows of one certificate become one."""
    columns = (RegistryLicense.id, RegistryLicense.number, RegistryLicense.file_id, RegistryLicense.specialties)
    query = select(*columns, RegistryLicense.expires_on).where(
        RegistryLicense.state == state(), RegistryLicense.number.in_({license.number for license in batch})
    )
    stored = {license.number: license for license in session.execute(query)}
    # What an earlier row of this very file said of the same certificate is added to, not replaced.
    known = {
        n: (list(license.specialties), license.expires_on)
        for n, license in stored.items()
        if license.file_id == file_id
    }
    merged: dict[str, _Columns] = {}
    for license in batch:
        codes, until = known.get(license.number, ([], None))
        codes = list(dict.fromkeys([*codes, *license.specialties]))
        until = max(until, license.expires_on) if until else license.expires_on
        known[license.number] = (codes, until)
        merged[license.number] = _columns(license, file_id, codes) | {"expires_on": until}
    new = [columns for number, columns in merged.items() if number not in stored]
    old = [{"id": stored[number].id, **columns} for number, columns in merged.items() if number in stored]
    if new:
        session.execute(insert(RegistryLicense), new)
    if old:
        session.execute(update(RegistryLicense), old)


def _columns(listed: Listed, file_id: int, specialties: list[str]) -> _Columns:
    return {
        "file_id": file_id,
        "state": state(),
        "number": listed.number,
        "name": listed.name,
        "name_folded": fold_name(listed.name, is_person=listed.is_person),
        "city": listed.city,
        "zip": listed.zip,
        "license_class": listed.license_class,
        "specialties": specialties,
        "certified_on": listed.certified_on,
    }


def _finish(session: Session, file: RegistryFile, loaded: Loaded) -> None:
    """Drop what the list does not hold any more, and files of the same day or a later one that it replaces."""
    codes = (file.code, _set_aside(file.code))
    others = select(RegistryFile.id).where(
        RegistryFile.state == state(), RegistryFile.code.in_(codes), RegistryFile.id != file.id
    )
    quick = {"synchronize_session": False}
    session.execute(delete(RegistryLicense).where(RegistryLicense.file_id.in_(others)), execution_options=quick)
    replaced = others.where(RegistryFile.file_date >= file.file_date)
    session.execute(delete(RegistryFile).where(RegistryFile.id.in_(replaced)), execution_options=quick)
    today = clock.today()
    mine = select(func.count(RegistryLicense.id)).where(RegistryLicense.file_id == file.id)
    loaded.licenses = session.scalar(mine) or 0
    loaded.expired = session.scalar(mine.where(RegistryLicense.expires_on < today)) or 0
    file.row_count, file.rows_read = loaded.licenses, loaded.rows
    detail = {"code": file.code, "date": file.file_date.isoformat(), "rows": loaded.rows, "licenses": loaded.licenses}
    record(session, "operator", LicenseAct.IMPORT_LIST, ("registry-file", file.id), **detail)
    session.flush()
