"""A claim over HTTP: by code, by call, disputed, given up; each step as the pages do it."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.accounts.models import Code, PersonContact, SignIn
from directory.audit import AuditEvent
from directory.businesses.models import ContactPoint
from directory.claims import actions
from directory.foundation.unit import unit
from directory.kernel import clock as kernel_clock
from directory.kernel.errors import IllegalMove, Invalid
from directory.outbox import actions as outbox
from directory.outbox import jobs, outcome
from directory.outbox.models import Job, Message
from tests.claims.conftest import Claimant, business, claims, digits, members, printed, wrong
from tests.conftest import MovableClock
from tests.factories.listings import GAOSHI, HUAFU


def recipients(session: Session, kind: str) -> set[tuple[str, str]]:
    rows = session.scalars(select(Message).where(Message.kind == kind))
    return {(message.channel, message.recipient) for message in rows}


def count(session: Session, table: type) -> int:
    return int(session.scalar(select(func.count()).select_from(table)) or 0)


def acts(session: Session) -> list[str]:
    query = select(AuditEvent.action).where(AuditEvent.action.like("claim%")).order_by(AuditEvent.id)
    return list(session.scalars(query))


def test_right_digits_make_the_owner_and_sign_in_at_once(claimant: Claimant, session: Session) -> None:
    answer = claimant.prove()
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/zh-hans/manage/{GAOSHI}/listing")
    assert "lengnuan_session=" in str(answer.headers.getlist("Set-Cookie"))
    (claim,) = claims()
    assert (claim.state, claim.phone, claim.code_id, claim.contact) == ("approved", printed()[0], None, None)
    owner = session.scalars(select(PersonContact)).one()
    assert (owner.kind, owner.address) == ("phone", printed()[0])
    assert members() == [(owner.person_id, "owner")]
    assert claim.decided_by == f"person:{owner.person_id}"
    assert count(session, SignIn) == 1
    assert acts(session) == ["claim", "claim-code", "claim-approved"]
    assert claimant.client.get("/zh-hans/manage").status_code in (200, 303)


def test_wrong_digits_are_refused_and_the_right_ones_still_count(claimant: Claimant) -> None:
    claimant.send()
    assert claimant.type(wrong(digits())).status_code == 400
    assert (claims()[0].state, members()) == ("proving", [])
    assert claimant.type(f" {digits()[:4]}-{digits()[4:]} ").status_code == 303
    assert claims()[0].state == "approved"


@pytest.mark.parametrize("typed", ["", "1234567", "123456789", "abcdefgh", "１２３"])
def test_what_is_no_code_is_not_weighed(claimant: Claimant, session: Session, typed: str) -> None:
    claimant.send()
    assert claimant.type(typed).status_code == 400
    assert session.scalars(select(Code.tries)).one() == 0


def test_no_number_but_a_printed_one_gets_a_code(claimant: Claimant, session: Session) -> None:
    for number in ("+13015550199", printed(HUAFU)[0], "", "x"):
        for action in ("send", "call"):
            assert claimant.post(action, phone=number).status_code == 400
    assert (count(session, Code), claims()) == (0, [])


def test_pressed_twice_is_one_claim_and_one_text(claimant: Claimant, session: Session, clock: MovableClock) -> None:
    claimant.send()
    claimant.send()
    assert (len(claims()), count(session, Code), count(session, Message)) == (1, 1, 1)
    clock.move(31)
    claimant.send()
    assert (len(claims()), count(session, Code)) == (1, 2)
    states = session.scalars(select(Message.state).where(Message.kind == "code-claim").order_by(Message.id)).all()
    assert list(states) == ["cancelled", "waiting"]
    assert claimant.type(digits(0)).status_code == 400
    assert claimant.type(digits(1)).status_code == 303


def test_a_phone_that_takes_no_texts_is_called(claimant: Claimant, session: Session) -> None:
    session.query(ContactPoint).filter_by(business_id=business().id).update({"state": "cannot_receive"})
    session.commit()
    claimant.send()
    (claim,) = claims()
    assert (claim.state, claim.reason, count(session, Code)) == ("review", "landline", 0)
    assert recipients(session, "claim-to-call") == {("email", "operator@localhost")}


def test_a_phone_that_said_stop_is_called(claimant: Claimant, session: Session) -> None:
    with unit() as writing:
        outbox.suppress(writing, "sms", printed()[0], "STOP")
    claimant.send()
    assert (claims()[0].state, count(session, Code)) == ("review", 0)


@pytest.mark.parametrize(
    ("kind", "state", "reason"),
    [
        ("recipient", "review", "landline"),
        ("content", "review", "undelivered"),
        ("stopped", "review", "undelivered"),
        ("connection", "proving", None),
    ],
)
def test_a_text_that_comes_back_leads_to_a_call(
    claimant: Claimant, session: Session, kind: str, state: str, reason: str | None
) -> None:
    claimant.send()
    with unit() as writing:
        message = writing.scalars(select(Message)).one()
        message.state = "sending"
        outcome.finish(writing, message, kind, "HTTP 400")
    (claim,) = claims()
    assert (claim.state, claim.reason) == (state, reason)
    deaf = session.scalars(select(ContactPoint.state).where(ContactPoint.address == printed()[0])).all()
    assert ("cannot_receive" in deaf) == (kind == "recipient")
    assert ("no_texts" in deaf) == (kind == "stopped")
    assert claimant.get().status_code == 200


def test_the_called_phone_hears_digits_that_only_this_browser_can_use(
    claimant: Claimant, session: Session, listings: Flask
) -> None:
    claimant.send()
    assert claimant.post("call", phone=printed()[0]).status_code == 303
    (claim,) = claims()
    assert (claim.state, claim.reason, claim.code_id) == ("review", "asked", None)
    assert claimant.type(digits()).status_code == 400
    with unit() as writing:
        read_out = actions.voice_code(writing, claim.id, "operator:1")
    assert len(read_out) == 8
    assert recipients(session, "code-claim") == {("sms", printed()[0])}
    assert Claimant(listings.test_client()).type(read_out).status_code == 400
    assert claimant.type(read_out).status_code == 303
    assert claims()[0].state == "approved"
    assert acts(session)[-2:] == ["claim-voice-code", "claim-approved"]


def test_digits_are_read_out_only_in_review(claimant: Claimant) -> None:
    claimant.send()
    claim_id = claims()[0].id
    with pytest.raises(IllegalMove), unit() as writing:
        actions.voice_code(writing, claim_id, "operator:1")


def test_the_operator_cannot_approve_before_a_phone_is_proved(claimant: Claimant) -> None:
    claimant.post("call", phone=printed()[0])
    claim_id = claims()[0].id
    with pytest.raises(Invalid), unit() as writing:
        actions.approve(writing, claim_id, "operator:1")
    claim_id = claims()[0].id
    with unit() as writing:
        actions.reject(writing, claim_id, "operator:1", "the shop never asked")
    (claim,) = claims()
    assert (claim.state, claim.note, claim.decided_by) == ("rejected", "the shop never asked", "operator:1")
    assert claimant.get().status_code == 200


def test_a_contact_is_kept_for_the_call_and_forgotten_with_the_claim(claimant: Claimant) -> None:
    claimant.post("call", phone=printed()[0])
    assert claimant.post("contact", contact="微信 gaoshi88").status_code == 303
    assert claims()[0].contact == "微信 gaoshi88"
    assert claimant.post("withdraw").status_code == 303
    assert (claims()[0].state, claims()[0].contact) == ("withdrawn", None)


def test_a_stale_claim_is_withdrawn_after_two_weeks_and_not_before(
    claimant: Claimant, session: Session, clock: MovableClock
) -> None:
    claimant.post("call", phone=printed()[0])
    claimant.post("contact", contact="301-555-0188")
    job = session.scalars(select(Job).where(Job.kind == "claim-expiry")).one()
    assert job.due_at == kernel_clock.now() + timedelta(days=14)
    claim_id = claims()[0].id
    with unit() as writing:
        actions.expire(writing, claim_id)
    assert claims()[0].state == "review"
    clock.move(days=14)
    assert jobs.do(session.scalars(select(Job.id).where(Job.kind == "claim-expiry")).one(), "w")
    claim = claims()[0]
    assert (claim.state, claim.contact, claim.decided_by) == ("withdrawn", None, "worker")
    assert recipients(session, "claim-to-call")
    assert session.scalars(select(Message.state).where(Message.kind == "claim-to-call")).one() == "cancelled"


def test_codes_are_let_go_before_they_are_forgotten(claimant: Claimant, session: Session, clock: MovableClock) -> None:
    claimant.send()
    with unit() as writing:
        assert actions.purge(writing, kernel_clock.now()) == 0
    clock.move(days=2)
    with unit() as writing:
        assert actions.purge(writing, kernel_clock.now()) == 1
    assert claims()[0].code_id is None
    assert claimant.type("12345678").status_code == 400
    assert claimant.send().status_code == 303


def test_nothing_can_be_claimed_that_is_not_listed(claimant: Claimant, session: Session) -> None:
    claimant.send()
    code = digits()
    unlisted = business()
    unlisted.state = "removed"
    session.commit()
    for answer in (claimant.get(), claimant.send("+12405550100"), claimant.type(code)):
        assert answer.status_code == 404
    assert Claimant(claimant.client, "nobody").get().status_code == 404
    assert Claimant(claimant.client, "%00").get().status_code == 404
    assert members() == []
