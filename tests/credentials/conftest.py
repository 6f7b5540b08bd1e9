"""A business that gives a license number, and the command that reads a registry's list."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from directory.businesses.actions import FactDraft, add_facts
from directory.businesses.models import Business
from directory.credentials import actions
from directory.credentials.models import License
from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.places.models import Place
from directory.search.queries import listing

LISTS = ("2705a", "2705b", "2705c")


def say(business_id: int, licenses: list[dict[str, Any]], source: str = "owner", **facts: Any) -> None:
    """State licenses, and whatever else, as somebody's word."""
    with unit() as session:
        drafts = [FactDraft(name, value, source, date(2026, 11, 22)) for name, value in facts.items()]
        add_facts(session, business_id, [FactDraft("licenses", licenses, source, date(2026, 11, 22)), *drafts])
        actions.restate(session, business_id)


def shown(slug: str = "meadow") -> list[dict[str, Any]]:
    """The licenses of a listing as a visitor reads them now."""
    db.session.rollback()
    doc = listing(db.session(), slug)
    assert doc is not None
    return doc.as_json()["licenses"] or []


def only(slug: str = "meadow") -> dict[str, Any]:
    """The one license of a listing."""
    (license,) = shown(slug)
    return license


def rows() -> list[License]:
    """Every license row."""
    db.session.rollback()
    return list(db.session.query(License).order_by(License.id).populate_existing())


@pytest.fixture
def business(session: Session, clock: object) -> Business:
    """A listed firm that gives its Virginia number."""
    with unit() as writing:
        business = Business(slug="meadow", state="published")
        fairfax = dict.fromkeys(("name_en", "name_zh_hans", "name_zh_hant"), "Fairfax County")
        writing.add_all([business, Place(code="51059", kind="county", state="VA", fips="51059", **fairfax)])
        writing.flush()
    names = {"name_en": "Infinite Meadow Air", "service_places": ["51059"], "phones": ["+17035550110"]}
    say(business.id, [{"type": "class_a", "number": "VA 2705-000123", "state": "VA"}], **names)
    return business


@pytest.fixture
def run(app: Flask) -> Callable[..., Result]:
    """The import command on some files."""

    def run(*paths: Path, **options: str | bool) -> Result:
        words = ["licenses", "import", "--date", str(options.get("date", "2026-11-20"))]
        words += ["--force"] if options.get("force") else []
        db.session.rollback()
        return app.test_cli_runner().invoke(args=[*words, *map(str, paths)])

    return run


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements sent while the block runs."""
    statements: list[str] = []

    def note(*sent: Any) -> None:
        statements.append(sent[2])

    engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)
