"""All listings in memory, made ready once a version. Immutable, so any number of threads may read it."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from directory.places.gazetteer import Gazetteer
from directory.search.rules.entry import entry, name_forms
from directory.search.rules.evaluator import Hit
from directory.search.rules.reading import Names, Reading, read
from directory.search.rules.terms import lexicon

#: Readings of texts kept a snapshot: facets and pages repeat the text of the search they belong to.
_READINGS = 512


class Snapshot:
    """Every published listing as of one version of the data, and of one day: a license runs out at midnight."""

    def __init__(
        self, version: int, docs: Iterable[Mapping[str, Any]], gazetteer: Gazetteer, day: date | None = None
    ) -> None:
        """Make the documents ready, in the order given."""
        self.version, self.day = version, day
        self.entries = tuple(entry(doc, gazetteer) for doc in docs)
        self.by_slug = {each.doc["slug"]: each for each in self.entries}
        self.everything = tuple(Hit(each, None) for each in self.entries)
        names = Names(
            (name for each in self.entries for name in name_forms(each.doc)),
            (each.doc["ad_number"] for each in self.entries if each.doc["ad_number"]),
            (phone for each in self.entries for phone in each.phones),
        )

        @lru_cache(_READINGS)
        def remembered(text: str) -> Reading:
            return read(text, lexicon(), names, gazetteer)

        self.read = remembered
