"""Two listings of one firm become one: who acts for it, what they had begun, what they were asked."""

from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.accounts import actions as accounts
from directory.accounts.models import Code, Invitation, Membership
from directory.accounts.rules import MEMBERSHIP
from directory.audit import AuditEvent
from directory.businesses import actions as businesses
from directory.businesses.fields.editing import mark
from directory.businesses.models import Business
from directory.claims import actions as claims
from directory.claims.models import Claim
from directory.editor.actions import listing as desk_of
from directory.editor.models import ListingConfirmation, ListingDraft
from directory.editor.queries import history
from directory.foundation.unit import unit
from directory.kernel import clock
from directory.outbox.models import Message
from tests.factories import answers, people
from tests.operator.conftest import Desk

GAO, FANG, OLD, BOTH = "+12405550150", "+12405550151", "+12405550152", "+12405550153"


def _ids(session: Session) -> tuple[int, int]:
    answers.quote_request()
    session.expire_all()
    gaoshi, fangshi = session.scalars(select(Business.id).order_by(Business.id)).all()
    return gaoshi, fangshi


def _roles(session: Session, business_id: int) -> dict[int, str]:
    session.expire_all()
    query = select(Membership).where(Membership.business_id == business_id, Membership.state == "active")
    return {membership.person_id: membership.role for membership in session.scalars(query)}


def _draft(session: Session, business_id: int, person_id: int, values: dict[str, Any]) -> None:
    shown = mark(values, desk_of.queries.desk(session, business_id).values)
    desk_of.save(session, business_id, person_id, shown, values)


def _also(session: Session, person_id: int, business_id: int, role: str) -> Membership:
    membership = Membership(person_id=person_id, business_id=business_id, role=role, created_by="operator:1")
    session.add(membership)
    session.flush()
    return membership


def test_who_acts_for_either_acts_for_the_one_that_stays(desk: Desk, session: Session) -> None:
    survivor, gone = _ids(session)
    with unit() as session:
        # Once of the kept one, today the other's only owner: the firm must not end without him.
        former = people.member(session, "gaoshi", "colleague", OLD)
        MEMBERSHIP.move(former, "ended")
        former.ended_at = clock.now()
        _also(session, former.person_id, gone, "owner")
        # A colleague here, an owner there; and the other way round.
        raised = people.member(session, "gaoshi", "colleague", BOTH)
        _also(session, raised.person_id, gone, "owner")
        owner = people.member(session, "gaoshi", "owner", GAO, "gao@example.com")
        _also(session, owner.person_id, gone, "colleague")
        left = people.member(session, "fangshi", "owner", FANG)
        MEMBERSHIP.move(left, "ended")
        left.ended_at = clock.now()
        for business_id, role in ((survivor, "colleague"), (gone, "owner")):
            accounts.invite(
                session, business_id, role, "email", "wife@example.com", "zh-Hans", f"person:{owner.person_id}"
            )
        accounts.invite(session, gone, "colleague", "email", "son@example.com", "zh-Hans", f"person:{owner.person_id}")
    desk.post("/admin/businesses/fangshi/merge", "merged", into="gaoshi")
    assert _roles(session, survivor) == {former.person_id: "owner", raised.person_id: "owner", owner.person_id: "owner"}
    assert _roles(session, gone) == {}
    invitation = session.scalars(select(Invitation).where(Invitation.state == "open")).all()
    assert {
        (listing_change.business_id, listing_change.address, listing_change.role) for listing_change in invitation
    } == {
        (survivor, "wife@example.com", "owner"),
        (survivor, "son@example.com", "colleague"),
    }
    # The kept one's owner hears of who joined, and of nobody who was there already.
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "member-added")).one()
    assert (event.subject_id, event.detail) == (survivor, {"person": former.person_id, "role": "owner"})
    message = session.scalars(select(Message).where(Message.kind == "account-member-added")).all()
    assert {listing_change.recipient for listing_change in message} == {"gao@example.com"}


