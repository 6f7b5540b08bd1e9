"""A connection that breaks when all is done: the answer goes out, and a worker's lane goes on."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import PoolProxiedConnection, text
from sqlalchemy.exc import DBAPIError

from directory.foundation.db import db


@contextmanager
def breaking() -> Iterator[None]:
    """Every connection turns out to be broken when it is given back with something open."""
    # The library's own look at the database, with its first connection, is over.
    db.session.execute(text("SELECT 1"))
    db.session.remove()
    dialect, roll_back = db.engine.dialect, db.engine.dialect.do_rollback

    def break_off(connection: PoolProxiedConnection) -> None:
        connection.dbapi_connection.close()  # type: ignore[union-attr]
        roll_back(connection)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dialect, "do_rollback", break_off)
        yield


def ends_in_order(app: Flask) -> bool:
    """Whether something that reads, as a request or a turn of the worker, comes to its end."""
    try:
        with app.app_context():
            return db.session.scalar(text("SELECT 1")) == 1
    except DBAPIError:
        return False


def test_a_request_or_a_lane_ends_in_order_and_the_next_gets_a_new_connection(app: Flask) -> None:
    with breaking():
        assert ends_in_order(app)
        assert ends_in_order(app)
