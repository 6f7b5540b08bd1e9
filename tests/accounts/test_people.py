"""Who acts for a business: owners decide, colleagues see, strangers find nothing, the last owner stays."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.accounts import actions, queries
from directory.accounts.models import Invitation, Membership, Person
from directory.accounts.rules import FRESH_PROOF, INVITATION, MEMBERSHIP, PERSON
from directory.businesses.models import Business
from directory.foundation.unit import unit
from directory.kernel import text as segments
from directory.kernel.errors import IllegalMove, Invalid, NotFound
from directory.kernel.language import LANGUAGES
from directory.kernel.states import StateTable
from directory.outbox.models import Message
from tests.accounts.conftest import (
    COLLEAGUE,
    PEOPLE,
    STRANGER,
    Shop,
    act,
    invite,
    last_message,
    link,
    read,
)
from tests.conftest import MovableClock
from tests.factories.people import signed_in
from tests.page import check_page


def role_of(session: Session, membership_id: int) -> tuple[str, str]:
    membership = session.get_one(Membership, membership_id, populate_existing=True)
    return membership.role, membership.state


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_pages_read_in_every_language(client: FlaskClient, session: Session, shop: Shop, language: str) -> None:
    page = f"/{language}/manage/gaoshi/people"
    signed_in(client, shop.owner)
    invite(client)
    quoted = ("高氏冷暖",)
    check_page(client.get(page + "?done=invited"), language, quoted=quoted)
    refused = client.post(page, data={"action": "invite", "address": "x", "role": "owner", "language": "en"})
    assert refused.status_code == 400
    check_page(refused, language, quoted=quoted)
    path = link(session).replace("/en/", f"/{language}/")
    signed_in(client, shop.colleague)
    check_page(client.get(page), language, quoted=quoted)
    check_page(client.post(page, data={"action": "remove", "member": shop.owner_membership}), language)
    client.delete_cookie("lengnuan_session")
    check_page(client.get(path), language, quoted=quoted)
    with unit() as session:
        actions.invite(session, None, "owner", "email", "op@example.com", "en", "operator")
    check_page(client.get(link(session).replace("/en/", f"/{language}/")), language)


def test_business_of_others_is_not_there(
    client: FlaskClient, session: Session, shop: Shop, other_shop: Membership
) -> None:
    signed_in(client, other_shop.person_id)
    assert client.get(PEOPLE).status_code == 404
    for action in ("invite", "withdraw", "remove", "role", "leave"):
        assert act(client, action, member=shop.colleague_membership, address=STRANGER).status_code == 404
    # Nor by naming somebody else's membership or invitation on one's own page.
    with unit() as session:
        foreign = actions.invite(session, shop.business, "owner", "phone", STRANGER, "en", "x").id
    own = "/en/manage/fangshi/people"
    for data in (
        {"action": "remove", "member": shop.colleague_membership},
        {"action": "role", "member": shop.colleague_membership, "role": "owner"},
        {"action": "withdraw", "invitation": foreign},
    ):
        assert client.post(own, data=data).status_code == 404
    assert role_of(session, shop.colleague_membership) == ("colleague", "active")


def test_colleague_changes_nothing(client: FlaskClient, session: Session, shop: Shop) -> None:
    signed_in(client, shop.colleague)
    page = client.get(PEOPLE)
    assert page.status_code == 200
    assert "240-555-0150" not in page.text
    assert "•••-•••-0150" in page.text
    for action, data in (
        ("role", {"member": shop.colleague_membership, "role": "owner"}),
        ("remove", {"member": shop.owner_membership}),
        ("invite", {"address": STRANGER, "role": "owner", "language": "en"}),
        ("withdraw", {"invitation": 1}),
    ):
        assert act(client, action, **data).status_code == 403
    assert role_of(session, shop.colleague_membership) == ("colleague", "active")
    assert not session.scalars(select(Invitation)).all()
    assert act(client, "leave").status_code == 303
    assert client.get(PEOPLE).status_code == 404


def test_last_owner_stays(client: FlaskClient, session: Session, shop: Shop) -> None:
    signed_in(client, shop.owner)
    assert act(client, "leave").status_code == 400
    assert act(client, "role", member=shop.owner_membership, role="colleague").status_code == 400
    assert act(client, "remove", member=shop.owner_membership).status_code == 403
    assert role_of(session, shop.owner_membership) == ("owner", "active")
    assert act(client, "role", member=shop.colleague_membership, role="owner").status_code == 303
    assert act(client, "leave").status_code == 303
    assert role_of(session, shop.owner_membership) == ("owner", "ended")


def test_owner_is_made_under_a_fresh_code_only(
    client: FlaskClient, session: Session, shop: Shop, clock: MovableClock
) -> None:
    signed_in(client, shop.owner)
    clock.move(seconds=FRESH_PROOF.total_seconds())
    assert act(client, "role", member=shop.colleague_membership, role="owner").location.startswith("/en/sign-in/prove")
    assert invite(client, role="owner").location.startswith("/en/sign-in/prove")
    assert invite(client).location == PEOPLE + "?done=invited"


def test_former_colleague_sees_nothing_and_everybody_hears(
    client: FlaskClient, app: Flask, session: Session, shop: Shop
) -> None:
    theirs = app.test_client()
    signed_in(theirs, shop.colleague)
    assert theirs.get(PEOPLE).status_code == 200
    signed_in(client, shop.owner)
    assert act(client, "remove", member=shop.colleague_membership).location == PEOPLE + "?done=removed"
    assert theirs.get(PEOPLE).status_code == 404
    assert theirs.get("/en/account").status_code == 200
    assert last_message(session).kind == "account-member-left"
    assert last_message(session).recipient == COLLEAGUE
    assert act(client, "remove", member=shop.colleague_membership).status_code == 404


def test_other_owners_hear_who_comes_and_goes(client: FlaskClient, session: Session, shop: Shop) -> None:
    with unit() as session:
        actions.set_role(session, shop.colleague_membership, "owner", "operator:1")
        person = actions.person_for(session, "phone", STRANGER, "en").id
        actions.give_membership(session, person, shop.business, "colleague", f"person:{shop.owner}")
    rows = session.scalars(select(Message).order_by(Message.id)).all()
    assert [(message.kind, message.recipient) for message in rows] == [
        ("account-role-changed", "gao@example.com"),
        ("account-member-added", COLLEAGUE),
    ]
    for message in rows:
        assert read(session, message)


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
@pytest.mark.parametrize("phone", ["", "+12405550100"])
def test_texts_about_people_are_one_segment(
    app: Flask, session: Session, shop: Shop, language: str, phone: str
) -> None:
    app.config["CONTACT_PHONE"] = phone
    with unit() as session:
        session.get_one(Business, shop.business).name_zh = "大华府地区高氏冷暖空调暖气热水器公司"
        for person in session.scalars(select(Person)):
            person.language = language
        actions.set_role(session, shop.colleague_membership, "owner", "x")
        mail = next(c for c in queries.person(session, shop.owner).contacts if c.kind == "email")
        actions.remove_contact(session, shop.owner, mail.id)
        actions.add_contact(session, shop.owner, "email", "new@example.com")
        actions.end_membership(session, shop.owner_membership, "x")
    rows = session.scalars(select(Message)).all()
    assert len({person.kind for person in rows}) == 5
    for person in rows:
        words = read(session, person)
        assert person.channel == "email" or segments.count(words) == 1, words


@pytest.mark.parametrize("states", [PERSON, MEMBERSHIP, INVITATION], ids=lambda states_table: states_table.name)
def test_rows_move_along_their_table(states: StateTable) -> None:
    for old in states.states:
        for new in states.states:
            person = Person(state=old)
            if states.allows(old, new):
                states.move(person, new)
                assert person.state == new
            else:
                with pytest.raises(IllegalMove):
                    states.move(person, new)


def test_actions_refuse_what_makes_no_sense(app: Flask, session: Session, shop: Shop) -> None:
    for error, act_so in (
        (NotFound, lambda s: actions.give_membership(s, 999, shop.business, "owner", "x")),
        (ValueError, lambda s: actions.give_membership(s, shop.owner, shop.business, "boss", "x")),
        (NotFound, lambda s: actions.end_membership(s, 999, "x")),
        (Invalid, lambda s: actions.end_membership(s, shop.owner_membership, "x")),
        (NotFound, lambda s: actions.withdraw_invitation(s, 999, "x")),
        (NotFound, lambda s: actions.sign_in(s, 999, "")),
        (IllegalMove, lambda s: actions.restore_person(s, shop.owner, "x")),
        (KeyError, lambda s: actions.save_person(s, shop.owner, "", "fr")),
    ):
        with pytest.raises(error), unit() as session:
            act_so(session)
    with unit() as session:
        again = actions.give_membership(session, shop.owner, shop.business, "owner", "x")
        assert again.id == shop.owner_membership


def test_nobody_removes_themselves_and_a_role_is_one_of_two(client: FlaskClient, session: Session, shop: Shop) -> None:
    signed_in(client, shop.owner)
    assert act(client, "remove", member=shop.owner_membership).status_code == 403
    assert act(client, "role", member=shop.colleague_membership, role="king").status_code == 400
    assert role_of(session, shop.owner_membership) == ("owner", "active")
    assert role_of(session, shop.colleague_membership) == ("colleague", "active")


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_a_long_name_of_a_business_fits_its_texts(
    client: FlaskClient, session: Session, shop: Shop, language: str
) -> None:
    with unit() as writing:
        listed = writing.get_one(Business, shop.business)
        listed.name_zh = "华盛顿大都会地区冷暖空调热水器管道安装维修保养专业服务有限公司" * 2
        listed.name_en = "Greater Washington Metropolitan Heating Cooling Plumbing Refrigeration and Ducts " * 2
    signed_in(client, shop.owner)
    invite(client, language=LANGUAGES[language].bcp47)
    words = read(session, last_message(session, kind="invitation"))
    assert segments.count(words) <= 2
    assert words.rstrip().endswith(link(session).replace("/en/", f"/{language}/"))
    with unit() as writing:
        writing.get_one(Person, shop.colleague).language = LANGUAGES[language].bcp47
    act(client, "remove", member=shop.colleague_membership)
    assert segments.count(read(session, last_message(session, kind="account-member-left"))) == 1


def test_two_browsers_that_prove_a_new_phone_at_once_are_one_person(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    with unit() as writing:
        first = actions.person_for(writing, "phone", STRANGER, "en").id
    real, blind = queries.person_by_contact, [True]

    def not_yet_visible(reading: Session, kind: str, address: str) -> Person | None:
        return None if blind and blind.pop() else real(reading, kind, address)

    monkeypatch.setattr(queries, "person_by_contact", not_yet_visible)
    with unit() as writing:
        assert actions.person_for(writing, "phone", STRANGER, "en").id == first
    assert len(session.scalars(select(Person.id)).all()) == 1
