"""Finding a request again: its number and a contact of its homeowner, a code there, and nothing for anybody else."""

import re

import pytest
from sqlalchemy import func, select

from directory.accounts.rules import CODE_TRIES
from directory.foundation import tokens
from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.kernel.language import LANGUAGES, by_tag
from directory.leads.models import QuoteRequest
from directory.outbox import registry
from directory.outbox.models import Message
from directory.quotes.actions import erase_request
from tests.factories.answers import quote_request
from tests.page import check_page

STRANGER = "202-555-0177"


@pytest.fixture
def own(client, clock):
    return quote_request()


def _ask(client, number, address, language="en"):
    return client.post(f"/{language}/find-my-request", data={"number": number, "address": address})


def _codes() -> list[Message]:
    return list(db.session.scalars(select(Message).where(Message.kind == "code-find").order_by(Message.id)))


def _digits() -> str:
    message = _codes()[-1]
    subject = (message.subject_kind, message.subject_id)
    content = registry.kinds[message.kind].compose(db.session(), subject, by_tag(message.language), message.channel)
    assert content is not None
    match = re.search(r"\d{8}", content.body)
    assert match
    return match[0]


def _enter(client, digits, language="en"):
    return client.post(f"/{language}/find-my-request/code", data={"code": digits})


@pytest.mark.parametrize("language", LANGUAGES)
def test_number_and_phone_lead_to_the_request(client, own, language):
    check_page(client.get(f"/{language}/find-my-request"), language)
    answer = _ask(client, own.number, own.phone, language)
    assert (answer.status_code, answer.location) == (303, f"/{language}/find-my-request/code")
    assert [message.recipient for message in _codes()] == [own.phone]
    shown = client.get(answer.location)
    check_page(shown, language)
    assert shown.headers["Cache-Control"] == "no-store"
    opened = _enter(client, _digits(), language)
    assert opened.location == f"/{language}/requests/{tokens.derive('request', own.seed)}"
    assert own.number in client.get(opened.location).text


def test_an_email_is_found_however_it_is_spelled(client, own):
    db.session.execute(QuoteRequest.__table__.update().values(email="Chen@Example.com"))
    db.session.commit()
    _ask(client, f" {own.number} ", "chen@EXAMPLE.com")
    assert [(message.channel, message.recipient) for message in _codes()] == [("email", "chen@example.com")]


def test_without_a_number_it_is_the_newest(client, own, clock):
    newest = quote_request(("infinity",))
    _ask(client, "", newest.phone)
    assert _enter(client, _digits()).location.endswith(tokens.derive("request", newest.seed))
    _ask(client, own.number, own.phone)
    assert _enter(client, _digits()).location.endswith(tokens.derive("request", own.seed))


@pytest.mark.parametrize("wrong", ["number", "contact"])
def test_what_does_not_belong_together_sends_nothing_and_looks_alike(client, own, wrong):
    number, address = ("10000", own.phone) if wrong == "number" else (own.number, STRANGER)
    answer = _ask(client, number, address)
    assert (answer.status_code, answer.location) == (303, "/en/find-my-request/code")
    assert _codes() == []
    text = client.get(answer.location).text
    assert "eight digits are on their way there" in text
    assert _enter(client, "00000000").status_code == 400


def test_guesses_run_out(client, own):
    _ask(client, own.number, own.phone)
    right = _digits()
    wrong = f"{(int(right) + 1) % 10**8:08}"
    assert {_enter(client, wrong).status_code for _ in range(CODE_TRIES)} == {400}
    assert _enter(client, right).status_code == 400


def test_another_browser_has_nothing_of_the_code(client, own):
    _ask(client, own.number, own.phone)
    assert _enter(client.application.test_client(), _digits()).location is None


def test_an_erased_request_is_found_no_more(client, own):
    with unit() as session:
        erase_request(session, own.id)
    _ask(client, own.number, own.phone or STRANGER)
    assert db.session.scalar(select(func.count()).select_from(Message).where(Message.kind == "code-find")) == 0


@pytest.mark.parametrize(
    ("field", "typed"), [("number", "12"), ("number", "74x30"), ("address", "chen@"), ("address", "555-0142")]
)
def test_what_is_mistyped_is_said(client, own, field, typed):
    values = {"number": own.number, "address": own.phone} | {field: typed}
    answer = client.post("/en/find-my-request", data=values)
    assert answer.status_code == 400
    assert typed in check_page(answer, "en", quoted=(typed,)).source
