"""Words heard wrongly: who dictates gets ordinary words for those of the trade: duck work, my career furnace.

A word is heard otherwise only where one of the trade belongs: right before a machine as its brand, or beside the other
word of a term. Anywhere else it means what it says: a career, a train.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from directory.kernel.later import later
from directory.kernel.text import has_surrogate_or_nul, simplified
from directory.reading.folding import squeeze
from directory.reading.lexicon import ASKING, Lexicon
from directory.reading.sounds import blurred, machines, sound
from directory.reading.syllables import alike, keys
from directory.search.rules.name_words import families
from directory.search.rules.word_forms import is_everyday_word
from directory.trades import vocabulary

if TYPE_CHECKING:
    from rapidfuzz.distance import OSA
else:
    OSA = later("rapidfuzz.distance.OSA")

_WORD = re.compile(r"[A-Za-z]+")
#: Words with any other sign between them do not stand together.
_TOGETHER = re.compile(r"[ /-]*")
#: So many words of a text are heard: a longer one costs no more.
_MOST_WORDS = 100
#: Shorter words sound like too many.
_FEWEST_LETTERS = 3
#: Words that nobody knows may be so many letters off beside the other word of a term.
_MOST_OFF = 1
#: The terms a word is looked for in; a fault is said in too many words.
_TERMS = ("service", "brand", "feature", "scope")
#: What means something here that a brand or a machine does not: a career, a van.
_OF_OTHERS = "unlisted"
#: Characters of the Chinese names of brands; and the machines that bear them.
_LENGTHS_OF_BRANDS = (4, 3, 2)
_OF_MAKERS = (
    "air_conditioning",
    "heating",
    "central_ac",
    "mini_split",
    "furnace",
    "boiler",
    "heat_pump",
    "water_heater",
)
Word = tuple[str, int, int]


class _Sounds:
    """The words that may have been meant, by their sound; made once a process."""

    def __init__(self, lexicon: Lexicon) -> None:
        names = [name for term in vocabulary.terms("brand") if (name := squeeze(term.code)).isascii()]
        self.brands = {sound(name): name for name in reversed(names)}
        self.blurred_brands = {blurred(name): name for name in reversed(names)}
        #: The first word of a term -> those that may follow, and the last -> those that may stand before.
        self.behind: dict[str, list[str]] = defaultdict(list)
        self.before: dict[str, list[str]] = defaultdict(list)
        for term in sorted(lexicon.spelled()):
            words = term.split()
            meant = lexicon.get(squeeze(term))
            if len(words) == 2 and term.isascii() and meant and meant[0].kind in _TERMS:
                self.behind[words[0]].append(words[1])
                self.before[words[1]].append(words[0])


@cache
def _sounds(lexicon: Lexicon) -> _Sounds:
    return _Sounds(lexicon)


def heard(text: str, lexicon: Lexicon) -> str | None:
    """The text with the words that were meant in place of those that were heard; None where nothing was misheard."""
    meant = [word for words in _together(text) for word in _meant(words, lexicon)]
    meant += _chinese_brands_meant(text, lexicon)
    for word, start, end in sorted(meant, key=lambda word: word[1], reverse=True):
        text = text[:start] + word + text[end:]
    return text if meant else None


def _chinese_brands_meant(text: str, lexicon: Lexicon) -> Iterator[Word]:
    """Brands for what sounds like them right before a machine, one character being right: 三凌空调 is 三菱空调."""
    if text.isascii() or has_surrogate_or_nul(text):
        return
    folded = simplified(text)
    for machine in islice(_chinese_machines().finditer(folded), _MOST_WORDS if len(folded) == len(text) else 0):
        end = len(folded[: machine.start()].rstrip())
        for length in _LENGTHS_OF_BRANDS:
            word = folded[end - length : end] if end >= length else ""
            if not word or any(c.isascii() for c in word) or lexicon.get(word):
                continue
            brand = next((name for key in keys(word) if (name := _chinese_brands().get((alike(key), length)))), None)
            if brand is not None and any(one == other for one, other in zip(word, brand, strict=True)):
                yield brand, end - length, end
                break


@cache
def _chinese_machines() -> re.Pattern[str]:
    """The Chinese words for machines that makers put their names on, the longest first."""
    words = {word for term in vocabulary.terms("service") if term.code in _OF_MAKERS for word in _in_chinese(term)}
    return re.compile("|".join(sorted(words, key=len, reverse=True)))


@cache
def _chinese_brands() -> dict[tuple[str, int], str]:
    """(Pinyin with like sounds made one, characters) -> the Chinese name of a brand."""
    names = [name for term in vocabulary.terms("brand") for name in _in_chinese(term)]
    return {(alike(key), len(name)): name for name in reversed(names) for key in keys(name)}


def _in_chinese(term: vocabulary.Term) -> Iterator[str]:
    """What a term is called in Chinese characters alone, Simplified."""
    for letters in map(squeeze, (term.labels.zh_hans, term.labels.zh_hant, *term.synonyms)):
        if not any(c.isascii() for c in letters):
            yield letters


def _together(text: str) -> list[list[Word]]:
    """The Latin words of a text that stand together, in small letters, each with its place."""
    runs: list[list[Word]] = [[]]
    for match in islice(_WORD.finditer(text), _MOST_WORDS):
        if runs[-1] and not _TOGETHER.fullmatch(text, runs[-1][-1][2], match.start()):
            runs.append([])
        runs[-1].append((match[0].lower(), *match.span()))
    return runs


def _meant(words: Sequence[Word], lexicon: Lexicon) -> Iterator[Word]:
    """The words that were meant, each with the stretch that was heard, in order and apart."""
    end = 0
    for n, (_, start, _) in enumerate(words):
        other = next(_readings(words[n : n + 4], lexicon), None) if start >= end else None
        if other is not None:
            yield other
            end = other[2]


def _readings(words: Sequence[Word], lexicon: Lexicon) -> Iterator[Word]:
    """What the first of these words was meant as, alone or with the second: a brand, or a word of a term."""
    for count in (1, 2):
        if _begins_with_machine(words[count:]):
            brand = _brand([word for word, _, _ in words[:count]], lexicon)
            if brand is not None:
                yield brand, words[0][1], words[count - 1][2]
    known = _sounds(lexicon)
    for first, second in pairwise(words[:2]):
        before, behind = known.before.get(second[0], ()), known.behind.get(first[0], ())
        if not (before or behind) or lexicon.get(first[0] + second[0]):
            continue
        if is_everyday_word(first[0]) and is_everyday_word(second[0]):
            continue
        for (word, start, end), others in ((first, before), (second, behind)):
            if (other := _like(word, others, lexicon)) is not None:
                yield other, start, end


def _begins_with_machine(words: Sequence[Word]) -> bool:
    """Whether a machine follows: of one word, of two or of three."""
    together = ""
    for word, _, _ in words[:3]:
        together += word
        if together in machines():
            return True
    return False


def _brand(words: Sequence[str], lexicon: Lexicon) -> str | None:
    """The brand that some words sound like; of a word that means nothing here its vowels do not count."""
    together, known = "".join(words), _sounds(lexicon)
    if len(together) < _FEWEST_LETTERS or any(_means_something(word, lexicon) for word in (together, *words)):
        return None
    brand = known.brands.get(sound(together))
    if brand is None and len(words) == 1 and not is_everyday_word(together):
        brand = known.blurred_brands.get(blurred(together))
    return brand if brand != together else None


def _like(word: str, others: Sequence[str], lexicon: Lexicon) -> str | None:
    """The one of these words that a word sounds like; one that nobody knows may be a letter off."""
    if len(word) < _FEWEST_LETTERS or _means_something(word, lexicon):
        return None
    others = [other for other in others if word != f"{other}s"]
    same = next((other for other in others if sound(other) == sound(word)), None)
    if same is not None or lexicon.get(word) or is_everyday_word(word):
        return same
    alike = (other for other in others if blurred(other) == blurred(word))
    near = (other for other in others if len(other) > _FEWEST_LETTERS and OSA.distance(word, other) <= _MOST_OFF)
    return next(alike, None) or next(near, None)


def _means_something(word: str, lexicon: Lexicon) -> bool:
    """Whether this is asked for as it stands: a machine, a brand, a place, a family; not the work of others."""
    meant = lexicon.get(word)
    if word in families():
        return True
    return bool(meant) and (meant[0].kind == "place" or (meant[0].kind in ASKING and meant[0].kind != _OF_OTHERS))
