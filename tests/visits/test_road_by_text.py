"""A firm texts from the road: the visit of today is late or under way, and the customer reads it in her language."""

import pytest

from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.leads.models import Lead, QuoteRequest
from directory.outbox.models import Message, Suppression
from directory.quotes.models import Reply
from directory.visits.rules.road import is_from_road, said_on_road
from tests.factories.answers import PHONES, request_url
from tests.factories.request_page import leads
from tests.support.in_one import in_one
from tests.visits.conftest import TUESDAY, Sides, count_told
from tests.visits.test_by_text import _text
from tests.visits.test_done_by_text import TODAY

FIRM = PHONES["gaoshi"]


@in_one(
    "words, minutes",
    [
        ("晚到30分钟", 30),
        ("我會遲到30分鐘", 30),
        ("晚三十分钟到", 30),
        ("晚半小时", 30),
        ("遲咗半個鐘", 30),
        ("不好意思，会晚15分钟左右", 15),
        ("晚一刻钟", 15),
        ("晚到两个小时", 120),
        ("迟一个半小时", 90),
        ("running 30 min late", 30),
        ("I'm running about 30 minutes late", 30),
        ("Sorry, I will be 30 min late", 30),
        ("running behind 30 min", 30),
        ("half an hour late", 30),
        ("I'm gonna be an hour late", 60),
        ("an hour and a half late", 90),
        ("晚到1小时20分钟", 80),
        ("迟到一小时二十分", 80),
        ("晚到一个小时零十分钟", 70),
        ("會遲到約1小時20分鐘", 80),
        ("晚一个半小时", 90),
        ("晚來一個半小時", 90),
        ("晚個半鐘", 90),
        ("遲半粒鐘到", 30),
        ("晚到2个半小时", 150),
        ("晚一小时半", 90),
        ("要晚三刻钟", 45),
        ("延误40分钟", 40),
        ("will be 1 hr 20 min late", 80),
        ("will be an hour and 20 minutes late", 80),
        ("late by an hour and twenty", 80),
        ("1 hour 20 late", 80),
        ("1h20 late", 80),
        ("1h 20m late", 80),
        ("1hr20min late", 80),
        ("running 90 min behind", 90),
        ("ninety minutes behind", 90),
        ("forty-five minutes late", 45),
        ("2.5 hrs late", 150),
        ("two and a half hours late", 150),
        ("a half hour late", 30),
        ("three quarters of an hour late", 45),
        ("1/2 hr late", 30),
        ("delayed 1 hr", 60),
        ("20 min. late", 20),
        ("running 1 hr. behind", 60),
        ("遲三個字", 15),
        ("要遲兩個字先到", 10),
        ("遲成四個字", 20),
        ("迟到三刻钟", 45),
        ("voy media hora tarde", 30),
        ("llego 20 minutos tarde", 20),
        ("vamos una hora y media tarde", 90),
    ],
)
def test_how_late_is_read_as_people_write_it(words: str, minutes: int) -> None:
    reading = said_on_road(words)
    assert reading is not None
    assert (reading[0].written, reading[1]) == (f"late_minutes minutes={minutes}", True)


@in_one(
    "words, written, is_all",
    [
        ("running late", "late", True),
        ("晚点到", "late", True),
        ("在路上", "on_my_way", True),
        ("我们已经在路上了", "on_my_way", True),
        ("omw", "on_my_way", True),
        ("might be a little late", "late", True),
        ("在路上了，20分钟到", "on_my_way_minutes minutes=20", True),
        ("on our way, be there in 20 min", "on_my_way_minutes minutes=20", True),
        ("路上，还要1小时20分钟", "on_my_way_minutes minutes=80", True),
        ("on my way, 1 hr 10 min out", "on_my_way_minutes minutes=70", True),
        ("要晚到半小时，堵车", "late_minutes minutes=30", False),
        ("Sorry, I'll be about 30 minutes late, traffic on 270", "late_minutes minutes=30", False),
    ],
)
def test_other_words_from_the_road(words: str, written: str, is_all: bool) -> None:
    reading = said_on_road(words)
    assert reading is not None
    assert (reading[0].written, reading[1]) == (written, is_all)


