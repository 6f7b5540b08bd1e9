"""How many of the results say they work in each county: shades of the map, its legend, the counties to name first."""

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, groupby, islice, pairwise, repeat
from math import hypot

from directory.places.gazetteer import CountyShapes, Outline
from directory.places.rules import coarse

#: The map has so many shades beside none; more would not be told apart at this size.
MOST_SHADES = 4
#: So many counties are named beside the map.
NAMED = 8
#: Shade numbers of a map of one, two, three and four shades: few shades stand far apart.
_NUMBERS = ((3,), (2, 4), (1, 3, 4), (1, 2, 3, 4))
_SHADE_LETTERS = "abcde"
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
    distinct = sorted({count for count in counts if count > 0})
    if len(distinct) <= MOST_SHADES:
        steps = [(count, count) for count in distinct]
    else:
        edges = [distinct[-1] * step // MOST_SHADES for step in range(MOST_SHADES + 1)]
        steps = [(low + 1, high) for low, high in pairwise(edges)]
    numbers = _NUMBERS[len(steps) - 1] if steps else ()
    return tuple(Shade(number, least, most) for number, (least, most) in zip(numbers, steps, strict=True))


def packed(counties: Mapping[str, int], all_fips: Iterable[str]) -> str:
    """The shade of each county as a word for an address, in the order of FIPS: `1d157a` is Washington alone."""
    legend = shades(counties.values())
    letters = (_SHADE_LETTERS[_number(counties.get(fips, 0), legend)] for fips in sorted(all_fips))
    return "".join(f"{len(list(run))}{letter}" for letter, run in groupby(letters))


def unpacked(word: str, all_fips: Iterable[str]) -> dict[str, int]:
    """The shade number of each county; 0 where the word says nothing of it. Never raises for any word."""
    order = sorted(all_fips)
    runs = (repeat(_SHADE_LETTERS.index(letter), int(count)) for count, letter in _RUN.findall(word))
    numbers = chain(chain.from_iterable(runs), repeat(0))
    return dict(zip(order, islice(numbers, len(order)), strict=True))


def named(counties: Mapping[str, int], shapes: CountyShapes, center: str | None = None) -> list[tuple[str, int]]:
    """The counties most of the results name, with how many; of equals those nearest to `center` or to Washington."""
    there = shapes.counties
    middle = there.get(center or "") or there[_WASHINGTON]

    def order(fips: str) -> tuple[int, float, str]:
        return -counties[fips], hypot(there[fips].x - middle.x, there[fips].y - middle.y), fips

    known = sorted((fips for fips, count in counties.items() if count > 0 and fips in there), key=order)
    return [(fips, counties[fips]) for fips in known[:NAMED]]


def _number(count: int, legend: Sequence[Shade]) -> int:
    return next((shade.number for shade in legend if shade.least <= count <= shade.most), 0)


#: FIPS of a state's counties begin with these two digits.
STATE_DIGITS = {"DC": "11", "MD": "24", "VA": "51"}
#: One picture for light and dark pages: blue that shows on both, and a gray that lets the paper through.
_HERE = 'fill="#2a76b0" stroke="#fff" stroke-opacity=".5"'
_ELSEWHERE = 'fill="#8a8373" fill-opacity=".2" stroke="#8a8373" stroke-opacity=".45"'
#: How dark a shade of the results' map is, from 1 to 4.
SHADES = {1: ".3", 2: ".5", 3: ".75", 4: "1"}
#: Around the county of the place asked for, and the pin in it.
_ASKED = 'fill="none" stroke="#b3261e" stroke-width="5"'
_PIN = 'fill="#b3261e" stroke="#fff" stroke-width="3"'
_LETTERS_HERE, _LETTERS = "#fff", "#8a8373"
_LABEL_SIZE = 44
#: A state's two letters stand on this county of it; DC is too small for any.
_LETTERS_AT = {"MD": "24021", "VA": "51029"}


def covered(codes: Iterable[str], all_fips: Iterable[str]) -> set[str]:
    """The counties meant by `codes`: a state (`MD`) means all of its own, a FIPS itself; anything else is ignored."""
    wanted = set(codes)
    digits = {STATE_DIGITS[code] for code in wanted & STATE_DIGITS.keys()}
    return {fips for fips in all_fips if fips in wanted or fips[:2] in digits}


def draw(shapes: CountyShapes, codes: Iterable[str]) -> str:
    """The SVG of the counties meant by `codes`."""
    counties = shapes.counties
    here = covered(codes, counties)
    paths = [_path(_ELSEWHERE, counties, counties.keys() - here), _path(_HERE, counties, here)]
    return _picture(shapes, paths, here)


def draw_shades(shapes: CountyShapes, shades: Mapping[str, int], marked: str | None = None) -> str:
    """The map of many areas: each county in its shade, 0 = none, and the county asked for outlined with a pin.

    Unknown counties and shades are ignored.
    """
    counties = shapes.counties
    dark = {fips for fips, number in shades.items() if fips in counties and number > 2}
    paths = [_path(_ELSEWHERE, counties, (fips for fips in counties if shades.get(fips, 0) not in SHADES))]
    for number, opacity in SHADES.items():
        paint = f'{_HERE} fill-opacity="{opacity}"'
        paths.append(_path(paint, counties, (fips for fips in counties if shades.get(fips) == number)))
    if marked and marked in counties:
        x, y = counties[marked].x // 2, counties[marked].y // 2
        paths.append(_path(_ASKED, counties, [marked]))
        paths.append(f'<path {_PIN} d="M{x} {y}c-8-14-22-26-22-42a22 22 0 0 1 44 0c0 16-14 28-22 42z"/>')
    return _picture(shapes, paths, dark)


def _path(paint: str, counties: Mapping[str, Outline], chosen: Iterable[str]) -> str:
    d = "".join(coarse(counties[fips].d) for fips in sorted(chosen))
    return f'<path {paint} d="{d}"/>' if d else ""


def _picture(shapes: CountyShapes, paths: Iterable[str], dark: Container[str]) -> str:
    """The whole file around its paths; `dark` are the counties on which letters are white."""
    counties = shapes.counties
    labels = []
    for state, fips in _LETTERS_AT.items():
        if fips in counties:
            x, y = counties[fips].x // 2, counties[fips].y // 2
            labels.append(f'<text x="{x}" y="{y}" fill="{_LETTERS_HERE if fips in dark else _LETTERS}">{state}</text>')
    left, top, width, height = (int(number) // 2 for number in shapes.box.split())
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{left} {top} {width} {height}">'
        f'<g stroke-width="1.5" stroke-linejoin="round">{"".join(paths)}</g>'
        f'<g font-family="sans-serif" font-weight="700" font-size="{_LABEL_SIZE}" text-anchor="middle">'
        f"{''.join(labels)}</g></svg>"
    )
