"""Pictures that a firm sends without a word: they reach one customer for certain, or nobody."""

import pytest
from flask import Flask

from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.inbox.actions import receive_text
from directory.kernel.language import LANGUAGES
from directory.leads import actions as lead_actions
from directory.outbox.deliver import compose_now
from directory.outbox.models import InboundText, Message
from directory.photos.rules import Flaw
from directory.quotes.models import Quote, Reply
from tests.conftest import MovableClock
from tests.factories.requests import sent, set_language
from tests.inbox.two import GAOSHI, answer, answers, last_text, leads, states, two_customers

pytestmark = pytest.mark.usefixtures("site")


def picture(body: str = "", *others: Flaw, count: int = 1, number: int = 1) -> InboundText:
    with unit() as session:
        receive_text(session, GAOSHI, body, f"MM{number}", pictures=count, others=others)
    return last_text()


def lines() -> list[tuple[int, str, int]]:
    return [(line.lead_id, line.text, line.pictures) for line in db.session.query(Reply).order_by(Reply.id)]


def one_customer(*texts: str, language: str = "zh-Hans") -> None:
    sent("gaoshi", name="陈女士", phone="+13015550142", zip="20850", email="chen@example.com", language=language)
    for body in texts:
        with unit() as session:
            receive_text(session, GAOSHI, body, f"SM{body}")


@pytest.mark.parametrize("body", ["", " ", "\u200b", "."])
def test_it_reaches_the_one_customer_who_was_taken(body: str) -> None:
    one_customer("1")
    text = picture(body)
    assert lines() == [(leads()[0].id, body.strip(" \u200b"), 1)]
    assert (text.meaning, text.effect, text.is_read) == ("words", "words", False)
    assert answer() == "【冷暖专版】您的照片会放到陈女士（Rockville）的页面上。急就直接打电话。"


@pytest.mark.parametrize(
    "body",
    [
        *(
            "Sent from my iPhone",
            "发自我的iPhone",
            "IMG_1234.jpg",
            "image000000.heic",
            "MMS",
            "<Media omitted>",
            "[图片]",
        ),
        *("Multimedia message", "1 attachment", "彩信", "(no subject)\n20261129_101502.jpg\n\nSent from my iPhone"),
    ],
)
def test_what_the_phone_wrote_of_it_are_no_words(body: str) -> None:
    one_customer("1")
    text = picture(body)
    assert lines() == [(leads()[0].id, "", 1)]
    assert (text.meaning, text.effect) == ("words", "words")


def test_what_was_typed_goes_along_without_what_the_phone_wrote() -> None:
    one_customer("1")
    picture("机器的铭牌是这样的吗\n\nSent from my iPhone")
    assert lines() == [(leads()[0].id, "机器的铭牌是这样的吗", 1)]


def test_behind_a_digit_what_the_phone_wrote_is_nothing() -> None:
    two_customers("1", "3")
    picture("3\nIMG_1234.jpg")
    assert lines() == [(leads()[1].id, "", 1)]


@pytest.mark.parametrize("body", ["1", "1 谢谢", "1\nIMG_1234.jpg", "1\nSent from my iPhone"])
def test_it_goes_along_with_the_digit_that_takes_her(body: str) -> None:
    two_customers()
    text = picture(body)
    assert (states(), lines()) == (["accepted", "new"], [(leads()[0].id, "", 1)])
    assert (text.meaning, text.is_read) == ("accept", False)
    # One message says both.
    messages = [message.kind for message in db.session.query(Message).filter_by(recipient="+13015550142")]
    assert messages.count("asked") == 1
    assert "will-call" not in messages


def test_a_yes_in_words_brings_it_where_there_is_nobody_else() -> None:
    one_customer()
    picture("好的我接")
    assert (states(), lines()) == (["accepted"], [(leads()[0].id, "", 1)])


def test_beside_another_customer_a_yes_in_words_does_not() -> None:
    two_customers("3")
    text = picture("好的我接")
    assert (states(), lines(), text.is_read) == (["accepted", "accepted"], [], False)


