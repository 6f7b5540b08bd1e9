"""A second contact, a daughter for her mother: what she is told, in her language, and how it ends."""

from dataclasses import replace

import pytest
from sqlalchemy.orm import joinedload

from directory.foundation import tokens
from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.inbox.actions import receive_text
from directory.kernel import text as segments
from directory.kernel.language import LANGUAGES, by_url
from directory.leads import actions, queries
from directory.leads.actions import consents
from directory.leads.models import Consent, Lead, QuoteRequest, SecondContact
from directory.leads.rules.second import SecondDraft
from directory.outbox.models import Message
from directory.quotes import actions as quotes
from tests.factories.answers import PHONES, lead_url, request_url
from tests.factories.canaries import delete, traces, work
from tests.factories.form import QUOTED, fields, opened, refused, send, wrongs
from tests.factories.listings import seeded
from tests.factories.request_page import post
from tests.factories.requests import composed, listed, sent
from tests.page import check_page

DAUGHTER = SecondDraft("Anna Chen", "email", "anna@example.com", "en", "answers")
BY_TEXT = replace(DAUGHTER, channel="sms", address="+12025550144", language="zh-Hant")
TYPED = {"other_name": "Anna Chen", "other_contact": "anna@example.com", "other_language": "en", "other_agreed": "y"}


@pytest.fixture
def firms(app, clock):
    listed("gaoshi", "fangshi", "infinity")


def lead_ids() -> list[int]:
    return [lead.id for lead in db.session.query(Lead).order_by(Lead.id)]


def to(address: str) -> list[Message]:
    db.session.rollback()
    return list(db.session.query(Message).filter_by(recipient=address).order_by(Message.id).populate_existing())


def events(request: QuoteRequest) -> None:
    """A question, a price, and one that says no."""
    first, second = lead_ids()[:2]
    with unit() as session:
        actions.accept(session, first, "web")
        quotes.ask(session, first, "哪一年的机器？")
        quotes.quote(session, first, quotes.QuoteDraft(300, 300))
        actions.decline(session, second, "too_busy", "web")


@pytest.mark.parametrize("contact", [DAUGHTER, BY_TEXT])
def test_she_gets_copies_in_her_language_and_the_link(firms, client, contact):
    request = sent("gaoshi", "fangshi", second=contact)
    events(request)
    mine = to(contact.address)
    assert [m.kind for m in mine] == ["second-contact", "will-call", "asked", "quoted", "declined"]
    assert {(m.channel, m.language) for m in mine} == {(contact.channel, contact.language)}
    work()
    bodies = {m.kind: m.body for m in to(contact.address) if m.body}
    welcome = bodies["second-contact"]
    assert "陈女士" in welcome
    assert tokens.derive("request", request.seed) in welcome
    assert f"/{'en' if contact is DAUGHTER else 'zh-hant'}/requests/" in welcome
    copy = bodies["quoted"]
    assert "陈女士" in copy
    assert request.number in copy
    if contact is DAUGHTER:
        assert "This is what we wrote to" in copy
        assert "#second" in copy
    else:
        assert segments.count(welcome) <= 2


def test_every_step_or_answers_alone(firms, clock):
    sent("gaoshi", second=DAUGHTER)
    sent("gaoshi", second=replace(DAUGHTER, address="ben@example.com", scope="all"))
    with unit() as session:
        for lead in session.query(Lead).options(joinedload(Lead.request)):
            actions.tell_homeowner(session, "undelivered", ("lead", lead.id), lead.request)
    assert [m.kind for m in to("anna@example.com")] == ["second-contact"]
    assert [m.kind for m in to("ben@example.com")] == ["second-contact", "undelivered"]


@pytest.mark.engine_cases
@pytest.mark.parametrize("how", ["page", "STOP"])
def test_either_stops_it_and_the_others_go_on(firms, client, how):
    request = sent("gaoshi", "fangshi", second=BY_TEXT, receipt_sms=True)
    work()
    if how == "page":
        for _ in range(2):
            assert post(client, request, "stop-second").status_code == 303
    else:
        with unit() as session:
            receive_text(session, BY_TEXT.address, "STOP", "SM1")
    events(request)
    work()
    assert [m.kind for m in to(BY_TEXT.address) if m.state == "sent" and m.kind != "stopped-ack"] == ["second-contact"]
    assert {m.kind for m in to(request.phone) if m.state == "sent"} >= {"quoted", "asked", "declined"}
    record = queries.consents_of(db.session(), request.id)
    assert consents.is_whole(record)
    if how == "page":
        assert [c.how for c in record if c.state == "withdrawn"] == ["second_contact_stopped"]
        assert "stop-second" not in client.get(request_url(request)).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_stops_by_text_reads_so_in_her_language_and_the_page_says_so(firms, client, language):
    """She has no request page of her own."""
    request = sent("gaoshi", second=replace(BY_TEXT, language=LANGUAGES[language].bcp47))
    with unit() as session:
        receive_text(session, BY_TEXT.address, "STOP", "SM1")
    message = next(m for m in to(BY_TEXT.address) if m.kind == "stopped-ack")
    assert message.language == LANGUAGES[language].bcp47
    content = composed(db.session(), message)
    assert content is not None
    body = content.body
    own_page = {"en": "request page", "zh-hans": "需求页", "zh-hant": "需求頁"}[language]
    assert "START" in body
    assert own_page not in body
    words = "Their phone stopped our texts. If they text START, they get them again."
    assert words in client.get(request_url(request, "en")).text
    with unit() as session:
        receive_text(session, BY_TEXT.address, "START", "SM2")
    assert words not in client.get(request_url(request, "en")).text


