"""The small table of sounds reads as the large dictionary it was made from."""

from functools import cache
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.kernel.later import later
from directory.kernel.pinyin import sounds, syllables

if TYPE_CHECKING:
    import pypinyin
else:
    pypinyin = later("pypinyin")


@cache
def _words() -> list[str]:
    return sorted(pypinyin.constants.PHRASES_DICT)


@cache
def _characters() -> list[str]:
    is_chinese = pypinyin.constants.RE_HANS.match
    return sorted(filter(is_chinese, map(chr, pypinyin.constants.PINYIN_DICT)))


def _theirs(text: str) -> list[tuple[str, ...]]:
    return [
        tuple(readings) for readings in pypinyin.pinyin(text, pypinyin.Style.NORMAL, heteronym=True, errors="ignore")
    ]


@pytest.mark.large
def test_every_word_and_character_of_the_dictionary_sounds_the_same() -> None:
    different = [text for text in (*_words(), *_characters()) if sounds(text) != _theirs(text)]
    assert not different, different[:10]
    assert len(_words()) > 40_000
    assert len(_characters()) > 40_000


#: Words, their beginnings and ends, single characters, and what has no sound, in any order.
_A_WORD = st.deferred(lambda: st.sampled_from(_words()))
_PIECES = st.one_of(
    _A_WORD,
    _A_WORD.map(lambda word: word[:-1]),
    _A_WORD.map(lambda word: word[1:]),
    st.deferred(lambda: st.sampled_from(_characters())),
    st.text("abc XYZ 0189 ,.-，。（）あアé\n", max_size=3),
)


@settings(max_examples=400)
@given(st.lists(_PIECES, max_size=6).map("".join))
def test_any_text_sounds_the_same(text: str) -> None:
    assert sounds(text) == _theirs(text)
    assert syllables(text) == pypinyin.lazy_pinyin(text, errors="ignore")


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
