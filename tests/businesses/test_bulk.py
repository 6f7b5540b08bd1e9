"""Many businesses entered at once are what they would be entered one by one, to the last row."""

from collections.abc import Sequence

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bench import firms
from directory.ads.rules import read_seed
from directory.businesses import actions
from directory.businesses.actions import FactDraft, NewBusiness
from directory.credentials import actions as credentials
from directory.foundation.db import Base, db
from directory.foundation.unit import unit
from directory.search import queries as search
from tests.conftest import MovableClock
from tests.support import databases
from tests.support.statements import statements


def _new() -> list[NewBusiness]:
    """The seed's five, and made-up firms that state what those do not."""
    seed = [NewBusiness(entry.slug, entry.market, "zh-Hans", entry.facts) for entry in read_seed()]
    return seed + [firms.firm(number) for number in range(40)]


def _one_by_one(session: Session, businesses: Sequence[NewBusiness]) -> None:
    for new in businesses:
        business = actions.enter(session, new.slug, market=new.market, language=new.language)
        actions.add_facts(session, business.id, list(new.facts))
        credentials.restate(session, business.id)


def _at_once(session: Session, businesses: Sequence[NewBusiness]) -> None:
    credentials.state_first_licenses(session, actions.enter_many(session, businesses))


def _rows() -> dict[str, list[dict[str, object]]]:
    """Every row of each table."""
    with db.engine.connect() as connection:
        return {
            table.name: [dict(record) for record in connection.execute(table.select()).mappings()]
            for table in Base.metadata.sorted_tables
        }


@pytest.mark.large
def test_a_batch_writes_the_rows_of_single_entries(session: Session, clock: MovableClock) -> None:
    written = []
    for enter in (_one_by_one, _at_once):
        with unit() as writing:
            firms.enter_places(writing)
        with unit() as writing:
            enter(writing, _new())
        written.append(_rows())
        db.session.remove()
        databases.clean(db.engine)
    for rows in (rows for tables in written for rows in tables.values()):
        for columns in rows:
            # Of chance.
            columns.pop("mark", None)
            columns.pop("edition", None)
    assert written[0]["facts"]
    for name, rows in written[0].items():
        assert sorted(map(repr, written[1][name])) == sorted(map(repr, rows)), name


def test_statements_of_a_batch_do_not_grow_with_its_businesses(session: Session) -> None:
    with unit() as writing:
        firms.enter_places(writing)
    counts = []
    for first, last in ((0, 4), (4, 84)):
        with statements() as run, unit() as writing:
            _at_once(writing, [firms.firm(number) for number in range(first, last)])
        counts.append(len(run))
    assert counts[1] <= counts[0], run


def test_a_batch_is_refused_whole(session: Session) -> None:
    with unit() as writing:
        firms.enter_places(writing)
        _at_once(writing, [firms.firm(1)])
    with pytest.raises(IntegrityError), unit() as writing:
        _at_once(writing, [firms.firm(2), firms.firm(1)])
    drafts = [FactDraft("color", "red", "ad", firms.ENTERED_ON)]
    with pytest.raises(ValueError, match="no such fact"), unit() as writing:
        _at_once(writing, [NewBusiness("firm-red", "washington", "en", drafts)])
    assert [listing.slug for listing in search.all_listings(session)] == ["firm-1"]
