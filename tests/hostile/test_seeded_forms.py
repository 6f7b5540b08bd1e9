"""Requests made by chance from a fixed seed, in three files: what stands behind a sign-in or a link."""

from flask import Flask

from tests.conftest import MovableClock
from tests.hostile.storm import weather
from tests.support.engines import on_sqlite

GATES = {"signed-in", "member", "owner", "listing-draft", "request-token", "lead-token"}
GATES |= {"invitation-token", "confirm-token", "mail-token"}


@on_sqlite
def test_nothing_breaks_and_no_link_is_written_down(app: Flask, clock: MovableClock, record_property) -> None:
    record_property("figures", weather(app, "forms", GATES))
