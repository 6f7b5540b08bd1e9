"""Second claimants: nothing passes by itself, both sides are told, the operator decides."""

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from directory.accounts.models import Person
from directory.claims import actions, queries
from directory.claims.models import Claim
from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.kernel.errors import IllegalMove, Invalid
from directory.outbox.models import Message
from tests.claims.conftest import Claimant, claims, members, printed
from tests.factories.listings import GAOSHI, SLUGS
from tests.factories.people import member, person


def recipients(session: Session, kind: str) -> set[tuple[str, str]]:
    rows = session.scalars(select(Message).where(Message.kind == kind))
    return {(message.channel, message.recipient) for message in rows}


def owned(session: Session, **contacts: str | None) -> int:
    """高氏冷暖 has an owner with these contacts; their person."""
    with unit() as writing:
        return member(writing, GAOSHI, "owner", **contacts).person_id


def test_a_second_claimant_changes_nothing_and_the_owner_is_told_twice(claimant: Claimant, session: Session) -> None:
    owner = owned(session, phone="+12405550150", email="gao@example.com")
    answer = claimant.prove()
    assert answer.headers["Location"] == claimant.path
    assert "lengnuan_session" not in str(answer.headers.getlist("Set-Cookie"))
    assert (claims()[0].state, members()) == ("disputed", [(owner, "owner")])
    assert recipients(session, "claim-dispute-told") == {("sms", "+12405550150"), ("email", "gao@example.com")}
    assert recipients(session, "claim-disputed") == {("email", "operator@localhost")}
    (waits,) = queries.to_decide(session)
    assert (waits.channels, waits.phones, [told_owner.id for told_owner in waits.owners]) == (
        {"sms", "email"},
        printed(),
        [owner],
    )


def test_an_owner_with_one_channel_is_told_at_the_printed_phones_too(claimant: Claimant, session: Session) -> None:
    owned(session, phone="+12405550150", email=None)
    claimant.prove()
    expected = {("sms", number) for number in ("+12405550150", *printed())}
    assert recipients(session, "claim-dispute-told") == expected


def test_approved_the_business_passes_with_all_that_was_let_in(claimant: Claimant, session: Session) -> None:
    owner = owned(session, phone="+12405550150", email="gao@example.com")
    with unit() as writing:
        colleague = member(writing, GAOSHI, "colleague", phone=None, email="helper@example.com").person_id
    claimant.prove()
    claim_id = claims()[0].id
    with unit() as writing:
        actions.approve(writing, claim_id, "operator:1")
    ((new, role),) = members()
    assert role == "owner"
    assert new not in (owner, colleague)
    assert claims()[0].state == "approved"
    assert recipients(session, "claim-lost") == {("sms", "+12405550150"), ("email", "gao@example.com")}
    assert recipients(session, "claim-approved") == {("sms", printed()[0])}


def test_rejected_nothing_passes_and_both_are_told(claimant: Claimant, session: Session) -> None:
    owner = owned(session, phone="+12405550150", email="gao@example.com")
    claimant.prove()
    claim_id = claims()[0].id
    with unit() as writing:
        actions.reject(writing, claim_id, "operator:1")
    assert members() == [(owner, "owner")]
    assert recipients(session, "claim-kept") == {("sms", "+12405550150"), ("email", "gao@example.com")}
    assert recipients(session, "claim-rejected") == {("sms", printed()[0])}
    claim_id = claims()[0].id
    with pytest.raises(IllegalMove), unit() as writing:
        actions.approve(writing, claim_id, "operator:1")


def test_an_owner_who_claims_again_is_only_signed_in(claimant: Claimant, session: Session) -> None:
    owner = owned(session, phone=printed()[0], email=None)
    assert claimant.prove().headers["Location"].endswith("/listing")
    assert (members(), claims()[0].state) == ([(owner, "owner")], "approved")
    assert recipients(session, "claim-dispute-told") == set()


def test_somebody_suspended_gets_nothing_by_a_code(claimant: Claimant, session: Session) -> None:
    with unit() as writing:
        person(writing, printed()[0]).state = "suspended"
    answer = claimant.prove()
    assert "lengnuan_session" not in str(answer.headers.getlist("Set-Cookie"))
    assert (claims()[0].state, claims()[0].reason, members()) == ("review", "suspended", [])
    claim_id = claims()[0].id
    with pytest.raises(Invalid), unit() as writing:
        actions.approve(writing, claim_id, "operator:1")


def test_a_suspended_owner_is_still_an_owner(claimant: Claimant, session: Session) -> None:
    owner = owned(session, phone="+12405550150", email="gao@example.com")
    session.get_one(Person, owner).state = "suspended"
    session.commit()
    claimant.prove()
    assert (claims()[0].state, members()) == ("disputed", [(owner, "owner")])


def test_a_decided_claim_takes_no_second_decision(claimant: Claimant, session: Session) -> None:
    claimant.prove()
    claim_id = claims()[0].id
    for act in (actions.approve, actions.reject):
        with pytest.raises(IllegalMove), unit() as writing:
            act(writing, claim_id, "operator:1")
    assert claimant.post("withdraw").status_code == 400
    assert session.get_one(Claim, claim_id).state == "approved"


def test_what_there_is_to_decide_takes_as_many_queries_for_six_as_for_one(claimant: Claimant, session: Session) -> None:
    def queries_made() -> int:
        made = []
        session.rollback()
        listen = lambda *_: made.append(1)  # noqa: E731
        event.listen(db.engine, "before_cursor_execute", listen)
        try:
            for waits in queries.to_decide(session):
                assert waits.claim.business.phones
                assert [contact.address for owner in waits.owners for contact in owner.contacts] or not waits.owners
                assert waits.channels <= {"sms", "email"}
        finally:
            event.remove(db.engine, "before_cursor_execute", listen)
        return len(made)

    owned(session, phone="+12405550150", email="gao@example.com")
    claimant.prove()
    one = queries_made()
    for slug in SLUGS:
        other = Claimant(claimant.client.application.test_client(), slug)
        other.post("call", phone=printed(slug)[0])
    assert len(queries.to_decide(session)) == 6
    assert queries_made() == one
