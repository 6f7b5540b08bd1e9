"""How a request ends: solved, still needed, deleted; and what the page refuses."""

import pytest

from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.kernel.language import LANGUAGES
from directory.leads.models import QuoteRequest
from directory.outbox import actions as outbox
from directory.quotes.models import Quote, Reply
from tests.factories.answers import PHONES, business, lead_url, quote_request, request_url
from tests.factories.request_page import leads, page, post


@pytest.fixture
def asked(client, clock):
    return quote_request()


@pytest.mark.parametrize("language", LANGUAGES)
def test_solved(client, asked, language):
    assert post(client, asked, "close", language).status_code == 303
    assert db.session.get(QuoteRequest, asked.id, populate_existing=True).state == "closed"
    assert "hx-trigger" not in page(client, asked, language).source
    response = post(client, asked, "reply", language, business="gaoshi", text="还在吗")
    assert response.status_code == 400


def test_still_needed_is_noted(client, asked, clock):
    assert "还没解决" not in page(client, asked).source
    clock.move(days=2)
    assert "还没解决" in page(client, asked).source
    assert post(client, asked, "confirm").status_code == 303


@pytest.mark.parametrize("language", LANGUAGES)
def test_delete_everything(client, asked, language):
    mine = leads(asked)[0]
    client.post(lead_url(mine), data={"action": "ask", "text": "什么牌子？"})
    client.post(lead_url(mine), data={"action": "quote", "amount_min": "1200", "note": "固德曼"})
    response = post(client, asked, "delete", language)
    assert response.status_code == 303
    assert db.session.query(Reply).count() == db.session.query(Quote).count() == 0
    row = db.session.get(QuoteRequest, asked.id, populate_existing=True)
    assert (row.state, row.name, row.phone, row.email, row.details) == ("erased", None, None, None, None)
    after = client.get(request_url(asked, language))
    assert after.status_code in (200, 404)
    assert "陈女士" not in after.text


def test_an_unknown_action_is_refused(client, asked):
    assert post(client, asked, "explode").status_code == 400
    assert client.post(request_url(asked)).status_code == 400


def test_a_refresh_costs_nothing_until_something_changes(client, asked):
    source = page(client, asked).source
    poll = source.split('hx-get="')[1].split('"')[0].replace("&amp;", "&")
    headers = {"HX-Request": "true"}
    assert client.get(poll, headers=headers).status_code == 204
    client.post(lead_url(leads(asked)[0]), data={"action": "accept"})
    changed = client.get(poll, headers=headers)
    assert changed.status_code == 200
    assert "高氏冷暖已拿到您的电话" in changed.text
    assert "<html" not in changed.text
    assert client.get(poll).text.lstrip().startswith("<!doctype html>")


def test_a_wrong_link_finds_nothing(client, asked):
    for token in ("x" * 22, "short"):
        assert client.get(f"/zh-hans/requests/{token}").status_code == 404


def test_whoever_said_stop_is_not_offered(client, clock):
    with unit() as session:
        business(session, "infinity")
    asked = quote_request()
    assert 'value="infinity"' in page(client, asked).source
    with unit() as session:
        outbox.suppress(session, "sms", PHONES["infinity"], "stop")
    assert 'value="infinity"' not in page(client, asked).source
