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
from directory.texts.rules.text import Text
from directory.visits.notices import KINDS
from directory.visits.rules import Picked, picked
from tests.conftest import MovableClock
from tests.factories.answers import HOMEOWNER, PHONES
from tests.factories.request_page import leads
from tests.support.in_one import in_one
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


WITH_WORD = (
    "约1, 約1, 约 1, 约１, 约①, 约一, 选约1, 约1可以, 约1吧, 就约1, 定约1, 可以,约1, "
    "visit 1, visit1, Visit #1, v1, visit one, yes visit 1, ok visit 1, visit 1 works, "
    "visit 1 works for me, I'll take visit 1, appt 1"
)
BARE = "1, 1可以, 选1, 就1吧, 我要1, 一, one, 1 works for me, 1 is fine, option 1, I pick 1, no. 1, 1 please"
PLACED = "第一个, 第1个可以, 第一个时间, the first one, first works, the first time is good"
#: A question, a no, another number beside it, a time, a day: nothing is picked.
ELSE = (
    "1可以吗; 1不行; 约1不行; 不约1; 不要1; 1 or 2; 约1约2; 1 pm; 1点; 1号; 1 works?; "
    "not 1; anything but 1; 1st; visit; 约; 1 does not work; 第一个不行; 第一个客户; "
    "the first one is too early; 可以; works for me"
)


@in_one(
    "body, choice",
    [
        *((one, Picked(1, has_word=True)) for one in WITH_WORD.split(", ")),
        *((one, Picked(1, has_word=False)) for one in BARE.split(", ")),
        *((one, Picked(1, has_word=False, is_place=True)) for one in PLACED.split(", ")),
        ("约第二个", Picked(2, has_word=True, is_place=True)),
        *((one, None) for one in ELSE.split("; ")),
    ],
)
def test_a_time_is_picked_in_the_words_people_use(body: str, choice: Picked | None) -> None:
    assert picked(Text(body).core) == choice


@pytest.mark.parametrize("words", ["那就", "好的", "可以, ", "ok ", "1 good", "1可以的"])
def test_words_that_agree_again_and_again_are_read_at_once(words: str) -> None:
    """Each can be read in one way only: in two ways, thirty of them would keep a worker busy for minutes."""
    assert picked(f"{words * 200}第") is None


def test_a_place_in_a_second_list_is_counted(sides: Sides) -> None:
    """Its numbers do not begin at one any more: the first time of it is not the time that was number one."""
    sides.firm("propose-visit", window=[TUESDAY])
    sides.firm("propose-visit", window=[WEDNESDAY])
    assert sides.offered()[0].number > 1
    _text(HOMEOWNER, "第一个可以")
    visit = sides.visit()
    assert visit is not None
    assert (visit.state, visit.time.code if visit.time else "") == ("agreed", WEDNESDAY)


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
