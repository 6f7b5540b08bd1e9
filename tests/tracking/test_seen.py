"""A request page that is open shows what has changed since it was drawn, whatever that is."""

from flask.testing import FlaskClient

from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.kernel import clock as kernel_clock
from directory.outbox import actions as outbox
from directory.outbox.models import Message
from directory.tracking import queries
from tests.conftest import MovableClock
from tests.factories.answers import quote_request, request_url

HTMX = {"HX-Request": "true"}


def test_an_open_page_says_that_our_text_did_not_reach_her(client: FlaskClient, clock: MovableClock) -> None:
    request = quote_request(("gaoshi",))
    seen = queries.view(db.session(), request, kernel_clock.now()).seen
    address = f"{request_url(request, 'en')}?seen={seen}"
    assert client.get(address, headers=HTMX).status_code == 204
    with unit() as session:
        outbox.enqueue(session, "will-call", ("request", request.id), "sms", request.phone, "en", priority="notice")
    message = db.session.query(Message).filter_by(kind="will-call").one()
    message.state, message.failed_at, message.error_kind = "failed", kernel_clock.now(), "recipient"
    db.session.commit()
    answer = client.get(address, headers=HTMX)
    assert answer.status_code == 200
    assert "Our text to you did not reach" in answer.text
