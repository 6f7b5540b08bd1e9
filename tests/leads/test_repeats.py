"""The same answers again, silence, and the count of both."""

import pytest

from directory.businesses.models import ContactPoint
from directory.foundation.unit import unit
from directory.kernel.errors import Invalid
from directory.leads import actions
from directory.leads.models import Lead, QuoteRequest
from directory.leads.notices import JOBS
from directory.outbox.models import Job, Message
from tests.factories.answers import PHONES
from tests.factories.requests import listed, sent


@pytest.fixture(autouse=True)
def _two_firms(app, clock):
    listed("gaoshi", "fangshi")


def test_the_same_answers_under_another_key_are_the_same_request(session, clock):
    first = sent(key="one")
    assert sent(key="two").id == first.id
    with unit() as writing:
        actions.close(writing, first.id)
    assert sent(key="three").id != first.id
    clock.move(days=2)
    assert session.query(QuoteRequest).count() == 2
    assert sent(key="four").id != first.id
    assert session.query(QuoteRequest).count() == 3


def a_day_passes(clock):
    """Every text was delivered, and a day went by without a word."""
    clock.move(days=1, seconds=1)
    with unit() as writing:
        for message in writing.query(Message).filter_by(kind="lead", state="waiting"):
            message.state = "delivered"
        for job in writing.query(Job).filter_by(kind="silence-check", done_at=None):
            JOBS["silence-check"](writing, (job.subject_kind, job.subject_id))
            job.done_at = clock.moment


def test_a_text_just_sent_is_not_held_against_anybody(session):
    sent("gaoshi")
    sent("gaoshi")
    point = session.query(ContactPoint).filter_by(address=PHONES["gaoshi"]).one()
    assert (point.state, point.unanswered) == ("not_introduced", 0)


def test_two_texts_without_an_answer_for_a_day_make_a_phone_calls_only(session, clock):
    sent("gaoshi")
    sent("gaoshi")
    a_day_passes(clock)
    assert session.query(ContactPoint).filter_by(address=PHONES["gaoshi"]).one().state == "calls_only"
    with pytest.raises(Invalid):
        sent("gaoshi")


def test_an_answer_starts_the_count_anew(session, clock):
    sent("gaoshi")
    a_day_passes(clock)
    with unit() as writing:
        actions.accept(writing, writing.query(Lead).one().id, "sms")
    sent("gaoshi")
    sent("gaoshi")
    a_day_passes(clock)
    point = session.query(ContactPoint).filter_by(address=PHONES["gaoshi"]).populate_existing().one()
    assert (point.state, point.unanswered) == ("calls_only", 2)
