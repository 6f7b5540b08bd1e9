"""Times for a visit by text: proposed, moved, canceled, by either side; and what is none."""

from datetime import date

import pytest
from flask.testing import FlaskClient

from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.inbox.notices import KINDS as ANSWERS
from directory.kernel import text as segments
from directory.kernel.language import LANGUAGES
from directory.leads.models import Lead, QuoteRequest
from directory.outbox.models import Message
from directory.texts.rules.text import Text
from directory.visits.rules.texted import Command, texted
from directory.warranties import actions as warranties
from tests.conftest import MovableClock
from tests.factories.answers import HOMEOWNER, PHONES
from tests.factories.request_page import leads
from tests.support.in_one import in_one
from tests.visits.conftest import Sides, count_told
from tests.visits.test_by_text import _content, _text

FIRM = PHONES["gaoshi"]
#: A Tuesday.
DAY = date(2026, 12, 1)
FRIDAY, SATURDAY = "2026-12-04/9-12", "2026-12-05/13-16"


@in_one(
    "body, command, codes",
    [
        *((one, "propose", FRIDAY) for one in (
            "约 周五9-12", "約 週五 9點到12點", "约周五上午", "约 12/4 9-12", "约 12月4号 早上9点到中午12点",
            "约 12/4周五9-12点", "上门 周五9-12", "visit Fri 9-12", "Visit Friday 9am-12pm please",
            "visit Fri 12/4 9AM-12PM", "appointment on Friday from 9 to 12", "visit Dec 4 9am to noon", "约 周五，9-12",
        )),
        *((one, "move", FRIDAY) for one in (
            "改到周五9-12", "改約星期五9-12", "改期：周五上午", "move visit to Fri 9-12", "move it to 12/4 9-12",
            "reschedule to Friday morning", "change the appointment to Fri 9-12", "visit moved to Fri 9-12",
        )),
        ("约 周五9-12或周六1-4", "propose", f"{FRIDAY} {SATURDAY}"),
        ("visit Fri 9-12 or Sat 1-4pm", "propose", f"{FRIDAY} {SATURDAY}"),
        ("约 周五9-12或13-16", "propose", f"{FRIDAY} 2026-12-04/13-16"),
        ("约 明早9点到11点", "propose", "2026-12-02/9-11"),
        ("visit today 1-4", "propose", "2026-12-01/13-16"),
        ("visit Fri 11-1", "propose", "2026-12-04/11-13"),
        ("visit Fri 8-5", "propose", "2026-12-04/8-17"),
        ("约 周五晚上6-8点", "propose", "2026-12-04/18-20"),
        # Somebody arrives within the hour.
        ("约 周五9点", "propose", "2026-12-04/9-10"),
        ("visit Fri at 2", "propose", "2026-12-04/14-15"),
        ("约 周五", "propose", "2026-12-04/0-24"),
        *((one, "propose", FRIDAY) for one in (
            "可以约周五9-12", "我想约周五上午", "book visit fri 9-12", "visit fri between 9 and 12",
            "let's do visit fri 9-12",
        )),
        *((one, "move", FRIDAY) for one in (
            "不好意思 临时有事 改到周五9-12", "幫我改到週五9-12", "I need to reschedule to Fri 9-12",
            "we'd like to move the visit to Fri 9-12",
        )),
        *((one, "cancel", "") for one in (
            "取消约", "取消預約", "约取消了", "我要取消预约", "cancel visit", "Cancel the appointment, thanks",
            "visit is cancelled", "we have to cancel our visit",
        )),
        # Six may be in the morning or in the evening, no half hours are proposed, the day is not that of its date.
        *((one, "propose", "") for one in (
            "约 周五6-8", "visit Fri 6-8", "约 周五9:30-11", "visit Fri 12/5 9-12", "visit 13/45 9-12", "约 9-12",
            "约 12/4，12/5 9-12", "约 周一9-12,周二9-12,周三9-12,周四9-12",
        )),
        *((one, "move", "") for one in ("改期", "reschedule visit", "换个时间")),
    ],
)  # fmt: skip
def test_a_command_and_its_times(body: str, command: str, codes: str) -> None:
    read = texted(Text(body).core, DAY)
    assert read is not None
    assert (read.command, " ".join(window.code for window in read.windows)) == (Command(command), codes)


