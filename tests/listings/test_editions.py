"""A business's page is drawn once for each edition of its listing: whatever changed on it shows at once."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from directory.ads.actions import AdDraft, enter_ad, remove_ad
from directory.businesses import actions
from directory.businesses.actions import FactDraft
from directory.businesses.queries import by_slug, facts_of
from directory.foundation.unit import unit
from directory.search.queries import edition
from tests.conftest import MovableClock
from tests.factories import listings
from tests.support.statements import statements

SLUG, PAGE = listings.GAOSHI, f"/en/businesses/{listings.GAOSHI}"


@pytest.fixture(autouse=True)
def _gaoshi(app: Flask, clock: MovableClock) -> None:
    listings.seeded()


@pytest.fixture
def business_id(session: Session) -> int:
    """The id of the listing."""
    business = by_slug(session, SLUG)
    assert business is not None
    session.rollback()
    return business.id


def _page(client: FlaskClient, query: str = "") -> str:
    return client.get(PAGE + query).get_data(as_text=True)


def test_a_page_seen_before_costs_one_look(client: FlaskClient) -> None:
    first = _page(client)
    with statements() as run:
        again = _page(client)
    assert again == first
    assert len([statement for statement in run if not statement.startswith("BEGIN")]) == 1, run


def _again(business_id: int, **changes: object) -> None:
    """State once more what the listing states, by another source."""
    values: dict[str, Any] = {"source": "owner", "entered_on": date(2026, 11, 25), "entered_by": "owner", **changes}
    with unit() as writing:
        [phones] = [fact.value for fact in facts_of(writing, business_id) if fact.field == "phones"]
        actions.add_facts(writing, business_id, [FactDraft("phones", phones, **values)])
        actions.reproject(writing, business_id)


def test_where_a_fact_comes_from_shows_at_once(client: FlaskClient, session: Session, business_id: int) -> None:
    """The same value from another source changes no document, and the page all the same."""
    before, known = _page(client), edition(session, SLUG)
    session.rollback()
    _again(business_id)
    assert edition(session, SLUG) not in (known, None)
    assert "confirmed by the owner" not in before
    assert "confirmed by the owner" in _page(client)


def test_a_fact_that_is_taken_back_goes_at_once(client: FlaskClient, business_id: int) -> None:
    _again(business_id)
    assert "confirmed by the owner" in _page(client)
    with unit() as writing:
        ids = [fact.id for fact in facts_of(writing, business_id) if fact.source == "owner"]
        actions.retract_facts(writing, business_id, ids)
    assert "confirmed by the owner" not in _page(client)


def test_an_ad_that_is_written_down_better_shows_at_once(client: FlaskClient, business_id: int) -> None:
    for text in ("高氏冷暖 第一稿", "高氏冷暖 第二稿"):
        with unit() as writing:
            enter_ad(writing, AdDraft("ad-x", text, None, date(2026, 11, 20), None, None, "zh-Hans"), business_id)
        assert text in _page(client)
    with unit() as writing:
        remove_ad(writing, "ad-x", business_id)
    assert text not in _page(client)


def test_what_is_entered_again_as_it_is_changes_nothing(client: FlaskClient, session: Session) -> None:
    known = edition(session, SLUG)
    session.rollback()
    listings.seeded()
    assert edition(session, SLUG) == known


def test_what_is_ticked_or_brought_along_is_of_one_visitor_alone(client: FlaskClient) -> None:
    plain = _page(client)
    ticked, brought = _page(client, "?tick=1"), _page(client, "?zip=20850&symptom=noheat")
    assert " checked" in ticked
    assert 'value="20850"' in brought
    assert _page(client) == plain
    assert " checked" not in plain
    assert 'value="20850"' not in plain


def test_a_day_later_it_is_drawn_anew(client: FlaskClient, clock: MovableClock) -> None:
    _page(client)
    clock.move(seconds=timedelta(days=1).total_seconds())
    with statements() as run:
        _page(client)
    assert len(run) > 2, run


def test_a_listing_that_is_away_is_not_found_and_comes_back_as_it_is(
    client: FlaskClient, session: Session, business_id: int
) -> None:
    _page(client)
    known = edition(session, SLUG)
    session.rollback()
    with unit() as writing:
        actions.suspend(writing, business_id, by="operator")
    assert edition(session, SLUG) is None
    session.rollback()
    assert client.get(PAGE).status_code in (404, 410)
    with unit() as writing:
        actions.publish(writing, business_id, by="operator")
    assert edition(session, SLUG) != known
    assert client.get(PAGE).status_code == 200