def test_what_waits_when_she_stops_is_not_sent(firms):
    request = sent("gaoshi", "fangshi", second=DAUGHTER)
    events(request)
    with unit() as session:
        actions.stop_second(session, request.id)
    assert {composed(db.session(), m) is None for m in to("anna@example.com") if m.kind == "second-contact"} == {True}
    work()
    assert {m.state for m in to("anna@example.com")} == {"cancelled"}


def test_her_consent_is_her_own(firms):
    request = sent("gaoshi", second=BY_TEXT, receipt_sms=False)
    record = queries.consents_of(db.session(), request.id)
    hers = [c for c in record if c.how == "second_contact"]
    assert [(c.name, c.phone, c.channel, c.business_id) for c in hers] == [("Anna Chen", BY_TEXT.address, "sms", None)]
    assert queries.channels_of(record, None) == set()
    assert consents.is_whole(record)


def test_no_business_reads_of_her(firms, client):
    request = sent("gaoshi", "fangshi", second=DAUGHTER)
    events(request)
    work()
    for lead in db.session.query(Lead):
        text = client.get(lead_url(lead)).text
        assert "Anna" not in text
        assert DAUGHTER.address not in text
    for phone in PHONES.values():
        assert not [m for m in to(phone) if "Anna" in (m.body or "")]


@pytest.mark.parametrize("how", ["deleted", "purged"])
def test_she_is_forgotten_with_the_request(firms, app, clock, how):
    request = sent("gaoshi", "fangshi", second=replace(BY_TEXT, name="Canaryname"), name="Canaryname")
    work()
    events(request)
    work()
    assert "second_contacts" in set(traces(request, BY_TEXT.address))
    if how == "deleted":
        delete(request)
    else:
        with unit() as session:
            actions.close(session, request.id)
        clock.move(days=181)
        assert app.test_cli_runner().invoke(args=["purge"]).exit_code == 0
    assert list(traces(request, BY_TEXT.address)) == []
    assert db.session.query(SecondContact).count() == 0
    assert db.session.query(Consent).filter_by(how="second_contact").count() == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_asks_shows_and_sends(client, clock, language):
    seeded()
    page = opened(client, language)
    clock.move(seconds=5)
    checked = send(client, fields(page, **TYPED, other_scope="all", check="y"), language)
    assert checked.status_code == 200
    source = check_page(checked, language, quoted=(*QUOTED, "Anna Chen")).source
    assert "anna@example.com" in source
    words = {"en": "Gets every message that you get.", "zh-hans": "您收到的每条消息", "zh-hant": "您收到的每則訊息"}
    assert words[language] in source
    answer = send(client, fields(page, **TYPED, other_scope="all"), language)
    assert answer.status_code == 303
    contact = db.session.query(SecondContact).one()
    assert (contact.channel, contact.address, contact.language, contact.scope) == (
        "email",
        "anna@example.com",
        "en",
        "all",
    )
    own = check_page(client.get(answer.location), language, quoted=(*QUOTED, "Anna Chen"))
    assert "stop-second" in own.source


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"other_contact": ""}, "other_name"),
        ({"other_name": ""}, "other_contact"),
        ({"other_contact": "12"}, "other_contact"),
        ({"other_contact": "301-555-0142"}, "other_contact"),
        ({"other_agreed": ""}, "other_agreed"),
        ({"other_name": "x" * 81}, "other_name"),
    ],
)
def test_what_is_not_whole_is_asked_for(client, clock, typed, field):
    seeded()
    page = opened(client)
    clock.move(seconds=5)
    shown = refused(client, fields(page, **(TYPED | typed)))
    assert f'href="#{field}"' in shown.source
    assert wrongs(shown)


def test_named_too_often_nobody_is_written_to(client, clock):
    seeded()
    client.application.config["RATE_LIMITS"] = True
    answers = []
    for number in range(4):
        page = opened(client)
        clock.move(seconds=5)
        answers.append(send(client, fields(page, **TYPED, details=f"x{number}", phone=f"301-555-01{number}2")))
    assert [answer.status_code for answer in answers] == [303, 303, 303, 400]
    refusal = check_page(answers[-1], "zh-hans", quoted=("x3",))
    assert "这个联系方式今天已经写进好几份需求了" in refusal.source
    assert 'href="#other_contact"' in refusal.source


def test_a_language_that_is_none_of_ours_is_the_pages(client, clock):
    seeded()
    page = opened(client)
    clock.move(seconds=5)
    assert send(client, fields(page, **(TYPED | {"other_language": "xx"}))).status_code == 303
    assert db.session.query(SecondContact).one().language == by_url("zh-hans").bcp47
