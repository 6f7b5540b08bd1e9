"""The work is told done: what was agreed or proposed until then offers nothing any more, on either page or by text."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar

from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.leads.actions import Side
from directory.outbox.models import Message
from directory.visits.rules import parse_window
from directory.warranties import actions as warranties
from tests.conftest import MovableClock
from tests.factories.answers import lead_url, request_url
from tests.factories.requests import composed, messages
from tests.visits.conftest import TUESDAY, WEDNESDAY, Sides, count_told
from tests.visits.test_endings import mail_of_firm

#: Buttons of a visit that holds or waits, as both pages name them in their forms.
OFFERED = ("on-my-way", "running-late", "visit-done", "cancel-visit", "pick-visit")
Undo = Callable[[Sides], object]


def _pages(client: FlaskClient, sides: Sides) -> list[str]:
    return [client.get(url).text for url in (lead_url(sides.lead, "en"), request_url(sides.request, "en"))]


def _offers(client: FlaskClient, sides: Sides) -> list[str]:
    pages = "".join(_pages(client, sides))
    return [action for action in OFFERED if f'value="{action}"' in pages]


def _done(sides: Sides, side: Side) -> None:
    with unit() as session:
        warranties.finish(session, sides.lead.id, side)


def _not_done(sides: Sides) -> None:
    with unit() as session:
        warranties.unfinish(session, sides.lead.id)


def _reopened(sides: Sides) -> None:
    with unit() as session:
        warranties.reopen(session, sides.lead.id)


@pytest.mark.parametrize(("side", "undo"), [("business", _reopened), ("business", _not_done), ("homeowner", _not_done)])
def test_a_time_that_has_come_is_over_with_the_work(
    sides: Sides, client: FlaskClient, clock: MovableClock, side: Side, undo: Undo
) -> None:
    sides.agree(TUESDAY)
    clock.moment = parse_window(TUESDAY).starts_at
    assert "on-my-way" in _offers(client, sides)
    _done(sides, side)
    assert (_state(sides), _offers(client, sides)) == ("done", [])
    assert not count_told("visit-done", "visit-ended", "visit-fell-through")
    assert sides.firm("on-my-way").status_code == 400
    undo(sides)
    assert (_state(sides), "on-my-way" in _offers(client, sides)) == ("agreed", True)


@pytest.mark.parametrize(
    ("side", "kind", "words"),
    [
        ("business", "visit-ended", "高氏冷暖说活已经做完"),
        ("homeowner", "visit-fell-through", "陈女士（Rockville）说活已经做完"),
    ],
)
def test_a_later_time_is_off_and_the_other_side_is_told_why(
    sides: Sides, client: FlaskClient, side: Side, kind: str, words: str
) -> None:
    mail_of_firm(sides)
    sides.agree(TUESDAY)
    db.session.query(Message).update({"state": "sent"})
    db.session.commit()
    assert [" is off then." in page for page in _pages(client, sides)] == [True, True]
    _done(sides, side)
    assert (_state(sides), _offers(client, sides)) == ("cancelled", [])
    firm, hers = _pages(client, sides)
    assert "The work is done: the visit is off." in firm
    assert "so the visit" in hers
    assert [" is off then." in page for page in (firm, hers)] == [False, False]
    # Both read that it stands again if the work is not done.
    assert ["stands again" in page for page in (firm, hers)] == [True, True]
    assert set(count_told("visit-ended", "visit-fell-through", "visit-off", "visit-canceled")) == {(kind, "email")}
    content = composed(db.session(), messages(db.session(), kind, "email")[0])
    assert words in content.body
    assert Calendar.from_ical(content.attachment.data)["method"] == "CANCEL"
    db.session.query(Message).filter_by(kind=kind).update({"state": "sent"})
    db.session.commit()
    _not_done(sides)
    assert (_state(sides), ["stands again" in page for page in _pages(client, sides)]) == ("agreed", [False, False])
    again = "visit-agreed" if side == "business" else "visit-booked"
    assert [message.channel for message in messages(db.session(), again) if message.state == "waiting"]


def test_times_that_were_proposed_are_not_to_be_picked_any_more(sides: Sides, client: FlaskClient) -> None:
    sides.firm("propose-visit", window=[TUESDAY, WEDNESDAY])
    _done(sides, "homeowner")
    assert (_state(sides), _offers(client, sides)) == ("cancelled", [])
    assert not count_told("visit-ended", "visit-fell-through")


def test_what_is_agreed_after_that_is_a_visit_like_any_other(sides: Sides, client: FlaskClient) -> None:
    """It drips again: they come back."""
    _done(sides, "business")
    sides.agree(TUESDAY)
    assert "cancel-visit" in _offers(client, sides)


def _state(sides: Sides) -> str:
    visit = sides.visit()
    return visit.state if visit is not None else ""
