"""The short number of a request: found in a few statements however many are taken, and nobody else's."""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from sys import modules

import pytest
from flask import Flask
from sqlalchemy import String, cast, insert, literal, select, text
from sqlalchemy.orm import Session

from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.leads.actions import numbers, submit
from directory.leads.models import QuoteRequest
from tests.conftest import MovableClock
from tests.factories.requests import listed, sent
from tests.support.at_once import at_once
from tests.support.statements import statements

pytestmark = pytest.mark.engine_cases

#: The module; the package has a function of its name.
submitting = modules[submit.__module__]

#: What one look for a number may cost at the most: a statement a width.
MOST = len(numbers.WIDTHS)


@pytest.fixture(autouse=True)
def _two_firms(app: Flask, clock: MovableClock) -> None:
    listed("gaoshi", "fangshi")


def _take(first: int, last: int, but: int = 0) -> None:
    """Requests that have these numbers, erased long ago: one statement, however many."""
    counted = select(literal(first).label("number")).cte(recursive=True)
    counted = counted.union_all(select(counted.c.number + 1).where(counted.c.number < last))
    number = cast(counted.c.number, String)
    common = {
        "state": "erased", "language": "en", "service": "repair", "zip": "20850", "urgency": "48h", "safety": "none",
        "call_language": "en", "answers": {}, "receipt_sms": False, "created_at": datetime(2020, 1, 1, tzinfo=UTC),
    }  # fmt: skip
    columns = QuoteRequest.__table__.c
    values = {name: literal(value, columns[name].type) for name, value in common.items()}
    values |= dict.fromkeys(("number", "seed", "token_digest", "request_key", "body_digest"), number)
    rows = select(*values.values()).where(counted.c.number != but)
    with unit() as session:
        session.execute(insert(QuoteRequest).from_select(list(values), rows))


def _cost() -> tuple[QuoteRequest, int]:
    """A request just saved, and how many statements it took."""
    with statements() as run:
        quote_request = sent("gaoshi", "fangshi", receipt_sms=False, email=None)
    return quote_request, len(run)


@pytest.mark.large
def test_the_90001st_request_is_saved_like_the_first(session: Session) -> None:
    first, cost = _cost()
    assert len(first.number) == 5
    session.rollback()
    _take(10_000, 99_999, but=int(first.number))
    assert session.query(QuoteRequest).filter(QuoteRequest.number.between("10000", "99999")).count() == 90_000
    session.rollback()
    for _ in range(3):
        quote_request, more = _cost()
        assert len(quote_request.number) == 6
        assert more <= cost + MOST


def _narrow(monkeypatch: pytest.MonkeyPatch, widths: range) -> None:
    monkeypatch.setattr(numbers, "WIDTHS", widths)


def test_every_width_gives_way_to_the_next(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """The kind with small widths: 9 numbers of one digit, then 90 of two."""
    _narrow(monkeypatch, range(1, 4))
    _take(1, 9)
    assert 10 <= int(_cost()[0].number) <= 99
    with unit() as writing:
        taken = {int(number) for number in writing.scalars(select(QuoteRequest.number))}
    for number in set(range(10, 100)) - taken:
        _take(number, number)
    assert 100 <= int(_cost()[0].number) <= 999


def test_where_every_number_is_taken_it_says_so_and_lets_go(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    _narrow(monkeypatch, range(1, 2))
    _take(1, 9)
    with pytest.raises(RuntimeError, match="number"), statements():
        sent("gaoshi")
    monkeypatch.undo()
    assert len(sent("gaoshi").number) == 5


def test_the_column_holds_the_widest_number() -> None:
    column = QuoteRequest.__table__.c.number.type
    assert numbers.WIDTHS[-1] <= column.length


@pytest.mark.parametrize("copies", [2, 6])
def test_the_same_number_drawn_at_one_moment_is_given_once(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch, copies: int
) -> None:
    """Everybody draws from a hundred numbers: those who are second draw again."""
    drawn = iter([0] * copies + list(range(1, 1000)))
    monkeypatch.setattr(numbers, "DRAWS", 1)
    monkeypatch.setattr(secrets, "randbelow", lambda most: next(drawn) % most)
    acts: list[Callable[[], str]] = [lambda: sent("gaoshi", "fangshi").number] * copies
    given = at_once(app, *acts)
    assert len(set(given)) == copies


def test_a_number_that_another_request_took_since_it_was_looked_up_is_drawn_anew(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = sent("gaoshi").number
    drawn = iter([taken, taken, "77777"])
    monkeypatch.setattr(submitting, "free_number", lambda session: next(drawn))
    assert sent("fangshi").number == "77777"
    with db.engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM quote_requests")) == 2


def test_a_number_that_is_always_taken_ends_in_an_error(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """As where the look-up and the unique column never agree: a few tries, then the request is refused as a whole."""
    quote_request = sent("gaoshi")
    number = quote_request.number
    monkeypatch.setattr(submitting, "free_number", lambda session: number)
    with pytest.raises(RuntimeError, match="number"), statements():
        sent("fangshi")
    with db.engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM quote_requests")) == 1
