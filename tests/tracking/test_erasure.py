"""What is deleted is gone: from every table but the sealed consents, and from the files that stand for messages."""

import json

import pytest
from flask import Flask
from flask.testing import FlaskClient

from directory.foundation import outfile
from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.inbox.actions import receive_text
from directory.leads import actions
from directory.leads.models import Consent, Lead, QuoteRequest
from directory.outbox import actions as outbox
from directory.outbox import deliver
from directory.outbox.models import InboundText, Message
from tests.conftest import MovableClock
from tests.factories.answers import PHONES, lead_url, request_url
from tests.factories.canaries import (
    MAIL,
    NAME,
    NEIGHBOR,
    PHONE,
    WORDS,
    delete,
    finished,
    planted,
    sent_request,
    traces,
    work,
)

pytestmark = pytest.mark.engine_cases


@pytest.fixture
def request_row(app: Flask, clock: MovableClock) -> QuoteRequest:
    """A request whose every word is a canary, with all that can come of it; what waited is in files."""
    return planted()


def test_nothing_is_left_in_any_table_or_file(client: FlaskClient, request_row: QuoteRequest) -> None:
    for _ in range(2):
        assert client.post(request_url(request_row), data={"action": "delete"}).status_code == 303
        assert list(traces(request_row)) == []
    # Not everything was thrown away: what went to a firm and when is still known.
    message = db.session.query(Message).filter_by(kind="lead", recipient=PHONES["gaoshi"]).one()
    assert (message.state, message.body) == ("sent", None)
    assert db.session.query(Consent).filter_by(phone=PHONE).count() > 0
    work()
    assert list(traces(request_row)) == []


def test_nothing_of_a_finished_job_is_anywhere_else_or_left(client: FlaskClient, clock: MovableClock) -> None:
    """Its card, what she noted on it and her review: on whose pages they are, and gone with the request."""
    own = finished()
    first, other = db.session.query(Lead).filter_by(request_id=own.id).order_by(Lead.id)
    hers = (NAME, MAIL, PHONE[2:], "301-555-0187", f"{WORDS} 7")
    listing = client.get("/en/businesses/gaoshi").text
    assert f"{WORDS} •••" in listing, "what she wrote to be read, without what reaches her"
    assert not [word for word in hers if word in listing]
    for address in ("/en/businesses/fangshi", lead_url(other, "en"), "/en/about/reviews", f"/en/find?q={WORDS}"):
        source = client.get(address, follow_redirects=True).text.replace(f'value="{WORDS}"', "")
        assert not [word for word in hers if word in source], address
    for address in (lead_url(first, "en"), f"{lead_url(first, 'en')}/warranty"):
        assert f"{WORDS} 7" not in client.get(address).text, "her notes are her own"
    record = client.get(f"{request_url(own, 'en')}/record.json").text
    assert f"{WORDS} 7" in record
    assert {"warranty_cards", "warranty_card_versions", "reviews", "typed_quotes"} <= set(json.loads(record))
    assert client.post(request_url(own), data={"action": "delete"}).status_code == 303
    work()
    assert list(traces(own)) == []


def test_what_others_wrote_stays(request_row: QuoteRequest, clock: MovableClock) -> None:
    other = sent_request(NEIGHBOR, "neighbor@home.example")
    with unit() as session:
        receive_text(session, NEIGHBOR, "please call me", "SMother")
        receive_text(session, PHONES["infinity"], "we are closed on Monday", "SMfirm")
    work()
    files = {path.name for path in outfile.stored()}
    delete(request_row)
    texts = {text.provider_reference: text for text in db.session.query(InboundText)}
    assert texts["SMother"].body == "please call me"
    assert not texts["SMother"].is_read
    assert texts["SMfirm"].body == "we are closed on Monday"
    assert texts["SMneighbor"].sender == NEIGHBOR
    about = db.session.query(Message).filter_by(subject_kind="request", subject_id=other.id).all()
    assert {message.recipient for message in about} == {NEIGHBOR, "neighbor@home.example"}
    assert {f"{message.reference}.json" for message in about} <= {path.name for path in outfile.stored()} & files


