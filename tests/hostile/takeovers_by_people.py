"""Takeovers by what once was somebody's: a phone, a session, an invitation, a colleague's place."""

from sqlalchemy import select

from directory.accounts import actions as accounts
from directory.accounts.actions.members import token_of
from directory.accounts.models import Invitation, Membership, Person
from directory.claims import actions as claims
from directory.foundation.db import db
from directory.foundation.unit import unit
from tests.factories.listings import FANGSHI, GAOSHI
from tests.factories.people import signed_in
from tests.hostile.shop import CLAIM, PAGES, THIEFS_MAIL, Shop


def second_claimant(shop: Shop) -> None:
    """Whoever got hold of the printed phone itself meets an owner: nothing passes, and the owner hears of it twice."""
    shop.owned()
    shop.send(shop.thief, shop.phone())
    assert shop.type(shop.thief, shop.digits()) == 303
    assert shop.claim().state == "disputed"
    shop.count_message("claim-dispute-told")
    assert not shop.is_open_to(shop.thief)
    claim_id = shop.claim().id
    with unit() as writing:
        claims.reject(writing, claim_id, "operator:1")
    shop.count_message("claim-kept")


def former_owner(shop: Shop) -> None:
    """The page passed by the operator's word: the former owner's session, invitation and colleague are out."""
    old, helper = shop.owned(), shop.owned("colleague", "+12405550151", None)
    signed_in(shop.thief, old)
    second = shop.app.test_client()
    signed_in(second, helper)
    with unit() as writing:
        own = accounts.invite(writing, shop.business().id, "owner", "email", THIEFS_MAIL, "en", f"person:{old}")
        link = f"/en/invitations/{token_of(own)}"
    assert shop.is_open_to(shop.thief)
    heir = shop.app.test_client()
    shop.send(heir, shop.phone())
    shop.type(heir, shop.digits())
    shop.count_message("claim-dispute-told")
    claim_id = shop.claim().id
    with unit() as writing:
        claims.approve(writing, claim_id, "operator:1")
    shop.count_message("claim-lost")
    ((shop.owner, _role),) = shop.members()
    for client in (shop.thief, second):
        assert not shop.is_open_to(client)
        for path in PAGES:
            assert client.post(path, data={"action": "leave"}).status_code in (404, 405)
    assert shop.thief.get(link).status_code == 404
    assert shop.thief.post(link).status_code == 404


def mail_preview(shop: Shop) -> None:
    """A mail program opens every link twenty times: nothing is sent, signed, accepted or counted."""
    shop.owned()
    with unit() as writing:
        own = accounts.invite(
            writing, shop.business().id, "colleague", "email", THIEFS_MAIL, "en", f"person:{shop.owner}"
        )
        link = f"/en/invitations/{token_of(own)}"
    shop.send(shop.thief, shop.phone())
    before = shop.everything()
    for path in [link, CLAIM, f"{CLAIM}?action=code&code={shop.digits()}", "/en/sign-in/code", *PAGES] * 20:
        shop.thief.get(path)
    assert shop.everything() == before


def invitation_replayed(shop: Shop) -> None:
    """The operator's invitation, found in a mail box or a shell's history, after and before it was taken up."""
    with unit() as writing:
        invitation = accounts.invite(writing, None, "owner", "email", "op@example.com", "en", "operator")
        link = f"/en/invitations/{token_of(invitation)}"
    # Before: the code goes to the invited address, and a guess is wrong.
    assert shop.thief.post(link).status_code == 303
    wrong = f"{(int(shop.digits()) + 1) % 10**8:08d}"
    assert shop.thief.post("/en/sign-in/code", data={"code": wrong}).status_code == 400
    own = shop.app.test_client()
    assert own.post(link).status_code == 303
    right = shop.digits()
    assert own.post("/en/sign-in/code", data={"code": right}).status_code == 303
    assert own.get("/admin").status_code == 200
    # After: the link is dead, and the used code too.
    for _turn in range(2):
        assert shop.thief.get(link).status_code == 404
        assert shop.thief.post(link).status_code == 404
    assert shop.thief.post("/en/sign-in/code", data={"code": right}).status_code == 400
    assert shop.thief.post("/en/sign-in", data={"address": THIEFS_MAIL, "next": link}).status_code == 303
    assert shop.thief.post("/en/sign-in/code", data={"code": shop.digits()}).status_code == 303
    assert shop.thief.post(link).status_code == 404
    assert db.session.scalars(select(Invitation.state)).all() == ["accepted"]
    assert len(db.session.scalars(select(Person).where(Person.is_operator)).all()) == 1


def colleague_rises(shop: Shop) -> None:
    """A colleague makes itself an owner, by the form, through another shop of its own, by an invitation."""
    owner, helper = shop.owned(), shop.owned("colleague", "+12405550151", THIEFS_MAIL)
    query = select(Membership.id).where(Membership.person_id == helper)
    own = db.session.scalars(query).one()
    victim = db.session.scalars(select(Membership.id).where(Membership.person_id == owner)).one()
    with unit() as writing:
        accounts.give_membership(writing, helper, shop.business(FANGSHI).id, "owner", "operator:1")
    signed_in(shop.thief, helper)
    here, there = (f"/en/manage/{slug}/people" for slug in (GAOSHI, FANGSHI))
    acts = [
        {"action": "role", "member": own, "role": "owner"},
        {"action": "role", "member": victim, "role": "colleague"},
        {"action": "remove", "member": victim},
        {"action": "invite", "address": THIEFS_MAIL, "role": "owner", "language": "en"},
    ]
    for fields in acts:
        assert shop.thief.post(here, data=fields).status_code == 403
    for fields in acts[:3]:
        assert shop.thief.post(there, data=fields).status_code in (400, 403, 404)
    assert shop.members() == {(owner, "owner"), (helper, "colleague")}
    signed_in(shop.thief, helper)
    with unit() as writing:
        accounts.end_membership(writing, own, f"person:{owner}")
    assert not shop.is_open_to(shop.thief)