@in_one(
    "body",
    [
        "约1", "visit 1", "约了客户周五", "约好了", "周五9-12", "move", "改", "改天再说", "换压缩机", "改成电的 3000",
        "visit done", "visit fee 80", "don't visit Fri", "cancel", "取消", "cancel job", "change filter Friday",
        "move in Friday", "推荐周五", "取消约的那家", "换周三的师傅",
        "约3000", "约 2800-3200", "visit 3000", "改天", "改天吧", "上门 80", "visit $89", "the visit moved me",
    ],
)  # fmt: skip
def test_what_is_no_command(body: str) -> None:
    assert texted(Text(body).core, DAY) is None


@pytest.mark.parametrize("words", ["周五", "9-12或", ",", "at 9 ", "12/4 ", "or "])
def test_a_long_text_is_no_command_and_costs_nothing(words: str) -> None:
    assert texted(f"约 {words * 300}", DAY) is None


@pytest.mark.parametrize(
    "words", ["想要", "我们要", "可以帮我", "sorry, ", "hi hey ", "约", "改期", "9 ", "周五 ", "取消"]
)
def test_no_text_keeps_a_worker_busy(words: str) -> None:
    """Within the length that is read: what can be read in two ways would take minutes."""
    assert texted(f"{(words * 60)[:118]}x", DAY) is None


def _answer(language: str, sender: str = FIRM) -> str:
    query = db.session.query(Message).filter_by(recipient=sender, subject_kind="inbound")
    message = query.order_by(Message.id.desc()).first()
    content = ANSWERS[message.kind].compose(db.session(), ("inbound", message.subject_id), LANGUAGES[language], "sms")
    assert content is not None
    return content.body


def _kinds(sender: str = FIRM) -> list[str]:
    query = db.session.query(Message).filter_by(recipient=sender, subject_kind="inbound")
    return [message.kind for message in query.order_by(Message.id)]


def _visit(sides: Sides) -> tuple[str, str]:
    """State of its visit, and the times that wait."""
    visit = sides.visit()
    return (visit.state, " ".join(window.time.code for window in visit.offered)) if visit else ("", "")


