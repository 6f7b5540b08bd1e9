"""What stands first on either page: the question whether the work is done comes when it can be, and not before."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from directory.foundation.unit import unit
from directory.kernel.language import by_tag
from directory.leads import actions as lead_actions
from directory.outbox.models import InboundText, Message
from directory.quotes import actions as quote_actions
from directory.quotes.models import Reply
from directory.quotes.notices import KINDS
from directory.quotes.rules.phrases import Sentence
from tests.factories.answers import HOMEOWNER, PHONES, lead_url, request_url
from tests.visits.conftest import TUESDAY, Sides
from tests.visits.test_by_text import _text
from tests.visits.test_done_by_text import TODAY

FIRM = PHONES["gaoshi"]


def _win(sides: Sides) -> None:
    with unit() as session:
        lead_actions.win(session, sides.lead.id)


def _order(client: FlaskClient, sides: Sides) -> list[str]:
    """The sections of the firm's page, in their order, and whether the question of the end stands open."""
    source = client.get(lead_url(sides.lead, "en")).text
    sections = re.findall(r'<section[^>]* (?:id|aria-labelledby)="(card|talk|job)"', source)
    return [*sections, *re.findall(r"(open)>\s*<summary>Is the work done", source)]


def _next(client: FlaskClient, sides: Sides) -> tuple[str, list[str]]:
    """Her page, and where what is next leads."""
    source = client.get(request_url(sides.request, "en")).text
    return source, re.findall(r'class="do-next"><a class="btn" href="([^"]+)"', source)


def test_a_firm_is_asked_whether_the_work_is_done_after_it_gave_a_price(client: FlaskClient, sides: Sides) -> None:
    first = _order(client, sides)
    assert first.index("card") > first.index("talk")
    assert "open" not in first
    sides.agree(TUESDAY)
    agreed = _order(client, sides)
    assert agreed.index("card") < agreed.index("talk")
    assert "open" not in agreed
    _win(sides)
    assert "open" not in _order(client, sides)


def test_once_the_day_has_come_it_stands_open(client: FlaskClient, sides: Sides) -> None:
    sides.agree(TODAY)
    _win(sides)
    assert "open" in _order(client, sides)


def test_after_the_visit_she_is_asked_whether_the_work_is_done(client: FlaskClient, sides: Sides) -> None:
    sides.agree(TODAY)
    _win(sides)
    assert sides.firm("visit-done").status_code == 303
    source, links = _next(client, sides)
    assert links == ["#done-gaoshi"]
    assert re.search(r'<details[^>]* id="done-gaoshi" open>', source)
    assert sides.her("done").status_code == 303
    [card] = _next(client, sides)[1]
    assert "/warranty/" in card


@pytest.mark.parametrize("words", ["配件明天才到，改天再来", "The part comes tomorrow, I can't finish today"])
def test_words_on_an_agreed_job_reach_her_phone(session: Session, sides: Sides, words: str) -> None:
    _win(sides)
    _text(FIRM, words)
    message = session.query(Message).filter_by(kind="asked", recipient=HOMEOWNER).one()
    content = KINDS["asked"].compose(session, (message.subject_kind, message.subject_id), by_tag("en"), "sms")
    assert content is not None
    assert "Gaoshi" in content.body


def _ask(sides: Sides) -> None:
    with unit() as session:
        sentence = Sentence("ask_disposal", {}, by_tag("en"))
        quote_actions.say_phrase(session, sides.lead.id, "homeowner", sentence)


@pytest.mark.parametrize("word", ["包含", "有", "yes included"])
def test_a_word_answers_the_question_that_is_open(session: Session, sides: Sides, word: str) -> None:
    assert _text(FIRM, word).subject_id is None
    _ask(sides)
    assert _text(FIRM, word, 2).subject_id == sides.lead.id
    assert [line.text for line in session.query(Reply).filter_by(author="business")] == [word]


def test_thanks_answer_no_question(session: Session, sides: Sides) -> None:
    _ask(sides)
    _text(FIRM, "谢谢")
    assert session.query(Reply).filter_by(author="business").count() == 0
    assert session.query(InboundText).one().is_read


def test_what_is_next_stands_right_below_what_says_so(sides: Sides, client: FlaskClient) -> None:
    """Not below the price and all that was written."""
    sides.firm("propose-visit", window=[TUESDAY])
    page = client.get(request_url(sides.request, "zh-hant")).text
    order = [page.index(mark) for mark in ("選一個時間</a>", 'value="pick-visit"', 'id="offer-gaoshi"')]
    assert order == sorted(order)
