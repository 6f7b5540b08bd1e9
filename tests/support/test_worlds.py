"""What is set up once is put back whole, and only where it is the same again."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from directory.businesses.models import Business
from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.kernel import clock as kernel_clock
from tests.conftest import START, MovableClock
from tests.support import databases
from tests.support.worlds import once

pytestmark = pytest.mark.engine_cases

_built: list[str] = []


@once
def _firm(app: Flask, clock: MovableClock, slug: str) -> tuple[Business, list[str]]:
    _built.append(slug)
    with unit() as session:
        business = Business(slug=slug, state="published", language="en", name_en="Golden Star", brands=["Trane"])
        session.add(business)
    folder = Path(app.config["INSTANCE"]) / "outbox"
    folder.mkdir(exist_ok=True)
    (folder / slug).write_text(slug)
    clock.move(minutes=slug.count("m"))
    return business, [slug]


def _emptied(app: Flask, clock: MovableClock) -> None:
    """As the next test finds it."""
    db.session.remove()
    databases.clean(db.engine)
    clock.moment = START
    for file in (Path(app.config["INSTANCE"]) / "outbox").iterdir():
        file.unlink()


def test_it_is_put_back_with_rows_files_and_time(app: Flask, clock: MovableClock) -> None:
    _built.clear()
    for _ in range(3):
        first, words = _firm(app, clock, "mm")
        second, _ = _firm(app, clock, "m")
        assert ((first.slug, first.brands, words), second.slug) == (("mm", ["Trane"], ["mm"]), "m")
        assert {business.slug: business.id for business in db.session.query(Business)} == {"mm": 1, "m": 2}
        assert {file.name for file in (Path(app.config["INSTANCE"]) / "outbox").iterdir()} == {"m", "mm"}
        assert (kernel_clock.now() - START).total_seconds() == 180
        with unit() as session:
            third = Business(slug="next", state="published", language="en", name_en="Next")
            session.add(third)
        assert third.id == 3
        _emptied(app, clock)
    assert _built == ["mm", "m"]


def test_where_anything_is_otherwise_it_is_built(app: Flask, clock: MovableClock, session: Session) -> None:
    _firm(app, clock, "a")
    _emptied(app, clock)
    _built.clear()
    with unit() as writing:
        writing.add(Business(slug="before", state="published", language="en", name_en="Before"))
    _firm(app, clock, "a")
    _emptied(app, clock)
    clock.move(seconds=1)
    _firm(app, clock, "a")
    _emptied(app, clock)
    app.config["SMS_HOURS"] = "09:00-17:00"
    _firm(app, clock, "a")
    assert _built == ["a"] * 3


def test_what_cannot_be_kept_is_said(app: Flask, clock: MovableClock) -> None:
    @once
    def moves() -> None:
        clock.move(seconds=1)

    @once
    def gives() -> object:
        return object()

    with pytest.raises(RuntimeError, match="moves the clock"):
        moves()
    with pytest.raises(TypeError, match="object cannot be kept"):
        gives()
