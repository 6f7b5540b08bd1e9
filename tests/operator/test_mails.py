"""The operator's mails: to every operator who wants them, each in their language, under a footer of their own."""

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.accounts.models import Person
from directory.accounts.queries import operator_mailboxes
from directory.foundation.unit import unit
from directory.kernel.language import LANGUAGES, by_tag
from directory.outbox.actions import tell_operators
from directory.outbox.deliver import compose_now
from directory.outbox.models import Message
from tests.factories import answers, people
from tests.factories.requests import listed
from tests.operator.conftest import Desk, acts, message, one_engine
from tests.operator.test_threads import text
from tests.page import check_page, words

FOOTERS = {
    "en": "Lengnuan, to its operators only.",
    "zh-hans": "【冷暖专版】只发给站长。",
    "zh-hant": "【冷暖專版】只寄給站長。",
}


def second(session: Session, language: str = "zh-Hant", *, wants: bool = True) -> Person:
    """Another operator. Call it inside a unit."""
    person = people.person(session, None, "second@example.com", language=language, operator=True)
    person.wants_mails = wants
    session.flush()
    return person


def mails(session: Session, kind: str) -> list[tuple[str, str]]:
    """To whom a mail of a kind went, in which language."""
    session.rollback()
    query = select(Message.recipient, Message.language).where(Message.kind == kind, Message.channel == "email")
    return [(record[0], record[1]) for record in session.execute(query.order_by(Message.id))]


def test_every_operator_who_wants_them_gets_them_in_their_language(desk: Desk, session: Session) -> None:
    with unit() as session:
        second(session)
        people.person(session, None, "third@example.com", operator=True).wants_mails = False
        people.person(session, None, "gone@example.com", operator=True).state = "suspended"
        people.person(session, None, "owner@example.com")
        people.person(session, "+12405550151", None, operator=True)
    listed("gaoshi")
    text(answers.PHONES["gaoshi"], "你们是不是搞错了")
    assert mails(session, "inbound-text") == [("op@example.com", "en"), ("second@example.com", "zh-Hant")]


def test_one_decision_is_one_mail_to_each(desk: Desk, session: Session) -> None:
    for _ in range(2):
        with unit() as session:
            tell_operators(session, "daily-limit", ("stranger", 1))
    assert mails(session, "daily-limit") == [("op@example.com", "en")]


def test_the_configured_address_gets_them_where_no_operator_holds_it(
    app: Flask, desk: Desk, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "OPERATOR_EMAIL", "Desk@Example.com")
    assert operator_mailboxes(session) == [("Desk@Example.com", "en"), ("op@example.com", "en")]
    with unit() as session:
        person = second(session)
        person.contacts[0].address = "desk@example.com"
    assert operator_mailboxes(session) == [("op@example.com", "en"), ("desk@example.com", "zh-Hant")]
    with unit() as session:
        session.get_one(Person, person.id).wants_mails = False
    assert operator_mailboxes(session) == [("op@example.com", "en")]


def test_what_fails_is_never_silent(app: Flask, session: Session) -> None:
    with unit() as session:
        tell_operators(session, "daily-limit", ("stranger", 1))
    assert mails(session, "daily-limit") == [("operator@localhost", "en")]
    with unit() as session:
        second(session, wants=False)
        tell_operators(session, "texts-half", ("stranger", 1))
    assert mails(session, "texts-half") == [("operator@localhost", "en")]


@one_engine
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_has_the_operators_footer_and_no_other(desk: Desk, session: Session, language: str) -> None:
    reader = LANGUAGES[language]
    with unit() as session:
        session.get_one(Person, desk.person.id).language = reader.bcp47
    request = answers.quote_request()
    text(answers.PHONES["gaoshi"], "你们是不是搞错了")
    with unit() as session:
        message(session, ("lead", request.id), kind="will-call", recipient="+12405550199")
        for kind, subject in (
            ("dead-letter", ("quarter", 1)),
            ("untold-lead", ("lead", 1)),
            ("daily-limit", ("stranger", 1)),
            ("morning", ("day", 1)),
        ):
            tell_operators(session, kind, subject)
    session.rollback()
    written = session.scalars(select(Message).where(Message.priority == "operator")).all()
    assert {mail.kind for mail in written} == {"inbound-text", "dead-letter", "untold-lead", "daily-limit", "morning"}
    for mail in written:
        content = compose_now(session, mail)
        assert content is not None, mail.kind
        assert by_tag(mail.language) is reader
        assert content.body.count(FOOTERS[language]) == content.html.count(FOOTERS[language]) == 1
        assert f"/{language}/account" in content.body
        for theirs in ("the businesses you picked", "only to your business", "/delivery"):
            assert theirs not in content.body + content.html
        assert "will-call" not in content.body


def test_an_operator_turns_them_off_and_on(desk: Desk, session: Session) -> None:
    with unit() as session:
        second(session)
    for wants in ("0", "0", "1"):
        answer = desk.client.post("/en/account", data={"action": "mails", "wants": wants})
        assert answer.status_code == 303
        session.rollback()
        person = session.get_one(Person, desk.person.id, populate_existing=True)
        assert person.wants_mails is (wants == "1")
    assert acts(session, f"person:{desk.person.id}")[-2:] == ["operator-mails", "operator-mails"]


@one_engine
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_last_one_keeps_them(desk: Desk, session: Session, language: str) -> None:
    check_page(desk.client.get(f"/{language}/account"), language)
    refused = desk.client.post(f"/{language}/account", data={"action": "mails", "wants": "0"})
    assert refused.status_code == 400
    page = check_page(refused, language)
    assert language != "en" or "you are the only one" in words(page.root)
    session.rollback()
    assert session.get_one(Person, desk.person.id, populate_existing=True).wants_mails


def test_nobody_else_is_asked(app: Flask, session: Session) -> None:
    with unit() as session:
        person_id = people.person(session).id
    client = app.test_client()
    people.signed_in(client, person_id)
    assert 'value="mails"' not in client.get("/en/account").text
    assert client.post("/en/account", data={"action": "mails", "wants": "0"}).status_code == 403
