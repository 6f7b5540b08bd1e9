"""How many of the results say they work in each county: shades of the map, its legend, the counties to name first."""

import re
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, groupby, islice, pairwise, repeat
from math import hypot

from directory.kernel.site import site
from directory.places.gazetteer import CountyShapes, Outline, gazetteer
from directory.places.rules import coarse

#: The map has so many shades beside none; more would not be told apart at this size.
MOST_SHADES = 4
#: So many counties are named beside the map.
NAMED = 8
#: Shade numbers of a map of one, two, three and four shades: few shades stand far apart.
_NUMBERS = ((3,), (2, 4), (1, 3, 4), (1, 2, 3, 4))
_SHADE_LETTERS = "abcde"
_RUN = re.compile(r"(\d{1,3})([a-e])")


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
    """The shade of each county as a word for an address, in the order of FIPS: `1d157a` is the first alone."""
    legend = shades(counties.values())
    letter_of = {count: _SHADE_LETTERS[_number(count, legend)] for count in {0, *counties.values()}}
    letters = (letter_of[counties.get(fips, 0)] for fips in sorted(all_fips))
    return "".join(f"{len(list(run))}{letter}" for letter, run in groupby(letters))


def unpacked(word: str, all_fips: Iterable[str]) -> dict[str, int]:
    """The shade number of each county; 0 where the word says nothing of it. Never raises for any word."""
    order = sorted(all_fips)
    runs = (repeat(_SHADE_LETTERS.index(letter), int(count)) for count, letter in _RUN.findall(word))
    numbers = chain(chain.from_iterable(runs), repeat(0))
    return dict(zip(order, islice(numbers, len(order)), strict=True))


def named(counties: Mapping[str, int], shapes: CountyShapes, center: str | None = None) -> list[tuple[str, int]]:
    """The counties most of the results name, with how many; of equals those nearest to `center` or to the middle."""
    there = shapes.counties
    middle = there.get(center or "") or there[site().map.county]

    def order(fips: str) -> tuple[int, float, str]:
        return -counties[fips], hypot(there[fips].x - middle.x, there[fips].y - middle.y), fips

    known = sorted((fips for fips, count in counties.items() if count > 0 and fips in there), key=order)
    return [(fips, counties[fips]) for fips in known[:NAMED]]


def _number(count: int, legend: Sequence[Shade]) -> int:
    return next((shade.number for shade in legend if shade.least <= count <= shade.most), 0)


#: One picture for light and dark pages: blue that shows on both, and a gray that lets the paper through.
_HERE = 'fill="#2a76b0" stroke="#fff" stroke-opacity=".5"'
_ELSEWHERE = 'fill="#8a8373" fill-opacity=".2" stroke="#8a8373" stroke-opacity=".45"'
#: How dark a shade of the results' map is, from 1 to 4.
SHADES = {1: ".3", 2: ".5", 3: ".75", 4: "1"}
#: Around the county of the place asked for, and the pin in it.
_ASKED = 'fill="none" stroke="#b3261e" stroke-width="5"'
_PIN = 'fill="#b3261e" stroke="#fff" stroke-width="3"'
_LETTERS_HERE, _LETTERS = "#fff", "#8a8373"
#: Towns' names and dots, on any ground.
_TOWN = 'fill="#1c1a17" stroke="#fff" paint-order="stroke"'
#: How large letters are to the width of the picture, so that a phone of 360 pixels reads them.
_LABEL_SHARE = 0.042
#: Around the counties that are shown, and how wide the picture is at least.
_MARGIN, _NARROWEST = 60, 360


def covered(codes: Iterable[str], all_fips: Iterable[str]) -> set[str]:
    """The counties meant by `codes`: a state (`MD`) means all of its own, a FIPS itself; anything else is ignored."""
    wanted = set(codes)
    digits = {state.fips for state in site().states if state.code in wanted}
    return {fips for fips in all_fips if fips in wanted or fips[:2] in digits}


def says_something(codes: Iterable[str], all_fips: Collection[str]) -> bool:
    """Whether a map of these states and counties tells anything: some are filled, and not all."""
    return 0 < len(covered(codes, all_fips)) < len(all_fips)


