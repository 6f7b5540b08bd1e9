"""A listing that is taken down: its owners hear of it by every contact they have, whoever asked for it."""

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.accounts.models import Person
from directory.businesses.models import Business
from directory.businesses.queries import by_slug, phones_in_ads
from directory.foundation.unit import unit
from directory.kernel import text as segments
from directory.kernel.language import LANGUAGES
from directory.outbox.models import Message
from directory.reports import actions
from directory.reports.notices import KINDS
from tests.conftest import MovableClock
from tests.factories.listings import GAOSHI, seeded
from tests.factories.people import member


def _listing(session: Session) -> Business:
    business = by_slug(session, GAOSHI)
    assert business is not None
    return business


def test_owners_are_told_by_every_contact_and_colleagues_are_not(
    app: Flask, clock: MovableClock, session: Session
) -> None:
    seeded()
    with unit() as session:
        printed = phones_in_ads(session, _listing(session).id)[0]
        owner = member(session, GAOSHI, "owner", "+12405550150", "li@example.com")
        session.get_one(Person, owner.person_id).language = "zh-Hant"
        member(session, GAOSHI, "owner", printed)
        member(session, GAOSHI, "colleague", "+12405550152")
        listing = _listing(session)
        for _ in range(2):
            actions.take_down(session, listing, how="told the operator", by="operator:1")
    session.rollback()
    messages = session.scalars(select(Message).where(Message.kind == "listing-removed")).all()
    assert {
        (message.channel, message.recipient, message.state, message.language)
        for message in messages
        if message.recipient != printed
    } == {
        ("sms", "+12405550150", "waiting", "zh-Hant"),
        ("email", "li@example.com", "waiting", "zh-Hant"),
    }
    assert [message.state for message in messages if message.recipient == printed] == ["suppressed"], (
        "texts to its phones stopped"
    )


@pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("contact", ["", "+12405550100"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_say_who_asked_and_whom_to_call(
    app: Flask, clock: MovableClock, session: Session, language: str, contact: str
) -> None:
    seeded()
    app.config["CONTACT_PHONE"] = contact
    about = ("business", _listing(session).id)
    assert KINDS["listing-removed"].compose(session, about, LANGUAGES[language], "sms") is None, "it is on the pages"
    with unit() as session:
        actions.take_down(session, _listing(session), how="told the operator", by="operator:1")
    for name in (None, "名" * 60):
        if name:
            with unit() as session:
                session.get_one(Business, about[1]).name_zh = name
        text = KINDS["listing-removed"].compose(session, about, LANGUAGES[language], "sms")
        assert text is not None
        assert segments.count(text.body) == 1, text.body
        assert ("240-555-0100" in text.body) is bool(contact)
        mail = KINDS["listing-removed"].compose(session, about, LANGUAGES[language], "email")
        assert mail is not None
        assert mail.subject
        assert "\n\n" in mail.body
        assert "\n\n\n" not in mail.body
        wording = {"en": "The phone in its ad asked for it", "zh-hans": "登报的电话", "zh-hant": "刊登的電話"}
        assert wording[language] in mail.body
