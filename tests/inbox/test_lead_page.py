"""A lead as its business sees it: in its language, without the contact until it accepts, never another's."""

import pytest

from directory.businesses.models import Business
from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.kernel.language import LANGUAGES
from directory.leads.actions.end import unlist
from directory.leads.models import Lead, QuoteRequest
from directory.quotes.models import Quote, Reply
from directory.trades import vocabulary
from tests.factories.answers import AD, HOMEOWNER, WORDS, lead_url, quote_request
from tests.factories.requests import messages
from tests.page import check_page, words

#: What only an accepted lead may show.
SECRETS = ("陈女士", "301-555-0142", HOMEOWNER, "chen@example.com", "20850")
PRICE = {"action": "quote", "amount_min": "$1,200", "amount_max": "１500", "parts_years": "10", "note": "含拆旧"}


@pytest.fixture
def open_request(client):
    return quote_request()


def leads(request: QuoteRequest) -> list[Lead]:
    return list(db.session.query(Lead).filter_by(request_id=request.id).order_by(Lead.id).populate_existing())


def page(client, lead, language="zh-hans", *, quoted=()):
    response = client.get(lead_url(lead, language))
    assert response.status_code == 200
    return check_page(response, language, quoted=(AD, WORDS, "高氏冷暖", "方氏冷暖", *quoted))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_whole_and_reveals_no_contact(client, open_request, language):
    shown = page(client, leads(open_request)[0], language)
    source = shown.source
    spoken = vocabulary.label("lang", open_request.call_language, language)
    assert spoken in [words(answer) for answer in shown.all("dd")]
    assert not [secret for secret in SECRETS if secret in source]
    assert "楼上没有暖气" in source
    assert "•••" in source
    assert "Rockville" in source
    assert AD in source
    assert "方氏冷暖" not in source
    assert "Fangshi" not in source


def test_the_short_link_leads_to_the_businesss_language(client, open_request):
    lead = leads(open_request)[0]
    short = client.get(lead_url(lead).replace("/zh-hans", ""), headers={"Accept-Language": "en"})
    assert (short.status_code, short.headers["Location"]) == (302, lead_url(lead, "zh-hans"))
    assert short.headers["Cache-Control"] == "no-store"


def test_twenty_looks_change_nothing(client, open_request):
    lead = leads(open_request)[0]
    for _ in range(20):
        page(client, lead)
        client.head(lead_url(lead))
    assert leads(open_request)[0].state == "new"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_contact_is_shown_after_accept_and_only_there(client, open_request, language):
    mine, other = leads(open_request)
    assert client.post(lead_url(mine, language), data={"action": "accept"}).status_code == 303
    source = page(client, mine, language, quoted=("陈女士",)).source
    assert all(secret in source for secret in ("陈女士", "301-555-0142", "20850"))
    # E-mail was not among the ways the homeowner allowed; the typed words are shown whole.
    assert "mailto:" not in source
    assert "•••" not in source
    assert not [secret for secret in SECRETS if secret in page(client, other, language).source]
    assert client.post(lead_url(mine), data={"action": "accept"}).status_code == 303


def test_a_refusal_needs_a_reason_and_keeps_the_state_until_it_has_one(client, open_request):
    lead = leads(open_request)[0]
    for bad in ({}, {"reason": "because"}, {"reason": "unreachable"}):
        response = client.post(lead_url(lead), data={"action": "decline", **bad})
        assert response.status_code == 400
        check_page(response, "zh-hans", quoted=(AD, WORDS, "高氏冷暖"))
    assert client.post(lead_url(lead), data={"action": "decline", "reason": "too_busy"}).status_code == 303
    lead = leads(open_request)[0]
    assert (lead.state, lead.decline_reason) == ("declined", "too_busy")
    page(client, lead)


def test_a_question_keeps_the_state(client, open_request):
    lead = leads(open_request)[0]
    assert client.post(lead_url(lead), data={"action": "ask", "text": "机器什么牌子？"}).status_code == 303
    assert leads(open_request)[0].state == "new"
    assert db.session.query(Reply).one().author == "business"
    assert "机器什么牌子？" in page(client, lead, quoted=("机器什么牌子？",)).source


