"""One id from the proxy through page, outbox and worker; phones and addresses in no line of the log."""

import io
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import structlog
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.foundation.db import db
from directory.foundation.logs import configure, log, mask, trace, tracing
from directory.foundation.unit import unit
from directory.kernel import clock as clocks
from directory.outbox import actions, deliver, jobs, leases, registry, rules
from directory.outbox.models import Job, Message
from tests.conftest import MovableClock
from tests.factories import answers
from tests.outbox.conftest import Machine, Post, message_now, send
from tests.support import databases
from tests.support.fake_sms import FakeSms

TRACE = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What is logged."""
    written, before = io.StringIO(), structlog.get_config()
    # A page that an earlier test asked for was the last that this thread did.
    structlog.contextvars.clear_contextvars()
    configure()
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(written))
    yield written
    structlog.configure(**before)


def _named(lines: io.StringIO, event: str) -> list[dict[str, object]]:
    return [line for line in map(json.loads, lines.getvalue().splitlines()) if line["event"] == event]


def test_what_a_visit_set_going_is_sent_under_its_id(post: Post, gateway: FakeSms, lines: io.StringIO) -> None:
    with tracing(TRACE):
        message = message_now(post())
    assert message.trace == TRACE
    send(message.id)
    (line,) = _named(lines, "message")
    assert {line[name] for name in ("trace", "channel", "outcome")} == {TRACE, "sms", "sent"}
    assert trace() is None, "and what comes after has another"


def test_what_a_job_decides_has_the_id_of_who_scheduled_it(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str | None] = []
    monkeypatch.setitem(registry.jobs, "look", lambda session, subject: seen.append(trace()))
    with tracing(TRACE), unit() as session:
        job = actions.schedule(session, "look", ("thing", 1), clocks.now())
    assert jobs.do(job.id, "me")
    assert seen == [TRACE]


def test_a_page_and_its_messages_have_one_id(client: FlaskClient, session: Session, lines: io.StringIO) -> None:
    answers.quote_request()
    answer = client.get("/en/about/us", headers={"X-Request-ID": TRACE})
    (line,) = _named(lines, "request")
    assert line["trace"] == answer.headers["X-Request-ID"] != TRACE, "nobody counted a proxy: the visitor wrote it"


@pytest.mark.own_application
@pytest.mark.parametrize(("given", "is_taken"), [(TRACE, True), ("x" * 32, False), (TRACE + "0", False)])
def test_the_proxys_id_is_taken_where_we_know_of_one(
    engine_url: str, tmp_path: Path, given: str, is_taken: bool
) -> None:
    app = databases.application(engine_url, tmp_path, TRUSTED_PROXIES="1")
    answer = app.test_client().get("/healthz", headers={"X-Request-ID": given})
    assert (answer.headers["X-Request-ID"] == given) == is_taken
    assert len(answer.headers["X-Request-ID"]) == 32
    with app.app_context():
        db.engine.dispose()


@pytest.mark.parametrize(
    "text",
    [
        "+12406368420",
        "240-636-8420",
        "(240) 636-8420",
        "240.636.8420",
        "no text to 2406368420.",
        "+86 138 1234 5678",
        "wang.li@example.com refused",
        "<a+b@mail.example.com>",
    ],
)
def test_phones_and_addresses_are_masked(lines: io.StringIO, text: str) -> None:
    log.error("x", detail=text)
    written = lines.getvalue()
    assert not any(part in written for part in ("636", "1234", "wang", "a+b", "8420"))
    assert mask(text) != text


@pytest.mark.parametrize("text", ["message 123456", "HTTP 400, code 21211", "leads/routes.py:43", "2026-11-29", TRACE])
def test_what_is_neither_stays(text: str) -> None:
    assert mask(text) == text


def test_a_line_of_a_single_word_is_masked_in_one_reading() -> None:
    """From each letter anew it would take an hour."""
    word = "a" * 400_000
    assert mask(f"{word} post@example.com") == f"{word} ...@example.com"


def test_a_lease_of_a_clock_that_was_set_back_is_bounded(post: Post, gateway: FakeSms, machine: Machine) -> None:
    """Its taker died, and its end is days away by the clock that we have now."""
    message_id = post()
    machine.is_set(timedelta(days=3))
    assert deliver._take(message_id)
    machine.is_set(timedelta(days=-3))
    assert deliver.sweep() == 0, "whoever has it may still be sending"
    machine.waits(rules.SLOW_LEASE.total_seconds() - 30)
    assert deliver.sweep() == 0
    machine.waits(31)
    assert deliver.sweep() == 1
    assert message_now(message_id).state == "waiting"


def test_a_job_leased_by_such_a_clock_too(session: Session, machine: Machine) -> None:
    with unit() as session:
        job = actions.schedule(session, "look", ("thing", 2), clocks.now())
        job.lease_until = clocks.now() + timedelta(days=3)
    assert jobs.due_ids(db.session(), 9) == []
    machine.waits(rules.SLOW_LEASE.total_seconds() + 1)
    assert jobs.due_ids(db.session(), 9) == [job.id]
    assert db.session.scalars(select(Job.id)).all() == [job.id]


def test_hosts_whose_clocks_differ_agree_on_a_lease(
    post: Post, gateway: FakeSms, clock: MovableClock, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The taker's clock is an hour slow: by its own, the lease would be over before it began."""
    monkeypatch.setattr(leases, "time_there", lambda engine: clocks.real() + timedelta(hours=1))
    message_id = post()
    assert deliver._take(message_id)
    until = message_now(message_id).lease_until
    assert until is not None
    assert abs(until - clock.moment - timedelta(hours=1) - rules.LEASE) < timedelta(seconds=5)
    monkeypatch.setattr(leases, "_looks", [])
    assert deliver.sweep() == 0


def test_every_message_that_ends_is_a_line(post: Post, gateway: FakeSms, lines: io.StringIO) -> None:
    gateway.mode = "refuse"
    message = send(post())
    (line,) = [line for line in _named(lines, "message") if line["message"] == message.id]
    assert (line["outcome"], line["code"], line["kind"]) == ("failed", "21211", message.kind)
    assert db.session.scalars(select(Message.recipient).filter_by(id=message.id)).one() not in lines.getvalue()
