"""Two listings of one firm are merged, and both have leads of the same request: nothing is lost, nothing twice."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from directory.businesses.models import Business
from directory.entrypoints.operator import actions
from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.leads import actions as leads
from directory.leads.models import QuoteRequest
from directory.leads.queries import delivery_of
from directory.outbox.models import Message
from directory.quotes import actions as quotes
from directory.quotes.actions import QuoteDraft
from directory.reviews import actions as reviews
from directory.reviews.models import board
from directory.reviews.rules import Question
from directory.warranties import actions as warranties
from tests.conftest import MovableClock
from tests.factories import people
from tests.factories.answers import lead_url, quote_request, request_url
from tests.factories.request_page import leads as leads_of
from tests.visits.conftest import TUESDAY, WEDNESDAY, Sides, work

#: The listing that goes, which was asked first, and the one that stays.
GONE, KEPT = "gaoshi", "fangshi"


@pytest.fixture
def shared(client: FlaskClient, clock: MovableClock) -> QuoteRequest:
    """A request to both."""
    return quote_request((GONE, KEPT, "infinity"))


def _merge() -> None:
    with unit() as session:
        gone, remaining = (session.query(Business).filter_by(slug=slug).one().id for slug in (GONE, KEPT))
        actions.merge(session, gone, remaining, by="operator:1")


def _accept(request: QuoteRequest, *numbers: int) -> None:
    for number in numbers:
        with unit() as session:
            leads.accept(session, leads_of(request)[number].id, "web")


def _states(request: QuoteRequest) -> list[str]:
    return [lead.state for lead in leads_of(request)]


def _told(kind: str) -> int:
    return db.session.query(Message).filter_by(kind=kind).count()


def test_each_keeps_its_price_its_visit_and_its_page(
    shared: QuoteRequest, client: FlaskClient, session: Session
) -> None:
    _accept(shared, 0, 1)
    for number, slug, window in ((0, GONE, TUESDAY), (1, KEPT, WEDNESDAY)):
        with unit() as writing:
            quotes.quote(writing, leads_of(shared)[number].id, QuoteDraft(900 + number, 900 + number))
        Sides(client, shared, slug, number).agree(window)
    with unit() as writing:
        person_id = people.member(writing, KEPT, "owner", "+12405550150").person_id
    _merge()
    page = client.get(request_url(shared, "en")).text
    # One firm is one section, the other listing a part of it: open, since a visit is agreed under either.
    assert page.count("The same firm under its other listing") == 1
    assert [page.count(f'id="with-{slug}"') for slug in (GONE, KEPT)] == [1, 1]
    assert page.count('class="biz"') == 2
    assert re.search(r'<details class="do also" id="with-\w+" open>', page)
    assert page.count("Visit agreed") == 2
    assert "$900" in page
    assert "$901" in page
    people.signed_in(client, person_id)
    desk = client.get(f"/en/manage/{KEPT}/leads?tab=talks").text
    for lead in leads_of(shared)[:2]:
        assert f"/en/manage/{KEPT}/leads/{lead.id}" in desk
        assert client.get(f"/en/manage/{KEPT}/leads/{lead.id}").status_code == 200
        assert client.get(lead_url(lead, "en")).status_code == 200
    sides = Sides(client, shared, GONE, 0)
    assert sides.her("cancel-visit").status_code == 303
    assert [Sides(client, shared, slug, n).visit().state for n, slug in enumerate((GONE, KEPT))] == [
        "cancelled",
        "agreed",
    ]


def test_it_is_not_told_that_another_was_chosen_where_that_is_itself(
    shared: QuoteRequest, client: FlaskClient, clock: MovableClock
) -> None:
    _accept(shared, 0, 1)
    with unit() as session:
        price = quotes.quote(session, leads_of(shared)[1].id, QuoteDraft(900, 900)).id
    _merge()
    with unit() as session:
        quotes.accept_quote(session, price)
    clock.move(minutes=11)
    work()
    assert _states(shared) == ["lost", "won", "withdrawn"]
    assert _told("not-chosen") == 0
    assert "You accepted the price of" in client.get(request_url(shared, "en")).text


@pytest.mark.parametrize("is_merged_first", [True, False])
@pytest.mark.parametrize("taken", [0, 1])
def test_who_took_it_under_one_name_is_not_waited_for_under_the_other(
    shared: QuoteRequest, client: FlaskClient, taken: int, is_merged_first: bool
) -> None:
    if is_merged_first:
        _merge()
        assert _states(shared) == ["new", "new", "new"]
        _accept(shared, taken)
    else:
        _accept(shared, taken)
        _merge()
    states = _states(shared)
    assert (states[taken], states[1 - taken], states[2]) == ("accepted", "expired", "new")
    page = client.get(request_url(shared, "en")).text
    assert "It goes on with" in page
    # What is over under the other name is folded.
    assert f'<details class="do also" id="with-{(GONE, KEPT)[1 - taken]}">' in page
    assert _told("declined") == 0


def test_reviews_and_mail_follow(shared: QuoteRequest, client: FlaskClient, session: Session) -> None:
    _accept(shared, 0)
    with unit() as writing:
        warranties.finish(writing, leads_of(shared)[0].id, "homeowner")
        reviews.write(writing, leads_of(shared)[0].id, {str(question): "yes" for question in Question}, "They came.")
    gone, remaining = (session.query(Business).filter_by(slug=slug).one().id for slug in (GONE, KEPT))
    _merge()
    session.rollback()
    assert len(board(session, remaining).shown) == 1
    assert delivery_of(session, gone) == delivery_of(session, remaining)


def test_merged_twice_it_leads_to_the_last(shared: QuoteRequest, client: FlaskClient, session: Session) -> None:
    _merge()
    with unit() as writing:
        remaining, last = (writing.query(Business).filter_by(slug=slug).one().id for slug in (KEPT, "infinity"))
        actions.merge(writing, remaining, last, by="operator:1")
    session.rollback()
    merged = session.query(Business.slug, Business.merged_into_id).filter(Business.merged_into_id.is_not(None))
    assert dict(tuple(one) for one in merged) == {GONE: last, KEPT: last}
