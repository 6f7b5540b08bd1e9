"""The interface on both engines: what /find asks, what an edit changes, what a search costs."""

from collections.abc import Iterator
from threading import Thread

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from directory.businesses import actions, queries
from directory.businesses.queries import all_ids
from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.search import actions as search_actions
from directory.search.queries import Page, Query, all_listings, find, listing, listings
from tests.conftest import MovableClock
from tests.factories.listings import ANJU, FANGSHI, GAOSHI, HUAFU, SLUGS, ZHANG, seeded

pytestmark = pytest.mark.engine_cases


@pytest.fixture(autouse=True)
def _seeded(session: Session) -> None:
    seeded()


def _slugs(page: Page) -> list[str]:
    return [item.doc.slug for item in page.items]


def test_a_word_and_a_zip_code_find_the_stated_area_first(session: Session) -> None:
    page = find(session, Query(text="暖气不热", place="20850"))
    assert (page.total, page.fallback, page.place_outside) == (5, False, False)
    assert page.place is not None
    assert page.place.code == "20850"
    assert [item.area for item in page.items] == ["stated", *["unstated"] * 4]
    assert _slugs(page)[0] == HUAFU


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (Query(text="240-421-7363"), {HUAFU}),
        (Query(text="9-152"), {FANGSHI}),
        (Query(text="9-147"), {ANJU}),
        (Query(text="車庫門"), {HUAFU}),
        (Query(text="雷諾士"), {ZHANG}),
        (Query(text="有执照"), {ANJU, ZHANG}),
        (Query(text="commercial"), {GAOSHI}),
        (Query(service=("duct", "garage_door")), {HUAFU, GAOSHI}),
        (Query(brand=("Trane",), insured=True), {ZHANG}),
        (Query(license="stated"), {ANJU, ZHANG}),
        (Query(license="contractor"), {ANJU}),
        (Query(parts_years=10), {HUAFU, ZHANG}),
        (Query(labor_years=2), {ZHANG}),
        (Query(), set(SLUGS)),
    ],
)
def test_a_query_finds_exactly_these(session: Session, query: Query, expected: set[str]) -> None:
    page = find(session, query)
    assert (set(_slugs(page)), page.total, page.fallback) == (expected, len(expected), False)


def test_a_page_beyond_the_last_is_the_last(session: Session) -> None:
    page = find(session, Query(page=7))
    assert (page.page, page.pages, len(page.items)) == (1, 1, 5)


def test_facets_count_what_a_choice_would_show(session: Session) -> None:
    page = find(session, Query(brand=("Carrier",)))
    counts = {facet.group: {v.value: v.count for v in facet.values} for facet in page.facets}
    assert page.total == 4
    assert counts["brand"] == {"Carrier": 4, "Bryant": 3, "Goodman": 3, "Payne": 3, "Trane": 2, "Lennox": 1}
    assert counts["license"] == {"stated": 1, "master": 1, "contractor": 1}


def test_what_was_understood_is_shown_as_it_was_typed(session: Session) -> None:
    page = find(session, Query(text="華府 地熱"))
    assert [(concept.kind, concept.words) for concept in page.understood] == [("name", "華府")]
    assert [item.doc.slug for item in page.items] == [HUAFU]
    assert [(concept.code, concept.words) for concept in page.items[0].unstated] == [("geothermal", "地熱")]


def test_listings_come_as_asked_and_unknown_ones_are_none(session: Session) -> None:
    assert [doc.slug for doc in listings(session, [ZHANG, "nobody", HUAFU, ZHANG])] == [ZHANG, HUAFU]
    for text in ("nobody", "", "../etc/passwd", "a" * 500, "\x00"):
        assert listing(session, text) is None


def test_everybody_is_first_in_turn(session: Session, clock: MovableClock) -> None:
    firsts = set()
    for _ in range(5):
        firsts.add(all_listings(session)[0].slug)
        clock.move(days=1)
    assert firsts == set(SLUGS)


def test_an_edit_shows_in_the_first_search_after_its_commit(session: Session) -> None:
    business = queries.by_slugs(session, [FANGSHI])[0]
    before = find(session, Query(text="空调"))
    assert FANGSHI in _slugs(before)
    with unit() as writing:
        actions.remove(writing, business.id, by="operator")
    after = find(session, Query(text="空调"))
    assert FANGSHI not in _slugs(after)
    assert after.version > before.version


def test_no_caller_changes_a_document(session: Session) -> None:
    with pytest.raises(AttributeError, match="immutable"):
        find(session, Query()).items[0].doc.slug = "changed"  # type: ignore[misc]
    assert set(_slugs(find(session, Query()))) == set(SLUGS)


@pytest.fixture
def statements(app: Flask) -> Iterator[list[str]]:
    """What is sent to the database."""
    sent: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield sent
    event.remove(db.engine, "before_cursor_execute", note)


def test_a_search_costs_one_statement(session: Session, statements: list[str]) -> None:
    find(session, Query())
    statements.clear()
    find(session, Query(text="空调维修", place="Rockville"))
    selects = [statement for statement in statements if statement.lstrip().upper().startswith("SELECT")]
    assert len(selects) == 1


def test_a_rebuild_of_what_is_up_to_date_changes_nothing(session: Session) -> None:
    before = all_listings(session)
    with unit() as writing:
        search_actions.write(writing, all_ids(writing))
    assert all_listings(session) == before


def test_threads_that_search_during_edits_see_whole_answers(app: Flask, session: Session) -> None:
    business = queries.by_slugs(session, [GAOSHI])[0]
    totals: list[int] = []

    def look() -> None:
        with app.app_context():
            for _ in range(20):
                totals.append(find(db.session(), Query(text="空调")).total)
                db.session.rollback()

    threads = [Thread(target=look) for _ in range(3)]
    for thread in threads:
        thread.start()
    with unit() as writing:
        actions.remove(writing, business.id, by="operator")
    for thread in threads:
        thread.join()
    assert len(totals) == 60
    assert set(totals) <= {4, 5}
    assert find(session, Query(text="空调")).total == 4
