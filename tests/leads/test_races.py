"""Presses at one moment on a request: three businesses at the most, and the same answers once."""

from collections import Counter
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from directory.businesses.models import Business, ContactPoint
from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.kernel.errors import IllegalMove, Invalid, NotFound
from directory.leads import actions, queries
from directory.leads.actions.consents import is_whole
from directory.leads.models import Consent, Lead, QuoteRequest
from directory.leads.rules import MOST_BUSINESSES, ConfirmedBy
from directory.outbox.models import Message
from tests.conftest import MovableClock
from tests.factories.requests import listed, sent
from tests.support.at_once import at_once

pytestmark = pytest.mark.engine_cases

OTHERS = tuple(f"firm-{number}" for number in range(4))


@pytest.fixture(autouse=True)
def _firms(app: Flask, clock: MovableClock) -> None:
    """Gaoshi, Fangshi, and four more that can be asked as well; each of them agreed to texts."""
    listed("gaoshi", "fangshi")
    with unit() as session:
        for number, slug in enumerate(OTHERS):
            firm = Business(slug=slug, state="published", name_en=slug, language="en")
            session.add(firm)
            session.flush()
            session.add(ContactPoint(business_id=firm.id, kind="phone", address=f"+1240555012{number}"))
        session.flush()
        session.query(ContactPoint).update({"state": "agreed"})


def _attempt(act: Callable[..., object], *values: object) -> str:
    """Done, or the kind of refusal."""
    try:
        with unit() as session:
            act(session, *values)
    except (Invalid, IllegalMove, NotFound) as error:
        return type(error).__name__
    return "done"


@pytest.mark.parametrize("first", [("gaoshi",), ("gaoshi", "fangshi")])
def test_no_more_than_three_are_asked_however_many_are_added_at_once(app: Flask, first: tuple[str, ...]) -> None:
    request_id = sent(*first).id
    results = at_once(app, *[lambda slug=slug: _attempt(actions.add, request_id, slug) for slug in OTHERS * 2])
    leads = queries.leads_of(db.session(), request_id)
    assert len(leads) == MOST_BUSINESSES
    added = MOST_BUSINESSES - len(first)
    # The same one pressed twice is asked once, and answered twice.
    assert Counter(results) == {"done": 2 * added, "Invalid": 2 * (len(OTHERS) - added)}
    messages_by_lead = Counter(message.subject_id for message in db.session.query(Message).filter_by(kind="lead"))
    assert messages_by_lead == {lead.id: 1 for lead in leads}
    record = queries.consents_of(db.session(), request_id)
    assert is_whole(record)
    assert {consent.business_id for consent in record if consent.business_id} == {lead.business_id for lead in leads}


@pytest.mark.parametrize("end", [actions.close, actions.erase, actions.expire])
def test_nobody_is_asked_on_a_request_that_ends_at_this_moment(app: Flask, end: Callable[..., object]) -> None:
    for turn in range(3):
        request_id = sent("gaoshi", email=None, receipt_sms=False).id
        acts = [lambda row_id=request_id: _attempt(end, row_id)]
        acts += [lambda row_id=request_id, slug=slug: _attempt(actions.add, row_id, slug) for slug in OTHERS[:2]]
        at_once(app, *(acts if turn % 2 else acts[::-1]))
        states = {lead.state for lead in queries.leads_of(db.session(), request_id)}
        assert states <= {"withdrawn", "expired"}, (turn, states)
        ids = [lead.id for lead in queries.leads_of(db.session(), request_id)]
        about = db.session.query(Message).filter(Message.subject_kind == "lead", Message.subject_id.in_(ids))
        assert {message.state for message in about} <= {"cancelled"}


@pytest.mark.parametrize("end", [actions.close, actions.erase])
def test_what_ends_as_it_is_confirmed_goes_to_nobody(app: Flask, end: Callable[..., object]) -> None:
    """Whichever came first: no business hears of a request that its homeowner has ended, and an erased one keeps no
    proof of a contact."""
    app.config["CONFIRM_MINUTES"] = 30
    proof = actions.Confirmation("phone", ConfirmedBy.CODE, None)
    for turn in range(3):
        request = sent("gaoshi", "fangshi", urgency="48h", receipt_sms=False)
        acts = [lambda row_id=request.id: _attempt(end, row_id)] * 2
        acts += [lambda own=request: _attempt(actions.confirm, own.id, own.phone, proof)] * 2
        results = at_once(app, *(acts if turn % 2 else acts[::-1]))
        assert results.count("done") >= 2, results
        leads = queries.leads_of(db.session(), request.id)
        assert {lead.state for lead in leads} == {"withdrawn"}
        about = db.session.query(Message).filter(
            Message.subject_kind == "lead", Message.subject_id.in_([lead.id for lead in leads])
        )
        assert {message.state for message in about if message.kind == "lead"} <= {"cancelled"}
        ended = db.session.get_one(QuoteRequest, request.id, populate_existing=True)
        assert end is actions.close or (ended.state, ended.phone) == ("erased", None)


@pytest.mark.parametrize("copies", [2, 6])
def test_the_same_answers_from_several_tabs_at_one_moment_are_one_request(
    app: Flask, session: Session, copies: int
) -> None:
    """Each tab has a key of its own: the same as one after the other, the firms hear of it once."""
    session.rollback()
    acts = [lambda key=f"tab-{number}": sent("gaoshi", "fangshi", key=key).id for number in range(copies)]
    assert len(set(at_once(app, *acts))) == 1
    assert session.query(QuoteRequest).count() == 1
    assert session.query(Lead).count() == 2
    assert session.query(Message).filter_by(kind="lead").count() == 2
    assert session.query(Consent).filter_by(business_id=None).count() == 1
