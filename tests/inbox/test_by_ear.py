"""What is read by ear: Cantonese, and titles of customers, in Latin letters."""

from datetime import date

import pytest

from directory.texts.rules.case import Intent, Reading
from directory.texts.rules.leads import OpenLead
from directory.texts.rules.reader import read
from directory.texts.rules.text import Text

TODAY = date(2027, 1, 12)
NEW = OpenLead(5, 6, "Frederick", "wh", "new")
LIN = OpenLead(1, 2, "Columbia", "mini", "accepted", "林女士")
POE = OpenLead(3, 4, "Laurel", "leak", "accepted", "Mr. Poe")


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("m ho joi send la", "不要再发"),
        ("ng hou zoi faat", "不要再发"),
        ("ngo m tak haan", "我没空"),
        ("taai yuen ah m heoi", "太远不去"),
        ("lei dei sau gei do chin", "你们收多少钱"),
    ],
)
def test_cantonese_by_ear_is_chinese(heard, meant):
    assert Text(heard).plain == meant


@pytest.mark.parametrize("text", ["Sam Ho", "ok do it man", "no man", "hi leung", "im at the door", "so do I"])
def test_other_words_are_no_cantonese(text):
    assert Text(text).plain.isascii()


@pytest.mark.parametrize(
    ("text", "leads", "reading"),
    [
        ("m ho joi send", (NEW,), Reading(Intent.STOP)),
        ("ngo m tak haan", (NEW,), Reading(Intent.DECLINE, 5, reason="too_busy")),
        ("m goi sai", (LIN,), Reading(Intent.NOTHING)),
        ("leung chin yi la", (LIN,), Reading(Intent.QUOTE, 1, amount=(2200, 2200))),
        ("lin jie wo wu dian ban dao", (LIN, POE, NEW), Reading(Intent.WORDS, 1, pass_on=True)),
    ],
)
def test_what_is_spelled_by_ear_is_read(text, leads, reading):
    assert read(text, leads, TODAY) == reading
