"""The map of a service area as one small SVG file: counties in two paths, no style, no script."""

from collections.abc import Iterable, Mapping
from typing import Any

#: FIPS of a state's counties begin with these two digits.
STATE_DIGITS = {"DC": "11", "MD": "24", "VA": "51"}
#: Covered, the rest, borders, letters on covered ground, letters on the rest.
_LIGHT = ("#0f5f9a", "#e6e0d3", "#fffefb", "#ffffff", "#5d574d")
_DARK = ("#4f9bd0", "#34302a", "#1f1d1a", "#0d1720", "#b9b1a2")
_LABEL_SIZE = 84
#: A state's two letters stand on this county of it; DC is too small for any.
_LETTERS_AT = {"MD": "24021", "VA": "51029"}


def covered(codes: Iterable[str], all_fips: Iterable[str]) -> set[str]:
    """The counties meant by `codes`: a state (`MD`) means all of its own, a FIPS itself; anything else is ignored."""
    wanted = set(codes)
    digits = {STATE_DIGITS[code] for code in wanted & STATE_DIGITS.keys()}
    return {fips for fips in all_fips if fips in wanted or fips[:2] in digits}


def draw(shapes: Mapping[str, Any], codes: Iterable[str], *, is_dark: bool = False) -> str:
    """The SVG. `shapes` holds `viewBox` and, per FIPS under `counties`, the path `d` and its middle `x`, `y`."""
    counties: Mapping[str, Mapping[str, Any]] = shapes["counties"]
    here = covered(codes, counties)
    fill, ground, border, letters_here, letters = _DARK if is_dark else _LIGHT
    paths = []
    for color, chosen in ((ground, sorted(counties.keys() - here)), (fill, sorted(here))):
        d = "".join(counties[fips]["d"] for fips in chosen)
        if d:
            paths.append(f'<path fill="{color}" d="{d}"/>')
    labels = []
    for state, fips in _LETTERS_AT.items():
        if fips in counties:
            color = letters_here if fips in here else letters
            labels.append(f'<text x="{counties[fips]["x"]}" y="{counties[fips]["y"]}" fill="{color}">{state}</text>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{shapes["viewBox"]}">'
        f'<g stroke="{border}" stroke-width="3" stroke-linejoin="round">{"".join(paths)}</g>'
        f'<g font-family="sans-serif" font-weight="700" font-size="{_LABEL_SIZE}" text-anchor="middle">'
        f"{''.join(labels)}</g></svg>"
    )
