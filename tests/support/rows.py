"""One row in every table, made from the tables themselves: enough for a migration to stumble over."""

import re
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, Connection, MetaData, String, Table, select
from sqlalchemy.engine import default
from sqlalchemy.types import TypeDecorator, TypeEngine

_MOMENT = datetime(2026, 11, 22, 18, 16, tzinfo=UTC)
_ONE_OF = re.compile(r"(\w+) IN \('([^']*)'")


def one_row_each(connection: Connection, metadata: MetaData) -> None:
    """Insert one row into each table, parents first; checks of the form `x IN ('a', ...)` get their first word."""
    for table in metadata.sorted_tables:
        connection.execute(table.insert().values(_row(connection, table)))


def _row(connection: Connection, table: Table) -> dict[str, Any]:
    words = dict(
        match.groups()
        for check in table.constraints
        if isinstance(check, CheckConstraint)
        for match in _ONE_OF.finditer(str(check.sqltext))
    )
    values: dict[str, Any] = {}
    for column in table.columns:
        if column.primary_key and column.autoincrement and column.type.python_type is int and not column.foreign_keys:
            continue
        if column.foreign_keys:
            parent = next(iter(column.foreign_keys)).column
            values[column.name] = connection.scalar(select(parent).limit(1)) if parent.table is not table else None
        elif not column.nullable:
            values[column.name] = words.get(column.name) or _value(column)
    return values


def _value(column: Column[Any]) -> Any:
    kind: TypeEngine[Any] = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
    if isinstance(kind, JSON):
        return column.type.process_result_value({}, default.DefaultDialect()) if kind is not column.type else []
    of = kind.python_type
    if of is str:
        return "x" * min(4, kind.length or 4) if isinstance(kind, String) else "x"
    return {bool: True, int: 1, float: 1.0, datetime: _MOMENT, date: _MOMENT.date(), bytes: b"x"}[of]
