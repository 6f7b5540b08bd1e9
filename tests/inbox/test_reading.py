"""What the row of a text keeps: how it was read, what it did to which lead, and what answered it."""

from datetime import date

import pytest

from directory.foundation.db import db
from directory.leads.models import Lead
from directory.outbox.models import InboundText, Message
from directory.quotes.models import Quote, Reply
from directory.texts.rules.case import Intent
from directory.texts.rules.leads import OpenLead
from directory.texts.rules.reader import read
from tests.factories.answers import PHONES
from tests.factories.requests import accept, sent
from tests.inbox.test_texts import text

GAOSHI = PHONES["gaoshi"]


@pytest.fixture
def request_to_gaoshi(site, session):
    """A request to 高氏."""
    return sent("gaoshi")


def last() -> InboundText:
    return db.session.query(InboundText).order_by(InboundText.id.desc()).first()


def answer() -> str | None:
    message = db.session.get(Message, last().answer_id) if last().answer_id else None
    return message.kind if message else None


@pytest.mark.parametrize(
    ("body", "effect", "kind"),
    [("1", "accept", "contact"), ("2", "decline", "declined-ack"), ("太远了", "decline", None)],
)
def test_an_answer_keeps_its_lead_and_how_that_stood(request_to_gaoshi, body, effect, kind):
    text(GAOSHI, body)
    assert (last().meaning, last().effect, last().state_before) == (effect, effect, "new")
    assert (last().subject_kind, last().subject_id) == ("lead", db.session.query(Lead).one().id)
    assert answer() == (kind or "declined-ack")
    assert last().effect_id is None


def test_words_keep_the_line_they_became(request_to_gaoshi, session):
    accept(session)
    text(GAOSHI, "3号下午可以去看看机器吗")
    line = session.query(Reply).one()
    assert (last().effect, last().effect_id, last().state_before, last().pass_on) == (
        "words",
        line.id,
        "accepted",
        True,
    )
    assert answer() == "text-heard"


def test_a_price_keeps_the_row_it_became_and_that_the_lead_was_new(request_to_gaoshi, session):
    text(GAOSHI, "报价 350")
    assert (last().effect, last().effect_id) == ("quote", session.query(Quote).one().id)
    assert (last().state_before, answer()) == ("new", "price-ack")


@pytest.mark.parametrize(
    ("body", "kind"), [("你们收多少钱", "cost-ack"), ("我正在开车，稍后回复您", None), ("7", "unknown-digit")]
)
def test_what_does_nothing_keeps_its_answer_alone(request_to_gaoshi, body, kind):
    text(GAOSHI, body)
    assert (last().effect, last().effect_id, last().state_before, last().pass_on) == (None, None, None, False)
    assert answer() == kind


@pytest.mark.parametrize("text", ["5 不跑那么远", "5太远", "5 no too far", "3 sorry can't", "5 不做这个"])
def test_a_yes_beside_a_refusal_is_for_a_person(text: str) -> None:
    leads = [OpenLead(3, 4, "Rockville", "repair", "new"), OpenLead(5, 6, "Fairfax", "repair", "new")]
    assert read(text, leads, date(2026, 11, 29)).intent is Intent.UNCLEAR


@pytest.mark.parametrize(
    ("text", "intent"),
    [("成了 1", Intent.WON), ("1 成了", Intent.WON), ("没成 1", Intent.LOST), ("1 没成", Intent.LOST)],
)
def test_what_became_of_a_customer_is_no_yes(text: str, intent: Intent) -> None:
    leads = [OpenLead(1, 2, "Rockville", "repair", "accepted"), OpenLead(3, 4, "Fairfax", "repair", "new")]
    reading = read(text, leads, date(2026, 11, 29))
    assert (reading.intent, reading.lead) == (intent, 1)


@pytest.mark.parametrize("text", ["不做了，太远", "不做了，实在太远跑不了"])
def test_a_customer_is_given_back_with_its_reason(text: str) -> None:
    reading = read(text, [OpenLead(1, 2, "Rockville", "repair", "accepted")], date(2026, 11, 29))
    assert (reading.intent, reading.lead) == (Intent.DECLINE, 1)
    assert reading.reason == "out_of_area"
