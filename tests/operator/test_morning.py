"""The mail of the morning: once a day however many workers, only when something waits, without strangers' words."""

import threading
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.entrypoints.operator import today as notices
from directory.entrypoints.worker import Worker
from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.kernel.language import LANGUAGES
from directory.outbox import jobs, registry
from directory.outbox.models import Job, Message
from tests.conftest import MovableClock
from tests.factories import answers, people
from tests.operator.conftest import HOSTILE, Desk, busy, one_engine
from tests.support.patience import SECONDS


def _mails(session: Session) -> list[Message]:
    session.rollback()
    return list(session.scalars(select(Message).where(Message.kind == "morning").order_by(Message.id)))


def _plan() -> None:
    with unit() as session:
        jobs.plan(session)


def _work() -> None:
    """Do the jobs that are due, as any worker would."""
    for job_id in jobs.due_ids(db.session(), 50):
        jobs.do(job_id, "a worker")


def test_one_mail_a_day_at_half_past_seven(app: Flask, session: Session, clock: MovableClock) -> None:
    busy(clock)
    _plan()
    _work()
    assert _mails(session) == []
    clock.move(hours=17)
    _work()
    assert _mails(session) == []
    clock.move(hours=1)
    for _ in range(3):
        _plan()
        _work()
    assert len(_mails(session)) == 1
    clock.move(days=1)
    _plan()
    _work()
    assert len(_mails(session)) == 2
    due = session.scalars(select(Job).where(Job.kind == "morning-mail").order_by(Job.id)).first()
    assert due is not None
    assert due.due_at.isoformat() == "2026-11-24T12:30:00+00:00"


def test_an_empty_morning_sends_nothing(app: Flask, session: Session, clock: MovableClock) -> None:
    clock.move(hours=14)
    _plan()
    clock.move(hours=5)
    _work()
    assert _mails(session) == []
    assert session.scalars(select(Job.done_at).where(Job.kind == "morning-mail")).one() is not None


def test_many_workers_plan_and_write_one(app: Flask, session: Session, clock: MovableClock) -> None:
    busy(clock)
    _plan()
    clock.move(hours=19)

    def work() -> None:
        with app.app_context():
            _plan()
            _work()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS)
    assert len(_mails(session)) == 1


def test_a_worker_plans_by_itself(app: Flask, session: Session, clock: MovableClock) -> None:
    Worker().once()
    session.rollback()
    assert session.scalars(select(Job.kind).where(Job.kind == "morning-mail")).all() == ["morning-mail"]
    assert set(registry.daily) >= {"morning-mail"}


@one_engine
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_says_what_waits_and_no_strangers_words(
    app: Flask, session: Session, clock: MovableClock, language: str
) -> None:
    busy(clock)
    content = notices.KINDS["morning"].compose(session, ("day", 1), LANGUAGES[language], "email")
    assert content is not None
    assert "/admin" in content.body
    assert "240-555-0110" in content.body
    for secret in (HOSTILE, "陈女士", "301-555-0142", "301-555-0199", "chen@example.com", "240-555-0119", "楼上"):
        assert secret not in content.body
    assert "%(" not in content.body + content.subject
    assert "\n\n\n" not in content.body
    if language != "en":
        assert "Leads nobody" not in content.body


def test_it_is_in_the_operators_language_and_not_sent_once_all_is_done(
    app: Flask, session: Session, clock: MovableClock
) -> None:
    with unit() as session:
        people.person(session, None, "operator@localhost", language="zh-Hant", operator=True)
    busy(clock)
    with unit() as session:
        notices.JOBS["morning-mail"](session, ("day", 1))
    assert [mail.language for mail in _mails(session)] == ["zh-Hant"]
    for table in ("messages", "inbound_texts", "leads", "reports", "claims", "facts", "licenses", "contact_points"):
        assert table in db.metadata.tables
    clock.move(seconds=timedelta(days=1).total_seconds())


def test_nothing_left_when_it_is_written_means_no_mail(desk: Desk, session: Session) -> None:
    assert notices.KINDS["morning"].compose(session, ("day", 1), LANGUAGES["en"], "email") is None


def test_firms_to_introduce_ourselves_to_make_a_mail_on_mondays_only(
    app: Flask, session: Session, clock: MovableClock
) -> None:
    answers.quote_request()
    for number in range(7):
        with unit() as session:
            notices.JOBS["morning-mail"](session, ("day", number))
        clock.move(days=1)
    days = [mail.created_at.strftime("%a") for mail in _mails(session)]
    assert days == ["Mon"]
