"""A listed business with its owner and a colleague, and what a recipient reads."""

import re
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from directory.accounts import queries
from directory.accounts.models import Code, Invitation, Membership
from directory.foundation import tokens
from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.kernel.language import by_tag
from directory.outbox import registry
from directory.outbox.models import Message
from tests.conftest import MovableClock
from tests.factories import answers
from tests.factories.people import member

OWNER, COLLEAGUE, STRANGER = "+12405550150", "+12405550151", "+12405550152"


@dataclass(frozen=True)
class Shop:
    """Ids, for rows do not outlive a request."""

    business: int
    owner: int
    owner_membership: int
    colleague: int
    colleague_membership: int


@pytest.fixture
def shop(app: Flask, clock: MovableClock) -> Shop:
    """高氏冷暖 with an owner (phone and e-mail) and a colleague."""
    with unit() as session:
        business = answers.business(session, "gaoshi")
        owner = member(session, "gaoshi", "owner", OWNER, "gao@example.com")
        colleague = member(session, "gaoshi", "colleague", COLLEAGUE)
        return Shop(business.id, owner.person_id, owner.id, colleague.person_id, colleague.id)


@pytest.fixture
def other_shop(shop: Shop) -> Membership:
    """方氏冷暖 and its owner: nobody of the first has anything to do there."""
    with unit() as session:
        answers.business(session, "fangshi")
        return member(session, "fangshi", "owner", "+12405550160")


def last_message(session: Session, **where: str) -> Message:
    """The newest message, of this kind or to this recipient."""
    return session.scalars(select(Message).filter_by(**where).order_by(Message.id.desc()).limit(1)).one()


def read(session: Session, message: Message) -> str:
    """The words as its recipient reads them."""
    subject = (message.subject_kind, message.subject_id)
    content = registry.kinds[message.kind].compose(session, subject, by_tag(message.language), message.channel)
    assert content is not None
    return content.body


def last_digits(address: str) -> str:
    """The code that was last sent to this address, as read there."""
    session = db.session()
    words = read(session, last_message(session, recipient=address))
    match = re.search(r"\d{8}", words)
    assert match, words
    return match[0]


def count_codes(session: Session) -> int:
    """How many codes were ever made."""
    return len(session.scalars(select(Code.id)).all())


def ask(client: FlaskClient, address: str, language: str = "zh-hans", **more: str) -> None:
    """Have a code sent."""
    answer = client.post(f"/{language}/sign-in", data={"address": address, **more})
    assert (answer.status_code, answer.location) == (303, f"/{language}/sign-in/code")


def enter(client: FlaskClient, digits: str, language: str = "zh-hans") -> TestResponse:
    """Type the digits."""
    return client.post(f"/{language}/sign-in/code", data={"code": digits})


def contact_id(person_id: int) -> int:
    """The first contact of a person."""
    person = queries.person(db.session(), person_id)
    assert person is not None
    return person.contacts[0].id


PEOPLE = "/en/manage/gaoshi/people"


def act(client: FlaskClient, action: str, **data: object) -> TestResponse:
    """One change on the page of a business's people."""
    return client.post(PEOPLE, data={"action": action, **data})


def invite(client: FlaskClient, address: str = STRANGER, role: str = "colleague", language: str = "en") -> TestResponse:
    """Invite somebody to 高氏冷暖."""
    return act(client, "invite", address=address, role=role, language=language)


def link(session: Session) -> str:
    """The path of the newest invitation's link."""
    invitation = session.scalars(select(Invitation).order_by(Invitation.id.desc())).first()
    assert invitation is not None
    return f"/en/invitations/{tokens.derive('invitation', invitation.seed)}"
