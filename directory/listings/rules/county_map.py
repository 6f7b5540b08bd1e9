"""Maps of the counties as small SVG files: each paint is one path, no style, no script."""

from collections.abc import Container, Iterable, Mapping
from typing import Any

from directory.places.rules import coarse

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


def draw(shapes: Mapping[str, Any], codes: Iterable[str]) -> str:
    """The SVG. `shapes` holds `viewBox` and, per FIPS under `counties`, the path `d` and its middle `x`, `y`."""
    counties: Mapping[str, Mapping[str, Any]] = shapes["counties"]
    here = covered(codes, counties)
    paths = [_path(_ELSEWHERE, counties, counties.keys() - here), _path(_HERE, counties, here)]
    return _picture(shapes, paths, here)


def draw_shades(shapes: Mapping[str, Any], shades: Mapping[str, int], asked: str | None = None) -> str:
    """The map of many areas: each county in its shade, 0 = none, and the county asked for outlined with a pin.

    Unknown counties and shades are ignored.
    """
    counties: Mapping[str, Mapping[str, Any]] = shapes["counties"]
    dark = {fips for fips, number in shades.items() if fips in counties and number > 2}
    paths = [_path(_ELSEWHERE, counties, (fips for fips in counties if shades.get(fips, 0) not in SHADES))]
    for number, opacity in SHADES.items():
        paint = f'{_HERE} fill-opacity="{opacity}"'
        paths.append(_path(paint, counties, (fips for fips in counties if shades.get(fips) == number)))
    if asked and asked in counties:
        x, y = (counties[asked][axis] // 2 for axis in ("x", "y"))
        paths.append(_path(_ASKED, counties, [asked]))
        paths.append(f'<path {_PIN} d="M{x} {y}c-8-14-22-26-22-42a22 22 0 0 1 44 0c0 16-14 28-22 42z"/>')
    return _picture(shapes, paths, dark)


def _path(paint: str, counties: Mapping[str, Mapping[str, Any]], chosen: Iterable[str]) -> str:
    d = "".join(coarse(counties[fips]["d"]) for fips in sorted(chosen))
    return f'<path {paint} d="{d}"/>' if d else ""


def _picture(shapes: Mapping[str, Any], paths: Iterable[str], dark: Container[str]) -> str:
    """The whole file around its paths; `dark` are the counties on which letters are white."""
    counties: Mapping[str, Mapping[str, Any]] = shapes["counties"]
    labels = []
    for state, fips in _LETTERS_AT.items():
        if fips in counties:
            x, y = (counties[fips][axis] // 2 for axis in ("x", "y"))
            labels.append(f'<text x="{x}" y="{y}" fill="{_LETTERS_HERE if fips in dark else _LETTERS}">{state}</text>')
    left, top, width, height = (int(number) // 2 for number in shapes["viewBox"].split())
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{left} {top} {width} {height}">'
        f'<g stroke-width="1.5" stroke-linejoin="round">{"".join(paths)}</g>'
        f'<g font-family="sans-serif" font-weight="700" font-size="{_LABEL_SIZE}" text-anchor="middle">'
        f"{''.join(labels)}</g></svg>"
    )