def test_history_goes_along_and_a_draft_is_offered_or_dropped(desk: Desk, session: Session) -> None:
    survivor, gone = _ids(session)
    with unit() as session:
        person = people.member(session, "fangshi", "owner", FANG).person_id
        change = desk_of.state(session, gone, person, {"brands": ["carrier"]})
        assert change is not None
        _draft(session, gone, person, {"romanized": "Fangshi", "brands": ["carrier", "lennox"]})
    page = desk.client.get("/admin/businesses/fangshi/merge?into=gaoshi").text
    assert "Offered to its writer" in page
    assert "will own the one that stays together" not in page
    desk.post("/admin/businesses/fangshi/merge", "merged", into="gaoshi")
    session.expire_all()
    draft = session.scalars(select(ListingDraft)).one()
    assert (draft.business_id, draft.person_id) == (survivor, person)
    assert draft.values == {"romanized": "Fangshi", "brands": ["carrier", "lennox"]}
    assert [listing_change.id for listing_change in history(session, survivor)] == [change.id]
    open_ones = session.scalars(select(ListingConfirmation).where(ListingConfirmation.answered_at.is_(None))).all()
    assert [listing_change.business_id for listing_change in open_ones] == [survivor]
    with unit() as session:
        desk_of.undo(session, survivor, change.id, person)
        assert desk_of.queries.published_values(session, survivor)["brands"] == []
    # The page of the one that stays shows the draft as any other.
    people.signed_in(desk.client, person)
    assert "Fangshi" in desk.client.get("/en/manage/gaoshi/listing").text


def test_a_draft_gives_way_to_the_kept_ones_own(desk: Desk, session: Session) -> None:
    survivor, gone = _ids(session)
    with unit() as session:
        owner = people.member(session, "gaoshi", "owner", GAO).person_id
        other = people.member(session, "fangshi", "owner", FANG).person_id
        _draft(session, survivor, owner, {"romanized": "Gaoshi"})
        _draft(session, gone, other, {"romanized": "Fangshi"})
    assert "will own the one that stays together" in desk.client.get("/admin/businesses/fangshi/merge?into=gaoshi").text
    desk.post("/admin/businesses/fangshi/merge", "merged", into="gaoshi")
    session.expire_all()
    assert [draft.values for draft in session.scalars(select(ListingDraft))] == [{"romanized": "Gaoshi"}]
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "drop-draft")).one()
    assert (event.actor, event.subject_id) == (desk.actor, survivor)
    assert event.detail == {"gone": gone, "fields": ["romanized"]}


def test_a_code_on_its_way_still_proves_the_claim(app: Flask, desk: Desk, session: Session) -> None:
    survivor, gone = _ids(session)
    phone, browser = answers.PHONES["fangshi"], "b" * 22
    with unit() as session:
        for business_id, slug in ((survivor, "gaoshi"), (gone, "fangshi")):
            draft = businesses.FactDraft("phones", [answers.PHONES[slug]], "ad", clock.today(), ad_key=f"ad-{slug}")
            businesses.add_facts(session, business_id, [draft])
        first = claims.begin(session, survivor, answers.PHONES["gaoshi"], browser, language="zh-Hans")
    with unit() as session:
        claim = claims.begin(session, gone, phone, browser, language="zh-Hans")
    desk.post("/admin/businesses/fangshi/merge", "merged", into="gaoshi")
    session.expire_all()
    states = {
        listing_change.id: (listing_change.business_id, listing_change.state)
        for listing_change in session.scalars(select(Claim))
    }
    assert states == {first.id: (survivor, "withdrawn"), claim.id: (survivor, "proving")}
    with unit() as session:
        code = session.get(Code, claim.code_id)
        assert code is not None
        code.used_at = clock.now()
        assert claims.prove(session, claim.id, code).state == "approved"
    assert list(_roles(session, survivor).values()) == ["owner"]
