"""`flask purge` forgets files with their messages, and requests that no worker ended."""

import os
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from directory.foundation import outfile
from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.leads import actions
from directory.leads.models import Lead, QuoteRequest
from directory.outbox import actions as outbox
from directory.outbox.models import Message
from tests.conftest import MovableClock
from tests.factories.canaries import MAIL, NAME, PHONE, planted, sent_request, traces, work


@pytest.fixture
def request_row(app: Flask, clock: MovableClock) -> QuoteRequest:
    """A request whose every word is a canary, with all that can come of it; what waited is in files."""
    return planted()


def test_what_no_message_answers_for_goes_once_no_send_is_at_it(
    app: Flask, session: Session, clock: MovableClock
) -> None:
    outfile.folder().mkdir()
    names = ("tmpab12cd", "0" * 32 + ".json", ".half-written")
    for age, folder_names in ((10, names), (600, [f"old{name}" for name in names])):
        for name in folder_names:
            path = Path(outfile.folder() / name)
            path.write_text(NAME, encoding="utf-8")
            moment = clock.moment.timestamp() - age
            os.utime(path, (moment, moment))
    assert outbox.sweep_files() == 3
    assert {path.name for path in outfile.stored()} == set(names)
    clock.move(minutes=10)
    assert outbox.sweep_files() == 3


def test_messages_lose_their_files_with_their_words(app: Flask, request_row: QuoteRequest, clock: MovableClock) -> None:
    before = len(outfile.stored())
    clock.move(days=29)
    _purge(app)
    assert len(outfile.stored()) == before
    clock.move(days=2)
    _purge(app)
    assert outfile.stored() == []


def test_the_purge_of_messages_alone_takes_their_files_too(
    app: Flask, request_row: QuoteRequest, clock: MovableClock
) -> None:
    """Once it is committed: a purge that was rolled back removes nothing."""
    before = outfile.stored()
    assert before
    clock.move(days=31)
    with pytest.raises(ZeroDivisionError), unit() as session:
        outbox.purge(session, clock.moment)
        raise ZeroDivisionError
    assert outfile.stored() == before
    with unit() as session:
        outbox.purge(session, clock.moment)
    assert outfile.stored() == []


def test_an_address_that_begins_like_the_mark_of_a_forgotten_one_is_forgotten_too(
    app: Flask, request_row: QuoteRequest, clock: MovableClock
) -> None:
    with unit() as session:
        outbox.enqueue(session, "receipt", ("request", request_row.id), "email", "forgotten@home.example", "en")
    work()
    clock.move(days=31)
    with unit() as session:
        outbox.purge(session, clock.moment)
    assert db.session.query(Message).filter_by(recipient="forgotten@home.example").count() == 0


@pytest.mark.parametrize("end", ["open", "closed", "expired", "won"])
def test_purge_forgets_as_much_and_needs_no_worker(
    app: Flask, request_row: QuoteRequest, clock: MovableClock, end: str
) -> None:
    """Nothing was sent, nothing was ended but by hand: no worker ran since."""
    later = sent_request(email=f"later.{MAIL}")
    with unit() as session:
        gaoshi, _fangshi = session.query(Lead).filter_by(request_id=request_row.id).order_by(Lead.id)
        if end == "won":
            actions.win(session, gaoshi.id)
        elif end != "open":
            (actions.close if end == "closed" else actions.expire)(session, request_row.id)
        actions.accept(session, session.query(Lead).filter_by(request_id=later.id).first().id, "sms")
    clock.move(days=239 if end in ("open", "won") else 179)
    _purge(app)
    assert db.session.get_one(QuoteRequest, request_row.id, populate_existing=True).phone == PHONE
    clock.move(days=1, hours=1) if end in ("open", "won") else clock.move(days=62)
    counts = _purge(app)
    assert counts["requests"] == 2
    quote_request = db.session.get_one(QuoteRequest, request_row.id, populate_existing=True)
    assert (quote_request.state, quote_request.closed_at is not None) == ("erased", True)
    states = [lead.state for lead in db.session.query(Lead).filter_by(request_id=quote_request.id).order_by(Lead.id)]
    assert states == [{"open": "expired", "won": "won", "closed": "withdrawn", "expired": "expired"}[end], "spam"]
    assert list(traces(quote_request)) == []
    assert list(traces(later)) == []
    waiting = {message.kind for message in db.session.query(Message).filter_by(state="waiting")}
    assert waiting <= {"made-other-arrangements", "visit-off", "visit-fell-through"}
    assert set(_purge(app).values()) == {0}


def _purge(app: Flask) -> dict[str, int]:
    done = app.test_cli_runner().invoke(args=["purge"])
    assert done.exit_code == 0, done.output
    return {line.split()[0]: int(line.split()[1]) for line in done.stdout.splitlines() if line[:1].isalpha()}


def test_a_worker_that_comes_late_does_not_keep_contacts_longer(
    app: Flask, request_row: QuoteRequest, clock: MovableClock
) -> None:
    began = clock.moment
    clock.move(days=200)
    with unit() as session:
        actions.expire(session, request_row.id)
    quote_request = db.session.get_one(QuoteRequest, request_row.id)
    assert quote_request.closed_at is not None
    assert (quote_request.closed_at - began).days == 60
    clock.move(days=41)
    assert _purge(app)["requests"] == 1
