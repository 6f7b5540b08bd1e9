"""The index of a process follows the database: an edit shows in the next search, by what it changed; a new day by the
licenses that end in it; who is too far behind answers as before until a new index is there."""

import os
import random
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from threading import Event
from typing import Any

import msgspec
import pytest
from flask import Flask
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from directory.businesses.fields.listing import Listing
from directory.businesses.models import Business
from directory.credentials.models import License
from directory.credentials.rules import as_of
from directory.foundation import versions
from directory.foundation.db import db
from directory.foundation.unit import touch, unit
from directory.kernel import clock as kernel_clock
from directory.places.gazetteer import gazetteer
from directory.search import actions as search_actions
from directory.search.models import MOST_VERSIONS, SCOPE, SearchChange, SearchDoc
from directory.search.queries import Query, all_listings, count_listings, find, image, listings, process, suggest
from directory.search.rules.index import Index
from tests.conftest import MovableClock
from tests.factories.listings import GAOSHI, HUAFU, SLUGS, seeded
from tests.search.pairs import edit, wrong_answers
from tests.search.test_index import plain
from tests.support.patience import SECONDS
from tests.support.statements import statements


@pytest.fixture(autouse=True)
def _seeded(app: Flask) -> None:
    seeded()


def _follows(session: Session) -> None:
    """Fails where the index that was brought up to date is not the one that is built of the documents there are."""
    session.rollback()
    listed = process.current(session)
    listed.catch_up(session)
    today = kernel_clock.today()
    docs = [Listing.of_json(doc) for doc in session.scalars(select(SearchDoc.doc).order_by(SearchDoc.business_id))]
    built = Index([as_of(doc, today) for doc in docs], gazetteer(), today)
    assert plain(listed.index) == plain(built)


def _change(slug: str, **values: Any) -> None:
    with unit() as session:
        business = session.scalars(select(Business).where(Business.slug == slug)).one()
        for name, value in values.items():
            setattr(business, name, value)
        touch(session, business.id)


def test_an_index_follows_any_row_of_edits(session: Session) -> None:
    find(session, Query())
    built = process.current(session).index
    drawn = random.Random(13)
    for _ in range(25):
        edit(drawn)
        _follows(session)
    assert process.current(session).index is built, "it was changed, never built again"


def test_an_edit_reads_the_listing_it_changed_and_no_other(session: Session) -> None:
    find(session, Query())
    _change(GAOSHI, insured=True, name_en="Golden Star")
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
    _change(HUAFU, name_en="Golden Star")
    assert [item.doc.slug for item in find(session, Query(text="golden star")).items] == [HUAFU]
    _follows(session)


def test_a_view_of_the_past_is_answered_by_what_it_can_see(app: Flask, session: Session) -> None:
    find(session, Query())
    other = Session(db.engine)
    try:
        assert find(other, Query()).total == 5
        _change(GAOSHI, state="suspended")
        assert find(session, Query()).total == 4
        _change(HUAFU, name_en="Golden Star")
        assert find(session, Query(text="golden")).items[0].doc.names.en == "Golden Star"
        listed = process.current(session)
        listed._documents.clear()
        assert {item.doc.slug for item in find(other, Query()).items} >= {*SLUGS} - {GAOSHI}
        assert find(session, Query(text="golden")).items[0].doc.names.en == "Golden Star"
    finally:
        other.close()
    _follows(session)


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
    _follows(session)
    assert process.current(session).index is built


def test_changes_that_are_not_told_whole_are_read_anew(session: Session) -> None:
    find(session, Query())
    _change(GAOSHI, insured=True)
    _change(HUAFU, brands=["Lennox"])
    with unit() as writing:
        # What a release that knows no changes leaves behind.
        writing.execute(delete(SearchChange).where(SearchChange.version == versions.current(writing, SCOPE) - 1))
    _follows(session)


def test_versions_that_began_anew_are_not_taken_for_those_known(session: Session) -> None:
    find(session, Query())
    with unit() as writing:
        # As a restore of an older copy does, on which others went on.
        writing.execute(update(SearchChange).values(mark="another"))
        writing.execute(
            update(SearchDoc).where(SearchDoc.business_id == 1).values(doc={"id": 1, "slug": "x", "names": {}})
        )
    _change(GAOSHI, insured=True)
    _follows(session)


def test_changes_of_long_ago_are_forgotten(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_actions, "MOST_VERSIONS", 3)
    for n in range(6):
        _change(GAOSHI, name_en=f"Golden {n}")
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
        _change(slug, state="suspended")
    for _ in range(3):
        assert find(session, Query()).total == 5
        session.rollback()
    may_build.set()
    process.current(session).wait()
    assert find(session, Query()).total == 1
    assert builds == [1], "one at a time"
    _follows(session)


