"""A press on the page and a digit by text at the same moment: one comes first, the other is told how it stands."""

import pytest

from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.inbox.actions import receive_text
from directory.inbox.notices import ANSWERS
from directory.leads.models import Lead
from directory.outbox.models import Message
from tests.factories.answers import PHONES
from tests.factories.people import member, signed_in
from tests.factories.requests import listed, sent
from tests.support.at_once import at_once

ROUNDS = 6


@pytest.fixture
def owner(app, client, clock) -> None:
    listed("gaoshi")
    with unit() as session:
        person_id = member(session, "gaoshi").person_id
    signed_in(client, person_id)


def rounds(client, page: dict[str, str], offset: int) -> list[tuple[Lead, int, list[str]]]:
    """Ask, press and text at once, again and again: the lead, the page's answer, the kinds of our answers by text."""
    results = []
    for number in range(ROUNDS):
        sent("gaoshi")
        lead = db.session.query(Lead).order_by(Lead.id.desc()).first()
        path, digit = f"/zh-hans/manage/gaoshi/leads/{lead.id}", str(lead.accept_digit + offset)
        lead_id, before = lead.id, db.session.query(Message).count()

        def text(digit: str = digit, number: int = number) -> None:
            with unit() as session:
                receive_text(session, PHONES["gaoshi"], digit, f"SM{number}")

        status = at_once(client.application, lambda path=path: client.post(path, data=page).status_code, text)[0]
        message = db.session.query(Message).order_by(Message.id).offset(before)
        kinds = [m.kind for m in message if m.recipient == PHONES["gaoshi"]]
        results.append((db.session.get_one(Lead, lead_id, populate_existing=True), status, kinds))
        # What an earlier round left must not answer to a later round's digit.
        with unit() as session:
            raced_lead = session.get_one(Lead, lead_id)
            raced_lead.state, raced_lead.texted_phone = "declined", None
            # Nor count: a phone gets the same answer once a day, or three times.
            session.query(Message).filter(Message.kind.in_(ANSWERS)).delete()
    return results


def test_accept_on_the_page_and_pass_by_text(client, owner):
    for lead, status, messages in rounds(client, {"action": "accept"}, 1):
        if lead.accepted_at is None:
            assert (status, messages) == (400, ["declined-ack"])
        else:
            # The page was first: two digits later the number is given back, and the text says so.
            assert (lead.lost_reason, status, messages) == (None, 303, ["given-up"])
        assert lead.closed_at is not None


def test_pass_on_the_page_and_accept_by_text(client, owner):
    for lead, status, messages in rounds(client, {"action": "decline", "reason": "too_busy"}, 0):
        if lead.accepted_at is None:
            assert (lead.decline_reason, status, messages) == ("too_busy", 303, ["unknown-digit"])
        else:
            assert (status, messages) in ((400, ["contact"]), (303, ["contact"]))


def test_accept_by_both(client, owner):
    for lead, status, messages in rounds(client, {"action": "accept"}, 0):
        assert lead.accepted_at is not None
        assert status == 303
        assert messages == (["contact"] if lead.accepted_how == "sms" else ["already-accepted"])
    assert db.session.query(Message).filter_by(kind="will-call", channel="sms").count() == ROUNDS