@in_one(
    "words",
    [
        "晚半小时行吗",
        "can I be 30 min late?",
        "不会晚到30分钟",
        "昨天晚到30分钟",
        "30 min late fee",
        "晚到300分钟",
        "1:20 late",
        "晚到两天",
        "done",
        "30",
    ],
)
def test_what_says_something_else_is_not_from_the_road(words: str) -> None:
    assert said_on_road(words) is None


@in_one(
    "words, minutes",
    [
        ("晚30到40分钟", 40),
        ("30-40 min late", 40),
        ("晚一两个小时", 120),
        ("要遲兩三個字", 15),
        ("晚二三十分钟到", 30),
        ("an hour or two late", 120),
        ("half an hour to an hour late", 60),
        ("10 or 15 mins behind", 15),
    ],
)
def test_of_two_times_the_longer_is_said_beside_his_own_words(words: str, minutes: int) -> None:
    reading = said_on_road(words)
    assert reading is not None
    assert (reading[0].written, reading[1]) == (f"late_minutes minutes={minutes}", False)
    assert is_from_road(words)


@in_one(
    "words",
    [
        *(
            "到了，晚了半小时",
            "我到了，遲咗半個鐘",
            "已经到楼下了，迟到十分钟",
            "刚到，晚了二十分钟不好意思",
            "here now, 15 min late",
        ),
        *("just got here, 20 min late", "ya llegue, 20 min tarde", "昨天，晚了半小时", "上次，迟到一小时"),
        *("yesterday, 30 min late", "last visit, an hour late", "那天，晚了半个钟头"),
        *("30 min late, $50 off", "晚半小时，少收50", "晚到半小時，減五十", "30 min late, I'll take 10% off"),
        *("遲半個鐘，計平啲俾你", "an hour late, no charge for the visit", "晚半小时，给你打九折"),
    ],
)
def test_what_is_over_or_gives_a_discount_moves_no_visit(words: str) -> None:
    assert said_on_road(words) is None


@in_one(
    "words",
    [
        "快到了，晚10分钟",
        "马上到，晚十分钟",
        "晚半小时到你家",
        "was stuck on 495, 20 min late",
        "left late, 20 min behind",
    ],
)
def test_who_is_nearly_there_is_still_late(words: str) -> None:
    assert said_on_road(words) is not None


@pytest.mark.parametrize(("body", "minutes"), [("遲三個字", 15), ("晚一两个小时", 120), ("20 min. late", 20)])
def test_the_visit_is_late_by_as_much(sides: Sides, body: str, minutes: int) -> None:
    sides.agree(TODAY)
    assert _text(FIRM, body).meaning == "words"
    assert sides.visit().late_minutes == minutes


@pytest.mark.parametrize(
    "body", ["晚到30分钟", "running 30 min late", "1 晚到30分钟", "陈女士，要晚到30分钟", "陳女士，遲咗半個鐘"]
)
def test_late_by_text_sets_the_visit_late_and_she_reads_it(sides: Sides, client, body: str) -> None:
    sides.agree(TODAY)
    text = _text(FIRM, body)
    assert (text.meaning, text.effect, text.is_read) == ("words", "words", True)
    visit = sides.visit()
    assert visit is not None
    assert visit.late_minutes == 30
    # She is told once, by a sentence that she reads in any language.
    assert count_told("visit-late") == {}
    assert [(line.phrase, line.slots) for line in db.session.query(Reply)] == [("late_minutes", {"minutes": 30})]
    assert db.session.query(Message).filter_by(kind="asked").count() == 2
    assert "大约30分钟" in client.get(request_url(sides.request, "zh-hans")).text
    assert "about 30 minutes late" in client.get(request_url(sides.request, "en")).text