def test_texts_about_her_next_request_and_those_of_a_firm_are_not_hers_todelete(
    request_row: QuoteRequest, clock: MovableClock
) -> None:
    clock.move(hours=1)
    sent_request(email="other@home.example")
    with unit() as session:
        receive_text(session, PHONE, "when do they come?", "SMnext")
    delete(request_row)
    assert db.session.query(InboundText).filter_by(provider_reference="SMnext").one().body == "when do they come?"
    # Whoever types a firm's phone into the form does not get at what that firm texted us.
    forged = sent_request(PHONES["infinity"], "forged@home.example")
    with unit() as session:
        receive_text(session, PHONES["infinity"], "take us off your list", "SMfirm")
    delete(forged)
    text = db.session.query(InboundText).filter_by(provider_reference="SMfirm").populate_existing().one()
    assert (text.body, text.sender) == ("take us off your list", PHONES["infinity"])


def test_files_stay_while_nothing_is_committed(request_row: QuoteRequest) -> None:
    before = outfile.stored()
    with pytest.raises(ZeroDivisionError), unit() as session:
        actions.erase(session, request_row.id)
        assert outfile.stored() == before
        raise ZeroDivisionError
    assert outfile.stored() == before
    with unit() as session:
        nested = session.begin_nested()
        actions.erase(session, request_row.id)
        nested.rollback()
    assert outfile.stored() == before


@pytest.mark.parametrize("at", ["taken", "composed", "sent", "recorded"])
@pytest.mark.parametrize("kind", ["contact", "asked"])
def test_a_message_on_its_way_keeps_nothing(
    request_row: QuoteRequest, monkeypatch: pytest.MonkeyPatch, at: str, kind: str
) -> None:
    """Deleted between any two steps of the worker that sends it."""
    message = db.session.query(Message).filter_by(kind=kind, channel="sms").order_by(Message.id).first()
    assert message is not None
    message_id = message.id
    with unit() as session:
        erased_message = session.get_one(Message, message_id)
        (
            erased_message.state,
            erased_message.body,
            erased_message.delivered_at,
            erased_message.sent_at,
            erased_message.due_at,
        ) = "waiting", None, None, None, erased_message.created_at
    outfile.path_of(message.reference).unlink()
    monkeypatch.setattr(deliver, "on_step", lambda step, number: delete(request_row) if step == at else None)
    deliver.deliver(message_id)
    assert list(traces(request_row)) == []
    assert not outfile.path_of(message.reference).exists()
    state = db.session.get_one(Message, message_id, populate_existing=True).state
    assert state in (("cancelled",) if at == "taken" else ("sent", "delivered"))


def test_a_worker_that_died_with_it_in_hand_sends_it_to_nobody(
    request_row: QuoteRequest, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with unit() as session:
        message = session.query(Message).filter_by(kind="receipt", channel="email").one()
        message.state, message.due_at, message_id, reference = (
            "waiting",
            message.created_at,
            message.id,
            message.reference,
        )

    def die(step: str, number: int) -> None:
        if step == "sent":
            raise KeyboardInterrupt

    monkeypatch.setattr(deliver, "on_step", die)
    with pytest.raises(KeyboardInterrupt):
        deliver.deliver(message_id)
    monkeypatch.undo()
    delete(request_row)
    assert not outfile.path_of(reference).exists()
    clock.move(hours=1)
    assert deliver.sweep() == 1
    clock.move(hours=1)
    work()
    message = db.session.get_one(Message, message_id, populate_existing=True)
    assert (message.state, message.is_forgotten, outfile.path_of(reference).exists()) == ("cancelled", True, False)
    assert list(traces(request_row)) == []


def test_a_process_killed_after_the_commit_leaves_files_to_the_next_purge(
    app: Flask, request_row: QuoteRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(references: object = None) -> int:
        raise OSError("no more")

    monkeypatch.setattr(outbox, "sweep_files", killed)
    delete(request_row)
    monkeypatch.undo()
    assert set(traces(request_row)) == {"file"}
    done = app.test_cli_runner().invoke(args=["purge"])
    assert done.exit_code == 0, done.output
    assert list(traces(request_row)) == []
