"""Times for a visit picked by text: a bare number from the homeowner, a word and a number from the firm."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.inbox.actions import receive_text
from directory.kernel import text as segments
from directory.kernel.language import LANGUAGES
from directory.leads import actions as lead_actions
from directory.outbox.models import InboundText, Message
from directory.visits.notices import KINDS
from tests.conftest import MovableClock
from tests.factories.answers import HOMEOWNER, PHONES
from tests.factories.request_page import leads
from tests.visits.conftest import TUESDAY, WEDNESDAY, Sides, count_told


def _text(sender: str, body: str, number: int = 1) -> InboundText:
    with unit() as session:
        receive_text(session, sender, body, f"SM{sender}{number}")
    return db.session.query(InboundText).order_by(InboundText.id.desc()).populate_existing().first()


def _content(kind: str, language: str, channel: str = "sms") -> str:
    message = db.session.query(Message).filter_by(kind=kind).order_by(Message.id.desc()).first()
    content = KINDS[kind].compose(
        db.session(), (message.subject_kind, message.subject_id), LANGUAGES[language], channel
    )
    assert content is not None
    return content.body


OFFERS = {
    "en": "can come: 1) Tue 12/1 9AM-12PM; 2) Wed 12/2 1PM-4PM. Reply 1 or 2",
    "zh-hans": "可以上门：1：12/1周二9-12点；2：12/2周三13-16点。回1或2",
    "zh-hant": "可以到府：1：12/1週二9-12點；2：12/2週三13-16點。請回1或2",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_homeowner_answers_by_a_number(sides: Sides, language: str) -> None:
    sides.firm("propose-visit", window=[TUESDAY, WEDNESDAY])
    body = _content("visit-proposed", language)
    assert OFFERS[language] in body
    assert segments.count(body) <= 2
    text = _text(HOMEOWNER, "2 谢谢")
    visit = sides.visit()
    assert visit is not None
    assert (visit.state, visit.time.code if visit.time else "") == ("agreed", WEDNESDAY)
    assert (text.meaning, text.is_read) == ("visit", True)
    assert count_told("visit-agreed", "visit-booked") == {
        ("visit-agreed", "sms"): 1,
        ("visit-agreed", "email"): 1,
        ("visit-booked", "sms"): 1,
    }


@pytest.mark.parametrize(("language", "word"), [("en", "visit 1"), ("zh-hans", "约1"), ("zh-hant", "約1")])
def test_the_firm_answers_by_a_word_and_a_number(sides: Sides, language: str, word: str) -> None:
    sides.her("propose-visit", window=[TUESDAY, WEDNESDAY])
    body = _content("visit-wanted", language)
    assert word in body
    assert segments.count(body) <= 2
    text = _text(PHONES["gaoshi"], word)
    visit = sides.visit()
    assert visit is not None
    assert (visit.state, text.meaning) == ("agreed", "visit")


def test_a_firms_bare_digit_stays_its_customers(sides: Sides) -> None:
    sides.her("propose-visit", window=[TUESDAY])
    text = _text(PHONES["gaoshi"], "1")
    visit = sides.visit()
    assert visit is not None
    assert (visit.state, text.meaning) == ("proposed", "accept")


def test_a_number_never_means_two_things(sides: Sides, client: FlaskClient) -> None:
    """Two firms, and a second round of one: each time has a number of its own, and an old one does nothing."""
    with unit() as session:
        lead_actions.accept(session, leads(sides.request)[1].id, "web")
    other = Sides(client, sides.request, "fangshi", 1)
    sides.firm("propose-visit", window=[TUESDAY, WEDNESDAY])
    other.firm("propose-visit", window=[TUESDAY])
    sides.firm("propose-visit", window=["2026-12-03/9-12"])
    assert [window.number for window in (*other.offered(), *sides.offered())] == [3, 4]
    text = _text(HOMEOWNER, "1")
    assert text.is_read
    assert [one.visit().state for one in (sides, other)] == ["proposed", "proposed"]
    assert db.session.query(Message).filter_by(kind="visit-gone").count() == 1
    _text(HOMEOWNER, "3", 2)
    assert [one.visit().state for one in (sides, other)] == ["proposed", "agreed"]


def test_a_number_is_free_again_three_days_after_its_time(sides: Sides, clock: MovableClock) -> None:
    sides.firm("propose-visit", window=[TUESDAY])
    clock.move(days=20)
    sides.firm("propose-visit", window=["2026-12-15/9-12"])
    assert [window.number for window in sides.offered()] == [1]


@pytest.mark.parametrize("body", ["I'd rather have Monday", "1 or 2", "12 Oak Lane", "2 pm"])
def test_other_words_of_hers_reach_a_person(sides: Sides, body: str) -> None:
    sides.firm("propose-visit", window=[TUESDAY, WEDNESDAY])
    text = _text(HOMEOWNER, body)
    visit = sides.visit()
    assert visit is not None
    assert (visit.state, text.is_read) == ("proposed", False)


def test_the_same_number_twice_is_once(app: Flask, sides: Sides) -> None:
    sides.firm("propose-visit", window=[TUESDAY])
    for number in (1, 2):
        assert _text(HOMEOWNER, "1", number).is_read
    assert count_told("visit-agreed") == {("visit-agreed", "sms"): 1, ("visit-agreed", "email"): 1}
    assert db.session.query(Message).filter_by(kind="visit-gone").count() == 0
