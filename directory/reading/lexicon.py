"""The terms a query is read by, squeezed once, looked up by longest match."""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import msgspec

from directory.reading.folding import Squeezed, plain, squeeze

#: Kinds that ask for something, that name a place, and that ask for nothing: of two readings of the same letters the
#: first counts, and several of the same rank are alternatives.
ASKING = (
    "service",
    "brand",
    "work_type",
    "license",
    "insured",
    "property",
    "feature",
    "language",
    "hours",
    "unlisted",
    "symptom",
)
_PROMISES = ("scope", "warranty", "lifetime", "experience")
GRAMMAR = ("negation", "excepted", "or", "and", *_PROMISES, "fault", "wish", "waiver")
RANKS: Mapping[str, int] = {
    **dict.fromkeys(ASKING, 0),
    **dict.fromkeys(GRAMMAR, 1),
    "name": 2,
    "elsewhere": 3,
    "place": 3,
    "noise": 4,
}

#: Kinds that only somebody else's lexicon knows help reading, too.
_GRAMMAR_RANK = 1
#: Shorter words of a term are no help against typos.
_FEWEST_LETTERS = 4


@dataclass(frozen=True, slots=True)
class Concept:
    """Something understood.

    `kind`: service, work_type, brand, license, insured, property, feature, language, hours, warranty, longest (an
    order), wish, phone, ad, name or place (where it is taken away); and in the lexicon what helps reading: symptom,
    fault, place, elsewhere, negation, excepted, or, and, waiver, scope, lifetime, experience, noise.
    `words` are what the person typed for it.
    """

    kind: str
    code: str
    words: str = field(default="", compare=False)


class LexiconTable(msgspec.Struct):
    """A lexicon as it is kept: (kind, code, words) of each concept, and by squeezed term the numbers of its concepts.

    `lengths`: of the terms by their first character, the longest first.
    """

    concepts: list[tuple[str, str, str]]
    meanings: dict[str, list[int]]
    words: dict[str, int]
    lengths: dict[str, tuple[int, ...]]
    spelled: list[str]
    apart: list[str]


class Lexicon:
    """Terms and what they mean. A term with several meanings of one rank asks for any of them."""

    def __init__(self, terms: Iterable[tuple[str, Concept]]) -> None:
        """Take (term as people write it, concept) pairs; terms are folded and squeezed."""
        meanings: dict[str, dict[Concept, None]] = defaultdict(dict)
        self._words: dict[str, int] = {}
        self._spelled: set[str] = set()
        self._apart: set[str] = set()
        for term, concept in terms:
            order = rank((concept,))
            spelled = plain(term)
            self._spelled.add(spelled)
            for word in spelled.split():
                if word.isascii() and len(word) >= _FEWEST_LETTERS:
                    self._words[word] = min(order, self._words.get(word, order))
            key = squeeze(term)
            if " " in spelled:
                self._apart.add(key)
            if key:
                meanings[key][concept] = None
        self._meanings = {key: _best(tuple(concepts)) for key, concepts in meanings.items()}
        lengths: dict[str, set[int]] = defaultdict(set)
        for key in self._meanings:
            lengths[key[0]].add(len(key))
        self._lengths = {first: tuple(sorted(concepts, reverse=True)) for first, concepts in lengths.items()}

    def as_table(self) -> LexiconTable:
        """What `of_table` makes an equal lexicon of, faster than its terms are folded."""
        known: dict[tuple[str, str, str], int] = {}
        meanings = {
            key: [known.setdefault((c.kind, c.code, c.words), len(known)) for c in concepts]
            for key, concepts in self._meanings.items()
        }
        spelled, apart = sorted(self._spelled), sorted(self._apart)
        return LexiconTable(list(known), meanings, self._words, self._lengths, spelled, apart)

    @classmethod
    def of_table(cls, table: LexiconTable) -> "Lexicon":
        """The lexicon that `as_table` wrote."""
        lexicon = cls(())
        concepts = [Concept(*parts) for parts in table.concepts]
        lexicon._meanings = {key: tuple([concepts[at] for at in places]) for key, places in table.meanings.items()}
        lexicon._words, lexicon._spelled, lexicon._apart = table.words, set(table.spelled), set(table.apart)
        lexicon._lengths = table.lengths
        return lexicon

    def __len__(self) -> int:
        return len(self._meanings)

    def __iter__(self) -> Iterator[str]:
        return iter(self._meanings)

    def items(self) -> Iterable[tuple[str, tuple[Concept, ...]]]:
        """(squeezed term, what it means)."""
        return self._meanings.items()

    def get(self, key: str) -> tuple[Concept, ...]:
        """What a squeezed term means; empty for an unknown one."""
        return self._meanings.get(key, ())

    def longest(self, text: Squeezed, start: int) -> int:
        """Where the longest term that begins at `start` ends; `start` itself where none does. None inside a word."""
        letters, edge = text.text, text.edge
        if edge[start]:
            for length in self._lengths.get(letters[start], ()):
                end = start + length
                if end <= len(letters) and edge[end] and letters[start:end] in self._meanings:
                    return end
        return start

    def words(self) -> Mapping[str, int]:
        """The Latin words that terms are made of, each with the best rank among its terms."""
        return self._words

    def spelled(self) -> Iterable[str]:
        """The terms as people write them, folded."""
        return self._spelled

    def written_apart(self) -> Container[str]:
        """The squeezed terms that people write as several words."""
        return self._apart

    def lengths(self, first: str) -> tuple[int, ...]:
        """The lengths of terms that begin with a character, longest first."""
        return self._lengths.get(first, ())


def rank(concepts: tuple[Concept, ...]) -> int:
    """How strong a reading is: 0 asks for something, the last asks for nothing."""
    return RANKS.get(concepts[0].kind, _GRAMMAR_RANK)


def _best(concepts: tuple[Concept, ...]) -> tuple[Concept, ...]:
    best = min(rank((concept,)) for concept in concepts)
    likeliest = tuple(concept for concept in concepts if rank((concept,)) == best)
    # Work that is named says more than a fault.
    return tuple(concept for concept in likeliest if concept.kind != "symptom") or likeliest
