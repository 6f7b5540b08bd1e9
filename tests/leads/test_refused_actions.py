"""What an action on a request or a lead refuses, and what it leaves as it is when it comes late."""

import pytest

from directory.foundation.unit import unit
from directory.kernel.errors import IllegalMove, Invalid
from directory.leads import actions
from directory.leads.actions import end
from directory.leads.models import Lead, QuoteRequest
from directory.leads.queries import history, lead_with_business
from tests.factories.requests import listed, sent


@pytest.fixture
def open_request(app, clock):
    listed("gaoshi", "fangshi")
    return sent("gaoshi", "fangshi")


def lead_ids(session):
    return [lead.id for lead in session.query(Lead).order_by(Lead.id).populate_existing()]


def do(action, *given, **named):
    with unit() as session:
        return action(session, *given, **named)


def test_a_business_is_told_by_phone_of_an_open_lead_once(session, open_request, clock):
    first, second = lead_ids(session)
    do(actions.told_by_phone, first, by="operator:1")
    noon = clock.moment
    clock.move(minutes=5)
    do(actions.told_by_phone, first, by="operator:1")
    assert session.get_one(Lead, first, populate_existing=True).told_at == noon
    do(actions.decline, second, "too_busy", "web")
    with pytest.raises(IllegalMove):
        do(actions.told_by_phone, second, by="operator:1")


def test_what_has_ended_is_needed_no_more(session, open_request):
    do(actions.close, open_request.id)
    with pytest.raises(Invalid):
        do(actions.still_needed, open_request.id)


def test_a_request_ends_once(session, open_request):
    do(actions.close, open_request.id)
    do(end.expire, open_request.id)
    assert session.get_one(QuoteRequest, open_request.id, populate_existing=True).state == "closed"


def test_an_answered_lead_stays_when_its_business_goes(session, open_request):
    first, second = lead_ids(session)
    do(actions.accept, first, "web")
    do(end.unlist, first, "operator:1")
    do(end.unlist, second, "operator:1")
    states = [session.get_one(Lead, lead_id, populate_existing=True).state for lead_id in (first, second)]
    assert states == ["accepted", "expired"]


def test_a_contact_counts_as_proven_once_a_business_took_its_request(session, open_request):
    phone, first = open_request.phone, lead_ids(session)[0]
    assert not history(session, "", "", phone, None).is_proven
    session.rollback()
    do(actions.accept, first, "web")
    assert history(session, "", "", phone, None).is_proven
    assert not history(session, "", "", None, None).is_proven


def test_a_lead_that_is_gone_has_no_business(session, app):
    assert lead_with_business(session, 9999) is None
