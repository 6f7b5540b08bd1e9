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
def open_request(client, clock):
    return quote_request()


@pytest.mark.parametrize("language", LANGUAGES)
def test_solved(client, open_request, language):
    assert post(client, open_request, "close", language).status_code == 303
    assert db.session.get(QuoteRequest, open_request.id, populate_existing=True).state == "closed"
    assert "hx-trigger" not in page(client, open_request, language).source
    response = post(client, open_request, "reply", language, business="gaoshi", text="还在吗")
    assert response.status_code == 400


def test_still_needed_is_noted(client, open_request, clock):
    assert "还没解决" not in page(client, open_request).source
    clock.move(days=2)
    assert "还没解决" in page(client, open_request).source
    assert post(client, open_request, "confirm").status_code == 303


@pytest.mark.parametrize("language", LANGUAGES)
def test_delete_everything(client, open_request, language):
    mine = leads(open_request)[0]
    client.post(lead_url(mine), data={"action": "ask", "text": "什么牌子？"})
    client.post(lead_url(mine), data={"action": "quote", "amount_min": "1200", "note": "固德曼"})
    response = post(client, open_request, "delete", language)
    assert response.status_code == 303
    assert db.session.query(Reply).count() == db.session.query(Quote).count() == 0
    quote_request = db.session.get(QuoteRequest, open_request.id, populate_existing=True)
    assert (
        quote_request.state,
        quote_request.name,
        quote_request.phone,
        quote_request.email,
        quote_request.details,
    ) == ("erased", None, None, None, None)
    after = client.get(request_url(open_request, language))
    assert after.status_code in (200, 404)
    assert "陈女士" not in after.text


def test_an_unknown_action_is_refused(client, open_request):
    assert post(client, open_request, "explode").status_code == 400
    assert client.post(request_url(open_request)).status_code == 400


def test_a_refresh_costs_nothing_until_something_changes(client, open_request):
    source = page(client, open_request).source
    poll = source.split('hx-get="')[1].split('"')[0].replace("&amp;", "&")
    headers = {"HX-Request": "true"}
    assert client.get(poll, headers=headers).status_code == 204
    client.post(lead_url(leads(open_request)[0]), data={"action": "accept"})
    changed = client.get(poll, headers=headers)
    assert changed.status_code == 200
    assert "高氏冷暖已拿到您的电话" in changed.text
    assert "<html" not in changed.text
    assert client.get(poll).text.lstrip().startswith("<!doctype html>")


def test_a_wrong_link_finds_nothing(client, open_request):
    for token in ("x" * 22, "short"):
        assert client.get(f"/zh-hans/requests/{token}").status_code == 404


def test_whoever_said_stop_is_not_offered(client, clock):
    with unit() as session:
        business(session, "infinity")
    open_request = quote_request()
    assert 'value="infinity"' in page(client, open_request).source
    with unit() as session:
        outbox.suppress(session, "sms", PHONES["infinity"], "stop")
    assert 'value="infinity"' not in page(client, open_request).source


def test_what_is_said_to_whoever_waits_ends_with_the_waiting(client, clock):
    with unit() as session:
        business(session, "infinity")
    cold = quote_request(answers={"symptom": ["noheat"]})
    mine, other = leads(cold)
    client.post(lead_url(other), data={"action": "decline", "reason": "too_busy"})
    client.post(lead_url(mine), data={"action": "quote", "amount_min": "1200"})
    quote = db.session.query(Quote.id).scalar()
    what_to_say, oven, add = "say-words", "一氧化碳", '<a href="#another">'
    waiting = page(client, cold).source
    assert all(words in waiting for words in (what_to_say, oven, add))
    assert post(client, cold, "accept-quote", business="gaoshi", quote=str(quote)).status_code == 303
    accepted = page(client, cold).source
    assert what_to_say not in accepted
    assert add not in accepted
    assert oven in accepted, "the heat is not on yet"
    assert 'value="infinity"' in accepted, "whoever looks for another still finds one"
    assert post(client, cold, "done", business="gaoshi").status_code == 303
    assert oven not in page(client, cold).source
