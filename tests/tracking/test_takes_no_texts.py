"""Of a firm that takes no texts any more nothing is promised that only a text could do."""

import pytest
from flask.testing import FlaskClient

from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.leads.models import QuoteRequest
from directory.outbox import actions as outbox
from directory.outbox import jobs
from directory.outbox.models import Message
from directory.quotes import actions
from directory.quotes.actions import QuoteDraft
from tests.conftest import MovableClock
from tests.factories.answers import PHONES, quote_request, request_url
from tests.factories.request_page import leads, page, post


@pytest.fixture
def open_request(client: FlaskClient, clock: MovableClock) -> QuoteRequest:
    """A request to two firms."""
    return quote_request(("gaoshi", "fangshi"))


@pytest.fixture
def price(open_request: QuoteRequest) -> int:
    """The price of the first; the second gave one too."""
    first, second = leads(open_request)
    with unit() as session:
        actions.quote(session, second.id, QuoteDraft(1200, 1200))
        return actions.quote(session, first.id, QuoteDraft(900, 900)).id


def test_of_firms_that_take_no_texts_nothing_is_promised(
    client: FlaskClient, clock: MovableClock, open_request: QuoteRequest, price: int
) -> None:
    with unit() as session:
        for slug in ("gaoshi", "fangshi"):
            outbox.suppress(session, "sms", PHONES[slug], "stop")
    confirm = client.get(f"{request_url(open_request, 'en')}/accept/{price}").text
    assert "takes no texts from us: please call them and say that you accept: 240-555-0110" in confirm
    post(client, open_request, "accept-quote", "en", business="gaoshi", quote=str(price))
    assert "The business takes no texts from us: please call them." in page(client, open_request, "en").source
    clock.move(minutes=10)
    assert "being told now" not in page(client, open_request, "en").source
    for job_id in jobs.due_ids(db.session(), 50):
        jobs.do(job_id, "test")
    assert not db.session.query(Message).filter(Message.kind.in_(("price-accepted", "not-chosen"))).all()
    source = page(client, open_request, "en").source
    assert "does not hear from us that you accepted, nor what you write here: please call 240-555-0110" in source
    assert "They take no texts from us: please ask them to fill it in." in source
    for untrue in ("can call you", "Give the day and the address", "they are asked to fill it in"):
        assert untrue not in source
    assert "They take no texts from us and have your contact details, so they may still contact you." in source
    assert "We told them so" not in source
