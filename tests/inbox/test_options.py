"""A price by text that leaves a choice: a quote of two options, which both sides read whole."""

import pytest

from directory.foundation.db import db
from directory.quotes.models import Quote
from tests.factories.answers import request_url
from tests.factories.requests import sent
from tests.inbox.test_texts import text
from tests.inbox.two import GAOSHI, JOHN, answer, answers


@pytest.mark.parametrize("body", ["3200 for the 14 seer, 4100 for the 16", "普通的3200，好的4100"])
def test_by_text_she_may_choose_and_both_sides_read_both(client, site, session, clock, body):
    request = sent("gaoshi", **JOHN)
    number = request.number
    text(GAOSHI, "1")
    text(GAOSHI, body)
    assert "$3,200 / $4,100" in answer()
    price = db.session.query(Quote).one()
    assert [(option.says.amount_min, option.says.amount_max) for option in price.options] == [
        (3200, 3200),
        (4100, 4100),
    ]
    assert price.note == body
    page = client.get(request_url(request, "en")).text
    assert number in page
    assert "$3,200" in page
    assert "$4,100" in page
    # A machine that repeats it changes nothing.
    text(GAOSHI, body, "SM-twice")
    assert db.session.query(Quote).count() == 1
    assert answers()[-1] == "price-ack"
