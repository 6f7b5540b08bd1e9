"""Tables of texts in their order, which grow with the listings: what was stored, and over it what was changed since.

What was stored stays where it lies (`queries/image.py`) and is read a text at a time; what was changed since is in
memory, and small. Where nothing was stored, as in a directory of five, all of it is in memory.
"""

from abc import ABC, abstractmethod
from bisect import bisect_left, insort
from collections.abc import Iterator, Sequence
from heapq import merge
from operator import itemgetter
from typing import Generic, Protocol, TypeVar

V = TypeVar("V")
#: A value as it is stored.
Plain = int | str | bytes
#: Behind every text that begins with what stands before it.
LAST = "\U0010ffff"


class Stored(Protocol):
    """A table as it was stored. Nobody changes it."""

    def get(self, text: str) -> Plain | None:
        """The value of a text; None where there is none."""

    def between(self, first: str, end: str) -> Iterator[tuple[str, Plain]]:
        """The texts from `first` on and before `end` with their values, in their order."""


class _Nothing:
    """A table without a text."""

    def get(self, text: str) -> Plain | None:
        return None

    def between(self, first: str, end: str) -> Iterator[tuple[str, Plain]]:
        return iter(())


NOTHING = _Nothing()


class Table(ABC, Generic[V]):
    """A text -> its value; `V` is what `opened` makes of a stored value, and `plain` makes it one again."""

    __slots__ = ("_changed", "_sorted", "_stored")

    def __init__(self) -> None:
        self._stored: Stored = NOTHING
        #: What was changed since; None: the text is gone.
        self._changed: dict[str, V | None] = {}
        #: The changed texts in their order; only where somebody asked for an order.
        self._sorted: list[str] | None = None

    @staticmethod
    @abstractmethod
    def opened(plain: Plain) -> V:
        """A stored value as it is used."""

    @staticmethod
    @abstractmethod
    def plain(value: V) -> Plain:
        """A value as it is stored."""

    @classmethod
    @abstractmethod
    def united(cls, values: Sequence[Plain]) -> Plain:
        """The stored value of a text that has these in several tables, each of other listings."""

    def rest_on(self, stored: Stored) -> None:
        """Begin anew with what was stored; everything that was changed is in it, or is forgotten."""
        self._stored, self._changed, self._sorted = stored, {}, None

    @property
    def changed(self) -> dict[str, Plain | None]:
        """What was changed since it was stored, as it is stored; None: the text is gone."""
        return {text: None if value is None else self.plain(value) for text, value in self._changed.items()}

    def get(self, text: str) -> V | None:
        """The value of a text; None where there is none."""
        if self._stored is NOTHING or text in self._changed:
            return self._changed.get(text)
        plain = self._stored.get(text)
        return None if plain is None else self.opened(plain)

    def __contains__(self, text: str) -> bool:
        changed = self._changed
        return changed[text] is not None if text in changed else self._stored.get(text) is not None

    def __bool__(self) -> bool:
        """Whether it has any text."""
        return any(True for _ in self)

    def __setitem__(self, text: str, value: V) -> None:
        self._change(text, value)

    def __delitem__(self, text: str) -> None:
        if self._stored.get(text) is not None:
            self._change(text, None)
        else:
            del self._changed[text]
            if self._sorted is not None:
                del self._sorted[bisect_left(self._sorted, text)]

    def _change(self, text: str, value: V | None) -> None:
        if self._sorted is not None and text not in self._changed:
            insort(self._sorted, text)
        self._changed[text] = value

    def __iter__(self) -> Iterator[str]:
        """Every text; in order where something was stored."""
        return iter(self._changed) if self._stored is NOTHING else self.between("", LAST)

    def items(self, first: str = "", end: str = LAST) -> Iterator[tuple[str, V]]:
        """The texts from `first` on and before `end` with their values, in their order."""
        if self._sorted is None:
            self._sorted = sorted(self._changed)
        among = self._sorted[bisect_left(self._sorted, first) : bisect_left(self._sorted, end)]
        values = ((text, self._changed[text]) for text in among)
        changed = ((text, value) for text, value in values if value is not None)
        if self._stored is NOTHING:
            return changed
        stored = (part for part in self._stored.between(first, end) if part[0] not in self._changed)
        return merge(((text, self.opened(plain)) for text, plain in stored), changed, key=itemgetter(0))

    def beginning(self, start: str) -> Iterator[str]:
        """The texts that begin with these characters, in their order."""
        return self.between(start, start + LAST)

    def between(self, first: str, end: str) -> Iterator[str]:
        """The texts from `first` on and before `end`, in their order."""
        return (text for text, _ in self.items(first, end))


class Texts(Table[str]):
    """A text -> another one."""

    __slots__ = ()

    @staticmethod
    def opened(plain: Plain) -> str:
        """A stored text is used as it is."""
        return str(plain)

    @staticmethod
    def plain(value: str) -> Plain:
        """A text is stored as it is."""
        return value

    @classmethod
    def united(cls, values: Sequence[Plain]) -> Plain:
        """The text of the first: all say the same."""
        return values[0]
