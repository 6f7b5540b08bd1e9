"""The image: a process begins with it and what was changed since; names and phones are read in it and changed over it;
one that is not whole, or not of here, is as good as none."""

import os
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path

import msgspec
import pytest
from flask import Flask
from sqlalchemy.orm import Session

from directory.foundation import versions
from directory.kernel import clock as kernel_clock
from directory.places.gazetteer import gazetteer
from directory.search.models import SCOPE
from directory.search.queries import Query, find, image, process
from directory.search.rules.index import Index
from tests.conftest import MovableClock
from tests.factories.listings import GAOSHI, HUAFU, seeded
from tests.search.follow import change, follows


@pytest.fixture(autouse=True)
def _seeded(app: Flask) -> None:
    seeded()


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
    change(GAOSHI, name_en="Golden Star", state="published")
    change(HUAFU, state="suspended")
    session.rollback()
    with monkeypatch.context() as patched:
        patched.setattr(process, "_built", _never)
        assert [item.doc.slug for item in find(session, Query(text="golden star")).items] == [GAOSHI]
    follows(session)
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
    follows(session)


def test_an_image_too_old_for_what_was_changed_is_not_used(
    session: Session, stored: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "MOST_CHANGES", 1)
    change(GAOSHI, state="suspended")
    change(HUAFU, state="suspended")
    session.rollback()
    assert find(session, Query()).total == 3
    follows(session)


def test_a_new_image_is_written_once_in_a_while(
    session: Session, stored: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "VERSIONS_OF_IMAGE", 2)
    find(session, Query())
    written = []
    for n in range(4):
        change(GAOSHI, name_en=f"Golden {n}")
        session.rollback()
        find(session, Query())
        process.current(session).wait()
        now = image.read(stored)
        written.append(now is not None and now[1].version == versions.current(session, SCOPE))
        follows(session)
    assert written == [False, True, False, True]
    assert [file.name for file in stored.parent.iterdir() if file.name.startswith("unfinished")] == []


def test_names_and_phones_are_in_no_memory_but_those_changed_since(session: Session, stored: Path) -> None:
    find(session, Query())
    tables = process.current(session).index.tables
    assert not any(table.changed for table in tables.values())
    change(GAOSHI, name_en="Golden Star")
    session.rollback()
    find(session, Query())
    assert "golden star" in tables["whole"].changed
    assert len(tables["phones"].changed) <= 2


def test_an_index_answers_from_what_it_opened_whatever_is_put_in_its_place(session: Session, stored: Path) -> None:
    find(session, Query())
    _written(stored)
    stored.unlink()
    assert find(session, Query(text="240-421-7363")).total
    change(GAOSHI, name_en="Golden Star")
    assert [item.doc.slug for item in find(session, Query(text="golden star")).items] == [GAOSHI]
    follows(session)


def test_an_image_of_an_index_that_was_overtaken_meanwhile_is_not_put_in_place(
    session: Session, stored: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    find(session, Query())
    listed, before, real = process.current(session), stored.read_bytes(), image.Image.copy
    change(GAOSHI, state="suspended")
    session.rollback()

    def slowly(new: image.Image, other: image.Image) -> None:
        real(new, other)
        listed._take(process._built(session.connection(), kernel_clock.today(), stored.parent))

    with monkeypatch.context() as patched:
        patched.setattr(image.Image, "copy", slowly)
        listed._store(stored)
    assert stored.read_bytes() == before
    assert [file.name for file in stored.parent.iterdir() if file.name.startswith("unfinished")] == []
    follows(session)
    listed._store(stored)
    assert stored.read_bytes() != before
    follows(session)


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
    follows(session)


def _indexes_of_child() -> int:
    """How many indexes a forked process begins with."""
    child = os.fork()
    if child == 0:
        # Nothing but this list may be touched here: connections belong to the parent.
        os._exit(len(process._all))
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_a_forked_process_opens_the_image_itself(session: Session, stored: Path) -> None:
    find(session, Query())
    assert _indexes_of_child() == 0
    assert len(process._all) == 1
    follows(session)


def test_a_forked_process_shares_an_index_in_memory(session: Session) -> None:
    find(session, Query())
    assert _indexes_of_child() == 1