def differs(counties: Mapping[str, int], all_fips: Iterable[str]) -> bool:
    """Whether a map of these counts tells anything: not every county has as many."""
    return len({counties.get(fips, 0) for fips in all_fips}) > 1


def draw(shapes: CountyShapes, codes: Iterable[str]) -> str:
    """The SVG of the counties meant by `codes`."""
    counties = shapes.counties
    here = covered(codes, counties)
    paths = [_path(_ELSEWHERE, counties, counties.keys() - here), _path(_HERE, counties, here)]
    return _picture(shapes, paths, here, here)


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
    shaded = {fips for fips, number in shades.items() if number in SHADES}
    return _picture(shapes, paths, dark, {*shaded, *([marked] if marked else [])})


def _path(paint: str, counties: Mapping[str, Outline], chosen: Iterable[str]) -> str:
    d = "".join(coarse(counties[fips].d) for fips in sorted(chosen))
    return f'<path {paint} d="{d}"/>' if d else ""


def _picture(shapes: CountyShapes, paths: Iterable[str], dark: Container[str], framed: Iterable[str]) -> str:
    """The whole file around its paths, cut to the counties `framed`; `dark` are those on which letters are white."""
    counties = shapes.counties
    left, top, width, height = _frame(shapes, framed)
    size = round(width * _LABEL_SHARE)
    labels, taken = [], []
    for state, fips in [(state.code, state.letters_at) for state in site().states]:
        if fips in counties:
            x, y = counties[fips].x // 2, counties[fips].y // 2
            taken.append((x - size, x + size, y - size // 3))
            labels.append(f'<text x="{x}" y="{y}" fill="{_LETTERS_HERE if fips in dark else _LETTERS}">{state}</text>')
    towns = "".join(
        f'<circle cx="{x}" cy="{y}" r="{size // 6}"/><text x="{x + size // 3}" y="{y + size // 3}">{name}</text>'
        for name, x, y in _towns((left, top, width, height), size, taken)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{left} {top} {width} {height}">'
        f'<g stroke-width="{1.5 * width / 1000:.2f}" stroke-linejoin="round">{"".join(paths)}</g>'
        f'<g font-family="sans-serif" font-weight="700" font-size="{size + size // 6}" text-anchor="middle">'
        f'{"".join(labels)}</g><g font-family="sans-serif" font-weight="700" font-size="{size}" {_TOWN}'
        f' stroke-width="{size // 6}">{towns}</g></svg>'
    )


def _frame(shapes: CountyShapes, framed: Iterable[str]) -> tuple[int, int, int, int]:
    """The part of the map that is shown: these counties and the one in the middle, in the proportions of the whole."""
    left, top, width, height = (int(number) // 2 for number in shapes.box.split())
    outlines = [shapes.counties[fips] for fips in {*framed, site().map.county} if fips in shapes.counties]
    across, down = [one.x // 2 for one in outlines], [one.y // 2 for one in outlines]
    wide = max(max(across) - min(across) + 2 * _MARGIN, (max(down) - min(down) + 2 * _MARGIN) * width // height)
    if wide >= width:
        return left, top, width, height
    wide = max(wide, _NARROWEST)
    high = wide * height // width
    x = min(max(left, (max(across) + min(across) - wide) // 2), left + width - wide)
    y = min(max(top, (max(down) + min(down) - high) // 2), top + height - high)
    return x, y, wide, high


def _towns(
    frame: tuple[int, int, int, int], size: int, taken: Iterable[tuple[float, float, int]]
) -> Iterator[tuple[str, int, int]]:
    """Towns to find one's way by, with where they lie: as many as have room for their names. `taken`: room that letters
    have, as where they begin and end, and their middle."""
    (left, top, width, height), taken = frame, list(taken)
    for key in site().map.towns:
        place = gazetteer().place(key)
        if place is None:
            continue
        name = key if place.kind == "state" else place.names[0]
        x, y = site().map.position(place.lat, place.lng)
        end = x + size * (0.4 + 0.62 * len(name))
        is_inside = left + size // 3 < x and end < left + width and top + size // 2 < y < top + height - size // 2
        begin = x - size / 3
        is_free = all(abs(y - middle) > size * 1.15 or end < start or begin > stop for start, stop, middle in taken)
        if is_inside and is_free:
            taken.append((begin, end, y))
            yield name, x, y
