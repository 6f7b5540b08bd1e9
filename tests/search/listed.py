"""Listings without a database: an index with its documents, asked as /find asks it.

`answer` and `find` give documents in the place of numbers, so that a test can say who was found.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from directory.businesses.fields.listing import Listing
from directory.places.gazetteer import Gazetteer
from directory.reading.lexicon import Concept
from directory.search.rules import fallback
from directory.search.rules.entry import Entry, entry
from directory.search.rules.evaluator import Facet, facets, hit
from directory.search.rules.index import Index
from directory.search.rules.query import Query
from directory.search.rules.suggest import Suggestion
from directory.search.rules.suggest import suggest as suggested


class Snapshot:
    """Listings as they were handed over, and the index of them."""

    def __init__(self, version: int, docs: Iterable[Listing], gazetteer: Gazetteer, day: date | None = None) -> None:
        self.version, self.docs = version, list(docs)
        self.index = Index(self.docs, gazetteer, day)
        self.by_number = {doc.id: doc for doc in self.docs}
        self.read, self.correct, self.terms = self.index.read, self.index.correct, self.index.terms

    def documents(self, numbers: Sequence[int]) -> list[Listing]:
        """The documents of these numbers."""
        return [self.by_number[number] for number in numbers]


@dataclass(frozen=True)
class Filed:
    """A document, and what it is filed under."""

    doc: Listing
    gazetteer: Gazetteer

    @property
    def filed(self) -> Entry:
        return entry(self.doc, self.gazetteer)


@dataclass(frozen=True)
class Hit:
    """A listing that matches."""

    entry: Filed
    area: str | None
    implied: tuple[Concept, ...]
    silent: tuple[Concept, ...]

    @property
    def unstated(self) -> tuple[Concept, ...]:
        return (*self.implied, *self.silent)


@dataclass(frozen=True)
class Matching:
    hits: tuple[Hit, ...]
    facets: tuple[Facet, ...]


@dataclass(frozen=True)
class Answer:
    """An answer with who matches, in the order of the listings."""

    answer: fallback.Answer
    found: Matching

    def __getattr__(self, name: str) -> Any:
        return getattr(self.answer, name)


def answer(over: Snapshot, query: Query, gazetteer: Gazetteer) -> Answer:
    """The answer to a query."""
    result = fallback.answer(over.index, query)
    hits = tuple(_hit(over, result, number) for number in result.matching.hits)
    return Answer(result, Matching(hits, facets(over.index, result.matching, result.query)))


def find(over: Snapshot, query: Query, gazetteer: Gazetteer, day: date) -> tuple[Answer, list[Hit]]:
    """The answer, and all who match in the order of a day."""
    result = answer(over, query, gazetteer)
    numbers = fallback.ordered(result.answer, query, day, range(len(result.found.hits)))
    return result, [_hit(over, result.answer, number) for number in numbers]


def suggest(over: Snapshot, text: str, language: str, gazetteer: Gazetteer, **options: Any) -> list[Suggestion]:
    """What is suggested while a text is typed."""
    return suggested(over.index, over.documents, text, language, **options)


def _hit(over: Snapshot, result: fallback.Answer, number: int) -> Hit:
    matched = hit(over.index, result.matching, result.conditions, number)
    doc = over.by_number[number]
    return Hit(Filed(doc, over.index.gazetteer), matched.area, matched.implied, matched.silent)
