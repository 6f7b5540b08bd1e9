"""All listings as sets of their numbers: who states what, who is called what. Changed one listing at a time.

A search reads these sets and no document. `replace(before, after)` files one listing anew; everything else stays as it
is. Whoever shares an index among threads holds its `lock` while reading or changing it.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from threading import RLock

import msgspec
from pyroaring import BitMap

from directory.businesses.fields.listing import Listing
from directory.places.gazetteer import Gazetteer
from directory.reading.folding import squeeze
from directory.search.rules.entry import GROUPS, Entry, Pair, entry
from directory.search.rules.hearing import heard
from directory.search.rules.lexicons import by_initials, by_sound, lexicon
from directory.search.rules.names import Lengths, Names, spellings_of
from directory.search.rules.numbers import Numbers
from directory.search.rules.postings import NOBODY, AnyTable, Counts, Levels, Postings
from directory.search.rules.reading import Reading, read
from directory.search.rules.remembered import Remembered
from directory.search.rules.spelling import Speller
from directory.search.rules.tables import Stored
from directory.search.rules.tokens import Terms

#: Readings of texts that are remembered: facets and pages repeat the text of the search they belong to.
_READINGS = 512
#: What is remembered until the next edit: how far a condition is met, up to half a megabyte of a million listings, and
#: counts, a few kilobytes.
_LEVELS, _COUNTS = 32, 2048
#: Beginnings up to so many letters have a set of their own.
_SHORT = 2
#: Kinds of what a listing is filed under, beside those of the facets.
_KINDS = (
    *("does", "work_type", "feature", "language", "hours", "trade", "no service", "no brand", "no property"),
    *("licensed in", "insured in", "ends", "any_years", "all_years", "completeness", "pause"),
    *("base", "area", "state", "part of", "county", "place"),
)


class IndexTable(msgspec.Struct):
    """What of an index does not grow with the listings, as it is stored; the rest are its `tables`."""

    everyone: bytes
    sets: dict[str, dict[str, int | bytes]]
    lengths: tuple[Lengths, ...]


class Index:
    """Every published listing as of a day: a license runs out at midnight."""

    def __init__(
        self, docs: Iterable[Listing], gazetteer: Gazetteer, day: date | None = None, table: IndexTable | None = None
    ) -> None:
        """File these documents of `day`, after those of an index that was stored."""
        self.gazetteer, self.day, self.lock = gazetteer, day, RLock()
        self.everyone = BitMap.deserialize(table.everyone) if table else BitMap()
        #: Kind -> value -> who states it.
        self.sets = {kind: Postings() for kind in (*GROUPS, *_KINDS)}
        if table:
            self.sets |= {kind: Postings.of_table(values) for kind, values in table.sets.items()}
        #: How far everybody meets a condition, and how many state each value of a kind, of those that met a question.
        self.levels, self.counts = Remembered[Levels](_LEVELS), Remembered[Counts](_COUNTS)
        #: How each business may begin when typed: its names, its phones, its ad number.
        self.starts = Postings()
        known = lexicon(gazetteer)
        self.names, self.numbers = Names(known, table.lengths if table else ()), Numbers()
        self.terms = Terms(known, by_sound(gazetteer), by_initials(gazetteer), self.names, self.numbers, gazetteer)
        self._speller = Speller(self.terms)

        @lru_cache(_READINGS)
        def remembered(text: str) -> Reading:
            return read(text, self.terms)

        @lru_cache(_READINGS)
        def respelled(reading: Reading) -> str | None:
            return self._speller.correct(reading)

        @lru_cache(_READINGS)
        def heard_again(text: str) -> str | None:
            return heard(text, known)

        #: What a text asks for.
        self.read = remembered
        #: A reading's text with its unknown words as they were probably meant; None where nothing comes close.
        self.correct = respelled
        #: A text with the words that were meant, where a dictation took others for them; None where it did not.
        self.heard = heard_again
        for doc in docs:
            self.replace(None, doc)

    def as_table(self) -> IndexTable:
        """What does not grow with the listings, as plain values."""
        return IndexTable(
            self.everyone.serialize(),
            {kind: postings.as_table() for kind, postings in self.sets.items() if postings},
            self.names.lengths,
        )

    @property
    def tables(self) -> dict[str, AnyTable]:
        """What grows with the listings: names, phones and beginnings, always in this order."""
        return {**self.names.tables, **self.numbers.tables, "starts": self.starts}

    def rest_on(self, stored: Sequence[Stored]) -> None:
        """Read what grows from where it was stored, table by table in their order; what changed meanwhile is in it."""
        for table, its_own in zip(self.tables.values(), stored, strict=True):
            table.rest_on(its_own)

    def replace(self, before: Listing | None, after: Listing | None) -> None:
        """File one listing as `after` says, that was filed as `before` says; None: it was, or is, not published."""
        self.levels.clear()
        self.counts.clear()
        old, new = (entry(doc, self.gazetteer) if doc else None for doc in (before, after))
        gone, come = (filed.pairs if filed else frozenset[Pair]() for filed in (old, new))
        if old:
            for kind, value in gone - come:
                self.values(kind).discard(value, old.number)
            self.everyone.discard(old.number)
        if new:
            for kind, value in come - gone:
                self.values(kind).add(value, new.number)
            self.everyone.add(new.number)
        if old and new and (old.names, old.phones, old.ad_number) == (new.names, new.phones, new.ad_number):
            return
        for filed, is_new in ((old, False), (new, True)):
            if filed is None:
                continue
            if is_new:
                self.names.add(filed.number, filed.names)
            else:
                self.names.discard(filed.number)
            numbers = self.numbers.add if is_new else self.numbers.discard
            numbers(filed.number, filed.phones, filed.ad_number)
            for start in _starts(filed):
                (self.starts.add if is_new else self.starts.discard)(start, filed.number)
        self.read.cache_clear()
        self.correct.cache_clear()

    def beginning(self, start: str) -> BitMap:
        """Whose names (in any script, each word of them, in pinyin), phone or ad number begin so, squeezed."""
        if len(start) <= _SHORT:
            return self.starts.of(f"^{start}")
        return self.starts.starting(start) | self.numbers.beginning(start)

    def of(self, kind: str, value: str) -> BitMap:
        """Who states a value of a kind; not to be changed."""
        postings = self.sets.get(kind)
        return postings.of(value) if postings else NOBODY

    def values(self, kind: str) -> Postings:
        """Every value of a kind, with who states it."""
        if kind not in self.sets:
            self.sets[kind] = Postings()
        return self.sets[kind]

    def years(self, scope: str, least: int) -> BitMap:
        """Who promises at least so many years on a part of the machine (`any`: on any)."""
        values = self.values(f"{scope}_years")
        return values.any_of([value for value in values if int(value) >= least])

    def ending_between(self, first: date, end: date) -> BitMap:
        """Who has a license that reads otherwise on the one day than on the other."""
        first, end = min(first, end), max(first, end)
        ends = self.sets["ends"]
        return BitMap(ends.any_of(ends.between(first.isoformat(), end.isoformat())))


def _starts(filed: Entry) -> set[str]:
    """How a business may begin when typed. Its first letters are marked by ^: not all texts are looked through."""
    starts = {*spellings_of(filed.names), *([squeeze(filed.ad_number)] if filed.ad_number else ())}
    return starts | {f"^{start[:length]}" for start in (*starts, *filed.phones) for length in (1, _SHORT)}
