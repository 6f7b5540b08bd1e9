"""Postings: for each text the set of listings that have it, as bitmaps of listing numbers. And what texts stand for."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import msgspec
from pyroaring import BitMap

from directory.search.rules.tables import LAST, Plain, Table, Texts

#: No listing. Never changed, like every set that is handed out.
NOBODY = BitMap()
_counts = msgspec.msgpack.Decoder(dict[str, int])


@dataclass(frozen=True)
class Levels:
    """Who states what is asked, who only implies it, and who says nothing of it; nobody is in two of them."""

    yes: BitMap
    implied: BitMap = field(default=NOBODY)
    silent: BitMap = field(default=NOBODY)

    @cached_property
    def everybody(self) -> BitMap:
        """Who may be meant."""
        return BitMap.union(self.yes, self.implied, self.silent) if self.implied or self.silent else self.yes


@dataclass(frozen=True)
class Counts:
    """How many some listings are, and how many of them state each value; what nobody states is left out."""

    everybody: int = 0
    by_value: dict[str, int] = field(default_factory=dict)

    def __add__(self, other: "Counts") -> "Counts":
        """Those of others too, of whom none is among these."""
        by_value = dict(self.by_value)
        for value, count in other.by_value.items():
            by_value[value] = by_value.get(value, 0) + count
        return Counts(self.everybody + other.everybody, by_value)


class Postings(Table[int | BitMap]):
    """A text -> the numbers of the listings that have it. Where one listing alone has it, its bare number is stored."""

    __slots__ = ()

    @staticmethod
    def opened(plain: Plain) -> int | BitMap:
        """A set as it was stored, or a bare number."""
        return BitMap.deserialize(plain) if isinstance(plain, bytes) else int(plain)

    @staticmethod
    def plain(value: int | BitMap) -> int | bytes:
        """A set as bytes, or a bare number."""
        return value.serialize() if isinstance(value, BitMap) else value

    @classmethod
    def united(cls, values: Sequence[Plain]) -> Plain:
        """Everybody of each."""
        return cls.plain(_united([cls.opened(plain) for plain in values]))

    def add(self, text: str, number: int) -> None:
        """A listing has this text from now on."""
        present = self.get(text)
        if isinstance(present, BitMap):
            present.add(number)
            self[text] = present
        elif present is None:
            self[text] = number
        elif present != number:
            self[text] = BitMap((present, number))

    def discard(self, text: str, number: int) -> None:
        """A listing does not have it any longer; a text that nobody has is gone."""
        present = self.get(text)
        if isinstance(present, BitMap):
            present.discard(number)
            self[text] = present[0] if len(present) == 1 else present
        elif present == number:
            del self[text]

    def of(self, text: str) -> BitMap:
        """Who has a text; not to be changed."""
        present = self.get(text)
        if present is None:
            return NOBODY
        return present if isinstance(present, BitMap) else BitMap((present,))

    def any_of(self, texts: Iterable[str]) -> BitMap:
        """Who has any of some texts; not to be changed."""
        return _united([present for text in texts if (present := self.get(text)) is not None])

    def starting(self, start: str) -> BitMap:
        """Who has a text that begins with these characters; not to be changed."""
        return _united([present for _, present in self.items(start, start + LAST)])

    def count(self, text: str, among: BitMap) -> int:
        """How many of some listings have a text."""
        present = self.get(text)
        if isinstance(present, BitMap):
            return present.intersection_cardinality(among)
        return int(present is not None and present in among)

    def counts(self, among: BitMap) -> Counts:
        """How many of some listings have each text."""
        by_text = ((text, self.count(text, among)) for text in self) if among else ()
        return Counts(len(among), {text: count for text, count in by_text if count})

    def as_table(self) -> dict[str, int | bytes]:
        """What `of_table` makes equal postings of."""
        return {text: self.plain(present) for text, present in self.items()}

    @classmethod
    def of_table(cls, table: Mapping[str, int | bytes]) -> "Postings":
        """The postings that `as_table` wrote, all of them in memory."""
        postings = cls()
        for text, plain in table.items():
            postings[text] = cls.opened(plain)
        return postings


def _united(present: list[int | BitMap]) -> BitMap:
    """Everybody in some sets and bare numbers."""
    if len(present) == 1 and isinstance(present[0], BitMap):
        return present[0]
    single = BitMap([number for number in present if isinstance(number, int)])
    many = [numbers for numbers in present if isinstance(numbers, BitMap)]
    return BitMap.union(single, *many) if many else single


class Tally(Table[str | dict[str, int]]):
    """A text -> what it stands for, each counted: what was put in twice goes when it was taken out twice.

    A bare meaning is the only one, put in once.
    """

    __slots__ = ()

    @staticmethod
    def opened(plain: Plain) -> str | dict[str, int]:
        """A bare meaning, or several with their counts."""
        return _counts.decode(plain) if isinstance(plain, bytes) else str(plain)

    @staticmethod
    def plain(value: str | dict[str, int]) -> Plain:
        """A bare meaning, or several as bytes."""
        return value if isinstance(value, str) else msgspec.msgpack.encode(value, order="sorted")

    @classmethod
    def united(cls, values: Sequence[Plain]) -> Plain:
        """Every meaning, as often as it was put in anywhere."""
        counts: Counter[str] = Counter()
        for plain in values:
            counts.update(_counted(cls.opened(plain)))
        return cls.plain(dict(counts))

    def add(self, text: str, meaning: str) -> None:
        """Put one in."""
        present = self.get(text)
        if present is None:
            self[text] = meaning
            return
        counts = _counted(present)
        counts[meaning] = counts.get(meaning, 0) + 1
        self[text] = counts

    def discard(self, text: str, meaning: str) -> None:
        """Take one out. Raises KeyError where it was not in."""
        present = self.get(text)
        if not isinstance(present, dict):
            del self[text]
            return
        present[meaning] -= 1
        if not present[meaning]:
            del present[meaning]
        is_bare = len(present) == 1 and set(present.values()) == {1}
        self[text] = next(iter(present)) if is_bare else present

    def of(self, text: str) -> list[str]:
        """What a text stands for, in order: the same whoever was put in first."""
        present = self.get(text)
        if present is None:
            return []
        return sorted(present) if isinstance(present, dict) else [present]


def _counted(present: str | dict[str, int]) -> dict[str, int]:
    """Meanings with their counts, also where one is bare."""
    return present if isinstance(present, dict) else {present: 1}


#: A table, whatever its values are.
AnyTable = Postings | Tally | Texts
