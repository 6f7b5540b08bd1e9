"""Postings: for each text the set of listings that have it, as bitmaps of listing numbers."""

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from pyroaring import BitMap

V = TypeVar("V")
#: No listing. Never changed, like every set that is handed out.
NOBODY = BitMap()


class Postings:
    """A text -> the numbers of the listings that have it. Where one listing alone has it, its bare number is stored."""

    __slots__ = ("_numbers", "_sorted")

    def __init__(self, numbers: dict[str, int | BitMap] | None = None) -> None:
        self._numbers = {} if numbers is None else numbers
        #: All texts in their order; only where somebody asked for a beginning.
        self._sorted: list[str] | None = None

    def __contains__(self, text: str) -> bool:
        return text in self._numbers

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)

    def add(self, text: str, number: int) -> None:
        """A listing has this text from now on."""
        present = self._numbers.get(text)
        if present is None:
            self._numbers[text] = number
            if self._sorted is not None:
                insort(self._sorted, text)
        elif isinstance(present, BitMap):
            present.add(number)
        elif present != number:
            self._numbers[text] = BitMap((present, number))

    def discard(self, text: str, number: int) -> None:
        """A listing does not have it any longer; a text that nobody has is gone."""
        present = self._numbers.get(text)
        if isinstance(present, BitMap):
            present.discard(number)
            if len(present) == 1:
                self._numbers[text] = present[0]
        elif present == number:
            del self._numbers[text]
            if self._sorted is not None:
                del self._sorted[bisect_left(self._sorted, text)]

    def of(self, text: str) -> BitMap:
        """Who has a text; not to be changed."""
        present = self._numbers.get(text)
        if present is None:
            return NOBODY
        return present if isinstance(present, BitMap) else BitMap((present,))

    def any_of(self, texts: Iterable[str]) -> BitMap:
        """Who has any of some texts; not to be changed."""
        present = [self._numbers[text] for text in texts if text in self._numbers]
        if len(present) == 1 and isinstance(present[0], BitMap):
            return present[0]
        single = BitMap([number for number in present if isinstance(number, int)])
        many = [numbers for numbers in present if isinstance(numbers, BitMap)]
        return BitMap.union(single, *many) if many else single

    def count(self, text: str, among: BitMap) -> int:
        """How many of some listings have a text."""
        present = self._numbers.get(text)
        if isinstance(present, BitMap):
            return present.intersection_cardinality(among)
        return int(present is not None and present in among)

    def beginning(self, start: str) -> Iterator[str]:
        """The texts that begin with these characters, in their order."""
        if self._sorted is None:
            self._sorted = sorted(self._numbers)
        at = bisect_left(self._sorted, start)
        while at < len(self._sorted) and self._sorted[at].startswith(start):
            yield self._sorted[at]
            at += 1

    def between(self, first: str, end: str) -> Iterator[str]:
        """The texts from `first` on and before `end`, in their order."""
        if self._sorted is None:
            self._sorted = sorted(self._numbers)
        yield from self._sorted[bisect_left(self._sorted, first) : bisect_left(self._sorted, end)]

    def as_table(self) -> dict[str, int | bytes]:
        """What `of_table` makes equal postings of."""
        return {
            text: numbers.serialize() if isinstance(numbers, BitMap) else numbers
            for text, numbers in self._numbers.items()
        }

    @classmethod
    def of_table(cls, table: Mapping[str, int | bytes]) -> "Postings":
        """The postings that `as_table` wrote."""
        return cls(
            {
                text: BitMap.deserialize(numbers) if isinstance(numbers, bytes) else numbers
                for text, numbers in table.items()
            }
        )


class Tally:
    """A text -> what it stands for, each counted: what was put in twice goes when it was taken out twice."""

    __slots__ = ("_meanings",)

    def __init__(self, meanings: dict[str, str | dict[str, int]] | None = None) -> None:
        #: A bare meaning is the only one, put in once.
        self._meanings = {} if meanings is None else meanings

    def __contains__(self, text: str) -> bool:
        return text in self._meanings

    def __iter__(self) -> Iterator[str]:
        return iter(self._meanings)

    def add(self, text: str, meaning: str) -> bool:
        """Put one in; whether the text is new."""
        present = self._meanings.get(text)
        if present is None:
            self._meanings[text] = meaning
            return True
        counts = present if isinstance(present, dict) else {present: 1}
        counts[meaning] = counts.get(meaning, 0) + 1
        self._meanings[text] = counts
        return False

    def discard(self, text: str, meaning: str) -> bool:
        """Take one out; whether the text is gone."""
        present = self._meanings[text]
        if not isinstance(present, dict):
            del self._meanings[text]
            return True
        present[meaning] -= 1
        if not present[meaning]:
            del present[meaning]
        if len(present) == 1 and set(present.values()) == {1}:
            self._meanings[text] = next(iter(present))
        return False

    def of(self, text: str) -> list[str]:
        """What a text stands for, in order: the same whoever was put in first."""
        present = self._meanings.get(text)
        if present is None:
            return []
        return sorted(present) if isinstance(present, dict) else [present]

    def as_table(self) -> dict[str, str | dict[str, int]]:
        """The postings as plain values, from which equal ones are made."""
        return self._meanings
