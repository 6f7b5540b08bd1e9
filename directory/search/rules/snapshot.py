"""All listings in memory, made ready once a version. Immutable, so any number of threads may read it."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from directory.businesses.fields.listing import Listing
from directory.places.gazetteer import Gazetteer
from directory.reading.folding import squeeze
from directory.search.rules.entry import entry
from directory.search.rules.evaluator import Hit
from directory.search.rules.lexicons import by_initials, by_sound, lexicon
from directory.search.rules.names import Names, spellings_of
from directory.search.rules.numbers import Numbers
from directory.search.rules.reading import Reading, read
from directory.search.rules.spelling import Speller
from directory.search.rules.tokens import Terms

#: Readings of texts kept a snapshot: facets and pages repeat the text of the search they belong to.
_READINGS = 512


class Snapshot:
    """Every published listing as of one version of the data, and of one day: a license runs out at midnight."""

    def __init__(self, version: int, docs: Iterable[Listing], gazetteer: Gazetteer, day: date | None = None) -> None:
        """Make the documents ready, in the order given."""
        self.version, self.day = version, day
        self.entries = tuple(entry(doc, gazetteer) for doc in docs)
        self.by_slug = {candidate.doc.slug: candidate for candidate in self.entries}
        #: How each business may begin when typed: its names, its phones, its ad number.
        self.spellings = {
            candidate.doc.slug: (
                *spellings_of(candidate.doc.called),
                *candidate.phones,
                *([squeeze(candidate.doc.ad_number)] if candidate.doc.ad_number else ()),
            )
            for candidate in self.entries
        }
        self.everything = tuple(Hit(candidate, None) for candidate in self.entries)
        known = lexicon(gazetteer)
        names = Names((name for candidate in self.entries for name in candidate.doc.called), known)
        numbers = Numbers(
            (phone for candidate in self.entries for phone in candidate.phones),
            (candidate.doc.ad_number for candidate in self.entries if candidate.doc.ad_number),
        )
        self.terms = Terms(known, by_sound(gazetteer), by_initials(gazetteer), names, numbers, gazetteer)
        self._speller = Speller(self.terms)

        @lru_cache(_READINGS)
        def remembered(text: str) -> Reading:
            return read(text, self.terms)

        @lru_cache(_READINGS)
        def respelled(reading: Reading) -> str | None:
            return self._speller.correct(reading)

        #: What a text asks for.
        self.read = remembered
        #: A reading's text with its unknown words as they were probably meant; None where nothing comes close.
        self.correct = respelled
