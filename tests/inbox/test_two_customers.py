"""Two customers at one firm, all by text, in Chinese and English: each reads only what is hers."""

import re

import pytest
from flask import Flask

from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.outbox.models import Message
from directory.quotes import actions as quotes
from tests.factories.answers import request_url
from tests.factories.requests import composed, sent, set_language
from tests.inbox.test_texts import text
from tests.inbox.two import GAOSHI, states

CHEN, JOHN = "+13015550142", "+17035550143"
#: What 高氏 texts, in an order that mixes the two, and whose page shows it.
TALK = {
    "zh-hans": [
        ("机器大概用了几年canarychen", "1"),
        ("1", ""),
        ("3 谢谢", ""),
        ("陈女士 周四上午十点到canarychen", ""),
        ("零件已经订了canaryjohn", "3"),
        ("2750", "1"),
        ("Fairfax那家 1880", ""),
        ("给陈女士：请把院子的门打开canarychen", ""),
    ],
    "en": [
        ("How old is the unit? canarychen", "1"),
        ("1 thanks", ""),
        ("3", ""),
        ("Ms. Chen, I will be there Thursday at 10 canarychen", ""),
        ("the part is ordered, canaryjohn", "3"),
        ("$2,750", "1"),
        ("Fairfax: $1,880", ""),
        ("Rockville: please open the gate, canarychen", ""),
    ],
}
CANARIES = {CHEN: ("canarychen", "2,750"), JOHN: ("canaryjohn", "1,880")}


@pytest.mark.parametrize("language", TALK)
def test_each_of_two_customers_reads_only_hers(client, site: Flask, session, clock, language):
    set_language(language)
    chen = sent("gaoshi", name="Ms. Chen" if language == "en" else "陈女士", phone=CHEN, email=None)
    john = sent("gaoshi", name="John Smith", phone=JOHN, email=None, zip="22030", language="en")
    pages = {CHEN: request_url(chen, "zh-hans"), JOHN: request_url(john, "en")}
    for number, (words, digit) in enumerate(TALK[language]):
        clock.move(minutes=1)
        text(GAOSHI, words, f"SM-{number}")
        if digit:
            text(GAOSHI, digit, f"SM-{number}-pick")
            # What the gateway repeats reaches nobody a second time.
            text(GAOSHI, digit, f"SM-{number}-pick")
        text(GAOSHI, words, f"SM-{number}")
    assert states() == ["quoted", "quoted"]
    for phone, path in pages.items():
        shown = client.get(path).text
        assert all(canary in shown for canary in CANARIES[phone]), shown
        others = [canary for other, canaries in CANARIES.items() if other != phone for canary in canaries]
        messages = db.session.query(Message).filter_by(recipient=phone).all()
        contents = [content for message in messages if (content := composed(session, message)) is not None]
        sent_words = "\n".join(f"{content.subject} {content.body}" for content in contents)
        assert not any(canary in words for canary in others for words in (shown, sent_words))
        assert not re.search(r"/leads/", shown + sent_words)


def test_a_name_in_a_question_about_several_is_forgotten_with_her(site: Flask, session):
    chen = sent("gaoshi", name="Canaryname Chen", phone=CHEN, email=None)
    sent("gaoshi", name="John Smith", phone=JOHN, email=None, zip="22030")
    for words in ("1", "3", "零件要等到周四"):
        text(GAOSHI, words)
    question = session.query(Message).filter_by(kind="which-customer").one()
    question.body = composed(session, question).body
    assert "Canaryname" in question.body
    question.state = "delivered"
    session.commit()
    text(GAOSHI, "3")
    with unit() as writing:
        quotes.erase_request(writing, chen.id)
    session.expire_all()
    assert question.body is None
