"""The home page of a browser shows its request only where somebody asked for that."""

import pytest
from itsdangerous import URLSafeSerializer

from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.kernel.language import LANGUAGES
from directory.leads import actions
from directory.leads.models import QuoteRequest
from directory.quotes import actions as quotes
from tests.factories.answers import quote_request, request_url
from tests.factories.request_page import QUOTED, leads, post
from tests.page import check_page

COOKIE = "lengnuan_request"


@pytest.fixture
def own(client, clock):
    return quote_request()


def home(client, language="en"):
    return client.get(f"/{language}/")


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_who_asked_has_it_and_one_press_takes_it_away(client, app, own, language):
    assert own.number not in home(client, language).text
    assert "no-store" not in home(client, language).headers.get("Cache-Control", "")
    client.get(request_url(own))
    assert client.get_cookie(COOKIE) is None
    assert post(client, own, "keep-on-home", language).status_code == 303
    cookie = client.get_cookie(COOKIE)
    assert (cookie.http_only, cookie.same_site) == (True, "Lax")
    shown = home(client, language)
    assert shown.headers["Cache-Control"] == "no-store"
    page = check_page(shown, language, quoted=QUOTED)
    assert own.number in page.source
    assert request_url(own, language) in page.source
    # Another browser knows nothing of it.
    assert own.number not in home(app.test_client(), language).text
    assert client.post(f"/{language}/find-my-request/forget").status_code == 303
    assert own.number not in home(client, language).text
    assert client.get_cookie(COOKIE) is None


def test_the_page_itself_takes_it_away_too(client, own):
    post(client, own, "keep-on-home")
    assert "forget-on-home" in client.get(request_url(own)).text
    post(client, own, "forget-on-home")
    assert client.get_cookie(COOKIE) is None
    assert "keep-on-home" in client.get(request_url(own)).text


def test_the_cookie_is_ours_alone_and_says_nothing_to_others(client, app, own):
    for value in ("", "x", "[1, 2]", URLSafeSerializer("other", salt="home-request").dumps([own.id, "0" * 16])):
        client.set_cookie(COOKIE, value)
        answer = home(client)
        assert answer.status_code == 200
        assert own.number not in answer.text
    post(client, own, "keep-on-home")
    value = client.get_cookie(COOKIE).value
    assert own.phone not in value
    assert own.number not in value


@pytest.mark.parametrize("how", ["erased", "another link"])
def test_one_that_is_gone_or_has_another_link_is_not_shown(client, own, how):
    post(client, own, "keep-on-home")
    with unit() as session:
        if how == "erased":
            quotes.erase_request(session, own.id)
        else:
            session.get_one(QuoteRequest, own.id).token_digest = "0" * 64
    assert own.number not in home(client).text


def test_who_corrects_the_contact_keeps_it(client, own):
    post(client, own, "keep-on-home")
    page = check_page(client.get(f"{request_url(own)}/change"), "zh-hans", quoted=(*QUOTED, "chen@example.com"))
    base = next(e.get("value") for e in page.all("input") if e.get("name") == "base")
    typed = {"zip": "20850", "urgency": "48h", "name": "陈女士", "phone": "301-555-0199", "lang": "cmn", "base": base}
    answer = client.post(f"{request_url(own)}/change", data=typed | {"notices": "en", "details": "x"})
    assert answer.status_code == 303
    assert own.number in home(client).text


@pytest.mark.parametrize(
    ("what", "wording"),
    [
        ("nothing", "Passed on. No answer yet."),
        ("accepted", "Gaoshi Lengnuan has your number and will call."),
        ("both accepted", "Gaoshi Lengnuan and Fangshi Lengnuan have your number and will call."),
        ("both priced", "Gaoshi Lengnuan and Fangshi Lengnuan sent you prices."),
        ("asked", "Gaoshi Lengnuan wrote to you and waits for your answer."),
        ("priced", "Gaoshi Lengnuan sent you a price."),
        ("chosen", "You accepted the price of Gaoshi Lengnuan."),
        ("won", "Gaoshi Lengnuan says you two agreed on the job."),
        ("declined", "No business is working on your request now."),
        ("withdrawn", "No business is working on your request now."),
        ("closed", "Closed."),
    ],
)
def test_its_state_in_a_few_words(client, own, what, wording):
    first, second = leads(own)
    with unit() as session:
        if what in ("accepted", "won"):
            actions.accept(session, first.id, "web")
        if what == "won":
            actions.win(session, first.id)
        if what == "both accepted":
            actions.accept(session, first.id, "web")
            actions.accept(session, second.id, "web")
        if what == "both priced":
            quotes.quote(session, first.id, quotes.QuoteDraft(300, 300))
            quotes.quote(session, second.id, quotes.QuoteDraft(200, 200))
        if what == "asked":
            quotes.ask(session, first.id, "哪一年的机器？")
        if what in ("priced", "chosen"):
            price = quotes.quote(session, first.id, quotes.QuoteDraft(300, 300))
        if what == "chosen":
            quotes.accept_quote(session, price.id)
        if what == "declined":
            actions.decline(session, first.id, "too_busy", "web")
            actions.decline(session, second.id, "too_busy", "web")
        if what == "withdrawn":
            # One had taken it: it is the homeowner who wants neither, so nobody is said to have refused.
            actions.accept(session, first.id, "web")
            for lead in (first, second):
                actions.withdraw(session, lead.id)
        if what == "closed":
            quotes.close_request(session, own.id)
    post(client, own, "keep-on-home", "en")
    assert wording in home(client).text.replace("&#39;", "'")
    if what not in ("declined", "withdrawn", "closed"):
        assert wording in client.get(request_url(own, "en")).text
    db.session.rollback()
