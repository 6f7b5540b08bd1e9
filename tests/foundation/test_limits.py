"""Limits are counted in the database, in transactions of their own."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import select

from directory.foundation import limits
from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.kernel.errors import TooMany


def _allowed(rule: str, who: str, tries: int) -> int:
    done = 0
    for _ in range(tries):
        try:
            limits.count(rule, who)
        except TooMany as refusal:
            assert refusal.retry_after > 0
        else:
            done += 1
    return done


def test_five_an_hour_then_no_more(app: Flask, clock) -> None:  # type: ignore[no-untyped-def]
    assert _allowed("request-by-network", "192.0.2.1", 8) == 5
    assert _allowed("request-by-network", "192.0.2.2", 1) == 1
    clock.move(hours=1, seconds=1)
    assert _allowed("request-by-network", "192.0.2.1", 8) == 5


def test_twenty_a_day(app: Flask, clock) -> None:  # type: ignore[no-untyped-def]
    allowed = 0
    for _ in range(6):
        allowed += _allowed("request-by-network", "192.0.2.1", 5)
        clock.move(hours=1, seconds=1)
    assert allowed == 20


def test_a_refused_act_does_not_undo_its_count(app: Flask) -> None:
    for _ in range(3):
        limits.count("request-by-contact", "+13015550142")
        with pytest.raises(ZeroDivisionError), unit():
            raise ZeroDivisionError
    assert limits.is_spent("request-by-contact", "+13015550142")


def test_no_address_is_kept_in_clear(app: Flask) -> None:
    limits.count("request-by-contact", "+13015550142")
    keys = db.session.scalars(select(limits.RateCounter.key)).all()
    assert keys
    assert not any("5550142" in key for key in keys)


def test_counting_in_parallel_lets_no_more_through(app: Flask) -> None:
    def one(_: int) -> int:
        with app.app_context():
            return _allowed("request-by-contact", "same", 1)

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(one, range(24))) == 3


def test_limits_can_be_switched_off_for_load_tests(app: Flask) -> None:
    app.config["RATE_LIMITS"] = False
    assert _allowed("request-by-contact", "x", 10) == 10
