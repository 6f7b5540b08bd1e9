"""Requests made by chance from a fixed seed, in three files: what is open to everybody."""

from flask import Flask

from tests.conftest import MovableClock
from tests.hostile.storm import weather
from tests.support.engines import on_sqlite

GATES = {"public"}


@on_sqlite
def test_nothing_breaks_and_no_link_is_written_down(app: Flask, clock: MovableClock, record_property) -> None:
    record_property("figures", weather(app, "pages", GATES))
