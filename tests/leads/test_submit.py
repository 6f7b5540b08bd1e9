"""Saving a request: everything together or nothing, once however often it is sent."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from directory.audit import AuditEvent
from directory.businesses import actions as businesses
from directory.businesses.models import Business, ContactPoint
from directory.businesses.rules import ContactEvidence
from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.kernel.errors import Conflict, Invalid
from directory.leads import actions
from directory.leads.actions.consents import is_whole
from directory.leads.models import Consent, ConsentText, Lead, QuoteRequest
from directory.outbox import actions as outbox
from directory.outbox.models import Job, Message
from tests.factories.answers import HOMEOWNER, PHONES
from tests.factories.requests import draft, evidence, listed, messages, sent


@pytest.fixture(autouse=True)
def _listed(app, clock):
    listed("gaoshi", "fangshi", "infinity")


def count(model) -> int:
    return db.session.query(model).count()


def state(slug: str, new: str) -> None:
    with unit() as session:
        point = session.query(ContactPoint).filter_by(address=PHONES[slug]).one()
        businesses.set_contact_state(session, point.id, new, ContactEvidence.TOLD_OPERATOR, "operator")


def test_one_text_to_each_business_asked_and_to_nobody_else(session, clock):
    quote_request = sent("gaoshi", "fangshi")
    assert [m.recipient for m in messages(session, "lead")] == [PHONES["gaoshi"], PHONES["fangshi"]]
    assert {(m.channel, m.language, m.state) for m in messages(session, "lead")} == {("sms", "zh-Hans", "waiting")}
    assert [(m.channel, m.recipient) for m in messages(session, "receipt")] == [
        ("email", "chen@example.com"),
        ("sms", HOMEOWNER),
    ]
    assert count(Message) == 4
    assert len(quote_request.number) == 5
    jobs = {(job.kind, job.due_at - clock.moment) for job in session.query(Job)}
    assert jobs == {
        ("untold-check", timedelta(minutes=15)),
        ("silence-check", timedelta(days=1)),
        ("request-expiry", timedelta(days=60)),
        ("unanswered-check", timedelta(minutes=10)),
    }
    assert {event.action for event in session.query(AuditEvent)} >= {"submit"}


def test_no_receipt_text_unless_it_was_ticked(session):
    sent("gaoshi", receipt_sms=False, email=None)
    assert messages(session, "receipt") == []


def test_no_receipt_text_where_the_phone_had_enough(session):
    with unit() as writing:
        quote_request = actions.submit(writing, draft("gaoshi"), actions.Sending("k", evidence(), receipts=("email",)))
    assert [m.channel for m in messages(session, "receipt")] == ["email"]
    assert not quote_request.receipt_sms
    with unit() as writing:
        again = actions.submit(writing, draft("gaoshi"), actions.Sending("k", evidence()))
    assert again.id == quote_request.id


def test_consents_are_rows_by_business_and_channel_chained(session):
    quote_request = sent("gaoshi", "fangshi", channels={"gaoshi": ("call",), "fangshi": ("call", "email")})
    rows = session.query(Consent).order_by(Consent.id).all()
    named = [(consent.business_name, consent.channel, consent.state) for consent in rows]
    assert named == [
        ("高氏冷暖", "call", "given"),
        ("方氏冷暖", "call", "given"),
        ("方氏冷暖", "email", "given"),
        ("Lengnuan", "sms", "given"),
    ]
    assert is_whole(rows)
    assert all(consent.purge_after > quote_request.created_at + timedelta(days=5 * 365) for consent in rows)
    assert count(ConsentText) == 1
    assert rows[0].ip == "192.0.2.7"
    rows[1].channel = "sms"
    assert not is_whole(rows)
    session.rollback()


def test_a_record_with_a_row_missing_or_a_name_changed_is_not_whole(session):
    sent("gaoshi", "fangshi")
    rows = session.query(Consent).order_by(Consent.id).all()
    assert is_whole(rows)
    assert not is_whole(rows[1:])
    assert not is_whole([rows[0], *rows[2:]])
    rows[0].name = "李先生"
    assert not is_whole(rows)
    session.rollback()


def test_the_same_words_are_kept_once(session):
    sent("gaoshi")
    sent("gaoshi")
    assert count(ConsentText) == 1


def test_sent_twice_is_sent_once(session):
    first, second = sent(key="same"), sent(key="same")
    assert first.id == second.id
    assert (count(QuoteRequest), count(Lead), count(Message)) == (1, 2, 4)


def test_the_same_key_with_other_answers_is_refused(session):
    sent(key="same")
    with pytest.raises(Conflict):
        sent(key="same", details="别的")
    assert count(QuoteRequest) == 1


def test_sent_eight_times_at_once_is_sent_once(app, session):
    session.rollback()

    def send(_: int) -> int:
        with app.app_context():
            return sent(key="same").id

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(send, range(8)))) == 1
    assert (count(QuoteRequest), count(Lead), count(Message), count(Job)) == (1, 2, 4, 6)


def test_leads_on_one_phone_are_answered_by_digits_of_their_own(app, session):
    session.rollback()
    state("gaoshi", "agreed")

    def send(_: int) -> None:
        with app.app_context():
            sent("gaoshi", "fangshi")
            sent("fangshi", "gaoshi")

    state("fangshi", "agreed")
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(send, range(4)))
    for slug in ("gaoshi", "fangshi"):
        digits = [lead.accept_digit for lead in session.query(Lead).filter_by(texted_phone=PHONES[slug])]
        assert sorted(digits) == [1, 3, 5, 7, 9, 11, 13, 15]


def test_a_digit_is_free_again_some_days_after_its_lead_is_over(session, clock):
    state("gaoshi", "agreed")
    sent("gaoshi")
    sent("gaoshi")
    with unit() as writing:
        actions.decline(writing, writing.query(Lead).filter_by(accept_digit=1).one().id, None, "sms")
    sent("gaoshi")
    assert [lead.accept_digit for lead in session.query(Lead).order_by(Lead.id)] == [1, 3, 5]
    clock.move(days=4)
    sent("gaoshi")
    assert [lead.accept_digit for lead in session.query(Lead).order_by(Lead.id)][-1] == 1


@pytest.mark.parametrize("slugs", [(), ("gaoshi", "fangshi", "infinity", "gaoshi2"), ("nobody",), ("gaoshi", "nobody")])
def test_whom_it_cannot_go_to_is_said_and_nothing_is_saved(session, slugs):
    with pytest.raises(Invalid) as refused, unit() as writing:
        actions.submit(writing, draft(*slugs), actions.Sending("k", evidence()))
    assert refused.value.field == "business"
    assert count(QuoteRequest) == count(Message) == 0


def test_a_business_that_takes_no_new_work_is_not_asked(session):
    with unit() as writing:
        writing.query(Business).filter_by(slug="gaoshi").one().paused_until = "2027-01-01"
    with pytest.raises(Invalid) as refused:
        sent("fangshi", "gaoshi")
    assert refused.value.field == "business"
    assert count(QuoteRequest) == count(Message) == 0


@pytest.mark.parametrize("new", ["calls_only", "no_texts", "cannot_receive"])
def test_a_phone_that_takes_no_texts_is_called_instead(session, new):
    state("gaoshi", new)
    with pytest.raises(Invalid):
        sent("gaoshi")


def test_a_number_that_said_stop_is_not_texted(session):
    with unit() as writing:
        outbox.suppress(writing, "sms", PHONES["gaoshi"], "STOP")
    with pytest.raises(Invalid):
        sent("gaoshi")


def test_a_removed_business_is_not_asked(session):
    with unit() as writing:
        businesses.remove(writing, writing.query(Business).filter_by(slug="gaoshi").one().id, by="operator")
    with pytest.raises(Invalid):
        sent("gaoshi")


def test_the_operator_calls_where_texting_strangers_is_off(app, session):
    app.config["TEXT_UNINTRODUCED"] = False
    state("fangshi", "agreed")
    sent("gaoshi", "fangshi")
    assert [m.recipient for m in messages(session, "lead")] == [PHONES["fangshi"]]
    assert [m.recipient for m in messages(session, "call-for-lead")] == ["operator@localhost"]
    assert [lead.texted_phone for lead in session.query(Lead).order_by(Lead.id)] == [None, PHONES["fangshi"]]


def test_another_business_is_added_with_the_consent_the_others_have(session):
    quote_request = sent("gaoshi", channels={"gaoshi": ("call",)}, receipt_sms=False)
    with unit() as writing:
        lead = actions.add(writing, quote_request.id, "fangshi")
        assert actions.add(writing, quote_request.id, "fangshi").id == lead.id
        actions.add(writing, quote_request.id, "infinity")
    rows = session.query(Consent).order_by(Consent.id).all()
    assert [(consent.business_name, consent.channel, consent.how) for consent in rows] == [
        ("高氏冷暖", "call", "form"),
        ("方氏冷暖", "call", "added_on_page"),
        ("安居冷暖空调公司", "call", "added_on_page"),
    ]
    assert is_whole(rows)
    assert len(messages(session, "lead")) == 3


def test_nothing_is_added_to_a_closed_request_or_beyond_three(session):
    quote_request = sent("gaoshi", "fangshi", "infinity")
    listed_fourth = "fourth"
    with unit() as writing:
        writing.add(Business(slug=listed_fourth, state="published", language="zh-Hans", name_zh="第四家"))
    with pytest.raises(Invalid), unit() as writing:
        actions.add(writing, quote_request.id, listed_fourth)
    with unit() as writing:
        actions.close(writing, quote_request.id)
    with pytest.raises(Invalid), unit() as writing:
        actions.add(writing, quote_request.id, listed_fourth)
