"""Chinese typed in Latin letters: a run of syllables covered by the terms we know, or a word of initials."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from directory.reading.lexicon import Concept, Lexicon, rank
from directory.reading.syllables import SYLLABLES, alike, initials, is_pinyin, keys, without_umlaut

_LONGEST_SYLLABLE = 6
_LONGEST_RUN = 60
#: A term of one character says too little when it is only heard.
_FEWEST_CHARACTERS = 2
#: Two letters are initials of a label only.
_FEWEST_INITIALS = 3
_MOST_INITIALS = 10
_INITIALS_OF = ("service", "brand", "work_type")
#: Kinds that help reading and say something when they are heard.
_PROMISING = ("warranty", "scope")


class Terms(Protocol):
    """What can be looked up by the letters it is typed in: a lexicon, or the names of the listings."""

    def get(self, key: str) -> tuple[Concept, ...]:
        """What the letters mean; empty for unknown ones."""

    def lengths(self, first: str) -> tuple[int, ...]:
        """The lengths of what begins with a letter, longest first."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A stretch of a run of pinyin, and what it means; nothing where it is only syllables."""

    start: int
    end: int
    concepts: tuple[Concept, ...]


#: Longer than any way to cut a word.
_ENDLESS: tuple[Heard, ...] = tuple(Heard(0, 0, ()) for _ in range(_LONGEST_RUN))


def sounding(lexicon: Lexicon) -> Lexicon:
    """The Chinese terms of a lexicon by their pinyin. `Concept.words` is the Chinese term."""
    return Lexicon(_sounds(lexicon))


@cache
def by_likeness(by_sound: Lexicon) -> dict[str, str]:
    """Pinyin with like sounds made one -> the pinyin of a term: for those who type `resuiqi`."""
    sounds: dict[str, str] = {}
    for key, concepts in by_sound.items():
        if rank(concepts) == 0 and len(key) > 5:
            sounds.setdefault(alike(key), key)
    return sounds


def beginning(lexicon: Lexicon, labels: frozenset[str]) -> Lexicon:
    """The Chinese terms of what businesses do by their initials; two letters only for `labels`."""
    return Lexicon(
        (first, concept)
        for term, concepts in lexicon.items()
        for concept in concepts
        if concept.kind in _INITIALS_OF and not term.isascii() and all(not c.isascii() for c in term)
        for first in initials(term)
        if len(first) >= _FEWEST_INITIALS or term in labels
    )


def _sounds(lexicon: Lexicon) -> Iterator[tuple[str, Concept]]:
    for term, concepts in lexicon.items():
        if term.isascii():
            continue
        for key in keys(term):
            yield from ((key, Concept(concept.kind, concept.code, term)) for concept in concepts)


def listen(word: str, lexicons: Sequence[Terms]) -> list[Heard] | None:
    """Cover a run of syllables by terms, as much of it as possible; None where it is no pinyin or says nothing.

    A single letter says nothing that breaks a syllable: `xinhua` is no xin, hu and a.
    """
    word = without_umlaut(word)
    if len(word) > _LONGEST_RUN or not is_pinyin(word):
        return None
    # best[n]: (letters not understood, stretches) for word[n:]; the fewest win.
    best: dict[int, tuple[int, int, tuple[Heard, ...]]] = {len(word): (0, 0, ())}
    for at in range(len(word) - 1, -1, -1):
        ways = []
        for end, concepts in _stretches(word, at, lexicons):
            after = best.get(end)
            if after is not None:
                unread = 0 if concepts and end - at > 1 else end - at
                ways.append((after[0] + unread, after[1] + 1, (Heard(at, end, concepts), *after[2])))
        if ways:
            best[at] = min(ways, key=lambda way: way[:2])
    heard = list(best[0][2]) if 0 in best else []
    return heard if any(part.concepts and _says_something(part) for part in heard) else None


def _stretches(word: str, at: int, lexicons: Sequence[Terms]) -> Iterator[tuple[int, tuple[Concept, ...]]]:
    for lexicon in lexicons:
        for length in lexicon.lengths(word[at]):
            concepts = lexicon.get(word[at : at + length]) if at + length <= len(word) else ()
            if concepts:
                yield at + length, concepts
    for length in range(1, _LONGEST_SYLLABLE + 1):
        if word[at : at + length] in SYLLABLES:
            yield at + length, ()


def _says_something(heard: Heard) -> bool:
    concept = heard.concepts[0]
    is_said = rank(heard.concepts) not in (1, 4) or concept.kind in _PROMISING
    return is_said and (not concept.words or len(concept.words) >= _FEWEST_CHARACTERS)


def run_together(word: str, lexicon: Lexicon) -> list[Heard] | None:
    """A word that is several terms without blanks (`acrepair`); None where any of it is unknown."""
    best: dict[int, tuple[Heard, ...]] = {len(word): ()}
    for at in range(len(word) - 1, -1, -1):
        for length in lexicon.lengths(word[at]) if len(word) <= _LONGEST_RUN else ():
            concepts = lexicon.get(word[at : at + length])
            after = best.get(at + length)
            if after is not None and concepts and length >= (2 if rank(concepts) == 0 else 4):
                best[at] = min((Heard(at, at + length, concepts), *after), best.get(at, ()) or _ENDLESS, key=len)
    parts = best.get(0)
    return list(parts) if parts and any(rank(part.concepts) == 0 for part in parts) else None


def abbreviated(word: str, lexicons: Sequence[Terms]) -> list[Heard] | None:
    """A word read as initials: of one term, or of two in a row (`ktwx`: 空调维修)."""
    if len(word) > _MOST_INITIALS:
        return None
    for cut in (len(word), *range(len(word) - 2, 1, -1)):
        parts = [(0, cut), (cut, len(word))] if cut < len(word) else [(0, cut)]
        heard = [Heard(start, end, _any(word[start:end], lexicons)) for start, end in parts]
        if all(part.concepts for part in heard):
            return heard
    return None


def _any(key: str, lexicons: Sequence[Terms]) -> tuple[Concept, ...]:
    return next((concepts for lexicon in lexicons if (concepts := lexicon.get(key))), ())
