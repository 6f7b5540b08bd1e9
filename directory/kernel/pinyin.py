"""How Chinese is read: every word of pypinyin's dictionary in two megabytes, where the library takes fifty-five.

Reads as `pypinyin.pinyin(text, Style.NORMAL, heteronym=True, errors="ignore")` does; a test compares them over the
whole dictionary. The library itself is only loaded to make the table.
"""

from collections import defaultdict
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import msgspec

from directory.kernel.later import later
from directory.kernel.prepared import prepared

if TYPE_CHECKING:
    from pypinyin import constants, style
else:
    constants = later("pypinyin.constants")
    style = later("pypinyin.style")

#: Code point that stands for the first entry of the table of sounds.
_FIRST = 0x100
#: Lengths and first characters of words whose places are remembered.
_STRETCHES = 4096
#: Behind every character.
_BEHIND = "\U0010ffff"
#: No character up to here is Chinese.
_LATIN = "\u2fff"


class _Sounds(msgspec.Struct):
    """The table as it is kept: every choice of sounds (`zhong,chong`), and the words of each length with theirs."""

    sounds: list[str]
    groups: list[tuple[str, str]]


class _Table:
    """Words of equal length stand in one string, sorted; the sounds of their characters in another, place by place."""

    def __init__(self, data: _Sounds) -> None:
        self._sounds = [tuple(sounds.split(",")) for sounds in data.sounds]
        self._longest = len(data.groups) - 1
        #: By the length of words: the words, and their sounds.
        self._groups = data.groups

        @lru_cache(_STRETCHES)
        def stretch(width: int, first: str) -> tuple[int, int]:
            words = self._groups[width][0]
            return _place(words, width, first), _place(words, width, first + _BEHIND)

        #: Where the words of a length that begin with a character stand; of most lengths there is none.
        self._stretch = stretch

    def read(self, text: str) -> list[tuple[str, ...]]:
        """The sounds of each character that has any: of the longest word that begins there, else its own."""
        readings: list[tuple[str, ...]] = []
        for run in self._runs(text):
            at = 0
            while at < len(run):
                word = self._word(run, at) or self._beginning(run[at:]) or self._sounds_of(run[at], 1)
                readings += word
                at += len(word)
        return readings

    def _runs(self, text: str) -> list[str]:
        """The stretches of characters that have sounds: no word reaches over another."""
        return "".join(c if c > _LATIN and self._sounds_of(c, 1) else " " for c in text).split()

    def _word(self, run: str, at: int) -> list[tuple[str, ...]]:
        """The longest word of several characters that begins at a place."""
        lengths = range(min(self._longest, len(run) - at), 1, -1)
        return next((read for n in lengths if (read := self._sounds_of(run[at : at + n], n))), [])

    def _beginning(self, rest: str) -> list[tuple[str, ...]]:
        """A run that ends within a word (不着边 of 不着边际) is read one by one, as the library does."""
        for width in range(len(rest) + 1, self._longest + 1):
            words = self._groups[width][0]
            start = _place(words, width, rest, self._stretch(width, rest[0]))
            if words[start : start + len(rest)] == rest:
                return [sounds for c in rest for sounds in self._sounds_of(c, 1)]
        return []

    def _sounds_of(self, word: str, width: int) -> list[tuple[str, ...]]:
        words, read = self._groups[width]
        start = _place(words, width, word, self._stretch(width, word[0]))
        if words[start : start + width] != word:
            return []
        return [self._sounds[ord(c) - _FIRST] for c in read[start : start + width]]


def _place(words: str, width: int, word: str, within: tuple[int, int] | None = None) -> int:
    """Where the first word stands that is not before this one, in a string of sorted words of one length."""
    start, end = within or (0, len(words))
    low, high = start // width, end // width
    while low < high:
        middle = (low + high) // 2
        if words[middle * width : (middle + 1) * width] < word:
            low = middle + 1
        else:
            high = middle
    return low * width


def sounds(text: str) -> list[tuple[str, ...]]:
    """Each Chinese character's sounds without tones, the likeliest first; in a known word only that word's.

    重庆 is chong qing, 重 alone zhong, chong or tong. Other characters are left out.
    """
    return _table().read(text)


def syllables(text: str) -> list[str]:
    """Each Chinese character's likeliest sound: 空调 is kong, tiao."""
    return [sounds[0] for sounds in _table().read(text)]


@cache
def _table() -> _Table:
    return _Table(prepared("pinyin", ("directory/kernel/pinyin.py",), _make, _Sounds))


def _make() -> _Sounds:
    """The table from the library's dictionaries: words of each length, and their sounds."""
    words: dict[str, list[str]] = {}
    for number, marked in constants.PINYIN_DICT.items():
        if constants.RE_HANS.match(chr(number)):
            words[chr(number)] = [_plain(tuple(marked.split(",")))]
    words |= {word: [_plain(tuple(marked)) for marked in read] for word, read in constants.PHRASES_DICT.items()}
    by_length: dict[int, list[str]] = defaultdict(list)
    for word in sorted(words):
        by_length[len(word)].append(word)
    known: dict[str, int] = {}
    groups = []
    for width in range(max(by_length) + 1):
        of_length = by_length[width]
        read = "".join(chr(_FIRST + known.setdefault(s, len(known))) for word in of_length for s in words[word])
        groups.append(("".join(of_length), read))
    return _Sounds(list(known), groups)


@cache
def _plain(marked: tuple[str, ...]) -> str:
    """Sounds as the library marks them, without their tones, each once."""
    plain = (style.convert(sound, constants.Style.NORMAL, strict=True, default=sound) for sound in marked)
    return ",".join(dict.fromkeys(plain))
