"""What a business answers, and how requests end: each move, each message it costs, and what is forgotten."""

from datetime import timedelta

import pytest

from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.kernel.errors import Invalid, NotFound
from directory.leads import actions
from directory.leads.actions.consents import is_whole
from directory.leads.models import Consent, Lead, QuoteRequest
from directory.outbox.models import Message
from tests.factories.answers import HOMEOWNER, PHONES
from tests.factories.requests import TYPED, listed, messages, sent


@pytest.fixture
def open_request(app, clock):
    listed("gaoshi", "fangshi")
    return sent("gaoshi", "fangshi")


def leads() -> list[Lead]:
    return list(db.session.query(Lead).order_by(Lead.id).populate_existing())


def do(action, *given):
    with unit() as session:
        return action(session, *given)


def kinds(**columns) -> list[str]:
    return sorted(m.kind for m in db.session.query(Message).filter_by(**columns).populate_existing())


def test_accepting_by_text_tells_both_sides_once(session, open_request, clock):
    lead = leads()[0]
    clock.move(minutes=24)
    do(actions.accept, lead.id, "sms")
    do(actions.accept, lead.id, "web")
    lead = leads()[0]
    assert (lead.state, lead.accepted_at, lead.accepted_how) == ("accepted", clock.moment, "sms")
    [contact] = messages(session, "contact")
    assert (contact.recipient, contact.priority) == (PHONES["gaoshi"], "reply")
    assert [(m.channel, m.recipient) for m in messages(session, "will-call")] == [
        ("email", "chen@example.com"),
        ("sms", HOMEOWNER),
    ]


def test_accepting_on_the_page_costs_the_business_no_text(session, open_request):
    do(actions.accept, leads()[0].id, "web")
    assert messages(session, "contact") == []


def test_declining_by_text(session, open_request):
    do(actions.decline, leads()[0].id, None, "sms")
    do(actions.decline, leads()[0].id, None, "sms")
    lead = leads()[0]
    assert (lead.state, lead.decline_reason, lead.closed_at) == ("declined", None, lead.declined_at)
    assert [m.recipient for m in messages(session, "declined-ack")] == [PHONES["gaoshi"]]
    assert [m.channel for m in messages(session, "declined")] == ["email", "sms"]
    assert messages(session, "flagged-lead") == []


@pytest.mark.parametrize(("reason", "state"), [("spam", "spam"), ("not_owner", "declined")])
def test_what_only_the_operator_should_hear_goes_to_the_operator(session, open_request, reason, state):
    do(actions.decline, leads()[0].id, reason, "web")
    assert leads()[0].state == state
    assert [m.recipient for m in messages(session, "flagged-lead")] == ["operator@localhost"]


def test_an_unknown_reason_is_refused(open_request):
    with pytest.raises(Invalid):
        do(actions.decline, leads()[0].id, "no idea", "web")
    assert leads()[0].state == "new"


def test_nobody_answers_what_was_taken_back(open_request):
    lead = leads()[0]
    do(actions.withdraw, lead.id)
    for act in (lambda: do(actions.accept, lead.id, "sms"), lambda: do(actions.decline, lead.id, "too_busy", "web")):
        with pytest.raises(Invalid):
            act()
    assert leads()[0].state == "withdrawn"


def test_why_nothing_can_be_done_is_said_as_it_is(open_request):
    """A request that is open is not called closed, to whichever side."""

    def refusal(action, *given) -> str:
        with pytest.raises(Invalid) as refused:
            do(action, *given)
        return refused.value.text

    first, second = (lead.id for lead in leads())
    assert refusal(actions.win, first).startswith("Take the request first.")
    do(actions.withdraw, first)
    do(actions.decline, second, "too_busy", "web")
    for lead_id in (first, second):
        assert refusal(actions.accept, lead_id, "web").startswith("This business is no longer on the request.")
    do(actions.close, open_request.id)
    assert refusal(actions.accept, second, "web").startswith("This request is closed.")


def test_a_lead_that_is_not_there(app):
    for act in (lambda: do(actions.accept, 99, "sms"), lambda: do(actions.close, 99)):
        with pytest.raises(NotFound):
            act()


