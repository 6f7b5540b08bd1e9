"""Words that are typed again and again are read as fast as any text: each fits in one way only."""

import time
from datetime import date

import pytest

from directory.texts.rules.leads import OpenLead
from directory.texts.rules.reader import read
from directory.texts.rules.table import group
from tests.support.in_one import in_one

WORDS = ("好的", "好", "嗯", "哦", "哈", "谢", "再见", "拜", "ok ", "收到")
#: What twice as long a text may take more of CPU: 2 where every expression passes once over it, 4 where one goes back
#: to each word for every word.
MOST = 3.2
TODAY = date(2027, 1, 12)
LEADS = (
    OpenLead(1, 2, "Rockville", "no_heat", "accepted", "陈女士"),
    OpenLead(5, 6, "Fairfax", "repair", "new"),
)


@in_one("words", WORDS)
@in_one("name", ["yes", "nothing"])
def test_words_again_and_again_are_read_at_once(name: str, words: str) -> None:
    assert not group(name).is_said_by(f"{words * 60}x")


@pytest.mark.large
@pytest.mark.parametrize("words", ["1000 ", "好的", "no ", "7 ", "stop ", "不要再", "text me "])
def test_twice_as_long_a_text_takes_about_twice_the_time(words: str) -> None:
    cpu(words * 4)
    assert min(cpu(words * (1600 // len(words))) / cpu(words * (800 // len(words))) for _ in range(3)) < MOST


def cpu(body: str) -> float:
    """CPU that reading a text takes, in seconds."""
    start = time.process_time()
    read(body, LEADS, TODAY)
    return time.process_time() - start
