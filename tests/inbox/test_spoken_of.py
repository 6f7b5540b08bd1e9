"""Whoever a text speaks of is not who it speaks to: relatives, customers, and what only sounds like an outcome."""

import pytest

from directory.texts.rules.case import Intent
from directory.texts.rules.reader import read
from tests.inbox.test_judged import CHEN, MILLER, TODAY


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("two guys coming at 9, one of them is my son", Intent.WORDS),
        ("her husband said he can let us in at 3", Intent.WORDS),
        ("我老公在屋顶上，他说先别开外机", Intent.WORDS),
        ("老婆，今晚晚点回", Intent.UNCLEAR),
        ("爸，钥匙放哪了", Intent.UNCLEAR),
        ("get the ladder", Intent.UNCLEAR),
    ],
)
def test_a_relative_who_is_spoken_of_is_not_spoken_to(text, intent):
    assert read(text, (CHEN,), TODAY).intent is intent


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("Miller doesn't want it anymore, waiting till spring", Intent.LOST),
        ("John's son in law got it running himself", Intent.LOST),
        ("the Fairfax customer decided not to, no budget", Intent.LOST),
        ("陈女士说预算不够，先不换了", Intent.LOST),
        ("陈太太那边我撤了，打了五天没人接", Intent.DECLINE),
    ],
)
def test_what_is_said_of_a_customer_is_not_passed_on_to_that_customer(text, intent):
    reading = read(text, (CHEN, MILLER), TODAY)
    assert not reading.pass_on
    assert reading.intent in (intent, Intent.UNCLEAR)
    assert reading.lead in (1 if "陈" in text else 3, None)


@pytest.mark.parametrize(
    "text",
    [
        "she doesn't want the old one hauled away, she's keeping it",
        "定金三成，装完付清",
        "llego en 15, hay tráfico en la 495",
        "can't get there till Tuesday",
    ],
)
def test_terms_roads_and_old_machines_end_no_customer(text):
    assert read(text, (CHEN,), TODAY).intent in (Intent.WORDS, Intent.UNCLEAR)
