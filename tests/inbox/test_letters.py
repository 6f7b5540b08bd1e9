"""A homeowner answers a sentence of the book by a letter: from her phone, where one question is open."""

import pytest
from flask.testing import FlaskClient

from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.inbox.actions import receive_text
from directory.inbox.notices import KINDS as ANSWERS
from directory.kernel import text as segments
from directory.kernel.language import LANGUAGES, by_tag
from directory.leads import actions as lead_actions
from directory.leads.models import QuoteRequest
from directory.outbox.models import InboundText, Message
from directory.quotes import actions as quote_actions
from directory.quotes.models import Reply
from directory.quotes.notices import KINDS
from directory.quotes.rules.phrases import ANSWER_LETTERS, Sentence, book, lettered
from tests.conftest import MovableClock
from tests.factories.answers import HOMEOWNER, PHONES, quote_request
from tests.factories.request_page import leads


@pytest.fixture
def request_of_two(client: FlaskClient, clock: MovableClock) -> QuoteRequest:
    request = quote_request(("gaoshi", "fangshi"), language="en")
    with unit() as session:
        for lead in leads(request):
            lead_actions.accept(session, lead.id, "web")
    return request


def ask(request: QuoteRequest, code: str, number: int = 0) -> None:
    with unit() as session:
        language = by_tag("zh-Hans")
        quote_actions.say_phrase(session, leads(request)[number].id, "business", Sentence(code, {}, language))


def text(body: str, sender: str = HOMEOWNER, number: int = 1) -> InboundText:
    with unit() as session:
        receive_text(session, sender, body, f"SM{sender}{number}")
    return db.session.query(InboundText).order_by(InboundText.id.desc()).populate_existing().first()


def hers() -> list[str | None]:
    return [line.phrase for line in db.session.query(Reply).filter_by(author="homeowner").order_by(Reply.id)]


def answers() -> list[str]:
    query = db.session.query(Message).filter_by(recipient=HOMEOWNER, subject_kind="inbound")
    return [message.kind for message in query.order_by(Message.id)]


def asking(language: str, kinds=KINDS, kind: str = "asked") -> str:
    message = db.session.query(Message).filter_by(kind=kind, channel="sms").order_by(Message.id.desc()).first()
    subject = (message.subject_kind, message.subject_id)
    content = kinds[kind].compose(db.session(), subject, LANGUAGES[language], "sms")
    assert content is not None
    return content.body


def test_a_letter_says_what_the_text_says_of_it(request_of_two: QuoteRequest) -> None:
    ask(request_of_two, "unit_age")
    assert "Reply A: " in asking("en")
    first = lettered("unit_age")["B"]
    assert f"B: {first.read(LANGUAGES['en'])}" in asking("en")
    heard = text("b, thanks")
    assert (heard.meaning, heard.is_read, heard.effect) == ("words", True, None)
    assert hers() == [first.phrase.code]
    assert answers() == ["answer-passed"]
    for language in LANGUAGES:
        body = asking(language, ANSWERS, "answer-passed")
        assert first.read(LANGUAGES[language]) in body
        assert segments.count(body) <= 2
    assert db.session.query(Message).filter_by(kind="replied").count() == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_fits_its_text(request_of_two: QuoteRequest, language: str) -> None:
    codes = [phrase.code for phrase in book().phrase if phrase.is_said_by("business") and lettered(phrase.code)]
    assert len(codes) > 5
    for code in codes:
        if not next(phrase for phrase in book().phrase if phrase.code == code).slots:
            ask(request_of_two, code)
            assert segments.count(asking(language)) <= 2, code
    assert len(ANSWER_LETTERS) == 4


def test_of_two_questions_none_is_guessed(request_of_two: QuoteRequest) -> None:
    for number in (0, 1):
        ask(request_of_two, "unit_age", number)
    assert text("A").is_read
    assert (hers(), answers()) == ([], ["answer-on-page"])
    for language in LANGUAGES:
        assert segments.count(asking(language, ANSWERS, "answer-on-page")) <= 2


def test_a_letter_that_answers_nothing_names_the_page(request_of_two: QuoteRequest) -> None:
    code = next(
        phrase.code for phrase in book().phrase if phrase.is_said_by("business") and len(lettered(phrase.code)) == 2
    )
    ask(request_of_two, code)
    text("D")
    assert (hers(), answers()) == ([], ["answer-on-page"])


@pytest.mark.parametrize("sender", ["+13015550199", PHONES["gaoshi"]])
def test_from_another_phone_it_answers_nothing(request_of_two: QuoteRequest, sender: str) -> None:
    ask(request_of_two, "unit_age")
    text("A", sender)
    assert hers() == []


def test_with_nothing_open_a_letter_is_a_text_like_any_other(request_of_two: QuoteRequest) -> None:
    assert not text("A").is_read
    ask(request_of_two, "unit_age")
    text("A", number=2)
    text("B", number=3)
    assert (hers(), answers()) == ([lettered("unit_age")["A"].phrase.code], ["answer-passed"])


def test_words_and_numbers_are_no_letters(request_of_two: QuoteRequest) -> None:
    ask(request_of_two, "unit_age")
    for number, body in enumerate(("A or B", "about 10 years", "1", "apple")):
        text(body, number=number)
    assert hers() == []
