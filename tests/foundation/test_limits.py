"""Limits are counted in the database, in transactions of their own."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask, current_app
from sqlalchemy import select

from directory.foundation import limits
from directory.foundation.db import db
from directory.foundation.limits import VISITORS
from directory.foundation.security import client_networks
from directory.foundation.unit import unit
from directory.kernel.errors import TooMany

pytestmark = pytest.mark.engine_cases


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


def test_fifteen_an_hour_then_no_more(app: Flask, clock) -> None:  # type: ignore[no-untyped-def]
    assert _allowed("request-by-near", "192.0.2.1", 18) == 15
    assert _allowed("request-by-near", "192.0.2.2", 1) == 1
    clock.move(hours=1, seconds=1)
    assert _allowed("request-by-near", "192.0.2.1", 18) == 15


def test_forty_a_day(app: Flask, clock) -> None:  # type: ignore[no-untyped-def]
    allowed = 0
    for _ in range(4):
        allowed += _allowed("request-by-near", "192.0.2.1", 15)
        clock.move(hours=1, seconds=1)
    assert allowed == 40


@pytest.mark.parametrize(
    ("address", "calm"), [("192.0.2.{}", 8), ("192.0.2.7", 5), ("2001:db8:1:1::{}", 5), ("2001:db8:1:{}00::1", 8)]
)
def test_beyond_a_few_of_a_network_the_next_is_one_of_a_crowd(app: Flask, clock, address, calm) -> None:  # type: ignore[no-untyped-def]
    crowd = []
    for number in range(12):
        where = {"REMOTE_ADDR": address.format(number + 10)}
        with current_app.test_request_context(environ_base=where):
            crowd.append(limits.count_all([], calm=client_networks()))
    assert crowd == [False] * calm + [True] * (12 - calm)


def test_a_copy_makes_no_crowd(app: Flask, clock) -> None:  # type: ignore[no-untyped-def]
    networks = [("near", "192.0.2.1"), ("wide", "192.0.2.0/24")]
    assert not any(limits.count_all([], once=["the same"], calm=networks) for _ in range(9))
    assert not limits.count_all([], calm=networks)


def test_a_refused_act_does_not_undo_its_count(app: Flask) -> None:
    for _ in range(5):
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
        assert sum(pool.map(one, range(24))) == 5


def test_limits_can_be_switched_off_for_load_tests(app: Flask) -> None:
    app.config["RATE_LIMITS"] = False
    assert _allowed("request-by-contact", "x", 10) == 10


def _visit(address: str, act: str = "request", *, is_known: bool = False) -> bool:
    """Whether one more act from this address is allowed."""
    with current_app.test_request_context(environ_base={"REMOTE_ADDR": address}):
        counts = limits.visitor(act, client_networks(), is_known=is_known)
    try:
        limits.count_all(counts)
    except TooMany:
        return False
    return True


@pytest.mark.parametrize(
    ("rotating", "most"),
    [
        ([f"2001:db8:1:{number:x}::1" for number in range(60)], 18),
        ([f"2001:db8:1:{number << 8:x}::1" for number in range(60)], 20),
        ([f"203.0.113.{number}" for number in range(60)], 20),
        ([f"::ffff:203.0.113.{number}" for number in range(60)], 20),
        ([f"2001:db8:1:1::{number:x}" for number in range(60)], 15),
    ],
)
def test_a_block_of_addresses_is_one_visitor(app: Flask, clock, rotating, most) -> None:  # type: ignore[no-untyped-def]
    assert sum(_visit(address) for address in rotating) == most
    assert _visit("198.51.100.7")
    assert _visit("2001:db8:2::1")


@pytest.mark.parametrize("act", ["request", "report", "claim", "list"])
def test_strangers_everywhere_leave_the_known_their_share(app: Flask, clock, act) -> None:  # type: ignore[no-untyped-def]
    most = int(VISITORS[act]["strangers"].split("/")[0])
    allowed = [_visit(f"10.{number // 250}.{number % 250}.1", act) for number in range(most + 40)]
    assert sum(allowed) == most
    assert not _visit("198.51.100.7", act)
    assert _visit("198.51.100.7", act, is_known=True)


def test_what_a_narrow_rule_stops_counts_nowhere_else(app: Flask, clock) -> None:  # type: ignore[no-untyped-def]
    for _ in range(30):
        _visit("203.0.113.9")
    assert [_visit("203.0.113.10") for _ in range(6)] == [True] * 5 + [False]


def test_copies_count_once_at_any_moment(app: Flask) -> None:
    def copy(number: int) -> bool:
        with app.app_context():
            try:
                limits.count_all([("request-by-contact", "she")], once=["answers", f"key {number % 2}"])
            except TooMany:
                return False
            return True

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(copy, range(24)))
    assert limits.used("request-by-contact", "she") == 1
    assert _allowed("request-by-contact", "she", 9) == 4


def test_copies_of_what_was_refused_are_refused_too(app: Flask) -> None:
    assert _allowed("request-by-contact", "she", 9) == 5
    assert not any(limits.allows("request-by-contact", "she", once=["the same"]) for _ in range(3))
    assert limits.used("request-by-contact", "she") == 5
