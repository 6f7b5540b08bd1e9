"""A firm texts that a visit is over: the one that can be, or the one it picks; and takes it back by a word."""

import pytest
from flask.testing import FlaskClient

from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.inbox.notices import KINDS as ANSWERS
from directory.kernel import text as segments
from directory.kernel.language import LANGUAGES
from directory.leads.models import Lead
from directory.outbox.models import Message
from directory.quotes.models import Reply
from tests.conftest import MovableClock
from tests.factories.answers import PHONES
from tests.factories.request_page import leads
from tests.visits.conftest import Sides, count_told
from tests.visits.test_by_text import _content, _text

FIRM = PHONES["gaoshi"]
#: On the Monday of the clock: its day has come.
TODAY = "2026-11-23/16-19"


def _answers() -> list[str]:
    query = db.session.query(Message).filter_by(recipient=FIRM, priority="reply", subject_kind="inbound")
    return [message.kind for message in query.order_by(Message.id)]


def _answer(language: str) -> str:
    message = db.session.query(Message).filter_by(recipient=FIRM, subject_kind="inbound").order_by(Message.id.desc())[0]
    content = ANSWERS[message.kind].compose(db.session(), ("inbound", message.subject_id), LANGUAGES[language], "sms")
    assert content is not None
    return content.body


def _second(client: FlaskClient, sides: Sides) -> Sides:
    """A second customer of the same phone, whose visit is today too."""
    with unit() as session:
        lead = session.get_one(Lead, leads(sides.request)[1].id)
        lead.texted_phone, lead.accept_digit, lead.state = FIRM, 3, "accepted"
        lead.accepted_at = lead.created_at
    other = Sides(client, sides.request, "fangshi", 1)
    other.agree(TODAY)
    return other


@pytest.mark.parametrize("body", ["完成", "做完了", "Job done", "done", "done, thanks", "陈女士 做完了", "1 done"])
def test_the_only_visit_that_can_be_is_over(sides: Sides, body: str) -> None:
    sides.agree(TODAY)
    text = _text(FIRM, body)
    visit = sides.visit()
    assert visit is not None
    assert (visit.state, text.meaning, text.is_read, text.effect) == ("done", "done", True, "visit")
    assert count_told("visit-done") == {("visit-done", "sms"): 1, ("visit-done", "email"): 1}
    assert _answers() == ["visit-over"]
    assert sides.lead.state == "accepted"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_answer_names_the_customer_and_how_to_undo(sides: Sides, language: str) -> None:
    sides.agree(TODAY)
    _text(FIRM, "做完了")
    body = _answer(language)
    assert {"en": "Reply UNDO", "zh-hans": "撤回", "zh-hant": "撤回"}[language] in body
    assert "陈女士" in body
    assert segments.count(body) <= 2


@pytest.mark.parametrize(
    "body",
    [
        "done?",
        "做完了吗",
        "not done",
        "Not fixed yet",
        "还没修好",
        "done by Friday",
        "王女士 做完了",
        "9 done",
        "没做完",
    ],
)
def test_what_says_anything_else_ends_no_visit(sides: Sides, body: str) -> None:
    sides.agree(TODAY)
    _text(FIRM, body)
    visit = sides.visit()
    assert visit is not None
    assert visit.state == "agreed"


def test_before_its_day_nothing_is_over(sides: Sides) -> None:
    sides.agree()
    assert _text(FIRM, "完成").meaning != "done"
    visit = sides.visit()
    assert visit is not None
    assert visit.state == "agreed"


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_two_it_asks_which_and_a_digit_answers(client: FlaskClient, sides: Sides, language: str) -> None:
    sides.agree(TODAY)
    other = _second(client, sides)
    assert _text(FIRM, "完成").effect is None
    assert _answers() == ["whose-visit"]
    question = _answer(language)
    assert "1 陈女士" in question
    assert "3 陈女士" in question
    assert segments.count(question) <= 2
    text = _text(FIRM, "3", 2)
    assert (text.meaning, text.subject_id) == ("done", other.lead.id)
    assert [one.visit().state for one in (sides, other)] == ["agreed", "done"]
    assert _answers() == ["whose-visit", "visit-over"]


def test_undo_takes_it_back_and_tells_who_was_told(sides: Sides) -> None:
    sides.agree(TODAY)
    _text(FIRM, "done")
    with unit() as session:
        for message in session.query(Message).filter_by(kind="visit-done"):
            message.state = "delivered"
    _text(FIRM, "undo", 2)
    visit = sides.visit()
    assert visit is not None
    assert (visit.state, visit.done_at) == ("agreed", None)
    assert _answers() == ["visit-over", "undone-ack"]
    assert count_told("visit-not-done") == {("visit-not-done", "sms"): 1, ("visit-not-done", "email"): 1}
    for language in LANGUAGES:
        assert segments.count(_content("visit-not-done", language)) <= 2
        assert _content("visit-not-done", language, "email")
    _text(FIRM, "done", 3)
    assert sides.visit().state == "done"


def test_unsent_it_is_taken_back_in_silence(sides: Sides) -> None:
    sides.agree(TODAY)
    _text(FIRM, "done")
    _text(FIRM, "undo", 2)
    assert count_told("visit-done", "visit-not-done") == {}


def test_the_same_again_is_no_job_won(sides: Sides) -> None:
    sides.agree(TODAY)
    for number in (1, 2):
        assert _text(FIRM, "完成", number).meaning == "done"
    assert (_answers(), sides.lead.state) == (["visit-over"], "accepted")


def test_the_phrase_of_the_book_and_the_button_do_the_same(sides: Sides, clock: MovableClock) -> None:
    sides.agree(TODAY)
    assert sides.firm("say", phrase="on_my_way").status_code == 303
    assert sides.visit().on_way_at is not None
    _text(FIRM, "Q2 30")
    assert sides.visit().late_minutes == 30
    _text(FIRM, "Q4", 2)
    assert sides.visit().state == "done"
    # She reads the sentences, and nothing twice.
    assert count_told("visit-on-way", "visit-late", "visit-done") == {}
    assert [line.phrase for line in db.session.query(Reply)] == ["on_my_way", "late_minutes", "done"]
    assert sides.firm("visit-done").status_code == 303
    assert count_told("visit-done") == {}
