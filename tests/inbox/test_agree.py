"""The word that printed ads tell contractors to text: a yes to texts, unless it answers something."""

import pytest

from directory.businesses.models import ContactPoint
from directory.foundation.db import db
from directory.outbox.models import InboundText, Suppression
from tests.factories.answers import PHONES, quote_request
from tests.factories.listings import seeded
from tests.inbox.test_texts import kinds, text

GAOSHI = "+12406368420"


def point(phone: str = GAOSHI) -> ContactPoint:
    return db.session.query(ContactPoint).filter_by(address=phone).one()


@pytest.mark.parametrize("body", ["好", " 好。", "好的"])
def test_a_listed_phone_agrees_by_one_word(app, clock, body):
    seeded()
    text(GAOSHI, body)
    assert (point().state, point().state_how, point().state_by) == ("agreed", "yes_text", "business")
    assert kinds(GAOSHI) == ["started-ack"]
    assert db.session.query(InboundText).one().is_read


def test_it_lifts_a_stop(app, clock):
    seeded()
    text(GAOSHI, "T")
    text(GAOSHI, "好")
    assert db.session.query(Suppression).count() == 0
    assert point().state == "agreed"


def test_where_a_customer_waits_it_is_a_yes_to_the_customer(app, clock):
    quote_request()
    text(PHONES["gaoshi"], "好")
    assert db.session.query(InboundText).one().meaning == "accept"
    assert "started-ack" not in kinds(PHONES["gaoshi"])


def test_nobody_we_know_agrees_to_nothing(app, clock):
    seeded()
    text("+13015550177", "好")
    assert db.session.query(InboundText).one().meaning == "nothing"
    assert kinds("+13015550177") == []