def test_beside_words_that_may_be_for_another_it_stays_with_a_person() -> None:
    two_customers("3")
    text = picture("1 另一家的机器")
    assert (states()[0], lines(), text.is_read) == ("accepted", [], False)


def test_a_file_that_is_no_picture_does_not_go_along() -> None:
    two_customers()
    picture("1", Flaw.CONTACT_CARD)
    assert (states()[0], lines()) == ("accepted", [])


def test_a_yes_that_is_asked_whose_it_is_brings_its_picture() -> None:
    two_customers()
    picture("可以")
    assert lines() == []
    by_text("3", 1)
    assert (states(), lines()) == (["new", "accepted"], [(leads()[1].id, "", 1)])


def test_each_of_several_pictures_counts(clock: MovableClock) -> None:
    one_customer("1")
    picture()
    picture(number=2, count=3)
    assert [count for _lead, _text, count in lines()] == [1, 3]


@pytest.mark.parametrize("language", LANGUAGES)
def test_she_reads_that_a_photo_came(language: str) -> None:
    one_customer("1", language=LANGUAGES[language].bcp47)
    picture()
    messages = {
        message.channel: compose_now(db.session(), message)
        for message in db.session.query(Message).filter_by(kind="asked")
    }
    words = {"en": "sent a photo", "zh-hans": "发来1张照片", "zh-hant": "傳來1張照片"}[language]
    assert messages
    for content in messages.values():
        assert words in content.body
        assert content.body.count({"en": "photo", "zh-hans": "照片", "zh-hant": "照片"}[language]) == 1
        assert {"en": "no heat", "zh-hans": "没暖气", "zh-hant": "沒暖氣"}[language] in content.body


def test_one_that_is_agreed_gets_it() -> None:
    one_customer("1")
    with unit() as session:
        lead_actions.win(session, leads()[0].id)
    picture()
    assert [count for _lead, _text, count in lines()] == [1]


def test_of_two_it_asks_which_and_the_digit_sends_it() -> None:
    two_customers("1", "3")
    picture()
    assert lines() == []
    assert answer() == (
        "【冷暖专版】这张照片给哪位？回1 陈女士（Rockville）、3 John Smith（Fairfax）。只转照片，不算答应去。"
    )
    with unit() as session:
        receive_text(session, GAOSHI, "3", "SMdigit")
    assert lines() == [(leads()[1].id, "", 1)]
    assert states() == ["accepted", "accepted"]


def test_a_new_customer_gets_none_without_her_digit_which_takes_nothing() -> None:
    one_customer()
    picture()
    assert lines() == []
    assert answers() == ["which-customer"]
    with unit() as session:
        receive_text(session, GAOSHI, "1", "SMdigit")
    assert (lines(), states()) == ([(leads()[0].id, "", 1)], ["new"])
    assert "还没答应" in answer()


def test_beside_a_new_one_it_is_asked_whose_it_is() -> None:
    two_customers("1")
    picture()
    assert (lines(), answers()[-1]) == ([], "which-customer")


def test_behind_a_digit_it_is_hers() -> None:
    two_customers("1", "3")
    picture("3")
    assert lines() == [(leads()[1].id, "", 1)]


def test_it_is_nobodys_who_is_over(clock: MovableClock) -> None:
    """Just lost: it may be the picture for her."""
    two_customers("1", "3")
    with unit() as session:
        receive_text(session, GAOSHI, "陈女士没成", "SMlost")
    picture()
    assert (lines(), answers()[-1]) == ([], "which-customer")


def test_without_a_customer_a_person_reads_it(app: Flask) -> None:
    text = picture()
    assert (text.meaning, text.is_read, lines()) == ("machine", False, [])


@pytest.mark.parametrize("flaw", [Flaw.CONTACT_CARD, Flaw.OTHER_FILE])
def test_what_is_no_picture_goes_to_nobody_and_its_sender_reads_so(flaw: Flaw) -> None:
    one_customer("1")
    text = picture("", flaw)
    assert (lines(), text.is_read) == ([], False)
    assert answer() == "【冷暖专版】您发来的不是照片，没有转给任何人；照片可以转。这条短信有人会看。"


