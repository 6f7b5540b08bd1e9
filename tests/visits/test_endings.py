"""A request that ends another way while a visit is agreed: nobody waits at a door, and calendars lose the time."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar

from directory.accounts.models import Membership, Person, PersonContact
from directory.businesses.models import DeliveryPreference
from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.kernel import clock as kernel_clock
from directory.kernel import text as segments
from directory.kernel.language import LANGUAGES
from directory.leads import actions as lead_actions
from directory.outbox.models import Message
from directory.quotes import actions as quotes
from directory.quotes.actions import QuoteDraft
from directory.tracking.actions import erase_request
from directory.visits import actions
from directory.visits.models import Visit, VisitWindow
from tests.conftest import MovableClock
from tests.factories.answers import request_url
from tests.factories.request_page import leads
from tests.factories.requests import composed, messages, set_language
from tests.visits.conftest import TUESDAY, Sides, count_told, work


def _withdraw(session, sides: Sides) -> None:
    lead_actions.withdraw(session, sides.lead.id)


def _close(session, sides: Sides) -> None:
    lead_actions.close(session, sides.request.id)


def _choose_another(session, sides: Sides) -> None:
    lead_actions.pass_over(session, sides.lead.id)


def _delete(session, sides: Sides) -> None:
    erase_request(session, sides.request.id, keeps_cards=False)


def _give_up(session, sides: Sides) -> None:
    quotes.give_up(session, sides.lead.id, "too_busy", "web")


def _lose(session, sides: Sides) -> None:
    lead_actions.lose(session, sides.lead.id, "price")


HERS, THEIRS = (_withdraw, _close, _choose_another, _delete), (_give_up, _lose)


def mail_of_firm(sides: Sides) -> None:
    """The firm reads mail too."""
    with unit() as session:
        person = Person()
        session.add(person)
        session.flush()
        business_id, mail = sides.lead.business_id, "owner@gaoshi.example"
        session.add(PersonContact(person_id=person.id, kind="email", address=mail))
        session.add(Membership(person_id=person.id, business_id=business_id, role="owner", created_by="test"))
        session.add(DeliveryPreference(business_id=business_id, by_sms=True, by_email=True, email=mail))


def _calendar(message: Message) -> Calendar:
    content = composed(db.session(), message)
    assert content is not None
    assert content.attachment is not None
    return Calendar.from_ical(content.attachment.data)


@pytest.mark.parametrize("end", THEIRS, ids=lambda end: end.__name__)
def test_the_firm_ends_it_and_she_takes_the_time_out(sides: Sides, client: FlaskClient, end) -> None:
    agreed = sides.agree(TUESDAY)
    with unit() as session:
        end(session, sides)
    visit = db.session.get(Visit, agreed.id, populate_existing=True)
    assert visit is not None
    assert (visit.state, visit.cancelled_by) == ("cancelled", "business")
    by_way = count_told("visit-canceled")
    assert by_way["visit-canceled", "email"] == 1
    assert ("visit-canceled", "sms") in by_way or end is _give_up, "of a firm that gives up she reads by text already"
    event = _calendar(messages(db.session(), "visit-canceled", "email")[0])
    assert (event["method"], event.events[0]["status"]) == ("CANCEL", "CANCELLED")
    answer = client.get(f"{request_url(sides.request, 'en')}/visits/gaoshi.ics")
    assert (answer.status_code, "CANCEL" in answer.text) == (200, True)


@pytest.mark.parametrize("end", HERS, ids=lambda end: end.__name__)
def test_she_ends_it_and_the_firm_takes_the_time_out(sides: Sides, clock: MovableClock, end) -> None:
    agreed = sides.agree(TUESDAY)
    mail_of_firm(sides)
    with unit() as session:
        end(session, sides)
    assert count_told("visit-off") == {("visit-off", "email"): 1}, "that it is over it reads by text already"
    [mail] = messages(db.session(), "visit-off", "email")
    calendar = _calendar(mail)
    assert (calendar["method"], calendar.events[0]["status"]) == ("CANCEL", "CANCELLED")
    assert "Oak Lane" not in calendar.to_ical().decode()
    body = composed(db.session(), mail).body
    assert "/leads/" not in body, "there is nothing to see any more"
    assert db.session.get(Visit, agreed.id, populate_existing=True).state == "cancelled"
    clock.move(days=10)
    work()
    assert not count_told("visit-reminder", "visit-tomorrow")


def test_of_what_is_deleted_only_the_time_stays_until_the_firm_knows(sides: Sides, clock: MovableClock) -> None:
    agreed = sides.agree(TUESDAY)
    with unit() as session:
        _delete(session, sides)
    [left] = db.session.query(Visit)
    assert (left.id, left.address, db.session.query(VisitWindow).count()) == (agreed.id, None, 0)
    clock.move(days=181)
    with unit() as session:
        actions.purge(session, kernel_clock.now())
    assert db.session.query(Visit).count() == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_whoever_won_is_told_that_she_deleted_everything(sides: Sides, language: str) -> None:
    """Not where the work is done, nor of others' jobs; without a word of hers."""
    set_language(language)
    first, second, third = leads(sides.request)
    with unit() as session:
        lead_actions.accept(session, second.id, "web")
        lead_actions.win(session, first.id)
        lead_actions.finish(session, second.id, "business")
        _delete(session, sides)
    [text] = messages(db.session(), "request-deleted")
    assert text.subject_id == first.id
    assert not [one for one in messages(db.session(), "made-other-arrangements") if one.subject_id == third.id]
    content = composed(db.session(), text)
    assert content is not None
    assert sides.request.name is None or sides.request.name not in content.body
    assert segments.count(content.body) <= 2


def test_one_that_has_been_is_not_called_off(sides: Sides, clock: MovableClock) -> None:
    agreed = sides.agree(TUESDAY)
    clock.move(days=20)
    with unit() as session:
        _close(session, sides)
    assert db.session.get(Visit, agreed.id, populate_existing=True).state == "agreed"
    assert not count_told("visit-off")


def test_a_price_of_another_firm_that_is_told_calls_the_visit_off(sides: Sides, clock: MovableClock) -> None:
    """At the end of the ten minutes, not before."""
    agreed = sides.agree(TUESDAY)
    other = leads(sides.request)[1]
    with unit() as session:
        price = quotes.quote(session, other.id, QuoteDraft(900, 900)).id
        quotes.accept_quote(session, price)
    assert db.session.get(Visit, agreed.id, populate_existing=True).state == "agreed"
    clock.moment += timedelta(minutes=10)
    work()
    assert db.session.get(Visit, agreed.id, populate_existing=True).state == "cancelled"