def test_taking_back_from_one_stops_its_text_and_leaves_the_other(session, open_request):
    do(actions.withdraw, leads()[0].id)
    do(actions.withdraw, leads()[0].id)
    assert [lead.state for lead in leads()] == ["withdrawn", "new"]
    assert [m.state for m in messages(session, "lead")] == ["cancelled", "waiting"]
    assert messages(session, "made-other-arrangements") == []
    rows = session.query(Consent).order_by(Consent.id).all()
    assert [(r.business_name, r.channel) for r in rows if r.state == "withdrawn"] == [
        ("高氏冷暖", "call"),
        ("高氏冷暖", "email"),
        ("高氏冷暖", "sms"),
    ]
    assert is_whole(rows)


def test_only_those_that_answered_are_told_of_the_end(session, open_request):
    do(actions.accept, leads()[0].id, "sms")
    do(actions.close, open_request.id)
    do(actions.close, open_request.id)
    assert [lead.state for lead in leads()] == ["withdrawn", "withdrawn"]
    assert [m.recipient for m in messages(session, "made-other-arrangements")] == [PHONES["gaoshi"]]
    assert {m.state for m in messages(session, "lead") + messages(session, "receipt")} == {"cancelled"}
    assert session.get(QuoteRequest, open_request.id, populate_existing=True).state == "closed"


def test_what_was_refused_stays_refused_when_it_closes(open_request):
    do(actions.decline, leads()[0].id, "too_busy", "web")
    do(actions.close, open_request.id)
    assert [lead.state for lead in leads()] == ["declined", "withdrawn"]


def test_time_ends_a_request_without_a_word_to_anybody(session, open_request, clock):
    do(actions.accept, leads()[0].id, "web")
    clock.move(days=60)
    do(actions.expire, open_request.id)
    assert [lead.state for lead in leads()] == ["lost", "expired"]
    assert messages(session, "made-other-arrangements") == []


def test_deleting_everything_leaves_only_the_sealed_record(session, open_request, clock):
    do(actions.accept, leads()[0].id, "sms")
    contact = messages(session, "contact")[0]
    with unit() as writing:
        contact_message = writing.get(Message, contact.id)
        contact_message.state, contact_message.body = "delivered", "客户陈女士，301-555-0142"
    do(actions.erase, open_request.id)
    do(actions.erase, open_request.id)
    contact_message = session.get(QuoteRequest, open_request.id, populate_existing=True)
    assert (contact_message.state, contact_message.answers, contact_message.receipt_sms) == ("erased", {}, False)
    assert [
        contact_message.name,
        contact_message.phone,
        contact_message.email,
        contact_message.details,
        contact_message.model,
        contact_message.visit_times,
    ] == [None] * 6
    for message in session.query(Message).populate_existing():
        assert message.body is None
        if message.state not in ("waiting", "sending"):
            assert message.recipient not in TYPED
    rows = session.query(Consent).order_by(Consent.id).all()
    assert rows[0].name == "陈女士"
    assert is_whole(rows)
    assert kinds(state="waiting") == ["made-other-arrangements"]


def test_contacts_go_after_180_days_and_consents_after_five_years(session, open_request, clock):
    do(actions.close, open_request.id)
    clock.move(days=179)
    assert do(actions.purge, clock.moment) == {"requests": 0, "consents": 0}
    clock.move(days=2)
    assert do(actions.purge, clock.moment) == {"requests": 1, "consents": 0}
    quote_request = session.get(QuoteRequest, open_request.id, populate_existing=True)
    assert (quote_request.state, quote_request.name, quote_request.erased_at) == ("erased", None, clock.moment)
    clock.move(days=5 * 365)
    assert do(actions.purge, clock.moment)["consents"] == 7
    rows = session.query(Consent).order_by(Consent.id).populate_existing().all()
    assert {(r.name, r.phone, r.email, r.ip, r.user_agent) for r in rows} == {(None,) * 5}
    assert is_whole(rows)
    assert do(actions.purge, clock.moment) == {"requests": 0, "consents": 0}


def test_an_open_request_is_not_purged(open_request, clock):
    assert do(actions.purge, clock.moment + timedelta(days=400))["requests"] == 0
