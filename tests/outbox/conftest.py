"""Messages of a kind that only tests know, and the two fake gateways."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask_babel import lazy_gettext
from sqlalchemy.orm import Session

from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.kernel import clock as kernel_clock
from directory.kernel.clock import now
from directory.kernel.language import Language
from directory.outbox import actions, deliver, jobs, leases, registry
from directory.outbox.models import Job, Message
from directory.outbox.registry import Content, MessageKind, Subject
from tests.conftest import MovableClock
from tests.support.fake_sms import FakeSms
from tests.support.fake_smtp import FakeSmtp

PHONE = "+12405550111"
MAIL = "wang@example.com"

Post = Callable[..., int]
Outcomes = list[tuple[int, str]]


def message_now(message_id: int) -> Message:
    """The message as the database has it now; it stays so."""
    db.session.rollback()
    message = db.session.get_one(Message, message_id, populate_existing=True)
    db.session.expunge(message)
    return message


def dead_letters() -> list[Message]:
    """Mails to the operator about messages that did not arrive."""
    return alarms("dead-letter")


def alarms(kind: str) -> list[Message]:
    """Mails of a kind to the operator about messages."""
    db.session.rollback()
    return db.session.query(Message).filter_by(kind=kind).order_by(Message.id).all()


def do_jobs(kind: str) -> int:
    """Do every job of this kind that is due; how many."""
    db.session.rollback()
    due = [job for job in db.session.query(Job).filter(Job.done_at.is_(None), Job.due_at <= now()) if job.kind == kind]
    ids = [job.id for job in due]
    db.session.rollback()
    return sum(jobs.do(job_id, "me") for job_id in ids)


def send(message_id: int) -> Message:
    """Try the message once, and give what became of it."""
    db.session.rollback()
    assert deliver.deliver(message_id)
    return message_now(message_id)


def _compose(session: Session, subject: Subject, language: Language, channel: str) -> Content | None:
    if subject[0] == "withdrawn":
        return None
    if subject[0] == "broken":
        raise ZeroDivisionError("somebody's words")
    return Content(f"您好 {subject[1]} {language.bcp47}", subject="您好", html="<p>您好</p>")


@pytest.fixture(autouse=True)
def _kind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(registry.kinds, "test", MessageKind(_compose, lazy_gettext("Messages")))


@pytest.fixture
def outcomes(monkeypatch: pytest.MonkeyPatch) -> Outcomes:
    """What the slices above hear."""
    heard: Outcomes = []
    monkeypatch.setattr(registry, "outcomes", [lambda session, message, outcome: heard.append((message.id, outcome))])
    return heard


@pytest.fixture
def post(app: Flask, clock: MovableClock, outcomes: Outcomes) -> Post:
    """Decide one message; gives its number."""

    def decide(subject: tuple[str, int] = ("thing", 1), channel: str = "sms", to: str = "", **more: Any) -> int:
        address = to or (PHONE if channel == "sms" else MAIL)
        with unit() as session:
            return actions.enqueue(session, "test", subject, channel, address, "zh-Hant", **more).id

    return decide


@pytest.fixture
def gateway(app: Flask) -> Iterator[FakeSms]:
    """A text gateway that the site is set to."""
    with FakeSms() as fake:
        app.config.update(fake.settings)
        yield fake


@pytest.fixture
def mailer(app: Flask) -> Iterator[FakeSmtp]:
    """A mail server that the site is set to."""
    with FakeSmtp() as fake:
        app.config["SMTP_URL"] = fake.url
        yield fake


class Machine:
    """This machine's clocks: the one that anybody may set, and the one that nobody can."""

    def __init__(self, clock: MovableClock) -> None:
        self._clock, self._passed, self._set_by = clock, 0.0, 0.0

    def is_set(self, by: timedelta) -> None:
        """Its time is another from now on, and nothing passed."""
        self._set_by += by.total_seconds()
        self._clock.move(by.total_seconds())

    def waits(self, seconds: float) -> None:
        """So much time really passes."""
        self._passed += seconds
        self._clock.move(seconds)

    def real(self) -> datetime:
        """Its own time."""
        return datetime.now(UTC) + timedelta(seconds=self._passed + self._set_by)

    def monotonic(self) -> float:
        """Seconds that passed."""
        return time.monotonic() + self._passed


@pytest.fixture
def machine(clock: MovableClock, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """Its clocks are the test's to set, and nobody has looked at them yet. The database is on it."""
    machine = Machine(clock)
    monkeypatch.setattr(leases, "time_there", lambda _engine: None)
    monkeypatch.setattr(kernel_clock, "real", machine.real)
    monkeypatch.setattr(leases, "monotonic", machine.monotonic)
    monkeypatch.setattr(leases, "_looks", [])
    monkeypatch.setattr(leases, "_set_at", [float("-inf")])
    return machine
