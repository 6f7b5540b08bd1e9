"""Writing licenses: what the facts say, one row each."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from directory.credentials import queries
from directory.credentials.models import License
from directory.credentials.rules import as_stated, differs
from directory.foundation import unit


def state_licenses(session: Session, business_id: int, licenses: Sequence[Mapping[str, Any]], source: str) -> bool:
    """Keep exactly these licenses of a business; whether any changed.

    Each has a `type` and, where known, `number`, `state`, `status`; `source` is the fact's.
    """
    rows = queries.licenses_of(session, [business_id]).get(business_id, [])
    held = [{"type": r.type, "number": r.number, "state": r.state, "status": r.status} for r in rows]
    if not differs(held, licenses):
        return False
    for row in rows:
        session.delete(row)
    for each in map(as_stated, licenses):
        session.add(License(business_id=business_id, source=source, **each))
    session.flush()
    unit.touch(session, business_id)
    return True
