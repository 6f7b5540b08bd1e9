"""What happens when nobody is told: the operator hears of it once, the homeowner at once."""

from datetime import timedelta

from directory.businesses.models import ContactPoint
from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.leads.models import Lead
from directory.leads.notices import JOBS
from directory.outbox.models import Job, Message
from directory.outbox.registry import outcomes
from tests.factories.answers import HOMEOWNER, PHONES
from tests.factories.requests import composed, messages, sent, text


def test_untold_after_fifteen_minutes_goes_to_the_operator_once(site, session):
    asked_at = sent("gaoshi", "fangshi").created_at
    checks = db.session.query(Job).filter_by(kind="untold-check").all()
    assert [job.due_at - asked_at for job in checks] == [timedelta(minutes=15)] * 2
    for lead in db.session.query(Lead).all():
        with unit() as writing:
            message = writing.query(Message).filter_by(kind="lead", subject_id=lead.id).one()
            message.state = "delivered" if message.recipient == PHONES["fangshi"] else "waiting"
    for _ in range(2):
        for lead in db.session.query(Lead).all():
            with unit() as writing:
                JOBS["untold-check"](writing, ("lead", lead.id))
    [mail] = messages(session, "untold-lead")
    content = composed(session, mail)
    assert content.subject.startswith("Nobody has been told of lead")
    assert "240-555-0110" in content.body


def fail(session, kind: str = "recipient") -> None:
    with unit() as writing:
        message = writing.query(Message).filter_by(kind="lead").first()
        message.state, message.error_kind = "failed", kind
        for hear in outcomes:
            hear(writing, message, "failed")


def test_a_text_that_cannot_arrive_is_told_and_not_tried_again(site, session):
    sent("gaoshi")
    fail(session)
    assert text(session, "undelivered") == (
        "【冷暖专版】短信送不到高氏冷暖，他们还没看到您的需求（Rockville，没暖气）。请直接打240-555-0110。"
    )
    assert [m.recipient for m in messages(session, "undelivered", "sms")] == [HOMEOWNER]
    assert session.query(ContactPoint).filter_by(address=PHONES["gaoshi"]).one().state == "cannot_receive"


def test_a_broken_line_says_nothing_about_the_phone(site, session):
    sent("gaoshi")
    fail(session, "connection")
    assert len(messages(session, "undelivered")) == 2
    assert session.query(ContactPoint).filter_by(address=PHONES["gaoshi"]).one().state == "not_introduced"
