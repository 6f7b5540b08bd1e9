"""Writing licenses: what the facts say, one row each."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from directory.businesses.actions import reproject
from directory.credentials import queries
from directory.credentials.models import License
from directory.credentials.rules import as_stated
from directory.foundation import unit


def restate(session: Session, business_id: int) -> None:
    """Bring a business's columns and its licenses in line with its facts: to call after any fact was added."""
    projection = reproject(session, business_id)
    state_licenses(session, business_id, projection.licenses, projection.license_source)


def state_licenses(session: Session, business_id: int, licenses: Sequence[Mapping[str, Any]], source: str) -> bool:
    """Keep exactly these licenses of a business; whether any changed. A row that stays keeps its id.

    Each has a `type` and, where known, `number`, `state`, `status` and what a check says; `source` is the fact's,
    for those that no registry was asked about.
    """
    rows = list(queries.licenses_of(session, [business_id]).get(business_id, []))
    wanted = [_columns(each, source) for each in licenses]
    if [_held(row) for row in rows] == wanted:
        return False
    # By position: licenses are few, and the order in which they are stated is the order of their rows.
    for row, columns in zip(rows, wanted, strict=False):
        for name, value in columns.items():
            setattr(row, name, value)
    for row in rows[len(wanted) :]:
        session.delete(row)
    for columns in wanted[len(rows) :]:
        session.add(License(business_id=business_id, **columns))
    session.flush()
    unit.touch(session, business_id)
    return True


_PLAIN = ("type", "number", "state", "status", "license_class", "checked_by", "holder")


def _columns(license: Mapping[str, Any], source: str) -> dict[str, Any]:
    said = as_stated(license)
    expires_on, checked_at, file_date = (said.get(name) for name in ("expires_on", "checked_at", "file_date"))
    return {
        **{name: said.get(name) for name in _PLAIN},
        "expires_on": date.fromisoformat(expires_on) if expires_on else None,
        "checked_at": datetime.fromisoformat(checked_at) if checked_at else None,
        "file_date": date.fromisoformat(file_date) if file_date else None,
        "source": "registry" if checked_at else source,
    }


def _held(row: License) -> dict[str, Any]:
    return {name: getattr(row, name) for name in (*_PLAIN, "expires_on", "checked_at", "file_date", "source")}
