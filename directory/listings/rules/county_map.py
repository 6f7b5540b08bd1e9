"""The map of a service area as one small SVG file: counties in two paths, no style, no script."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

#: FIPS of a state's counties begin with these two digits.
STATE_DIGITS = {"DC": "11", "MD": "24", "VA": "51"}
#: One picture for light and dark pages: blue that shows on both, and a gray that lets the paper through.
_HERE = 'fill="#2a76b0" stroke="#fff" stroke-opacity=".5"'
_ELSEWHERE = 'fill="#8a8373" fill-opacity=".2" stroke="#8a8373" stroke-opacity=".45"'
_LETTERS_HERE, _LETTERS = "#fff", "#8a8373"
_LABEL_SIZE = 44
_NUMBER = re.compile(r"-?\d+")
#: A state's two letters stand on this county of it; DC is too small for any.
_LETTERS_AT = {"MD": "24021", "VA": "51029"}


def covered(codes: Iterable[str], all_fips: Iterable[str]) -> set[str]:
    """The counties meant by `codes`: a state (`MD`) means all of its own, a FIPS itself; anything else is ignored."""
    wanted = set(codes)
    digits = {STATE_DIGITS[code] for code in wanted & STATE_DIGITS.keys()}
    return {fips for fips in all_fips if fips in wanted or fips[:2] in digits}


def draw(shapes: Mapping[str, Any], codes: Iterable[str]) -> str:
    """The SVG. `shapes` holds `viewBox` and, per FIPS under `counties`, the path `d` and its middle `x`, `y`."""
    counties: Mapping[str, Mapping[str, Any]] = shapes["counties"]
    here = covered(codes, counties)
    paths = []
    for paint, chosen in ((_ELSEWHERE, sorted(counties.keys() - here)), (_HERE, sorted(here))):
        d = "".join(_half(counties[fips]["d"]) for fips in chosen)
        if d:
            paths.append(f'<path {paint} d="{d}"/>')
    labels = []
    for state, fips in _LETTERS_AT.items():
        if fips in counties:
            x, y = (counties[fips][axis] // 2 for axis in ("x", "y"))
            labels.append(f'<text x="{x}" y="{y}" fill="{_LETTERS_HERE if fips in here else _LETTERS}">{state}</text>')
    left, top, width, height = (int(number) // 2 for number in shapes["viewBox"].split())
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{left} {top} {width} {height}">'
        f'<g stroke-width="1.5" stroke-linejoin="round">{"".join(paths)}</g>'
        f'<g font-family="sans-serif" font-weight="700" font-size="{_LABEL_SIZE}" text-anchor="middle">'
        f"{''.join(labels)}</g></svg>"
    )


def _half(d: str) -> str:
    """The path at half size in whole numbers. Points are rounded where they stand, so that neighbors still meet."""
    rings = []
    for ring in d.strip("z").split("z"):
        start, _, steps = ring.removeprefix("M").partition("l")
        x, y = (int(number) for number in _NUMBER.findall(start))
        numbers = [int(number) for number in _NUMBER.findall(steps)]
        at = (x // 2, y // 2)
        line, drawn = [], at
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            here = (x // 2, y // 2)
            if here != drawn:
                line.append(f"{here[0] - drawn[0]} {here[1] - drawn[1]}")
                drawn = here
        rings.append(f"M{at[0]} {at[1]}l{' '.join(line).replace(' -', '-')}z" if line else "")
    return "".join(rings)
