"""Statements counted: what costs more with every row there is, or never ends, shows here and not in seconds."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from directory.foundation.db import db

_AROUND = ("BEGIN", "PRAGMA", "RELEASE", "SAVEPOINT", "SET")


@contextmanager
def statements(most: int = 100) -> Iterator[list[str]]:
    """Every statement run in the block; the one after `most` fails, so that an endless loop ends.

    Those that open and close transactions and savepoints, or set the connection up, are left out.
    """
    run: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        if not statement.lstrip().upper().startswith(_AROUND):
            run.append(statement)
        assert len(run) <= most, "it does not end"

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield run
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
