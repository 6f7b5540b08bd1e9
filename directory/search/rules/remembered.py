"""What was made of an index and holds until the next edit, a few values of it."""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

V = TypeVar("V")


class Remembered(Generic[V]):
    """Values by what they were made for; of more than `most` the one that was used longest ago is dropped."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: dict[Hashable, V] = {}

    def of(self, key: Hashable, make: Callable[[], V]) -> V:
        """The value for a key, made where it is not remembered; not to be changed. Raises what `make` does."""
        value = self._values.pop(key, None)
        if value is None:
            value = make()
            if len(self._values) >= self._most:
                del self._values[next(iter(self._values))]
        self._values[key] = value
        return value

    def clear(self) -> None:
        """Make everything anew."""
        self._values.clear()
