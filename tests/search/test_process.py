"""The index of a process follows the database: an edit shows in the next search, by what it changed; a new day by the
licenses that end in it; who is too far behind answers as before until a new index is there."""

import random
from datetime import UTC, datetime
from threading import Event
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from directory.businesses.models import Business
from directory.credentials.models import License
from directory.foundation import versions
from directory.foundation.db import db
from directory.foundation.unit import touch, unit
from directory.kernel import clock as kernel_clock
from directory.search import actions as search_actions
from directory.search.models import MOST_VERSIONS, SCOPE, SearchChange, SearchDoc
from directory.search.queries import Query, all_listings, count_listings, find, listings, process, suggest
from tests.conftest import MovableClock
from tests.factories.listings import GAOSHI, HUAFU, SLUGS, seeded
from tests.search.follow import change, follows
from tests.search.pairs import edit, wrong_answers
from tests.support.patience import SECONDS
from tests.support.statements import statements


@pytest.fixture(autouse=True)
def _seeded(app: Flask) -> None:
    seeded()


def test_an_index_follows_any_row_of_edits(session: Session) -> None:
    find(session, Query())
    built = process.current(session).index
    drawn = random.Random(13)
    for _ in range(25):
        edit(drawn)
        follows(session)
    assert process.current(session).index is built, "it was changed, never built again"


def test_an_edit_reads_the_listing_it_changed_and_no_other(session: Session) -> None:
    find(session, Query())
    change(GAOSHI, insured=True, name_en="Golden Star")
    with statements() as run:
        assert [item.doc.slug for item in find(session, Query(text="golden star")).items] == [GAOSHI]
    read = [statement.partition("FROM")[2].split()[0] for statement in run if statement.startswith("SELECT")]
    assert read == ["data_versions", "search_changes", "search_changes", "search_docs", "data_versions"]
    with statements() as run:
        find(session, Query(text="golden"))
    assert len([statement for statement in run if statement.startswith("SELECT")]) == 1


def test_what_is_undone_was_never_there(session: Session) -> None:
    find(session, Query())
    with pytest.raises(ZeroDivisionError), unit() as writing:
        business = writing.scalars(select(Business).where(Business.slug == GAOSHI)).one()
        business.name_en = "Golden Star"
        search_actions.write(writing, [business.id])
        process.current(writing)._documents.clear()
        assert find(writing, Query(text="golden star", exact=True)).fallback
        raise ZeroDivisionError
    change(HUAFU, name_en="Golden Star")
    assert [item.doc.slug for item in find(session, Query(text="golden star")).items] == [HUAFU]
    follows(session)


def test_a_view_of_the_past_is_answered_by_what_it_can_see(app: Flask, session: Session) -> None:
    find(session, Query())
    other = Session(db.engine)
    try:
        assert find(other, Query()).total == 5
        change(GAOSHI, state="suspended")
        assert find(session, Query()).total == 4
        change(HUAFU, name_en="Golden Star")
        assert find(session, Query(text="golden")).items[0].doc.names.en == "Golden Star"
        listed = process.current(session)
        listed._documents.clear()
        assert {item.doc.slug for item in find(other, Query()).items} >= {*SLUGS} - {GAOSHI}
        assert find(session, Query(text="golden")).items[0].doc.names.en == "Golden Star"
    finally:
        other.close()
    follows(session)


def test_at_midnight_only_licenses_that_end_read_otherwise(session: Session, clock: MovableClock) -> None:
    with unit() as writing:
        business = writing.scalars(select(Business).where(Business.slug == GAOSHI)).one()
        ends = kernel_clock.today()
        license = License(business_id=business.id, type="master", state="MD", number="1", status="checked")
        license.source, license.checked_at, license.expires_on = "registry", datetime(2026, 11, 1, tzinfo=UTC), ends
        writing.add(license)
        touch(writing, business.id)
    checked = Query(license="checked")
    assert [item.doc.slug for item in find(session, checked).items] == [GAOSHI]
    built = process.current(session).index
    clock.move(days=1)
    session.rollback()
    assert find(session, checked).fallback
    assert [license.status for doc in listings(session, [GAOSHI]) for license in doc.licenses] == ["expired"]
    clock.move(days=-1)
    session.rollback()
    assert [item.doc.slug for item in find(session, checked).items] == [GAOSHI]
    clock.move(days=400)
    follows(session)
    assert process.current(session).index is built


def test_changes_that_are_not_told_whole_are_read_anew(session: Session) -> None:
    find(session, Query())
    change(GAOSHI, insured=True)
    change(HUAFU, brands=["Lennox"])
    with unit() as writing:
        # What a release that knows no changes leaves behind.
        writing.execute(delete(SearchChange).where(SearchChange.version == versions.current(writing, SCOPE) - 1))
    follows(session)


def test_versions_that_began_anew_are_not_taken_for_those_known(session: Session) -> None:
    find(session, Query())
    with unit() as writing:
        # As a restore of an older copy does, on which others went on.
        writing.execute(update(SearchChange).values(mark="another"))
        writing.execute(
            update(SearchDoc).where(SearchDoc.business_id == 1).values(doc={"id": 1, "slug": "x", "names": {}})
        )
    change(GAOSHI, insured=True)
    follows(session)


def test_changes_of_long_ago_are_forgotten(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_actions, "MOST_VERSIONS", 3)
    for n in range(6):
        change(GAOSHI, name_en=f"Golden {n}")
    now = versions.current(session, SCOPE)
    assert set(session.scalars(select(SearchChange.version))) == {now - 2, now - 1, now}
    assert MOST_VERSIONS == 1000


def test_who_is_too_far_behind_answers_as_before_until_a_new_index_is_there(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "FEW_LISTINGS", 0)
    monkeypatch.setattr(process, "MOST_CHANGES", 2)
    find(session, Query())
    may_build, builds, real = Event(), [], process._built

    def slowly(*arguments: Any) -> Any:
        builds.append(1)
        may_build.wait(SECONDS)
        return real(*arguments)

    monkeypatch.setattr(process, "_built", slowly)
    for slug in (GAOSHI, HUAFU, *SLUGS[3:]):
        change(slug, state="suspended")
    for _ in range(3):
        assert find(session, Query()).total == 5
        session.rollback()
    may_build.set()
    process.current(session).wait()
    assert find(session, Query()).total == 1
    assert builds == [1], "one at a time"
    follows(session)


def test_lists_and_suggestions_follow_too(session: Session) -> None:
    assert (count_listings(session), len(all_listings(session)), len(all_listings(session, most=2))) == (5, 5, 2)
    change(GAOSHI, name_en="Golden Star")
    session.rollback()
    assert [line.slug for line in suggest(session, "golden", "en")] == [GAOSHI]
    assert [doc.names.en for doc in listings(session, [GAOSHI])] == ["Golden Star"]
    change(GAOSHI, state="suspended")
    session.rollback()
    assert suggest(session, "golden", "en") == []
    assert (count_listings(session), listings(session, [GAOSHI])) == (4, [])


@pytest.mark.large
def test_a_search_after_an_edit_of_another_process_is_never_stale(app: Flask, engine_url: str) -> None:
    db.session.remove()
    assert wrong_answers(app, engine_url, pairs=300, seed=13) == []