ON_MONDAY = {"en": "visit Fri 9-12 or Sat 1-4", "zh-hans": "约 周五9-12或周六1-4", "zh-hant": "約 週五9-12或週六1-4"}
SENT = {
    "en": "sent to 陈女士 (Rockville): visit Fri 11/27 9AM-12PM, Sat 11/28 1PM-4PM",
    "zh-hans": "11/27周五9-12点",
    "zh-hant": "11/27週五9-12點",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_firm_proposes_by_text_and_she_picks_by_a_number(sides: Sides, language: str) -> None:
    text = _text(FIRM, ON_MONDAY[language])
    assert (text.meaning, text.is_read, text.pass_on) == ("visit", True, False)
    assert _visit(sides) == ("proposed", "2026-11-27/9-12 2026-11-28/13-16")
    assert count_told("visit-proposed") == {("visit-proposed", "sms"): 1, ("visit-proposed", "email"): 1}
    assert _kinds() == ["visit-times-sent"]
    body = _answer(language)
    assert SENT[language] in body
    assert segments.count(body) <= 2
    _text(HOMEOWNER, "2")
    visit = sides.visit()
    assert visit is not None
    assert (visit.state, visit.time.code if visit.time else "") == ("agreed", "2026-11-28/13-16")


@pytest.mark.parametrize("side", ["firm", "her"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_example_of_the_agreed_text_moves_and_cancels(sides: Sides, language: str, side: str) -> None:
    """Either side reads how it is moved and canceled; sent back as it stands there, that does it."""
    if language == "en":
        # With a Chinese name in it, a text of two segments has no room for it.
        with unit() as session:
            session.get_one(QuoteRequest, sides.request.id).name = "Amy Chen"
    sides.agree()
    kind, sender = {"firm": ("visit-booked", FIRM), "her": ("visit-agreed", HOMEOWNER)}[side]
    body = _content(kind, language)
    assert segments.count(body) <= 2
    move, cancel = {
        "en": ("visit Fri 9-12", "cancel visit"),
        "zh-hans": ("约 周五9-12", "取消约"),
        "zh-hant": ("約 週五9-12", "取消約"),
    }[language]
    assert move in body
    assert cancel in body
    _text(sender, move)
    assert _visit(sides) == ("moved", "2026-11-27/9-12")
    asks = {"firm": "visit-proposed", "her": "visit-wanted"}[side]
    assert count_told(asks)[asks, "sms"] == 1
    assert {"en": "earlier time is off", "zh-hans": "原来的时间", "zh-hant": "原來的時間"}[language] in _answer(
        language, sender
    )
    _text(sender, cancel, 2)
    assert _visit(sides)[0] == "cancelled"
    off = {"firm": "visit-canceled", "her": "visit-off"}[side]
    assert count_told(off)[off, "sms"] == 1
    assert _kinds(sender) == ["visit-times-sent", "visit-called-off"]
    assert segments.count(_answer(language, sender)) <= 2


@pytest.mark.parametrize(("body", "state"), [("取消下周二的上门", "cancelled"), ("cancel visit Friday", "agreed")])
def test_only_the_visit_of_the_day_that_is_named_is_called_off(sides: Sides, body: str, state: str) -> None:
    """It is on Tuesday of next week."""
    sides.agree()
    text = _text(FIRM, body)
    assert _visit(sides)[0] == state
    assert text.is_read is (state == "cancelled")


def test_times_that_wait_are_called_off(sides: Sides) -> None:
    sides.firm("propose-visit", window=["2026-12-01/9-12"])
    _text(FIRM, "取消约")
    assert _visit(sides)[0] == "cancelled"
    assert "的上门时间已取消" in _answer("zh-hans")
    assert count_told("visit-canceled")["visit-canceled", "sms"] == 1


def test_the_same_again_at_once_is_one(sides: Sides, clock: MovableClock) -> None:
    _text(FIRM, "约 周五9-12")
    _text(FIRM, "约 周五9-12", 2)
    assert _kinds() == ["visit-times-sent"]
    clock.move(minutes=5)
    _text(FIRM, "约 周五9-12", 3)
    visit = sides.visit()
    assert visit is not None
    assert visit.round == 1
    assert count_told("visit-proposed")["visit-proposed", "sms"] == 1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("body", ["约 周五6-8", "改期", "约 今天9-10", "visit 12/30/26 9-12"])
def test_a_time_that_cannot_be_changes_nothing_and_is_answered(
    sides: Sides, clock: MovableClock, language: str, body: str
) -> None:
    sides.agree()
    clock.move(hours=2)
    assert _text(FIRM, body).is_read
    assert _visit(sides)[0] == "agreed"
    assert _kinds() == ["visit-unread"]
    assert segments.count(_answer(language)) <= 2


def _two(client: FlaskClient, sides: Sides) -> Sides:
    """A second customer of the same phone."""
    with unit() as session:
        lead = session.get_one(Lead, leads(sides.request)[1].id)
        lead.texted_phone, lead.accept_digit, lead.state = FIRM, 3, "accepted"
        lead.accepted_at = lead.created_at
    return Sides(client, sides.request, "fangshi", 1)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("body", "state"), [("约 周五9-12", "moved"), ("改到周五9-12", "moved"), ("取消约", "cancelled")]
)
def test_of_two_customers_it_asks_and_a_digit_answers(
    client: FlaskClient, sides: Sides, language: str, body: str, state: str
) -> None:
    other = _two(client, sides)
    sides.agree()
    other.agree()
    _text(FIRM, body)
    assert _kinds() == ["whose-visit"]
    question = _answer(language)
    assert "1 陈女士" in question
    assert "3 陈女士" in question
    assert segments.count(question) <= 2
    text = _text(FIRM, "3", 2)
    assert (text.meaning, text.subject_id) == ("visit", other.lead.id)
    assert [_visit(one)[0] for one in (sides, other)] == ["agreed", state]
    _text(FIRM, "3", 3)
    assert [_visit(one)[0] for one in (sides, other)] == ["agreed", state]
    assert len(_kinds()) == 2


@pytest.mark.parametrize("body", ["3 约 周五9-12", "3 visit Fri 9-12", "3 取消约"])
def test_a_digit_before_it_names_the_customer(client: FlaskClient, sides: Sides, body: str) -> None:
    other = _two(client, sides)
    sides.agree()
    other.agree()
    _text(FIRM, body)
    assert _visit(sides)[0] == "agreed"
    assert _visit(other)[0] in ("moved", "cancelled")


def test_a_visit_is_moved_only_where_there_is_one(client: FlaskClient, sides: Sides) -> None:
    """Of two customers one has a visit: `move` can mean no other."""
    other = _two(client, sides)
    other.agree()
    _text(FIRM, "改到周五9-12")
    assert (_visit(sides)[0], _visit(other)[0]) == ("", "moved")


def test_beside_a_new_customer_a_time_is_asked_about_and_a_move_is_not(client: FlaskClient, sides: Sides) -> None:
    """The time may be for the new one, who is not taken yet; what is moved is the visit that there is."""
    sides.agree()
    with unit() as session:
        lead = session.get_one(Lead, leads(sides.request)[1].id)
        lead.texted_phone, lead.accept_digit = FIRM, 3
    _text(FIRM, "约 周五9-12")
    assert (_visit(sides)[0], _kinds()) == ("agreed", ["whose-visit"])
    assert "1 陈女士" in _answer("zh-hans")
    _text(FIRM, "1", 2)
    assert _visit(sides) == ("moved", "2026-11-27/9-12")
    _text(FIRM, "改到周六9-12", 3)
    assert _visit(sides) == ("moved", "2026-11-28/9-12")


def test_to_whose_work_is_done_no_time_is_proposed(sides: Sides) -> None:
    sides.agree("2026-11-23/16-19")
    with unit() as session:
        warranties.finish(session, sides.lead.id, "business")
    assert not _text(FIRM, "约 周五9-12").is_read
    assert _kinds() == ["left-open"]


@pytest.mark.parametrize("body", ["约 周五9-12", "visit Fri 9-12", "取消约", "改到周五9-12"])
def test_for_nobody_who_was_taken_a_person_looks(sides: Sides, body: str) -> None:
    """Nothing is proposed to a customer who is new, and no listing takes a pause for it."""
    text = _text(PHONES["fangshi"], body)
    assert (text.meaning, text.is_read) == ("visit", False)
    assert _kinds(PHONES["fangshi"]) == ["left-open"]
    assert count_told() == {}


def test_what_she_has_with_two_firms_she_says_on_her_page(client: FlaskClient, sides: Sides) -> None:
    other = _two(client, sides)
    sides.agree()
    other.agree()
    text = _text(HOMEOWNER, "cancel visit")
    assert text.is_read
    assert [_visit(one)[0] for one in (sides, other)] == ["agreed", "agreed"]
    assert _kinds(HOMEOWNER) == ["visit-on-page"]
    assert segments.count(_answer("zh-hans", HOMEOWNER)) <= 2


def test_a_phone_without_a_request_changes_nothing(sides: Sides) -> None:
    sides.agree()
    _text("+13015550177", "cancel visit")
    assert _visit(sides)[0] == "agreed"


@pytest.mark.parametrize("body", ["约 周五9-12可以吗", "can we move the visit to Fri?", "约了客户周五", "cancel"])
def test_what_says_more_is_read_as_words(sides: Sides, body: str) -> None:
    sides.agree()
    assert _text(FIRM, body).meaning != "visit"
    assert _visit(sides)[0] == "agreed"


def test_her_visit_that_is_over_is_neither_moved_nor_off(sides: Sides, clock: MovableClock) -> None:
    sides.agree("2026-11-23/16-19")
    _text(FIRM, "done")
    _text(FIRM, "cancel visit", 2)
    assert _visit(sides)[0] == "done"
