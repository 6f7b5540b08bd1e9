"""A unit commits all of it or nothing, and tells search what changed."""

from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from directory.businesses.models import Business
from directory.foundation import limits, versions
from directory.foundation import unit as unit_module
from directory.foundation.db import db
from directory.foundation.unit import after_commit, before_commit, touch, unit
from tests.support.at_once import at_once
from tests.support.statements import statements


def _count(session: Session) -> int:
    number = session.scalar(select(func.count()).select_from(Business))
    session.rollback()
    return int(number or 0)


def test_a_unit_commits_when_it_ends(session: Session) -> None:
    with unit() as inside:
        inside.add(Business(slug="a"))
    assert _count(session) == 1


def test_a_unit_that_raises_leaves_nothing(session: Session) -> None:
    with pytest.raises(ZeroDivisionError), unit() as inside:
        inside.add(Business(slug="a"))
        inside.flush()
        raise ZeroDivisionError
    assert _count(session) == 0


def test_a_unit_inside_a_unit_is_refused(session: Session) -> None:
    with unit(), pytest.raises(RuntimeError, match="inside"), unit():
        pass


def test_writing_outside_a_unit_is_refused(session: Session) -> None:
    session.add(Business(slug="a"))
    with pytest.raises(RuntimeError, match="outside"), unit():
        pass
    session.rollback()


def test_the_hook_runs_once_with_sorted_ids(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[list[int]] = []
    monkeypatch.setattr(unit_module, "_hooks", [])
    before_commit(lambda inside, ids: calls.append(ids))
    with unit() as inside:
        for business_id in (3, 1, 3):
            touch(inside, business_id)
    with unit():
        pass
    assert calls == [[1, 3]]


def test_a_hook_that_raises_takes_the_edit_with_it(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unit_module, "_hooks", [lambda inside, ids: 1 / 0])
    with pytest.raises(ZeroDivisionError), unit() as inside:
        inside.add(Business(slug="a"))
        touch(inside, 1)
    assert _count(session) == 0


def test_versions_rise_in_the_transaction(session: Session) -> None:
    assert versions.current(session, "listings") == 0
    with unit() as inside:
        versions.bump(inside, "listings")
    with pytest.raises(ZeroDivisionError), unit() as inside:
        versions.bump(inside, "listings")
        raise ZeroDivisionError
    with unit() as inside:
        versions.bump(inside, "listings")
    assert versions.current(session, "listings") == 2


def test_what_follows_a_commit_is_done_once_after_it_and_never_without(session: Session) -> None:
    done: list[int] = []

    def fail() -> None:
        raise ZeroDivisionError

    with unit() as inside:
        inside.add(Business(slug="a"))
        after_commit(inside, fail)
        # One that fails undoes nothing and stops no other.
        after_commit(inside, lambda: done.append(_count(session)))
        assert done == []
    assert done == [1]
    with pytest.raises(ZeroDivisionError), unit() as inside:
        after_commit(inside, lambda: done.append(0))
        raise ZeroDivisionError
    with unit() as inside:
        inside.add(Business(slug="b"))
    assert done == [1]
    assert _count(session) == 2


def test_threads_of_a_process_write_in_turn(app: Flask, session: Session) -> None:
    """Even where the database itself waits for nobody, which is what a starved thread sees."""

    def impatient(connection: Any, *_: object) -> None:
        if db.engine.dialect.name == "sqlite":
            connection.execute("PRAGMA busy_timeout = 0")

    def write(number: int) -> None:
        with unit() as inside:
            inside.add(Business(slug=f"a-{number}"))
            inside.flush()
        limits.count("report-by-near", f"somebody-{number}")

    event.listen(db.engine, "checkout", impatient)
    try:
        at_once(app, *(partial(write, number) for number in range(8)))
    finally:
        event.remove(db.engine, "checkout", impatient)
        db.engine.dispose()
    assert _count(session) == 8


def test_a_read_takes_as_many_statements_after_an_impatient_write_as_before(session: Session) -> None:
    def read() -> list[str]:
        session.rollback()
        with statements() as run:
            _count(session)
        return run

    before = read()
    with unit(waits=False) as inside:
        inside.add(Business(slug="a"))
    assert read() == before