def test_any_number_of_minutes_is_told(sides: Sides) -> None:
    sides.agree(TODAY)
    _text(FIRM, "Q2 20")
    assert sides.visit().late_minutes == 20
    _text(FIRM, "在路上了", 2)
    assert sides.visit().on_way_at is not None


@pytest.mark.parametrize(("language", "messages"), [("en", 2), ("zh-Hans", 0)])
def test_words_with_a_reason_stay_and_who_cannot_read_them_is_told(sides: Sides, language: str, messages: int) -> None:
    sides.agree(TODAY)
    with unit() as session:
        session.get_one(QuoteRequest, sides.request.id).language = language
    _text(FIRM, "要晚到半小时，堵车")
    assert sides.visit().late_minutes == 30
    assert [(line.phrase, line.text) for line in db.session.query(Reply)] == [(None, "要晚到半小时，堵车")]
    assert sum(count_told("visit-late").values()) == messages


def test_on_another_day_it_is_a_sentence_and_moves_nothing(sides: Sides) -> None:
    sides.agree(TUESDAY)
    _text(FIRM, "晚到30分钟")
    assert sides.visit().late_minutes is None
    assert [line.phrase for line in db.session.query(Reply)] == ["late_minutes"]


def test_of_two_customers_a_digit_says_who_waits_longer(client, sides: Sides) -> None:
    sides.agree(TODAY)
    with unit() as session:
        lead = session.get_one(Lead, leads(sides.request)[1].id)
        lead.texted_phone, lead.accept_digit, lead.state = FIRM, 3, "accepted"
        lead.accepted_at = lead.created_at
    other = Sides(client, sides.request, "fangshi", 1)
    other.agree(TODAY)
    waiting = _text(FIRM, "晚到30分钟")
    text = _text(FIRM, "3", 2)
    db.session.refresh(waiting)
    assert (text.meaning, waiting.meaning) == ("picked", "words")
    assert [one.visit().late_minutes for one in (sides, other)] == [None, 30]


@pytest.mark.parametrize("body", ["晚個半鐘", "about an hour and a half behind", "1 晚個半鐘"])
@pytest.mark.parametrize("state", ["accepted", "won"])
def test_what_alone_would_be_read_as_something_else_is_from_the_road(sides: Sides, body: str, state: str) -> None:
    sides.agree(TODAY)
    with unit() as session:
        lead = session.get_one(Lead, leads(sides.request)[0].id)
        lead.state = state
        lead.closed_at = lead.created_at if state == "won" else None
    assert _text(FIRM, body).meaning == "words"
    assert [line.slots for line in db.session.query(Reply)] == [{"minutes": 90}]


@pytest.mark.parametrize("body", ["出发了", "在路上了", "omw", "heading over now"])
def test_who_sets_out_refuses_no_texts(sides: Sides, body: str) -> None:
    sides.agree(TODAY)
    assert _text(FIRM, body).meaning == "words"
    assert sides.visit().on_way_at is not None
    assert db.session.query(Suppression).count() == 0


def test_without_a_customer_it_is_for_a_person_and_stops_nothing(app, clock) -> None:
    text = _text(FIRM, "出发了")
    assert (text.meaning, text.is_read) == ("unclear", False)
    assert db.session.query(Suppression).count() == 0


@pytest.mark.parametrize(
    "words",
    [
        "Tomorrow, I'll be 30 min late",
        "如果堵车，会晚到30分钟",
        "The part is on the way, 20 min late",
        "出发了，明天见",
        "在路上，去另一家，晚点联系你",
        "if traffic is bad im 20 minutes late",
        "周五可能晚到半小时",
    ],
)
def test_another_day_part_or_place_moves_no_visit(words: str) -> None:
    assert said_on_road(words) is None
