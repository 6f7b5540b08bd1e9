"""What an action on people and memberships refuses, and what it does when it was done before."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from directory.accounts import actions, notices, queries
from directory.accounts.models import Membership, PersonContact, SignIn
from directory.accounts.rules import MOST_CONTACTS
from directory.foundation.unit import unit
from directory.kernel.errors import Invalid, NotFound
from directory.kernel.language import LANGUAGES
from tests.accounts.conftest import COLLEAGUE, OWNER, STRANGER, Shop

NOBODY = 9999


def sign_in(person_id: int) -> int:
    with unit() as session:
        actions.sign_in(session, person_id, OWNER, "Firefox")
    with unit() as session:
        return session.query(SignIn.id).order_by(SignIn.id.desc()).limit(1).scalar()


def test_an_unknown_role_is_no_invitation(shop: Shop, session: Session) -> None:
    with pytest.raises(ValueError, match="boss"), unit() as writing:
        actions.invite(writing, shop.business, "boss", "phone", STRANGER, "en", "x")
    assert queries.open_invitations(session, shop.business) == []


def test_who_left_comes_back_by_the_same_membership(shop: Shop, session: Session) -> None:
    with unit() as writing:
        actions.end_membership(writing, shop.colleague_membership, "x")
        actions.give_membership(writing, shop.colleague, shop.business, "owner", "x")
    membership = session.get_one(Membership, shop.colleague_membership)
    assert (membership.state, membership.role, membership.ended_at) == ("active", "owner", None)


def test_an_ended_membership_has_no_role_to_change(shop: Shop, session: Session) -> None:
    with unit() as writing:
        actions.end_membership(writing, shop.colleague_membership, "x")
    with pytest.raises(NotFound), unit() as writing:
        actions.set_role(writing, shop.colleague_membership, "owner", "x")
    assert session.get_one(Membership, shop.colleague_membership).role == "colleague"


def test_the_role_somebody_has_is_given_once(shop: Shop, session: Session) -> None:
    with unit() as writing:
        actions.set_role(writing, shop.colleague_membership, "colleague", "x")
    assert session.get_one(Membership, shop.colleague_membership).role == "colleague"


def test_own_contact_is_added_once(shop: Shop, session: Session) -> None:
    with unit() as writing:
        first = queries.person(writing, shop.owner).contacts[0].id
        assert actions.add_contact(writing, shop.owner, "phone", OWNER).id == first
    assert session.query(PersonContact).filter_by(person_id=shop.owner).count() == 2


def test_there_is_an_end_to_contacts(shop: Shop, session: Session) -> None:
    with unit() as writing:
        for number in range(MOST_CONTACTS - 1):
            actions.add_contact(writing, shop.colleague, "email", f"colleague{number}@example.com")
    with pytest.raises(Invalid), unit() as writing:
        actions.add_contact(writing, shop.colleague, "email", "more@example.com")
    assert session.query(PersonContact).filter_by(person_id=shop.colleague).count() == MOST_CONTACTS


def test_nobody_is_not_found(app: Flask) -> None:
    with pytest.raises(NotFound), unit() as writing:
        actions.add_contact(writing, NOBODY, "phone", COLLEAGUE)
    with pytest.raises(NotFound), unit() as writing:
        actions.prove(writing, NOBODY)


def test_a_session_ends_once(shop: Shop, session: Session) -> None:
    sign_in_id = sign_in(shop.owner)
    with unit() as writing:
        actions.sign_out(writing, sign_in_id)
    ended = session.get_one(SignIn, sign_in_id).revoked_at
    assert ended is not None
    session.rollback()
    with unit() as writing:
        actions.sign_out(writing, sign_in_id)
        actions.revoke(writing, sign_in_id, "x", shop.owner)
    assert session.get_one(SignIn, sign_in_id, populate_existing=True).revoked_at == ended
    with pytest.raises(NotFound), unit() as writing:
        actions.prove(writing, sign_in_id)


def test_a_message_about_what_is_gone_is_not_sent(app: Flask, session: Session) -> None:
    with app.test_request_context():
        for kind in ("invitation", "account-contact-added"):
            compose = notices.KINDS[kind].compose
            assert compose(session, ("thing", NOBODY), LANGUAGES["en"], "email") is None
