"""Who said no, was withdrawn or cannot be reached makes room for another; STOP is told at once; a no is said the same
by text, mail and page."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from directory.businesses.models import Business, ContactPoint
from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.inbox.actions import receive_text
from directory.kernel.errors import Invalid
from directory.kernel.language import LANGUAGES
from directory.leads import actions, queries
from directory.leads.models import Lead, QuoteRequest
from directory.leads.notices import KINDS
from directory.leads.rules import MOST_ASKED, MOST_BUSINESSES, DeclineReason
from directory.outbox.models import Message
from directory.reports import actions as report_actions
from tests.conftest import MovableClock
from tests.factories.answers import HOMEOWNER, PHONES, lead_url, quote_request, request_url
from tests.factories.request_page import QUOTED, leads, page, post
from tests.page import check_page
from tests.support.at_once import at_once

FIRMS = ("gaoshi", "fangshi", "infinity")
OTHERS = [f"firm-{number}" for number in range(6)]


@pytest.fixture
def open_request(client: FlaskClient, clock: MovableClock) -> QuoteRequest:
    """A request to three firms of nine."""
    with unit() as session:
        for number, slug in enumerate(OTHERS):
            firm = Business(slug=slug, state="published", name_en=f"Firm {number}", language="en")
            session.add(firm)
            session.flush()
            session.add(ContactPoint(business_id=firm.id, kind="phone", address=f"+1240555012{number}", state="agreed"))
    return quote_request(FIRMS)


def _decline(lead: Lead) -> None:
    with unit() as session:
        actions.decline(session, lead.id, "too_busy", "web")


def _give_back(lead: Lead) -> None:
    with unit() as session:
        actions.withdraw(session, lead.id)


def _fail(lead: Lead) -> None:
    with unit() as session:
        for message in session.query(Message).filter_by(kind="lead", subject_id=lead.id):
            message.state = "failed"


def _stop(lead: Lead) -> None:
    with unit() as session:
        receive_text(session, lead.texted_phone or "", "Stop. Thank you", f"stop-{lead.id}")


def _take_down(lead: Lead) -> None:
    with unit() as session:
        report_actions.take_down(session, session.get_one(Business, lead.business_id), how="by phone")


def _offers(client: FlaskClient, request: QuoteRequest, language: str = "zh-hans") -> int:
    quoted = (*QUOTED, *(f"Firm {number}" for number in range(6)))
    return check_page(client.get(request_url(request, language)), language, quoted=quoted).source.count('value="add"')


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("end", [_decline, _give_back, _fail, _stop, _take_down])
def test_each_that_is_out_makes_room_for_another(
    client: FlaskClient, open_request: QuoteRequest, end: Callable[[Lead], None], language: str
) -> None:
    assert _offers(client, open_request, language) == 0
    for number, lead in enumerate(leads(open_request)):
        end(lead)
        assert _offers(client, open_request, language) == len(OTHERS)
        assert queries.asking(db.session(), open_request.id).left == number + 1
    assert post(client, open_request, "add", language, business=OTHERS[0]).status_code == 303
    assert leads(open_request)[-1].state == "new"


def test_three_have_it_at_a_time_and_six_in_all(client: FlaskClient, open_request: QuoteRequest) -> None:
    assert (MOST_BUSINESSES, MOST_ASKED) == (3, 6)
    answer = post(client, open_request, "add", "en", business=OTHERS[0])
    assert answer.status_code == 400
    assert "Three have your request now." in answer.text
    for slug in OTHERS[:3]:
        _decline(next(lead for lead in leads(open_request) if lead.state == "new"))
        assert "You can ask 1 more now" in client.get(request_url(open_request, "en")).text
        assert post(client, open_request, "add", business=slug).status_code == 303
    for lead in leads(open_request)[3:]:
        _decline(lead)
    assert _offers(client, open_request) == 0
    assert "You have asked six, the most for one request." in client.get(request_url(open_request, "en")).text
    answer = post(client, open_request, "add", "en", business=OTHERS[4])
    assert answer.status_code == 400
    assert "That is 6 businesses, the most for one request." in answer.text
    assert len(leads(open_request)) == MOST_ASKED


def test_of_many_at_one_moment_as_many_are_asked_as_there_is_room_for(app: Flask, open_request: QuoteRequest) -> None:
    for lead in leads(open_request)[:2]:
        _decline(lead)

    def add(slug: str) -> str:
        try:
            with unit() as session:
                actions.add(session, open_request.id, slug)
        except Invalid:
            return "refused"
        return "added"

    results = at_once(app, *[lambda slug=slug: add(slug) for slug in OTHERS])
    assert sorted(results) == ["added"] * 2 + ["refused"] * 4


def test_one_that_took_it_or_was_told_by_phone_keeps_its_place(client: FlaskClient, open_request: QuoteRequest) -> None:
    first, second, _third = leads(open_request)
    with unit() as session:
        actions.accept(session, first.id, "web")
        actions.told_by_phone(session, second.id, by="operator")
    _stop(first)
    _fail(second)
    _stop(second)
    assert queries.asking(db.session(), open_request.id).left == 0


#: Page: what a firm that stopped texts is said to be; and of one that has the number.
CALLS_ONLY = {
    "en": ("takes calls only and no texts from us", "They take no more texts from us"),
    "zh-hans": ("只接电话，不收本站短信", "对方不再收本站短信"),
    "zh-hant": ("只接電話，不收本站簡訊", "對方不再收本站簡訊"),
}


def _told(kind: str) -> list[tuple[str, int]]:
    rows = db.session.query(Message).filter_by(kind=kind).order_by(Message.channel)
    return [(message.channel, message.subject_id) for message in rows]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("words", ["Stop. Thank you", "请停止", "回T"])
def test_stop_is_told_once_and_the_page_says_calls_only(
    client: FlaskClient, open_request: QuoteRequest, language: str, words: str
) -> None:
    lead = leads(open_request)[0]
    for copy in range(2):
        with unit() as session:
            receive_text(session, PHONES["gaoshi"], words, f"{words}-{copy}")
    assert _told("calls-only") == [("email", lead.id), ("sms", lead.id)]
    source = page(client, open_request, language).source
    assert CALLS_ONLY[language][0] in source
    assert 'href="#another"' in source
    assert f'id="text-{FIRMS[0]}"' not in source
    assert f'id="text-{FIRMS[1]}"' in source
    for channel in ("sms", "email"):
        content = KINDS["calls-only"].compose(db.session(), ("lead", lead.id), LANGUAGES[language], channel)
        assert content is not None
        assert all(part in content.body for part in ("240-555-0110", "Rockville"))
        assert "/leads/" not in content.body


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_firm_that_stops_after_it_took_the_number_keeps_it(
    client: FlaskClient, open_request: QuoteRequest, language: str
) -> None:
    lead = leads(open_request)[0]
    with unit() as session:
        actions.accept(session, lead.id, "sms")
    _stop(lead)
    assert len(_told("calls-only")) == 2
    source = page(client, open_request, language).source
    assert CALLS_ONLY[language][1] in source
    assert f'id="text-{FIRMS[0]}"' not in source
    # Nothing is texted to it any more, whatever she does.
    assert post(client, open_request, "close").status_code == 303
    to_it = db.session.query(Message).filter_by(recipient=PHONES["gaoshi"], kind="made-other-arrangements")
    assert to_it.count() == 0


def test_a_stop_before_the_text_went_out_says_that_they_do_not_know(
    client: FlaskClient, open_request: QuoteRequest
) -> None:
    lead = leads(open_request)[0]
    with unit() as session:
        message = session.query(Message).filter_by(kind="lead", subject_id=lead.id).one()
        message.state, message.sent_at, message.delivered_at = "waiting", None, None
    _stop(lead)
    assert "只接电话，所以还不知道您的需求" in page(client, open_request).source
    content = KINDS["calls-only"].compose(db.session(), ("lead", lead.id), LANGUAGES["en"], "email")
    assert content is not None
    assert "don't know about your request (Rockville, " in content.body


def test_told_to_the_operator_is_told_to_the_homeowner(open_request: QuoteRequest) -> None:
    with unit() as session:
        report_actions.introduce(session, PHONES["fangshi"], "no_texts", "said so by phone", by="operator")
    assert _told("calls-only") == [("email", leads(open_request)[1].id), ("sms", leads(open_request)[1].id)]


def test_start_takes_it_back(client: FlaskClient, open_request: QuoteRequest) -> None:
    _stop(leads(open_request)[0])
    with unit() as session:
        receive_text(session, PHONES["gaoshi"], "START", "start-1")
    assert CALLS_ONLY["zh-hans"][0] not in page(client, open_request).source
    assert queries.asking(db.session(), open_request.id).left == 0


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", [reason for reason in DeclineReason if reason != "spam"])
def test_a_no_says_the_same_by_text_mail_and_page(
    client: FlaskClient, open_request: QuoteRequest, reason: str, language: str
) -> None:
    lead = leads(open_request)[0]
    if reason in ("unreachable", "already_done"):
        client.post(lead_url(lead), data={"action": "accept"})
    assert client.post(lead_url(lead), data={"action": "decline", "reason": reason}).status_code == 303
    source = page(client, open_request, language).source
    start, end = {"en": ("They answered: ", "."), "zh-hans": ("对方答复：", "。"), "zh-hant": ("對方回覆：", "。")}[
        language
    ]
    words = source.split(start)[1].split(end)[0].replace("&#39;", "'")
    for channel in ("sms", "email"):
        content = KINDS["declined"].compose(db.session(), ("lead", lead.id), LANGUAGES[language], channel)
        assert content is not None
        assert words in content.body
        assert "Rockville" in content.body


def test_a_listing_taken_down_said_no_to_nobody(client: FlaskClient, open_request: QuoteRequest) -> None:
    lead = leads(open_request)[0]
    _take_down(lead)
    content = KINDS["declined"].compose(db.session(), ("lead", lead.id), LANGUAGES["en"], "email")
    assert content is not None
    assert "no longer listed here, and did not answer" in content.body
    assert "no longer listed here, and did not answer" in page(client, open_request, "en").source


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("is_taken", [True, False])
def test_no_page_leads_to_one_of_a_business_that_is_gone(
    client: FlaskClient, open_request: QuoteRequest, language: str, is_taken: bool
) -> None:
    lead = leads(open_request)[0]
    slug = db.session.get_one(Business, lead.business_id).slug
    if is_taken:
        client.post(lead_url(lead), data={"action": "accept"})
    _take_down(lead)
    gone = f"/businesses/{slug}"
    assert client.get(f"/{language}{gone}").status_code == 404
    source = page(client, open_request, language).source
    assert f'{gone}"' not in source
    assert slug in source
    words = {"en": "o longer listed here", "zh-hans": "从本站下架", "zh-hant": "自本站下架"}[language]
    assert words in source
    assert gone not in client.get(lead_url(lead, language)).text


@pytest.mark.parametrize("by_mail", [True, False])
def test_a_price_that_is_the_yes_too_is_one_mail_and_says_both(
    client: FlaskClient, open_request: QuoteRequest, by_mail: bool
) -> None:
    lead = leads(open_request)[0]
    if by_mail:
        with unit() as session:
            session.get_one(QuoteRequest, open_request.id).phone = None
    client.post(lead_url(lead), data={"action": "quote", "amount_min": "1200"})
    mails = db.session.query(Message).filter_by(recipient="chen@example.com").all()
    assert [message.kind for message in mails] == ["quoted"]
    texts = db.session.query(Message).filter_by(recipient=HOMEOWNER).all()
    assert [message.kind for message in texts] == ([] if by_mail else ["quoted"])
