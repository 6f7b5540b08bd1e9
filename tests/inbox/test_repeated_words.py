"""A courtesy that is typed again and again is read as fast as any text: each word fits in one way only."""

import pytest

from directory.texts.rules.table import group

WORDS = ("好的", "好", "嗯", "哦", "哈", "谢", "再见", "拜", "ok ", "收到")


@pytest.mark.parametrize("words", WORDS)
@pytest.mark.parametrize("name", ["yes", "nothing"])
def test_words_again_and_again_are_read_at_once(name: str, words: str) -> None:
    assert not group(name).is_said_by(f"{words * 60}x")
