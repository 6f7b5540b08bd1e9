"""A commit wakes who listens: at once, never by what was rolled back, and again after the connection was lost."""

import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import text

from directory.foundation.db import db
from directory.foundation.notify import Listener, notify
from directory.foundation.unit import unit
from tests.support.patience import SECONDS


@pytest.fixture
def listener(app: Flask) -> Iterator[Listener]:
    """A listener to one channel, not yet open."""
    listener = Listener(db.engine, "test_bell")
    yield listener
    listener.close()


def _ring() -> None:
    with unit() as session:
        notify(session, "test_bell")
        notify(session, "test_bell")


@pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
def test_a_file_has_nobody_to_listen_to(listener: Listener) -> None:
    assert not listener.open()
    _ring()
    assert not listener.wait(0)


@pytest.mark.parametrize("engine_url", ["postgresql"], indirect=True)
class TestBell:
    """What only PostgreSQL has."""

    def test_a_commit_wakes_once(self, listener: Listener) -> None:
        assert listener.open()
        _ring()
        assert listener.wait(SECONDS)
        assert not listener.wait(0)

    def test_it_wakes_who_waits_already(self, app: Flask, listener: Listener) -> None:
        assert listener.open()
        woken: list[bool] = []
        waiting = threading.Thread(target=lambda: woken.append(listener.wait(SECONDS)))
        waiting.start()
        _ring()
        waiting.join(SECONDS)
        assert woken == [True]

    def test_what_is_rolled_back_wakes_nobody_later_either(self, listener: Listener) -> None:
        assert listener.open()
        with pytest.raises(ZeroDivisionError), unit() as session:
            notify(session, "test_bell")
            raise ZeroDivisionError
        with unit():
            pass
        assert not listener.wait(0)

    def test_a_lost_connection_is_opened_anew(self, listener: Listener) -> None:
        assert listener.open()
        with unit() as session:
            session.execute(
                text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'LISTEN \"test_bell\"'")
            )
        assert not listener.wait(SECONDS)
        assert listener.open()
        _ring()
        assert listener.wait(SECONDS)
