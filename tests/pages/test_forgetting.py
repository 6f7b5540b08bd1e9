"""`flask purge`: each kind of personal data goes when its time is over, and not before."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from bench import history
from directory.foundation import limits
from directory.foundation.db import db
from directory.foundation.limits import RateCounter
from directory.foundation.unit import unit
from directory.leads import actions as leads
from directory.leads.actions import end as leads_end
from directory.leads.models import QuoteRequest
from directory.outbox.models import InboundText, Message
from tests.conftest import MovableClock
from tests.factories import answers


def _run(app: Flask) -> dict[str, int]:
    done = app.test_cli_runner().invoke(args=["purge"])
    assert done.exit_code == 0, done.output
    return {line.split()[0]: int(line.split()[1]) for line in done.stdout.splitlines() if line[:1].isalpha()}


def test_messages_lose_words_and_address_after_thirty_days(app: Flask, session: Session, clock: MovableClock) -> None:
    answers.quote_request()
    with unit() as session:
        for message in session.scalars(select(Message)):
            message.body = "words"
        session.add(InboundText(provider_reference="SM1", sender=answers.HOMEOWNER, body="谢谢", meaning="other"))
    count = session.scalar(select(func.count()).select_from(Message))
    assert count
    clock.move(days=29)
    assert _run(app)["messages"] == 0
    clock.move(days=2)
    done = _run(app)
    assert (done["messages"], done["texts"]) == (count, 1)
    session.expire_all()
    for message in session.scalars(select(Message)):
        assert message.body is None
        assert message.recipient.startswith("forgotten")
        assert message.state in ("sent", "delivered")
    assert _run(app)["messages"] == 0


def test_waiting_messages_are_left_alone(app: Flask, session: Session, clock: MovableClock) -> None:
    answers.quote_request()
    with unit() as session:
        for message in session.scalars(select(Message)):
            message.state = "waiting"
    clock.move(days=31)
    assert _run(app)["messages"] == 0


def test_contact_is_forgotten_180_days_after_the_end(app: Flask, session: Session, clock: MovableClock) -> None:
    quote_request = answers.quote_request()
    clock.move(days=200)
    assert _run(app)["requests"] == 0
    with unit() as session:
        leads.close(session, quote_request.id)
    clock.move(days=179)
    assert _run(app)["requests"] == 0
    clock.move(days=2)
    assert _run(app)["requests"] == 1
    session.expire_all()
    quote_request = session.get_one(QuoteRequest, quote_request.id)
    assert (
        quote_request.name,
        quote_request.phone,
        quote_request.email,
        quote_request.details,
        quote_request.state,
    ) == (None, None, None, None, "erased")


def test_counts_go_when_their_window_is_over(app: Flask, session: Session, clock: MovableClock) -> None:
    limits.count("report-by-near", "203.0.113.9")
    assert _run(app)["limits"] == 0
    clock.move(days=2)
    assert _run(app)["limits"] > 0
    assert session.scalar(select(func.count()).select_from(RateCounter)) == 0


def test_a_long_list_is_forgotten_in_short_transactions(app: Flask, session: Session, clock: MovableClock) -> None:
    with unit() as writing:
        answers.business(writing, "gaoshi")
    with unit() as writing:
        history.fill(writing, 120, clock.moment - timedelta(days=365))
    commits: list[object] = []

    def note(connection: object) -> None:
        commits.append(connection)

    event.listen(db.engine, "commit", note)
    try:
        done = _run(app)
    finally:
        event.remove(db.engine, "commit", note)
    assert (done["messages"], done["texts"], done["requests"]) == (120, 120, 120)
    assert len(commits) > 120 / leads_end.BATCH
    left = select(func.count()).select_from(Message).where(Message.recipient.not_like("forgotten %"))
    assert db.session().scalar(left) == 0
    assert db.session().scalar(select(func.count()).where(QuoteRequest.state == "closed")) == 0
    assert set(_run(app).values()) == {0}
