"""The terms a query is read by, folded once, looked up by longest match."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from directory.kernel.text import fold


@dataclass(frozen=True)
class Concept:
    """Something understood.

    `kind`: service, work_type, brand, license, insured, property, feature, warranty, phone, ad or name.
    `words` are what the person typed for it, folded.
    """

    kind: str
    code: str
    words: str = field(default="", compare=False)


@dataclass(frozen=True)
class Match:
    """A term found in a text: where, and the concepts any of which it asks for."""

    start: int
    end: int
    concepts: tuple[Concept, ...]


def plain(text: str) -> str:
    """Folded text of letters, digits and single blanks: `A/C` and `a.c.` are both `a c`."""
    return " ".join("".join(c if c.isalnum() else " " for c in fold(text)).split())


@lru_cache(256)
def as_typed(words: str, text: str) -> str:
    """The part of a text that folds to these words, as it was typed; the words themselves where it is not found."""
    folded = [(c, at) for at, typed in enumerate(text) for c in plain(typed) if c != " "]
    wanted = words.replace(" ", "")
    start = "".join(c for c, _ in folded).find(wanted)
    return text[folded[start][1] : folded[start + len(wanted) - 1][1] + 1] if wanted and start >= 0 else words


class Lexicon:
    """Terms and what they mean. A term with several meanings asks for any of them."""

    def __init__(self, terms: Iterable[tuple[str, Concept]]) -> None:
        """Take (term as people write it, concept) pairs; terms are brought to their plain form."""
        meanings: dict[str, dict[Concept, None]] = defaultdict(dict)
        for term, concept in terms:
            if plain(term):
                meanings[plain(term)][concept] = None
        self._meanings: Mapping[str, tuple[Concept, ...]] = {t: tuple(found) for t, found in meanings.items()}
        lengths: dict[str, set[int]] = defaultdict(set)
        for term in self._meanings:
            lengths[term[0]].add(len(term))
        self._lengths = {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()}

    def __len__(self) -> int:
        return len(self._meanings)

    def get(self, term: str) -> tuple[Concept, ...]:
        """What a term in plain form means; empty for an unknown one."""
        return self._meanings.get(term, ())

    def at(self, text: str, start: int) -> Match | None:
        """The longest term of a plain text that begins at `start`; none inside a Latin word."""
        if not _may_start(text, start):
            return None
        for length in self._lengths.get(text[start], ()):
            end = start + length
            if end <= len(text) and _may_start(text, end):
                term = text[start:end]
                if term in self._meanings:
                    return Match(start, end, tuple(Concept(c.kind, c.code, term) for c in self._meanings[term]))
        return None


def _may_start(text: str, at: int) -> bool:
    """Whether a word may begin at (or end before) this place: not between two letters or digits of a Latin word."""
    return at in (0, len(text)) or not (_is_latin(text[at - 1]) and _is_latin(text[at]))


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()
