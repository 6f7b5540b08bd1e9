"""Writers that wait: half of the threads at most, one deadline for all that a page waits for, and reads go on."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from queue import Queue
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, event, text
from sqlalchemy.exc import DBAPIError
from werkzeug.test import TestResponse

from directory.config import GATEWAY_THREADS, WEB_THREADS
from directory.foundation import db as database
from directory.foundation import limits, turns
from directory.foundation.db import db, turn_to_write
from directory.foundation.turns import Seats
from directory.foundation.unit import unit
from directory.kernel.errors import Busy
from tests.support.at_once import at_once

#: Each press counts a miss of the same network: a write.
DEAD_LINK = "/en/leads/AAAAAAAAAAAAAAAAAAAAAA"
HALF = WEB_THREADS // 2


@pytest.fixture
def seats(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Seats]:
    """As in a web server; nobody gives up before the test lets go."""
    monkeypatch.setattr(database, "BUSY_TIMEOUT_MS", 600_000)
    seats = turns.seat(HALF)
    assert seats is not None
    yield seats
    turns.seat(None)


@contextmanager
def slow_writer() -> Iterator[None]:
    """Somebody else holds what every writer of the test needs: SQLite's lock, or the row on PostgreSQL."""
    with closing(db.engine.connect()) as connection:
        if db.engine.dialect.name == "sqlite":
            connection.execution_options(**{database.WRITING: True})
            connection.begin()
        else:
            connection.execute(text("SELECT key FROM rate_counters FOR UPDATE"))
        yield
        connection.rollback()


def _pressed(app: Flask, answers: "Queue[TestResponse]") -> None:
    with app.app_context():
        answers.put(app.test_client().post(DEAD_LINK))


@pytest.mark.own_application
def test_half_of_the_threads_wait_and_reads_go_on(app: Flask, client: FlaskClient, seats: Seats) -> None:
    """Twice as many forms as there are threads: those without a seat are answered while the writer still writes."""
    app.config["PROPAGATE_EXCEPTIONS"] = False
    assert client.post(DEAD_LINK).status_code == 404
    answers: Queue[TestResponse] = Queue()
    with ThreadPoolExecutor(2 * WEB_THREADS) as pool:
        with slow_writer():
            for _ in range(2 * WEB_THREADS):
                pool.submit(_pressed, app, answers)
            for _ in range(2 * WEB_THREADS - HALF):
                answer = answers.get(timeout=60)
                assert answer.status_code == 503
                assert int(answer.headers["Retry-After"]) > 0
            assert seats.taken == HALF
            assert client.get("/healthz").status_code == 200
            assert client.get("/en/about/us").status_code == 200
            assert answers.empty()
            assert seats.taken == HALF
        assert {answers.get(timeout=60).status_code for _ in range(HALF)} == {404}
    assert seats.taken == 0
    assert client.post(DEAD_LINK).status_code == 404


def test_eight_quick_writers_all_get_their_turn(app: Flask, seats: Seats) -> None:
    """A crowd that moves on is no standstill: whoever finds no seat waits for one."""
    crowd = turns.Seats(1, grace=600)
    turns._seats = crowd

    def write(number: int) -> int:
        with app.test_request_context("/"):
            limits.count("receipt-by-contact", f"somebody-{number}")
        return number

    assert at_once(app, *(lambda number=number: write(number) for number in range(8))) == list(range(8))
    assert crowd.taken == 0


