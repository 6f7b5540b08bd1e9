"""One thing that is asked for, as it was read from the words of a query."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from directory.reading.folding import Typed
from directory.reading.lexicon import Concept

Span = tuple[int, int]


@dataclass(frozen=True)
class Condition:
    """One thing asked for: any of its concepts will do; negated, none of them. `words` as typed, `span` where."""

    words: str
    concepts: tuple[Concept, ...]
    is_negated: bool = False
    span: Span = field(default=(0, 0), compare=False)
    #: The faults it was read from.
    symptoms: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """The kind of its concepts."""
        return self.concepts[0].kind


def condition(asked: Typed, start: int, end: int, concepts: Sequence[Concept], *, negated: bool = False) -> Condition:
    """The condition that a stretch of the folded text sets."""
    words = asked.words(start, end)
    told = tuple(Concept(concept.kind, concept.code, words) for concept in dict.fromkeys(concepts))
    return Condition(words, told, negated, asked.span(start, end))
