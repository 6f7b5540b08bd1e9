"""Invitations: one use, one address, a week; opening the link changes nothing."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.accounts import actions, queries
from directory.accounts.models import Invitation, Person
from directory.accounts.rules import INVITATION_LIFE
from directory.foundation.unit import unit
from directory.kernel import text as segments
from directory.kernel.errors import NotFound
from directory.outbox.models import Message
from tests.accounts.conftest import (
    PEOPLE,
    STRANGER,
    Shop,
    act,
    invite,
    last_digits,
    last_message,
    link,
    read,
)
from tests.conftest import MovableClock
from tests.factories import people
from tests.factories.people import signed_in


def test_invitation_is_taken_up_by_its_address(client: FlaskClient, app: Flask, session: Session, shop: Shop) -> None:
    signed_in(client, shop.owner)
    assert invite(client, "240-555-0152").location == PEOPLE + "?done=invited"
    message = last_message(session)
    assert (message.kind, message.recipient) == ("invitation", STRANGER)
    words = read(session, message)
    path = link(session)
    assert words.rstrip().endswith(path)
    assert segments.count(words) <= 2
    new = app.test_client()
    for _ in range(20):
        assert new.get(path).status_code == 200
    assert session.scalars(select(Invitation.state)).all() == ["open"]
    assert new.post(path).location == "/en/sign-in/code"
    assert last_message(session).recipient == STRANGER
    answer = new.post("/en/sign-in/code", data={"code": last_digits(STRANGER)})
    assert answer.location == "/en/manage/gaoshi/listing"
    assert new.get(PEOPLE).status_code == 200
    # Used up: neither the same browser nor another gets anything out of it again.
    assert new.get(path).status_code == 404
    assert app.test_client().post(path).status_code == 404


def test_invitation_opens_nothing_for_another_address(client: FlaskClient, session: Session, shop: Shop) -> None:
    with unit() as session:
        actions.invite(session, None, "owner", "email", "op@example.com", "en", "operator")
    token = link(session).rsplit("/", 1)[1]
    with pytest.raises(NotFound), unit() as session:
        actions.accept_invitation(session, token, shop.owner)
    # Whoever is signed in opens the link: the code goes to the invited address all the same.
    signed_in(client, shop.colleague)
    client.post(link(session))
    assert last_message(session).recipient == "op@example.com"
    with client.session_transaction() as cookie:
        cookie["code"] = {**cookie["code"], "id": 999}
    assert client.post("/en/sign-in/code", data={"code": "12345678"}).status_code == 400
    assert not any(person.is_operator for person in session.scalars(select(Person)))


def test_invitation_taken_back_gives_nothing_even_with_the_code(
    client: FlaskClient, app: Flask, session: Session, shop: Shop
) -> None:
    signed_in(client, shop.owner)
    invite(client)
    path, new = link(session), app.test_client()
    new.post(path)
    number = session.scalars(select(Invitation.id)).one()
    assert act(client, "withdraw", invitation=number).location == PEOPLE + "?done=withdrawn"
    assert act(client, "withdraw", invitation=number).status_code == 409
    answer = new.post("/en/sign-in/code", data={"code": last_digits(STRANGER)})
    assert answer.location == path
    assert new.get(path).status_code == 404
    assert new.get(PEOPLE).status_code == 303


def test_new_invitation_kills_the_old_link(
    client: FlaskClient, session: Session, shop: Shop, clock: MovableClock
) -> None:
    signed_in(client, shop.owner)
    invite(client)
    old = link(session)
    invite(client)
    assert client.get(old).status_code == 404
    assert client.get(link(session)).status_code == 200
    clock.move(seconds=INVITATION_LIFE.total_seconds())
    assert client.get(link(session)).status_code == 404


def test_operator_is_invited_from_the_command_line(
    app: Flask, client: FlaskClient, session: Session, shop: Shop
) -> None:
    run = app.test_cli_runner()
    done = run.invoke(args=["operator", "invite", "Op@Example.com", "--language", "en"])
    assert done.exit_code == 0, done.output
    path = done.output.strip().removeprefix(str(app.config["BASE_URL"]))
    assert last_message(session).recipient == "op@example.com"
    client.post(path)
    answer = client.post("/en/sign-in/code", data={"code": last_digits("op@example.com")})
    assert answer.location == "/admin"
    assert session.scalars(select(Person).where(Person.is_operator)).one().language == "en"
    # Replayed: neither by the link nor by a second code.
    assert client.post(path).status_code == 404
    for wrong in ("nobody", "240-555-0150"):
        assert run.invoke(args=["operator", "invite", wrong]).exit_code == 1


def test_owner_who_follows_an_invitation_to_help_stays_the_owner(
    client: FlaskClient, session: Session, shop: Shop
) -> None:
    signed_in(client, shop.owner)
    invite(client, "gao@example.com")
    token = link(session).rsplit("/", 1)[1]
    with unit() as session:
        actions.accept_invitation(session, token, shop.owner)
    assert [owner.id for owner in queries.owners_of(session, shop.business)] == [shop.owner]


@pytest.mark.parametrize("ended", ["removed", "made a colleague"])
def test_what_a_former_owner_sent_opens_nothing(session: Session, shop: Shop, ended: str) -> None:
    by = f"person:{shop.owner}"
    with unit() as session:
        actions.set_role(session, shop.colleague_membership, "owner", by)
        actions.invite(session, shop.business, "owner", "phone", STRANGER, "en", by)
        stranger = actions.person_for(session, "phone", STRANGER, "en").id
        token = link(session).rsplit("/", 1)[1]
    with unit() as session:
        if ended == "removed":
            actions.end_membership(session, shop.owner_membership, f"person:{shop.colleague}")
        else:
            actions.set_role(session, shop.owner_membership, "colleague", f"person:{shop.colleague}")
    assert queries.open_invitations(session, shop.business) == []
    with pytest.raises(NotFound), unit() as session:
        actions.accept_invitation(session, token, stranger)
    assert [owner.id for owner in queries.owners_of(session, shop.business)] == [shop.colleague]


def test_the_operators_invitation_speaks_the_language_asked_for_or_known(app: Flask, session: Session) -> None:
    with unit() as session:
        people.person(session, None, "known@example.com", language="zh-Hant")
    for arguments, language, address in (
        (["new@example.com"], "zh-Hans", "zh-hans"),
        (["new@example.com", "--language", "en"], "en", "en"),
        (["known@example.com"], "zh-Hant", "zh-hant"),
    ):
        result = app.test_cli_runner().invoke(args=["operator", "invite", *arguments])
        assert (result.exit_code, f"/{address}/invitations/" in result.output) == (0, True), result.output
        session.expire_all()
        query = select(Message.language).where(Message.kind == "invitation", Message.recipient == arguments[0])
        assert session.scalars(query.order_by(Message.id.desc())).first() == language