def test_nobody_waits_behind_a_standstill(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = 0.0
    seats = Seats(2, grace=1, clock=lambda: moment)

    def wait(seconds: float) -> None:
        raise AssertionError(f"waited {seconds} s for a seat")

    monkeypatch.setattr(seats._changed, "wait", wait)
    assert seats.take(5)
    assert seats.take(5)
    moment = 1.0
    assert not seats.take(5)
    seats.leave(has_had_turn=False)
    # Somebody gave up: whoever finds a seat tries, the next does not even wait for the grace.
    assert seats.take(5)
    assert not seats.take(5)
    seats.leave(has_had_turn=True)
    seats.leave(has_had_turn=True)
    assert (seats.take(0), seats.taken) == (True, 1)


def _options(app: Flask, **named: Any) -> dict[str, Any]:
    """What a transaction is begun with."""
    seen: dict[str, Any] = {}

    def begin(options: dict[str, Any]) -> Any:
        seen.update(options)

    with turn_to_write(db.engine, begin, **named):
        return seen


def test_a_page_has_one_patience_for_all_its_waits(app: Flask) -> None:
    with app.test_request_context("/"):
        assert _options(app)[database.PATIENCE] == pytest.approx(5, abs=0.5)
        database.g.waited_to_write = 4.0
        assert _options(app)[database.PATIENCE] == pytest.approx(1, abs=0.5)
        database.g.waited_to_write = 9.0
        assert _options(app)[database.PATIENCE] == 0


def test_what_a_page_waited_is_off_its_patience(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    moments = iter((0.0, 2.0, 2.0, 3.5))
    monkeypatch.setattr(database, "time", SimpleNamespace(monotonic=lambda: next(moments)))
    with app.test_request_context("/"):
        with database._counted():
            pass
        with pytest.raises(Busy), database._counted():
            raise Busy
        assert database._patience() == 1.5


def test_a_visit_that_can_be_written_later_waits_for_nobody(app: Flask, seats: Seats) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("rows are not in line")
    with unit():

        def visit() -> None:
            with app.test_request_context("/"), pytest.raises(Busy), unit(waits=False):
                pass

        with ThreadPoolExecutor(1) as pool:
            pool.submit(visit).result(timeout=60)
    assert seats.take(0)
    seats.leave(has_had_turn=None)


def test_a_stuck_row_is_given_up_by_pages_and_the_gateway_in_their_own_time_and_never_by_the_worker(app: Flask) -> None:
    if db.engine.dialect.name != "postgresql":
        pytest.skip("SQLite has no rows to lock")
    with app.test_request_context("/"), unit() as session:
        assert session.scalar(text("SHOW lock_timeout")) == "5s"
    with app.app_context(), unit() as session:
        assert session.scalar(text("SHOW lock_timeout")) == "0"

    def hear() -> None:
        with app.test_request_context("/hooks/sms"), unit() as session:
            assert session.scalar(text("SHOW lock_timeout")) == "20s"

    with ThreadPoolExecutor(1, initializer=turns.be_patient, initargs=(20.0,)) as gateway:
        gateway.submit(hear).result(timeout=60)


def test_a_process_that_stands_still_gives_its_rows_back(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """It cannot say so itself: PostgreSQL ends its transaction, and whoever waits for the row goes on."""
    if db.engine.dialect.name != "postgresql":
        pytest.skip("on SQLite it holds the file's lock, which only its end gives back")
    monkeypatch.setattr(database, "LONGEST_SILENCE_MS", 50)
    db.engine.dispose()
    with app.test_request_context("/"):
        limits.count("receipt-by-contact", "somebody")
    with closing(db.engine.connect()) as still, closing(db.engine.connect()) as waiting:
        still.execute(text("SELECT key FROM rate_counters FOR UPDATE"))
        assert _gets_the_row(waiting)
        with pytest.raises(DBAPIError):
            still.execute(text("SELECT 1"))
        still.invalidate()
    db.engine.dispose()


def _gets_the_row(waiting: Connection) -> bool:
    """Whether who waits for the row has it in the end: a minute is more than any machine takes to give it back."""
    waiting.execute(text("SET lock_timeout = '60s'"))
    try:
        waiting.execute(text("SELECT key FROM rate_counters FOR UPDATE"))
    except DBAPIError:
        return False
    return True


def test_being_alive_touches_no_database(app: Flask, client: FlaskClient) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("/healthz asked the database")

    event.listen(db.engine, "checkout", refuse)
    try:
        assert client.get("/healthz").status_code == 200
    finally:
        event.remove(db.engine, "checkout", refuse)


def test_a_connection_for_each_page_and_each_count(app: Flask) -> None:
    """With fewer a thread waits for one that another holds while it waits for a second."""
    pool: Any = db.engine.pool
    assert pool.size() + pool._max_overflow >= 2 * (WEB_THREADS + GATEWAY_THREADS)
    assert pool.timeout() <= database.BUSY_TIMEOUT_MS / 1000