@pytest.fixture
def stored(session: Session, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The image of the five listings, of which none would be written, and a process that has to begin."""
    monkeypatch.setattr(process, "FEW_LISTINGS", 0)
    find(session, Query())
    process.current(session).wait()
    process.forget()
    return image.path()


def _never(*arguments: object) -> None:
    raise AssertionError("every document was read")


def test_a_process_begins_with_the_image_and_what_was_changed_since(
    session: Session, stored: Path, monkeypatch: pytest.MonkeyPatch, clock: MovableClock
) -> None:
    clock.move(days=1)
    _change(GAOSHI, name_en="Golden Star", state="published")
    _change(HUAFU, state="suspended")
    session.rollback()
    with monkeypatch.context() as patched:
        patched.setattr(process, "_built", _never)
        assert [item.doc.slug for item in find(session, Query(text="golden star")).items] == [GAOSHI]
    _follows(session)
    assert stored.stat().st_mode & 0o077 == 0, "phones stand in it"


def _shortened(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-1])


def _changed(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def _emptied(file: Path) -> None:
    file.write_bytes(b"")


def _made_a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def _of_an_old_release(file: Path) -> None:
    content = msgspec.msgpack.encode({"code": "x", "version": 1})
    file.write_bytes(blake2b(content, digest_size=32).digest() + content)


def _written(file: Path, more: int = 0, mark: str = "") -> None:
    """An image of nobody, whole, of this version or so many more."""
    written = image.read(file)
    assert written is not None
    head = written[1]
    with image.replacing(file) as new:
        nobody = Index((), gazetteer(), head.day)
        new.describe(nobody, head.version + more, mark or head.mark)
        new.absorb(nobody)


def _of_other_code(file: Path) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(image, "_CODE", ("requirements.txt",))
        written = image.read(file)
        assert written is None
        with image.replacing(file) as new:
            new.describe(Index((), gazetteer()), 1, "mark")


def _of_nothing(file: Path) -> None:
    _written(file, mark="a mark of another database")


def _of_the_future(file: Path) -> None:
    _written(file, more=9)


@pytest.mark.parametrize(
    "spoil",
    [
        *(_shortened, _changed, _emptied, _made_a_folder),
        *(_of_an_old_release, _of_other_code, _of_nothing, _of_the_future),
    ],
)
def test_an_image_that_is_not_whole_or_not_of_here_is_as_good_as_none(
    session: Session, stored: Path, spoil: Callable[[Path], None]
) -> None:
    assert image.read(stored) is not None
    spoil(stored)
    assert find(session, Query()).total == 5
    _follows(session)


def test_an_image_too_old_for_what_was_changed_is_not_used(
    session: Session, stored: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "MOST_CHANGES", 1)
    _change(GAOSHI, state="suspended")
    _change(HUAFU, state="suspended")
    session.rollback()
    assert find(session, Query()).total == 3
    _follows(session)


def test_a_new_image_is_written_once_in_a_while(
    session: Session, stored: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "VERSIONS_OF_IMAGE", 2)
    find(session, Query())
    written = []
    for n in range(4):
        _change(GAOSHI, name_en=f"Golden {n}")
        session.rollback()
        find(session, Query())
        process.current(session).wait()
        now = image.read(stored)
        written.append(now is not None and now[1].version == versions.current(session, SCOPE))
        _follows(session)
    assert written == [False, True, False, True]
    assert [file.name for file in stored.parent.iterdir() if file.name.startswith("unfinished")] == []


def test_names_and_phones_are_in_no_memory_but_those_changed_since(session: Session, stored: Path) -> None:
    find(session, Query())
    tables = process.current(session).index.tables
    assert not any(table.changed for table in tables.values())
    _change(GAOSHI, name_en="Golden Star")
    session.rollback()
    find(session, Query())
    assert "golden star" in tables["whole"].changed
    assert len(tables["phones"].changed) <= 2


def test_an_index_answers_from_what_it_opened_whatever_is_put_in_its_place(session: Session, stored: Path) -> None:
    find(session, Query())
    _written(stored)
    stored.unlink()
    assert find(session, Query(text="240-421-7363")).total
    _change(GAOSHI, name_en="Golden Star")
    assert [item.doc.slug for item in find(session, Query(text="golden star")).items] == [GAOSHI]
    _follows(session)


def test_an_image_of_an_index_that_was_overtaken_meanwhile_is_not_put_in_place(
    session: Session, stored: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    find(session, Query())
    listed, before, real = process.current(session), stored.read_bytes(), image.Image.copy
    _change(GAOSHI, state="suspended")
    session.rollback()

    def slowly(new: image.Image, other: image.Image) -> None:
        real(new, other)
        listed._take(process._built(session.connection(), kernel_clock.today(), stored.parent))

    with monkeypatch.context() as patched:
        patched.setattr(image.Image, "copy", slowly)
        listed._store(stored)
    assert stored.read_bytes() == before
    assert [file.name for file in stored.parent.iterdir() if file.name.startswith("unfinished")] == []
    _follows(session)
    listed._store(stored)
    assert stored.read_bytes() != before
    _follows(session)


def test_where_the_folder_takes_no_file_the_index_is_in_memory(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(folder: Path) -> image.Image:
        raise OSError("no space left")

    monkeypatch.setattr(process, "FEW_LISTINGS", 0)
    monkeypatch.setattr(image, "_empty", full)
    assert find(session, Query()).total == 5
    process.current(session).wait()
    assert not image.path().exists()
    assert process.current(session).index.tables["whole"].changed
    _follows(session)


def test_a_forked_process_opens_the_image_itself(session: Session, stored: Path) -> None:
    find(session, Query())
    child = os.fork()
    if child == 0:
        # Nothing but this list may be touched here: connections belong to the parent.
        os._exit(len(process._all))
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert len(process._all) == 1
    _follows(session)


def test_lists_and_suggestions_follow_too(session: Session) -> None:
    assert (count_listings(session), len(all_listings(session)), len(all_listings(session, most=2))) == (5, 5, 2)
    _change(GAOSHI, name_en="Golden Star")
    session.rollback()
    assert [line.slug for line in suggest(session, "golden", "en")] == [GAOSHI]
    assert [doc.names.en for doc in listings(session, [GAOSHI])] == ["Golden Star"]
    _change(GAOSHI, state="suspended")
    session.rollback()
    assert suggest(session, "golden", "en") == []
    assert (count_listings(session), listings(session, [GAOSHI])) == (4, [])


@pytest.mark.large
def test_a_search_after_an_edit_of_another_process_is_never_stale(app: Flask, engine_url: str) -> None:
    db.session.remove()
    assert wrong_answers(app, engine_url, pairs=300, seed=13) == []
