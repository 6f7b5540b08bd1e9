"""The fixtures themselves: a test stands on an empty database, and each request stands alone."""

import os
import socket

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.orm import Session

from directory.foundation import versions
from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.kernel import clock as kernel_clock
from tests.conftest import START, MovableClock
from tests.support.further import mark_further

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


class _Case:
    """What marking looks at of a case."""

    def __init__(self, path: str, *marks: str, fixtures: tuple[str, ...] = ("test_databases",)) -> None:
        self.path, self.fixturenames, self.marks = path, fixtures, list(marks)

    def get_closest_marker(self, name: str) -> str | None:
        return name if name in self.marks else None

    def add_marker(self, name: str) -> None:
        self.marks.append(name)


def test_the_quick_part_asks_one_unit_of_each_file_with_a_database_and_all_others() -> None:
    cases = [_Case("a", "large"), _Case("a"), _Case("a", "postgres"), _Case("a"), _Case("b"), _Case("c", "browser")]
    mark_further([*cases, _Case("a", fixtures=()), _Case("a", fixtures=())])  # type: ignore[list-item]
    assert [case.marks for case in cases] == [["large"], [], ["postgres", "further"], ["further"], [], ["browser"]]


def test_the_run_has_marked_its_own_cases(request: pytest.FixtureRequest) -> None:
    here = [item for item in request.session.items if item.path == request.node.path]
    marked = {item.originalname: item.get_closest_marker("further") is not None for item in here}  # type: ignore[attr-defined]
    assert not marked["test_the_clock_moves_only_when_told"]
    # The quick part has left it out, by that mark.
    assert marked.get("test_requests_share_nothing_but_the_database", "not further" in request.config.option.markexpr)


def test_nothing_reaches_beyond_this_machine() -> None:
    with socket.socket() as far, pytest.raises(AssertionError, match="reached for"):
        far.connect(("192.0.2.1", 80))


@pytest.mark.skipif("TEST_DATABASE_URL" in os.environ, reason="a server that somebody named has options of its own")
@pytest.mark.parametrize("engine_url", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True)
def test_no_commit_of_a_test_waits_for_a_disk(session: Session) -> None:
    for name in ("fsync", "synchronous_commit", "full_page_writes"):
        assert session.scalar(text(f"SHOW {name}")) == "off"
