"""The small table of sounds reads as the large dictionary it was made from."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypinyin import Style, lazy_pinyin, pinyin
from pypinyin.constants import PHRASES_DICT, PINYIN_DICT, RE_HANS

from directory.kernel.pinyin import sounds, syllables

WORDS = sorted(PHRASES_DICT)
CHARACTERS = sorted(chr(number) for number in PINYIN_DICT if RE_HANS.match(chr(number)))


def _theirs(text: str) -> list[tuple[str, ...]]:
    return [tuple(readings) for readings in pinyin(text, Style.NORMAL, heteronym=True, errors="ignore")]


@pytest.mark.large
def test_every_word_and_character_of_the_dictionary_sounds_the_same() -> None:
    different = [text for text in (*WORDS, *CHARACTERS) if sounds(text) != _theirs(text)]
    assert not different, different[:10]
    assert len(WORDS) > 40_000
    assert len(CHARACTERS) > 40_000


#: Words, their beginnings and ends, single characters, and what has no sound, in any order.
_PIECES = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from(WORDS).map(lambda word: word[:-1]),
    st.sampled_from(WORDS).map(lambda word: word[1:]),
    st.sampled_from(CHARACTERS),
    st.text("abc XYZ 0189 ,.-，。（）あアé\n", max_size=3),
)


@settings(max_examples=400, deadline=None)
@given(st.lists(_PIECES, max_size=6).map("".join))
def test_any_text_sounds_the_same(text: str) -> None:
    assert sounds(text) == _theirs(text)
    assert syllables(text) == lazy_pinyin(text, errors="ignore")


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("空调维修", "kong tiao wei xiu"),
        ("重庆", "chong qing"),
        ("重", "zhong"),
        ("绿", "lv"),
        ("A/C 空调 24小时", "kong tiao xiao shi"),
        ("", ""),
        ("hvac", ""),
    ],
)
def test_words_are_read_as_words(text: str, read: str) -> None:
    assert " ".join(syllables(text)) == read
