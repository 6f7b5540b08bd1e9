"""A second opinion: what the first one found and asked for, typed by who wishes, read by the ticked businesses."""

import pytest

from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.kernel.language import LANGUAGES
from directory.leads import actions
from directory.leads.models import Lead, QuoteRequest
from tests.factories.answers import AD, lead_url, quote_request
from tests.factories.form import fields, opened, refused, send
from tests.factories.listings import seeded
from tests.page import check_page

FOUND = "换热器裂了，要换整套。打 301-555-0199 问我"
PRICE = "$8,900–9,500"


@pytest.fixture
def listings(app, clock):
    seeded()


def _fold(page):
    """The fold whose field asks for the diagnosis, and the one around it."""
    folds = [e for e in page.all("details") if any(f.get("name") == "first_diagnosis" for f in e.iter())]
    return [e.get("open") is not None for e in folds]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_opens_its_fold_for_a_second_opinion_alone(client, listings, language):
    assert _fold(opened(client, language)) == [False, False]
    assert _fold(opened(client, language, service="second")) == [True, True]


def test_what_was_typed_is_saved_and_shown_before_it_goes(client, clock, listings):
    values = fields(opened(client), service="second", first_diagnosis=FOUND, first_price="8900-9500元")
    clock.move(10)
    look = send(client, values | {"check": "y"}).text
    assert PRICE in look
    assert "换热器裂了" in look
    assert "301-555-0199" not in look.split('id="contact"')[0].split('aria-labelledby="job"')[1]
    assert send(client, values).status_code == 303
    saved = db.session.query(QuoteRequest).one()
    assert (saved.first_diagnosis, saved.first_price) == (FOUND, PRICE)


@pytest.mark.parametrize("typed", ["12.50", "9500-8900", "0", "1000001", "很贵"])
def test_what_is_no_price_is_said_and_kept(client, clock, listings, typed):
    values = fields(opened(client), service="second", first_price=typed)
    clock.move(10)
    page = refused(client, values)
    assert "#first_price" in [e.get("href") for e in page.all("a")]
    assert next(e for e in page.all("input") if e.get("name") == "first_price").get("value") == typed


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_business_reads_it_its_numbers_covered_until_the_yes(client, language):
    quote_request(("gaoshi",), service="second", first_diagnosis=FOUND, first_price_min=8900, first_price_max=9500)
    lead = db.session.query(Lead).one()
    page = check_page(
        client.get(lead_url(lead, language)), language, quoted=(AD, "高氏冷暖", FOUND[:6], "楼上没有暖气")
    )
    assert PRICE in page.source
    assert "换热器裂了" in page.source
    assert "555-0199" not in page.source
    assert client.post(lead_url(lead, language), data={"action": "accept"}).status_code == 303
    assert "555-0199" in client.get(lead_url(lead, language)).text


def test_it_goes_with_the_request(app):
    saved = quote_request(("gaoshi",), first_diagnosis=FOUND, first_price_min=8900, first_price_max=9500)
    with unit() as session:
        erased = actions.erase(session, saved.id)
        assert (erased.first_diagnosis, erased.first_price_min, erased.first_price_max) == (None, None, None)