@pytest.mark.parametrize("text", ["", "   ", "x" * 1001])
def test_an_empty_or_endless_question_is_refused_and_kept(client, open_request, text):
    response = client.post(lead_url(leads(open_request)[0]), data={"action": "ask", "text": text})
    assert response.status_code == 400
    assert text.strip() in response.text
    assert db.session.query(Reply).count() == 0


def test_a_price_accepts_first_and_a_newer_one_replaces_it(client, open_request):
    lead = leads(open_request)[0]
    assert client.post(lead_url(lead), data=PRICE).status_code == 303
    assert leads(open_request)[0].state == "quoted"
    assert leads(open_request)[0].accepted_at is not None
    assert client.post(lead_url(lead), data={"action": "quote", "amount_min": "900"}).status_code == 303
    old, new = db.session.query(Quote).order_by(Quote.id)
    assert (old.price, old.state) == ("$1,200–1,500", "superseded")
    assert (new.price, new.state) == ("$900", "sent")
    source = page(client, lead, quoted=("陈女士", "含拆旧")).source
    assert "$900" in source


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount_min": ""},
        {"amount_min": "cheap"},
        {"amount_min": "0"},
        {"amount_min": "9" * 12},
        {"amount_max": "100"},
        {"parts_years": "99"},
        {"earliest_date": "2020-01-01"},
        {"earliest_date": "9999-12-31"},
        {"earliest_date": "some day"},
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_price_that_makes_no_sense_is_refused_and_kept(client, open_request, wrong, language):
    lead = leads(open_request)[0]
    response = client.post(lead_url(lead, language), data={**PRICE, **wrong})
    assert response.status_code == 400
    assert "含拆旧" in response.text
    check_page(response, language, quoted=(AD, WORDS, "高氏冷暖", "含拆旧"))
    assert leads(open_request)[0].state == "new"


def test_an_unknown_action_is_refused(client, open_request):
    lead = leads(open_request)[0]
    assert client.post(lead_url(lead), data={"action": "buy"}).status_code == 400
    assert client.post(lead_url(lead)).status_code == 400
    assert leads(open_request)[0].state == "new"


@pytest.mark.parametrize("language", LANGUAGES)
def test_after_close_nothing_is_revealed(client, open_request, language):
    mine, other = leads(open_request)
    client.post(lead_url(mine), data={"action": "accept"})
    withdrawn(open_request)
    for lead in (mine, other):
        source = page(client, lead, language).source
        assert not [secret for secret in (*SECRETS, "楼上没有暖气", "Rockville") if secret in source]
        response = client.post(lead_url(lead, language), data={"action": "ask", "text": "还要吗"})
        assert response.status_code == 400
        assert not [secret for secret in (*SECRETS, "楼上没有暖气") if secret in response.text]


def test_a_business_no_longer_listed_reads_why_nothing_is_left_to_do(client, open_request):
    mine, other = leads(open_request)
    with unit() as session:
        unlist(session, mine.id, "operator:1")
        session.get_one(Business, mine.business_id).state = "removed"
    source = page(client, mine, "en").source
    assert "/businesses/" not in source
    assert "/businesses/fangshi/remove" in page(client, other, "en").source
    assert "You are no longer listed, so the customer was asked to choose another business." in source
    assert "has ended without an agreement" not in source
    assert not [secret for secret in SECRETS if secret in source]
    assert "no longer listed" not in page(client, other, "en").source
    assert {message.subject_id for message in messages(db.session(), "declined")} == {mine.id}


def withdrawn(request):
    """The homeowner found someone."""
    from_row = db.session.get(QuoteRequest, request.id)
    from_row.state = "closed"
    for lead in leads(request):
        lead.state = "withdrawn"
    db.session.commit()


def test_a_dc_job_reminds_of_the_dc_license(client):
    open_request = quote_request(("gaoshi",), zip="20001")
    assert "DC 执照" in page(client, leads(open_request)[0]).source


def test_a_wrong_link_finds_nothing(client, open_request):
    for token in ("x" * 22, "short", "%00"):
        assert client.get(f"/zh-hans/leads/{token}").status_code == 404
        assert client.get(f"/leads/{token}").status_code == 404
