"""How many of the results say they work in each county: shades of the map, its legend, the counties to name first."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, groupby, islice, pairwise, repeat
from math import hypot
from typing import Any

#: The map has so many shades beside none; more would not be told apart at this size.
MOST_SHADES = 4
#: So many counties are named beside the map.
NAMED = 8
#: Shade numbers of a map of one, two, three and four shades: few shades stand far apart.
_NUMBERS = ((3,), (2, 4), (1, 3, 4), (1, 2, 3, 4))
_LETTERS = "abcde"
_RUN = re.compile(r"(\d{1,3})([a-e])")
_WASHINGTON = "11001"


@dataclass(frozen=True)
class Shade:
    """One shade of the map: `number` from 1 (pale) to 4, for counties that `least` to `most` of the results name."""

    number: int
    least: int
    most: int


def shades(counts: Iterable[int]) -> tuple[Shade, ...]:
    """The shades that tell these counts apart: one a count as long as there are few counts, then equal steps."""
    found = sorted({count for count in counts if count > 0})
    if len(found) <= MOST_SHADES:
        steps = [(count, count) for count in found]
    else:
        edges = [found[-1] * step // MOST_SHADES for step in range(MOST_SHADES + 1)]
        steps = [(low + 1, high) for low, high in pairwise(edges)]
    numbers = _NUMBERS[len(steps) - 1] if steps else ()
    return tuple(Shade(number, least, most) for number, (least, most) in zip(numbers, steps, strict=True))


def packed(counties: Mapping[str, int], all_fips: Iterable[str]) -> str:
    """The shade of each county as a word for an address, in the order of FIPS: `1d157a` is Washington alone."""
    legend = shades(counties.values())
    letters = (_LETTERS[_number(counties.get(fips, 0), legend)] for fips in sorted(all_fips))
    return "".join(f"{len(list(run))}{letter}" for letter, run in groupby(letters))


def unpacked(word: str, all_fips: Iterable[str]) -> dict[str, int]:
    """The shade number of each county; 0 where the word says nothing of it. Never raises for any word."""
    order = sorted(all_fips)
    runs = (repeat(_LETTERS.index(letter), int(count)) for count, letter in _RUN.findall(word))
    numbers = chain(chain.from_iterable(runs), repeat(0))
    return dict(zip(order, islice(numbers, len(order)), strict=True))


def named(counties: Mapping[str, int], shapes: Mapping[str, Any], center: str | None = None) -> list[tuple[str, int]]:
    """The counties most of the results name, with how many; of equals those nearest to `center` or to Washington."""
    there: Mapping[str, Mapping[str, int]] = shapes["counties"]
    middle = there.get(center or "") or there[_WASHINGTON]

    def order(fips: str) -> tuple[int, float, str]:
        return -counties[fips], hypot(there[fips]["x"] - middle["x"], there[fips]["y"] - middle["y"]), fips

    known = sorted((fips for fips, count in counties.items() if count > 0 and fips in there), key=order)
    return [(fips, counties[fips]) for fips in known[:NAMED]]


def _number(count: int, legend: Sequence[Shade]) -> int:
    return next((shade.number for shade in legend if shade.least <= count <= shade.most), 0)
