"""A business says that it got the job, and the homeowner says that it did not."""

import pytest

from directory.audit import AuditEvent
from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.kernel import text as segments
from directory.kernel.language import LANGUAGES
from directory.leads import actions
from directory.leads.notices.words import LONG
from directory.outbox import actions as outbox
from directory.quotes import actions as quotes
from tests.factories.answers import PHONES, quote_request, request_url
from tests.factories.request_page import leads, page, post
from tests.factories.requests import composed, messages, set_language


@pytest.fixture
def own(client, clock):
    """A request that one business took and calls won."""
    request = quote_request()
    with unit() as session:
        actions.accept(session, leads(request)[0].id, "web")
        actions.win(session, leads(request)[0].id)
    return request


@pytest.mark.parametrize("language", LANGUAGES)
def test_she_can_say_that_it_is_not_so(client, own, language):
    assert 'value="object"' in page(client, own, language).source
    assert post(client, own, "object", language, business="gaoshi").status_code == 303
    assert [lead.state for lead in leads(own)] == ["accepted", "new"]
    assert 'value="object"' not in page(client, own, language).source
    assert [m.recipient for m in messages(db.session(), "not-agreed")] == [PHONES["gaoshi"]]
    assert len(messages(db.session(), "won-objected")) == 1
    assert {e.actor for e in db.session.query(AuditEvent).filter_by(action="reopen")} == {"homeowner"}
    set_language(language)
    for message in messages(db.session(), "not-agreed"):
        message.language = LANGUAGES[language].bcp47
        body = composed(db.session(), message).body
        assert segments.count(body) <= LONG
        assert "/leads/" in body
    content = composed(db.session(), messages(db.session(), "won-objected")[0])
    assert "/admin/leads/" in content.body


def test_twice_is_once_and_said_again_is_objected_again(client, own):
    for _ in range(2):
        post(client, own, "object", business="gaoshi")
    assert len(messages(db.session(), "not-agreed")) == 1
    with unit() as session:
        actions.win(session, leads(own)[0].id)
    post(client, own, "object", business="gaoshi")
    assert len(messages(db.session(), "not-agreed")) == 2


def test_one_that_it_called_lost_is_not_opened_by_her(client, own):
    with unit() as session:
        quotes.reopen(session, leads(own)[0].id)
        quotes.lose(session, leads(own)[0].id, "price")
    assert post(client, own, "object", business="gaoshi").status_code == 400
    assert leads(own)[0].state == "lost"
    assert not messages(db.session(), "not-agreed")


def test_a_price_that_she_accepted_is_her_word(client, clock):
    request = quote_request()
    with unit() as session:
        price = quotes.quote(session, leads(request)[0].id, quotes.QuoteDraft(300, 300)).id
        quotes.accept_quote(session, price)
    assert 'value="object"' not in client.get(request_url(request)).text
    clock.move(minutes=11)
    with unit() as session:
        quotes.settle(session, ("quote", price))
    assert 'value="object"' not in client.get(request_url(request)).text
    assert post(client, request, "object", business="gaoshi").status_code == 400
    assert leads(request)[0].state == "won"


def test_of_one_that_ended_nothing_is_said(client, own):
    with unit() as session:
        actions.close(session, own.id)
    assert post(client, own, "object", business="gaoshi").status_code == 400
    assert not messages(db.session(), "not-agreed")


def test_of_one_that_takes_no_texts_we_alone_are_told(client, own):
    with unit() as session:
        outbox.suppress(session, "sms", PHONES["gaoshi"], "stop")
    source = page(client, own, "en").source
    assert "We are told that you two have not agreed. They take no texts from us" in source
    assert "They and we are told" not in source
    post(client, own, "object", business="gaoshi")
    assert (len(messages(db.session(), "not-agreed")), len(messages(db.session(), "won-objected"))) == (0, 1)
