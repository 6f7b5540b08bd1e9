"""Mails to the operator about the outbox itself."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from directory.kernel.language import LANGUAGES
from directory.outbox import notices, queries
from tests.outbox.conftest import Post, message_now, send


def test_a_dead_letter_that_was_sent_after_all_is_no_news(app: Flask, post: Post, session: Session) -> None:
    assert message_now(post()).state == "waiting"
    assert notices.KINDS["dead-letter"].compose(session, ("quarter", 1), LANGUAGES["en"], "email") is None


@pytest.mark.parametrize(
    ("language", "whose"), [("en", "phones printed in ads"), ("zh-hans", "广告"), ("zh-hant", "廣告")]
)
def test_half_of_a_part_of_the_day_is_told_in_the_operators_language(
    app: Flask, session: Session, language: str, whose: str
) -> None:
    content = notices.KINDS["texts-half"].compose(session, ("printed", 0), LANGUAGES[language], "email")
    assert content is not None
    assert whose in content.body
    assert str(app.config["SMS_DAILY_LIMIT"]) in content.body


def test_older_messages_are_a_page_further(app: Flask, post: Post, session: Session) -> None:
    first, second, third = [post(subject=("thing", number)) for number in range(3)]
    send(second)
    assert [message.id for message in queries.messages_before(session, None, 2)] == [third, second]
    assert [message.id for message in queries.messages_before(session, second, 2)] == [first]
    assert [message.id for message in queries.messages_before(session, None, 9, state="sent")] == [second]
    assert [message.id for message in queries.messages_before(session, None, 9, about="thing:0")] == [first]
    assert queries.messages_before(session, None, 9, channel="email") == []
