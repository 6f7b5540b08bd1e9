"""All that hangs on one row: what refers to it by a foreign key, or by an opaque reference, and so on down."""

from collections.abc import Collection, Mapping

from sqlalchemy import ColumnElement, Table, and_, or_, select
from sqlalchemy.orm import Session

from directory.foundation.db import Base

#: One row, {column: value}, and the rows of each table.
Record = dict[str, object]
Records = dict[str, list[Record]]


def records_below(
    session: Session, root: str, entry_id: int, kinds: Mapping[str, str], without: Collection[str] = ()
) -> Records:
    """A row and every row below it, by table, each table's in their order; of no table of `without`.

    `kinds`: the word of an opaque reference (`subject_kind`) -> its table. A table that is added later and refers to
    one of these is found without being named.

    >>> records_below(session, "quote_requests", 7, {"lead": "leads"})  # doctest: +SKIP
    {'quote_requests': [{'id': 7, ...}], 'leads': [{'id': 12, ...}], ...}
    """
    tables = Base.metadata.tables
    records: Records = {}
    ids: dict[str, set[int]] = {root: {entry_id}}
    waiting = [root]
    while waiting:
        above = waiting.pop(0)
        if above == root and not records:
            records[root] = _rows(session, tables[root], tables[root].c.id == entry_id)
        for name in sorted(tables):
            table = tables[name]
            refers = _refers(table, above, ids[above], kinds)
            if name in without or name == root or refers is None:
                continue
            known = ids.setdefault(name, set())
            new = [entry for entry in _rows(session, table, refers) if entry.get("id") not in known]
            if new:
                records.setdefault(name, []).extend(new)
                known |= {entry["id"] for entry in new if isinstance(entry.get("id"), int)}  # type: ignore[misc]
                waiting.append(name)
    return records


def _refers(table: Table, above: str, ids: Collection[int], kinds: Mapping[str, str]) -> ColumnElement[bool] | None:
    """Which rows of a table refer to one of these rows of the table above; None where it never does."""
    parts: list[ColumnElement[bool]] = [
        key.parent.in_(ids) for key in table.foreign_keys if key.column.table.name == above and key.column.name == "id"
    ]
    if {"subject_kind", "subject_id"} <= {*table.c.keys()}:
        words = [word for word, name in kinds.items() if name == above]
        if words:
            parts.append(and_(table.c.subject_kind.in_(words), table.c.subject_id.in_(ids)))
    return or_(*parts) if parts else None


def _rows(session: Session, table: Table, which: ColumnElement[bool]) -> list[Record]:
    query = select(table).where(which).order_by(*table.primary_key.columns)
    return [dict(entry) for entry in session.execute(query).mappings()]
