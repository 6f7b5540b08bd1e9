"""A person's own page: name and language, contacts under a fresh proof, sessions."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.accounts import queries
from directory.accounts.models import PersonContact, SignIn
from directory.accounts.rules import FRESH_PROOF
from directory.foundation.unit import unit
from directory.kernel.language import LANGUAGES
from directory.outbox.models import Message
from tests.accounts.conftest import COLLEAGUE, OWNER, Shop, contact_id, last_digits, read
from tests.conftest import MovableClock
from tests.factories.people import person, signed_in
from tests.page import check_page
from tests.support.statements import statements

NEW = "+12405550155"


def act(client: FlaskClient, action: str, page: str = "en", **data: object):
    return client.post(f"/{page}/account", data={"action": action, **data})


def prove(client: FlaskClient, person_id: int, address: str = OWNER) -> None:
    """Enter a code in the session that is there."""
    client.post("/en/sign-in/prove", data={"action": "send", "contact": contact_id(person_id)})
    answer = client.post("/en/sign-in/prove?next=/en/account", data={"action": "code", "code": last_digits(address)})
    assert (answer.status_code, answer.location) == (303, "/en/account")


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_page_reads_in_every_language(client: FlaskClient, shop: Shop, clock: MovableClock, language: str) -> None:
    with unit() as session:
        operator = person(session, "+12405550170", name="王小姐", operator=True).id
    signed_in(client, operator)
    quoted = ("王小姐",)
    check_page(client.get(f"/{language}/account"), language, quoted=quoted)
    signed_in(client, shop.owner, "")
    signed_in(client, shop.owner, "WeChat · iPhone")
    check_page(client.get(f"/{language}/account?done=added"), language)
    assert act(client, "add", language, address="not a phone").status_code == 400
    check_page(act(client, "add", language, address="1@"), language)
    act(client, "add", language, address=NEW)
    check_page(client.get(f"/{language}/account"), language)
    check_page(act(client, "code", language, code="00000000"), language)
    clock.move(seconds=FRESH_PROOF.total_seconds())
    check_page(client.get(f"/{language}/account"), language)
    check_page(client.get(f"/{language}/sign-in/prove"), language)
    client.post(f"/{language}/sign-in/prove", data={"action": "send", "contact": contact_id(shop.owner)})
    check_page(client.get(f"/{language}/sign-in/prove"), language)
    answer = client.post(f"/{language}/sign-in/prove", data={"action": "code", "code": "00000000"})
    assert answer.status_code == 400
    check_page(answer, language)
    answer = client.post(f"/{language}/sign-in/prove", data={"action": "send", "contact": "999"})
    assert answer.status_code == 400
    check_page(answer, language)


def test_name_and_language_are_kept(client: FlaskClient, session: Session, shop: Shop) -> None:
    signed_in(client, shop.owner)
    answer = act(client, "save", name=" 高\u202e师傅\n", language="zh-Hant")
    assert answer.location == "/zh-hant/account?done=saved"
    owner = queries.person(session, shop.owner)
    assert owner is not None
    assert (owner.name, owner.language) == ("高师傅", "zh-Hant")
    assert act(client, "save", name="x" * 81, language="en").status_code == 400
    assert act(client, "save", name="x", language="fr").status_code == 400
    assert act(client, "nothing").status_code == 400


def test_contact_waits_for_a_fresh_code(client: FlaskClient, session: Session, shop: Shop, clock: MovableClock) -> None:
    signed_in(client, shop.owner)
    clock.move(seconds=FRESH_PROOF.total_seconds())
    mine = contact_id(shop.owner)
    for action, data in (("add", {"address": NEW}), ("code", {"code": "12345678"}), ("remove", {"contact": mine})):
        answer = act(client, action, **data)
        assert (answer.status_code, answer.location) == (303, "/en/sign-in/prove?next=/en/account?again%3D1")
    prove(client, shop.owner)
    assert act(client, "remove", contact=mine).status_code == 303
    assert len(session.scalars(select(PersonContact).where(PersonContact.person_id == shop.owner)).all()) == 1


def test_contact_is_added_by_its_code_and_the_others_are_told(
    client: FlaskClient, session: Session, shop: Shop
) -> None:
    signed_in(client, shop.owner)
    act(client, "add", address="240-555-0155")
    assert act(client, "code", code="00000000").status_code == 400
    answer = act(client, "code", code=last_digits(NEW))
    assert answer.location == "/en/account?done=added"
    messages = session.scalars(select(Message).filter_by(kind="account-contact-added")).all()
    assert {(message.channel, message.recipient) for message in messages} == {
        ("sms", OWNER),
        ("email", "gao@example.com"),
    }
    assert NEW not in read(session, messages[0])
    assert act(client, "code", code="12345678").status_code == 400


def test_contact_of_somebody_else_is_refused(client: FlaskClient, session: Session, shop: Shop) -> None:
    signed_in(client, shop.owner)
    act(client, "add", address=COLLEAGUE)
    answer = act(client, "code", code=last_digits(COLLEAGUE))
    assert answer.status_code == 400
    holder = queries.person_by_contact(session, "phone", COLLEAGUE)
    assert holder is not None
    assert holder.id == shop.colleague


def test_contact_is_removed_and_all_are_told(client: FlaskClient, session: Session, shop: Shop) -> None:
    signed_in(client, shop.owner)
    first = contact_id(shop.owner)
    assert act(client, "remove", contact=contact_id(shop.colleague)).status_code == 404
    assert act(client, "remove", contact="x").status_code == 404
    assert act(client, "remove", contact=first).location == "/en/account?done=removed"
    assert act(client, "remove", contact=first).status_code == 404
    last = act(client, "remove", contact=contact_id(shop.owner))
    assert last.status_code == 400
    messages = session.scalars(select(Message).filter_by(kind="account-contact-removed")).all()
    assert {message.recipient for message in messages} == {OWNER, "gao@example.com"}


def test_proof_of_another_session_is_none(client: FlaskClient, app: Flask, shop: Shop, clock: MovableClock) -> None:
    signed_in(client, shop.owner)
    other = app.test_client()
    signed_in(other, shop.colleague)
    clock.move(seconds=FRESH_PROOF.total_seconds())
    client.post("/en/sign-in/prove", data={"action": "send", "contact": contact_id(shop.owner)})
    # The colleague has the owner's phone in hand for a moment, but a session of their own.
    answer = other.post("/en/sign-in/prove", data={"action": "code", "code": last_digits(OWNER)})
    assert answer.status_code == 400
    sent = other.post("/en/sign-in/prove", data={"action": "send", "contact": contact_id(shop.owner)})
    assert sent.status_code == 400


def test_token_changes_with_a_proof(client: FlaskClient, shop: Shop, clock: MovableClock) -> None:
    before = signed_in(client, shop.owner)
    clock.move(seconds=FRESH_PROOF.total_seconds())
    prove(client, shop.owner)
    after = client.get_cookie("lengnuan_session")
    assert after is not None
    assert after.value != before
    client.set_cookie("lengnuan_session", before)
    assert client.get("/en/account").status_code == 303


def test_session_is_ended_from_another(client: FlaskClient, app: Flask, session: Session, shop: Shop) -> None:
    signed_in(client, shop.owner, "WeChat · iPhone")
    other, third = app.test_client(), app.test_client()
    signed_in(other, shop.owner)
    signed_in(third, shop.colleague)
    assert "WeChat · iPhone" in other.get("/en/account").text
    ids = session.scalars(select(SignIn.id).order_by(SignIn.id)).all()
    assert act(other, "end", session=ids[2]).status_code == 404
    assert third.get("/en/account").status_code == 200
    assert act(other, "end", session=ids[0]).location == "/en/account?done=ended"
    assert client.get("/en/account").status_code == 303
    signed_in(client, shop.owner)
    assert act(other, "end-others").status_code == 303
    assert client.get("/en/account").status_code == 303
    assert other.get("/en/account").status_code == 200


def test_other_contact_hears_of_a_new_device(client: FlaskClient, session: Session, shop: Shop) -> None:
    for agent, times in (("iPhone MicroMessenger", 0), ("iPhone MicroMessenger", 0), ("Windows Firefox", 1)):
        client.post("/en/sign-in", data={"address": OWNER})
        answer = client.post("/en/sign-in/code", data={"code": last_digits(OWNER)}, headers={"User-Agent": agent})
        assert answer.status_code == 303
        rows = session.scalars(select(Message).filter_by(kind="account-signed-in-new-device")).all()
        assert [message.recipient for message in rows] == ["gao@example.com"] * times


def test_page_asks_as_often_for_one_session_as_for_twenty(client: FlaskClient, shop: Shop) -> None:
    counts = []
    for more in (0, 20):
        for _ in range(more):
            signed_in(client, shop.owner)
        signed_in(client, shop.owner)
        with statements() as run:
            assert client.get("/en/account").status_code == 200
        counts.append(len([statement for statement in run if "SELECT" in statement]))
    assert counts[0] == counts[1]
    assert counts[0] <= 6
