"""PostgreSQL is left out of a case only where it has heard all of it before, from one thread."""

import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import Column, Integer, MetaData, Select, Table, create_engine, select
from sqlalchemy.pool import StaticPool

from tests.support.engines import Engines

TABLE = Table("things", MetaData(), Column("id", Integer, primary_key=True), Column("other", Integer))
ALL, LOCKED, OTHER = select(TABLE), select(TABLE).with_for_update(), select(TABLE.c.other)


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    """What the processes of a run share."""
    path = tmp_path / "journal"
    path.touch()
    return path


def case(engine: str, test: str = "test_it", *, fixtures: tuple[str, ...] = ("app",), marker: object = None) -> Any:
    """A case of a test as the runner knows it."""
    return SimpleNamespace(
        nodeid=f"tests/test_things.py::{test}[{engine}]",
        fixturenames=fixtures,
        callspec=SimpleNamespace(params={"engine_url": engine}),
        get_closest_marker=lambda _name: marker,
    )


def tell(engines: Engines, item: Any, *queries: Select[Any], in_thread: bool = False) -> None:
    """Run a case that asks these queries. Both engines are one database here: only their names count."""
    engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    TABLE.metadata.create_all(engine)

    def ask() -> None:
        with engine.connect() as connection:
            for query in queries:
                connection.execute(query)

    with engines.listening(item):
        ask()
        if in_thread:
            thread = threading.Thread(target=ask)
            thread.start()
            thread.join()
    engine.dispose()


def test_what_was_told_once_is_not_told_again(journal: Path) -> None:
    engines = Engines(journal)
    tell(engines, case("sqlite"), ALL)
    assert not engines.has_nothing_new(case("postgresql"))
    tell(engines, case("postgresql"), ALL)
    tell(engines, case("sqlite", "test_again"), ALL, ALL)
    assert engines.has_nothing_new(case("postgresql", "test_again"))
    assert not engines.has_nothing_new(case("sqlite", "test_again"))


def test_what_another_process_told_is_not_told_again(journal: Path) -> None:
    here, beside = Engines(journal), Engines(journal)
    tell(here, case("sqlite"), ALL)
    tell(beside, case("sqlite"), ALL, OTHER)
    tell(beside, case("postgresql"), OTHER)
    assert not here.has_nothing_new(case("postgresql"))
    tell(beside, case("postgresql"), ALL)
    assert here.has_nothing_new(case("postgresql"))
    assert len(journal.read_bytes()) == 2 * 16


@pytest.mark.parametrize("query", [OTHER, LOCKED], ids=["other columns", "a lock, of which SQLite never hears"])
def test_another_statement_is_told(journal: Path, query: Select[Any]) -> None:
    engines = Engines(journal)
    tell(engines, case("postgresql"), ALL)
    tell(engines, case("sqlite", "test_other"), ALL, query)
    assert not engines.has_nothing_new(case("postgresql", "test_other"))


def test_what_the_engine_decides_is_asked_in_every_case(journal: Path) -> None:
    engines = Engines(journal)
    tell(engines, case("postgresql"), ALL)
    tell(engines, case("sqlite", "test_threads"), ALL, in_thread=True)
    assert not engines.has_nothing_new(case("postgresql", "test_threads"))
    tell(engines, case("sqlite", "test_marked"), ALL)
    assert engines.has_nothing_new(case("postgresql", "test_marked"))
    assert not engines.has_nothing_new(case("postgresql", "test_marked", marker=pytest.mark.engine_cases.mark))
    assert not engines.has_nothing_new(case("postgresql", "test_never_run"))
    tell(engines, case("sqlite", "test_processes", fixtures=("engine_url",)))
    assert not engines.has_nothing_new(case("postgresql", "test_processes", fixtures=("engine_url",)))
