"""How fast and how often a business answers: the formula, and from what it is counted."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from directory.foundation.db import db
from directory.foundation.outfile import FILE
from directory.foundation.unit import unit
from directory.kernel import clock as clocks
from directory.kernel.language import LANGUAGES
from directory.leads import actions, queries
from directory.leads.models import Lead
from directory.leads.queries.answering import answering_of
from directory.leads.rules.answering import COUNTED_FOR, LEAST_COUNTED, Answering, Pace, Received, answering
from directory.listings.routes import pages
from directory.outbox.models import Message
from directory.quotes import actions as quotes
from tests.conftest import MovableClock
from tests.factories import listings, people
from tests.factories.requests import messages, sent
from tests.page import check_page
from tests.support.statements import statements

#: A Monday at 10 AM in Washington, and a business that joined the year before last.
NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
JOINED = NOW - 2 * COUNTED_FOR
HOUR = timedelta(hours=1)
LONG_AGO = NOW - timedelta(days=30)


def answered(hours: float, urgency: str = "now", at: datetime = LONG_AGO) -> Received:
    return Received(at, urgency, answered_at=at + hours * HOUR)


SILENT = Received(LONG_AGO, "now")


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ([], Answering()),
        ([answered(1)] * 5, Answering(5, 5, Pace.HOUR)),
        # Half of all, not half of the answers: silence stands behind them.
        ([answered(0.2), answered(1), answered(3), SILENT, SILENT], Answering(5, 3, Pace.FOUR_HOURS)),
        ([answered(0.2)] * 2 + [SILENT] * 2, Answering(4, 2, Pace.QUARTER)),
        ([answered(0.2)] * 2 + [SILENT] * 3, Answering(5, 2, None)),
        ([answered(500)], Answering(1, 1, Pace.LATER)),
    ],
)
def test_half_of_what_counts(received, expected):
    assert answering(received, JOINED, NOW) == expected


def test_silence_of_who_did_not_join_is_not_counted():
    assert answering([SILENT] * 9, None, NOW) == Answering()
    joined = LONG_AGO + HOUR
    before, after = [SILENT, answered(1)], [answered(1, at=joined + HOUR)]
    assert answering([*before, *after], joined, NOW) == Answering(1, 1, Pace.HOUR)
    # The request whose answer joined it came before that answer.
    first = answered(2)
    assert answering([first], first.answered_at, NOW) == Answering()


def test_what_may_still_be_answered_and_what_could_no_longer_are_not_counted():
    running = Received(NOW - timedelta(minutes=29), "now")
    ended = Received(LONG_AGO, "now", ended_at=LONG_AGO + timedelta(minutes=29))
    assert answering([running, ended], JOINED, NOW) == Answering()
    late = [Received(NOW - HOUR / 2, "now"), Received(LONG_AGO, "now", ended_at=LONG_AGO + HOUR)]
    assert answering(late, JOINED, NOW) == Answering(2, 0, None)
    assert answering([answered(1, at=NOW - COUNTED_FOR - HOUR)], JOINED, NOW) == Answering()


def test_nights_are_no_time_but_in_an_emergency():
    evening = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
    morning = datetime(2026, 11, 21, 13, 20, tzinfo=UTC)
    assert answering([Received(evening, "week", morning)], JOINED, NOW).pace is Pace.HALF_HOUR
    assert answering([Received(evening, "now", morning)], JOINED, NOW).pace is Pace.TWENTY_HOURS
    # Two working days are twenty hours of work.
    assert answering([Received(evening, "week", evening + timedelta(days=3))], JOINED, NOW).pace is Pace.TWENTY_HOURS


SLUG, PAGE = listings.GAOSHI, f"/businesses/{listings.GAOSHI}"


def reached(moved: MovableClock, *, is_answered: bool = True, **columns: object) -> int:
    """A request whose text arrived, or as these columns of its message say; the id of its business."""
    texts_before = len(messages(db.session(), "lead", "sms"))
    request_id = sent(SLUG, phone=f"+1301555{texts_before:04}").id
    with unit() as session:
        (lead,) = queries.leads_of(session, request_id)
        (text,) = [message for message in messages(session, "lead", "sms") if message.subject_id == lead.id]
        for name, value in ({"state": "delivered", "delivered_at": clocks.now(), "port": "gateway"} | columns).items():
            setattr(text, name, value)
        lead_id, business_id = lead.id, lead.business_id
    moved.move(minutes=20)
    if is_answered:
        with unit() as session:
            actions.decline(session, lead_id, None, "web")
    moved.move(hours=1)
    return business_id


def test_only_what_reached_a_business_counts_from_when_it_joined(app: Flask, clock: MovableClock) -> None:
    listings.seeded()
    business_id = reached(clock, is_answered=False)
    assert answering_of(db.session(), business_id) == Answering()
    with unit() as session:
        people.member(session, SLUG)
    for columns in ({"state": "sent", "delivered_at": None}, {"state": "failed"}, {"port": FILE}):
        reached(clock, is_answered=False, **columns)
        assert answering_of(db.session(), business_id) == Answering()
    reached(clock, is_answered=False)
    reached(clock)
    assert answering_of(db.session(), business_id) == Answering(2, 1, Pace.HALF_HOUR)
    # Told by phone, it has arrived too.
    reached(clock, is_answered=False, state="failed")
    with unit() as session:
        lead = session.scalars(select(Lead).order_by(Lead.id.desc()).limit(1)).one()
        lead.told_at = clocks.now() - HOUR
    assert answering_of(db.session(), business_id) == Answering(3, 1, None)


def test_an_answer_joins_it_and_what_was_not_real_is_left_out(app: Flask, clock: MovableClock) -> None:
    listings.seeded()
    business_id = reached(clock)
    assert answering_of(db.session(), business_id) == Answering()
    reached(clock)
    reached(clock, is_answered=False)
    with unit() as session:
        lead = session.scalars(select(Lead).order_by(Lead.id.desc()).limit(1)).one()
        actions.decline(session, lead.id, "not_owner", "web")
    assert answering_of(db.session(), business_id) == Answering(1, 1, Pace.HALF_HOUR)


def test_somebody_elses_phone_does_not_join_a_business(app: Flask, clock: MovableClock) -> None:
    listings.seeded()
    business_id = reached(clock, is_answered=False)
    with unit() as session:
        lead = session.scalars(select(Lead).order_by(Lead.id.desc()).limit(1)).one()
        actions.decline(session, lead.id, "not_owner", "sms")
    clock.move(hours=1)
    reached(clock, is_answered=False)
    assert answering_of(db.session(), business_id) == Answering()


def test_a_mail_that_came_back_never_arrived(app: Flask, clock: MovableClock) -> None:
    listings.seeded()
    with unit() as session:
        people.member(session, SLUG)
    clock.move(hours=1)
    mail = {"channel": "email", "recipient": "firm@example.com", "state": "sent", "delivered_at": None}
    business_id = reached(clock, is_answered=False, **mail, sent_at=clocks.now())
    assert answering_of(db.session(), business_id) == Answering(1, 0, None)
    with unit() as session:
        session.query(Message).filter_by(kind="lead", channel="email").one().state = "failed"
    assert answering_of(db.session(), business_id) == Answering()


@pytest.mark.parametrize("kind", ["accept", "ask", "quote"])
def test_any_answer_is_one(app: Flask, clock: MovableClock, kind: str) -> None:
    listings.seeded()
    with unit() as session:
        people.member(session, SLUG)
    clock.move(hours=1)
    business_id = reached(clock, is_answered=False)
    with unit() as session:
        lead = session.scalars(select(Lead).order_by(Lead.id.desc()).limit(1)).one()
        if kind == "accept":
            actions.accept(session, lead.id, "web")
        elif kind == "ask":
            quotes.ask(session, lead.id, "Which model is it?")
        else:
            quotes.quote(session, lead.id, quotes.QuoteDraft(900, 900))
    assert answering_of(db.session(), business_id) == Answering(1, 1, Pace.TWO_HOURS)


def test_a_page_says_it_from_five_requests_on(client: FlaskClient, clock: MovableClock) -> None:
    listings.seeded()
    reached(clock)
    for _number in range(LEAST_COUNTED - 1):
        reached(clock)
    page = client.get(f"/en{PAGE}").get_data(as_text=True)
    assert "Nothing counted yet" in page
    assert "Half of them" not in page
    reached(clock, is_answered=False)
    pages.forget()
    page = client.get(f"/en{PAGE}").get_data(as_text=True)
    assert "Answered 4 of the last year" in page
    assert "Half of them were answered within 30 minutes." in page
    assert "Nothing counted yet" not in page
    with statements() as run:
        client.get(f"/en{PAGE}")
    assert len([statement for statement in run if not statement.startswith("BEGIN")]) == 1, run


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_formula_is_public(client: FlaskClient, language: str) -> None:
    check_page(client.get(f"/{language}/about/answers"), language)
