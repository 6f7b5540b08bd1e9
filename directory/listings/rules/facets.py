"""Facets of the results: which values are worth offering, and the address that each leads to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol
from urllib.parse import quote_plus, urlencode

#: Of these several may be on at once; of the rest one.
_SEVERAL = {"service", "brand", "property"}
#: The boxes of the search.
_TYPED = {"q", "place"}
#: So many values of a group stand open; the rest are folded.
OPEN_VALUES = 6


class Value(Protocol):
    """A value of a facet, as the search counts it."""

    @property
    def value(self) -> str: ...
    @property
    def count(self) -> int: ...
    @property
    def is_on(self) -> bool: ...


class Facet(Protocol):
    """A facet, as the search counts it."""

    @property
    def group(self) -> str: ...
    @property
    def values(self) -> Sequence[Value]: ...


@dataclass(frozen=True)
class Choice:
    """One value to switch: `address` is the query string of the list with it switched."""

    value: str
    count: int
    is_on: bool
    address: str


@dataclass(frozen=True)
class Group:
    """One heading with the values that stand open and those that are folded."""

    name: str
    shown: tuple[Choice, ...]
    folded: tuple[Choice, ...]


@dataclass(frozen=True)
class Chosen:
    """A value that the address chooses, whether or not the list could keep to it; `address`: the search without it."""

    group: str
    value: str
    address: str


def chosen(values: Iterable[tuple[str, str]], pairs: Iterable[tuple[str, str]]) -> tuple[Chosen, ...]:
    """What of these (group, value) choices can be taken away, in their order."""
    now = [(name, value) for name, value in pairs if value and name != "page"]
    return tuple(Chosen(group, value, switched(now, group, value, is_on=True)) for group, value in values)


def groups(facets: Iterable[Facet], pairs: Iterable[tuple[str, str]], total: int) -> list[Group]:
    """Only what splits the list: a value that all `total` have, and that is not on, would change nothing.

    `pairs` are the parameters of the present address; the page number is dropped from every new one.
    """
    now = [(name, value) for name, value in pairs if value and name != "page"]
    result = []
    for facet in facets:
        on = [option for option in facet.values if option.is_on]
        rest = [option for option in facet.values if not option.is_on and (on or option.count != total)]
        choices = [
            Choice(
                option.value, option.count, option.is_on, switched(now, facet.group, option.value, is_on=option.is_on)
            )
            for option in (*on, *rest)
        ]
        most = len(on) + OPEN_VALUES
        if choices:
            result.append(Group(facet.group, tuple(choices[:most]), tuple(choices[most:])))
    return result


def switched(pairs: Sequence[tuple[str, str]], group: str, value: str, *, is_on: bool) -> str:
    """The query string with one value switched on, or off where it is on."""
    if group in _SEVERAL:
        left = [pair for pair in pairs if (pair[0], pair[1].strip()) != (group, value)]
    else:
        left = [pair for pair in pairs if pair[0] != group]
    return address(left if is_on else [*left, (group, value)])


def with_text(pairs: Iterable[tuple[str, str]], text: str) -> str:
    """The query string with another search text, from its first page; without any text it is empty of words."""
    left = [pair for pair in pairs if pair[0] not in ("q", "page") and (text or pair[0] != "exact")]
    return address([("q", text), *left] if text else left)


def with_place(pairs: Iterable[tuple[str, str]], place: str, text: str | None = None) -> str:
    """The query string with another place, or none; and with another text where one is given."""
    left = [pair for pair in pairs if pair[0] not in ("place", "page", "q" if text is not None else "")]
    return address([*([("q", text)] if text else []), *left, *([("place", place)] if place else [])])


def by_warranty(pairs: Iterable[tuple[str, str]]) -> str:
    """The query string of the same search with the longest warranty first."""
    return address([*(pair for pair in pairs if pair[0] not in ("order", "page")), ("order", "warranty")])


def as_typed(pairs: Iterable[tuple[str, str]]) -> str:
    """The query string of the same search with nothing corrected."""
    return address([*(pair for pair in pairs if pair[0] not in ("exact", "page")), ("exact", "true")])


@dataclass(frozen=True)
class Blank:
    """An address with what was typed left blank, for links that are drawn once and then filled in for each search."""

    pairs: tuple[tuple[str, str], ...]
    #: The text without the place that it names; None where it names none.
    rest: str | None
    #: What stands in a link for a blank, and what is filled in there.
    typed: tuple[tuple[str, str], ...]

    def fill(self, html: str) -> str:
        """The links of this search."""
        for blank, typed in self.typed:
            html = html.replace(blank, typed)
        return html


def blank(pairs: Iterable[tuple[str, str]], rest: str | None) -> Blank:
    """The address with its text, its place and `rest` left blank: there are as many of them as people.

    `blank([("q", "heat pump"), ("brand", "gree")], None).fill("?q=%00q&brand=gree")` -> `?q=heat+pump&brand=gree`
    """
    typed = {name: value for name, value in pairs if name in _TYPED and value}
    left = [(name, f"\0{name}") if name in typed else (name, value) for name, value in pairs]
    filled = {**typed, "rest": rest} if rest else typed
    return Blank(
        tuple(dict.fromkeys(left)),
        rest and "\0rest",
        tuple((quote_plus(f"\0{name}"), quote_plus(value)) for name, value in filled.items()),
    )


def address(pairs: Iterable[tuple[str, str]]) -> str:
    """A query string of what is not empty; none at all for nothing."""
    filled = [_encoded(pair) for pair in pairs if pair[1]]
    return "?" + "&".join(filled) if filled else ""


@lru_cache(maxsize=1024)
def _encoded(pair: tuple[str, str]) -> str:
    """One parameter of an address: a page of results writes each of its own some fifty times."""
    return urlencode([pair])