@pytest.mark.parametrize("language", LANGUAGES)
def test_our_answers_speak_the_language_of_the_firm(language: str) -> None:
    one_customer("1")
    set_language(language)
    picture()
    assert {"en": "your photo goes on the page of", "zh-hans": "您的照片会放到", "zh-hant": "您的照片會放到"}[
        language
    ] in answer()


def by_text(body: str, number: int) -> None:
    with unit() as session:
        receive_text(session, GAOSHI, body, f"SMnext{number}")


def test_beside_a_price_that_waits_nothing_more_is_asked_and_the_digit_sends_both() -> None:
    two_customers("1", "3")
    by_text("3200", 1)
    picture()
    assert answers().count("which-customer") == 1
    by_text("3", 2)
    assert [quote.amount_min for quote in db.session.query(Quote)] == [3200]
    assert lines() == [(leads()[1].id, "", 1)]


def test_what_is_no_picture_displaces_no_price_that_waits() -> None:
    two_customers("1", "3")
    by_text("3200", 1)
    picture("", Flaw.CONTACT_CARD)
    by_text("3", 2)
    assert [(quote.lead_id, quote.amount_min) for quote in db.session.query(Quote)] == [(leads()[1].id, 3200)]


def test_many_at_once_are_one_question_and_one_digit_sends_them_all(clock: MovableClock) -> None:
    two_customers("1", "3")
    for number in range(1, 6):
        picture(number=number)
    assert answers().count("which-customer") == 1
    by_text("1", 2)
    assert lines() == [(leads()[0].id, "", 1)] * 5
    assert answers().count("text-heard") == 1


def test_a_price_before_it_can_still_be_undone() -> None:
    one_customer("1")
    by_text("3200", 1)
    picture()
    by_text("撤回", 2)
    assert answers()[-1] == "undone-ack"


def test_a_digit_alone_behind_one_with_a_photo_is_another() -> None:
    two_customers()
    by_text("零件要等到周四", 1)
    picture("1")
    assert states() == ["new", "new"]
    by_text("1", 2)
    assert states() == ["accepted", "new"]


def test_the_same_digit_at_once_is_one_digit(clock: MovableClock) -> None:
    one_customer()
    picture()
    by_text("1", 1)
    by_text("１ ", 2)
    assert (lines(), states()) == ([(leads()[0].id, "", 1)], ["new"])
    by_text("1 谢谢", 3)
    assert states() == ["accepted"]


@pytest.mark.parametrize(("seconds", "state"), [(2, "new"), (6, "accepted")])
def test_the_digit_that_our_answer_asks_for_counts_once_that_was_read(
    clock: MovableClock, seconds: int, state: str
) -> None:
    one_customer()
    picture()
    by_text("1", 1)
    with unit() as session:
        session.get_one(Message, last_text().answer_id).sent_at = clock.moment
    clock.move(seconds=seconds)
    by_text("1", 2)
    assert states() == [state]


@pytest.mark.parametrize("body", ["3", "3\nIMG_1234.jpg"])
def test_with_the_digit_that_picks_for_a_price_both_reach_her(body: str) -> None:
    two_customers("1", "3")
    by_text("3200", 1)
    picture(body)
    assert [(quote.lead_id, quote.amount_min) for quote in db.session.query(Quote)] == [(leads()[1].id, 3200)]
    assert lines() == [(leads()[1].id, "", 1)]
    by_text("撤回", 2)
    assert answers()[-1] == "undone-ack"


def test_with_the_digit_that_picks_for_words_both_reach_her() -> None:
    two_customers("1", "3")
    by_text("零件要等到周四", 1)
    picture("1")
    assert lines() == [(leads()[0].id, "零件要等到周四", 0), (leads()[0].id, "", 1)]


def test_with_a_no_that_waits_it_reaches_nobody() -> None:
    two_customers()
    by_text("太远了", 1)
    picture()
    by_text("2", 2)
    assert (lines(), states()[0]) == ([], "declined")
