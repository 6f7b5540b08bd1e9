"""Prices from a phone call or from paper: kept beside a request, told to nobody, gone with it."""

from datetime import timedelta

import pytest

from directory.audit import AuditEvent
from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.kernel import clock as kernel_clock
from directory.kernel.errors import Invalid, NotFound
from directory.leads import actions as lead_actions
from directory.outbox.models import Job, Message
from directory.quotes import actions
from directory.quotes.actions.typed import mark
from directory.quotes.models import TypedQuote, typed_quotes
from directory.quotes.rules import MOST_DOLLARS, MOST_TYPED
from directory.quotes.rules.offer import Offer, Option
from tests.factories.answers import quote_request
from tests.support.at_once import at_once


@pytest.fixture
def open_request(app, clock):
    return quote_request()


def _offer(amount=900, note=None):
    return Offer((Option(amount, amount),), note=note)


def _type(request, who="Bob's Heating", offer=None):
    with unit() as session:
        return actions.type_quote(session, request.id, who, offer or _offer())


def _stand(request):
    db.session.rollback()
    return [(price.who, price.offer.main.amount_min) for price in typed_quotes(db.session(), request.id)]


def test_it_is_kept_as_a_quote_says_it_and_nobody_is_told(open_request):
    before = (db.session.query(Message).count(), db.session.query(Job).count())
    price = _type(open_request, " Bob's\nHeating ", _offer(900, note="said\u200b so"))
    assert (price.who, price.offer) == ("Bob's Heating", _offer(900, note="said so"))
    assert (db.session.query(Message).count(), db.session.query(Job).count()) == before
    [event] = db.session.query(AuditEvent).filter_by(action="type-quote")
    assert "Bob" not in repr(event.detail)
    db.session.rollback()


def test_the_same_again_is_one_and_there_is_an_end(app, open_request):
    first = at_once(app, *[lambda: _type(open_request).id] * 2)
    assert len(set(first)) == 1
    for number in range(1, MOST_TYPED):
        _type(open_request, f"Firm {number}")
    with pytest.raises(Invalid, match="who"):
        _type(open_request, "One more")
    assert len(_stand(open_request)) == MOST_TYPED


@pytest.mark.parametrize(("who", "amount"), [(" \u200b", 900), ("Bob", 0), ("Bob", MOST_DOLLARS + 1)])
def test_what_says_nothing_is_refused(open_request, who, amount):
    with pytest.raises(Invalid):
        _type(open_request, who, _offer(amount))
    assert _stand(open_request) == []


def test_it_is_changed_from_what_was_shown_and_deleted(open_request):
    price = _type(open_request)
    shown = mark(price)

    def change(amount, base):
        with unit() as session:
            return actions.change_typed(session, open_request.id, price.id, price.who, _offer(amount), base)

    change(950, shown)
    change(950, shown)
    with pytest.raises(Invalid):
        change(1000, shown)
    assert _stand(open_request) == [("Bob's Heating", 950)]
    for _ in range(2):
        with unit() as session:
            actions.delete_typed(session, open_request.id, price.id)
    assert _stand(open_request) == []
    with pytest.raises(Invalid):
        change(1000, shown)


def test_nobody_reaches_it_from_another_request(open_request):
    other, price = quote_request(("infinity",)), _type(open_request)
    with unit() as session:
        actions.delete_typed(session, other.id, price.id)
    with pytest.raises(Invalid), unit() as session:
        actions.change_typed(session, other.id, price.id, "Mine now", _offer(), mark(price))
    assert _stand(open_request) == [("Bob's Heating", 900)]


def test_it_goes_with_its_request_and_nothing_is_typed_beside_one_that_is_gone(open_request):
    _type(open_request)
    with unit() as session:
        actions.erase_request(session, open_request.id)
    assert db.session.query(TypedQuote).count() == 0
    db.session.rollback()
    with pytest.raises(NotFound):
        _type(open_request)


def test_it_is_forgotten_in_time_and_the_others_stay(open_request):
    other = quote_request(("infinity",))
    _type(open_request)
    _type(other)
    with unit() as session:
        lead_actions.close(session, open_request.id)
    later = kernel_clock.now() + timedelta(days=181)
    with unit() as session:
        assert actions.purge(session, later) == 1
        assert actions.purge(session, later) == 0
    assert _stand(open_request) == []
    assert _stand(other) == [("Bob's Heating", 900)]
