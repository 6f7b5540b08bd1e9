"""A database that may only be read, as on a failing disk or a standby: pages are read, forms are told "not now"."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import Engine, event

from directory.foundation import limits
from directory.foundation.db import db
from tests.conftest import MovableClock
from tests.hostile.doors import ask, changed, doors, state
from tests.hostile.matrix import HARM, LET_IN, filled, prepared
from tests.hostile.world import ROLES

#: Says whether it can save, which it cannot.
SAYS_SO = "GET /readyz"
#: Pages beside which something is counted, or a visit written down.
WRITTEN_BESIDE = ("/readyz", "/<lang:lang>/", "/<lang:lang>/businesses/<slug>", "/<lang:lang>/request-a-quote")


@contextmanager
def read_only(engine: Engine) -> Iterator[None]:
    """Every connection that is opened meanwhile may only read."""

    def refuse(connection: object, _record: object) -> None:
        is_sqlite = isinstance(connection, sqlite3.Connection)
        cursor = connection.cursor()  # type: ignore[attr-defined]
        cursor.execute("PRAGMA query_only = ON" if is_sqlite else "SET default_transaction_read_only = on")
        cursor.close()
        if not is_sqlite:
            connection.commit()  # type: ignore[attr-defined]

    db.session.remove()
    event.listen(engine, "connect", refuse)
    engine.dispose()
    try:
        yield
    finally:
        event.remove(engine, "connect", refuse)
        db.session.remove()
        engine.dispose()


@pytest.mark.engine_cases
def test_pages_are_read_and_forms_are_told_not_now_until_it_can_be_written(app: Flask, clock: MovableClock) -> None:
    world = prepared(app)
    before, statuses = state(), {}
    with read_only(db.engine):
        # That no other page writes when it is opened, the access matrix says.
        for door in (door for door in doors(app) if door.rule.rule in (*HARM, *WRITTEN_BESIDE)):
            role = next(role for role in reversed(ROLES) if door.gate == "public" or role in LET_IN[door.gate])
            body = HARM.get(door.rule.rule, {}) if door.method == "POST" else {}
            answer = ask(world, door, role, body=filled(world, body))
            statuses[door.name] = answer.status_code
            assert answer.status_code != 503 or door.name == SAYS_SO or answer.headers["Retry-After"]
    assert not changed(before)
    refused = {name for name, status in statuses.items() if status == 503}
    assert not {name for name, status in statuses.items() if status >= 500} - refused
    assert {name for name in refused if name.startswith("GET")} == {SAYS_SO}
    assert len(refused) > len(HARM) / 2
    limits.write_something()
