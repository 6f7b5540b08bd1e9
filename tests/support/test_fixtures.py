"""The fixtures themselves: a test stands on an empty database, and each request stands alone."""

import socket

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from directory.foundation import versions
from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.kernel import clock as kernel_clock
from tests.conftest import START, MovableClock

pytestmark = pytest.mark.engine_cases


@pytest.mark.parametrize("time", [1, 2])
def test_each_test_finds_empty_tables(session: Session, time: int) -> None:
    assert versions.current(session, "x") == 0
    with unit():
        versions.bump(session, "x")
    assert versions.current(session, "x") == 1


@pytest.mark.own_application
def test_requests_share_nothing_but_the_database(app: Flask, session: Session) -> None:
    @app.get("/planted")
    def planted() -> dict[str, object]:
        seen = {"left": g.get("left"), "same": db.session() is session}
        g.left = True
        with unit() as own:
            versions.bump(own, "x")
        return seen

    visitor: FlaskClient = app.test_client()
    assert versions.current(session, "x") == 0
    for number in (1, 2):
        assert visitor.get("/planted").json == {"left": None, "same": False}
        assert versions.current(session, "x") == number


def test_the_clock_moves_only_when_told(clock: MovableClock) -> None:
    assert kernel_clock.now() == START
    clock.move(minutes=10)
    assert (kernel_clock.now() - START).total_seconds() == 600


def test_nothing_reaches_beyond_this_machine() -> None:
    with socket.socket() as far, pytest.raises(AssertionError, match="reached for"):
        far.connect(("192.0.2.1", 80))
