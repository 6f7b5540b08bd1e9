"""Refusals that are said around a corner, and what only speaks of refusing."""

from datetime import date

import pytest

from directory.texts.rules.case import Intent, Reading
from directory.texts.rules.leads import OpenLead
from directory.texts.rules.reader import read
from directory.texts.rules.spelling import corrected

TODAY = date(2027, 1, 12)
NEW = OpenLead(1, 2, "Rockville", "no_heat", "new")
SECOND = OpenLead(3, 4, "Oakton", "wh", "new")
CHEN = OpenLead(1, 2, "Rockville", "no_heat", "accepted", "陈女士")


@pytest.mark.parametrize(
    "text",
    [
        *(
            "4 and quit blowing up my phone",
            "Rockville这个我接，做完这家以后短信就停了吧",
            "wrong person, stop texting",
        ),
        *("one more and I sue you", "text me again and see what happens", "reported to 7726", "consent revoked"),
        *(
            "you're blocked",
            "unenroll me",
            "no me vuelvan a escribir",
            "los voy a demandar",
            "再发就举报",
            "已经举报了",
        ),
        *("律师函见", "唔好再嘈", "咪烦我", "不劳你们发短信", "la hei le", "本号码不接收商业短信", "說了多少次了"),
    ],
)
@pytest.mark.parametrize("leads", [(), (NEW,), (CHEN,)], ids=["none", "new", "taken"])
def test_a_threat_a_curse_and_a_yes_with_a_refusal_stop(text, leads):
    assert read(text, leads, TODAY) == Reading(Intent.STOP)


@pytest.mark.parametrize(
    "text",
    [
        *("if i text STOP do i lose the page too?", "what does STOP do", "回T之後廣告還在嗎", "退订以后网页还在吗"),
        *(
            "do not remove us please",
            "please don't stop",
            "keep me on the list",
            "别删我",
            "不要退订我",
            "no me quiten",
        ),
        *("i never said stop", "my kid typed stop ignore it", "手滑发了T 别当真", "i want back in"),
        *("he blocked my number", "客户把我拉黑了", "客人叫我滚", "he said leave me alone", "we remove and haul away"),
        *("delete my last text", "exit 9 off 66", "no more parts in stock", "别发语音，我听不了", "T型三通"),
    ],
)
@pytest.mark.parametrize("leads", [(), (NEW,), (CHEN,), (NEW, SECOND)], ids=["none", "new", "taken", "two"])
def test_who_speaks_of_stopping_and_refuses_nothing_stops_nothing(text, leads):
    assert read(text, leads, TODAY).intent not in (Intent.STOP, Intent.REMOVE)


@pytest.mark.parametrize(
    "text", ["keep me on the site but no texts", "I never said stop? STOP", "别删我网页，短信别发了"]
)
def test_a_refusal_beside_such_words_still_stops(text):
    assert read(text, (NEW,), TODAY) == Reading(Intent.STOP)


@pytest.mark.parametrize(
    "text", ["罗先生跟何太都是明天去", "何太和罗先生一起修", "Gonzalez house will be 900", "600 for the Kowalski place"]
)
def test_two_customers_and_one_who_is_none_get_no_words(text):
    leads = (
        OpenLead(1, 2, "Wheaton", "leak", "accepted", "罗先生"),
        OpenLead(3, 4, "Derwood", "leak", "accepted", "何太太"),
    )
    for case in (leads, leads[:1] if text[0].isascii() else leads):
        reading = read(text, case, TODAY)
        assert (reading.lead, reading.pass_on) == (None, False)


@pytest.mark.parametrize(
    "word", ["blowing", "content", "spot", "texas", "thinks", "packing", "llave", "stat", "booker"]
)
def test_a_word_that_is_one_is_no_slip_of_another(word):
    assert corrected(word) == word
