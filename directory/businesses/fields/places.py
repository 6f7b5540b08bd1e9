"""Where a business works: states, places and circles, read from what a person types or says (as in grammar.py)."""

import re
from collections.abc import Iterable

from directory.businesses.fields import terms
from directory.businesses.fields.grammar import not_understood, parts_of
from directory.businesses.fields.terms import CircleValue, FactValue
from directory.foundation.i18n import language
from directory.kernel.site import site
from directory.places.gazetteer import gazetteer
from directory.places.rules import Place, within

#: The widest circle (miles) that an ad may print.
MOST_MILES = 100
_CIRCLE = re.compile(r"(\d{5})\D+(\d{1,3})\D*")
_ZIP = re.compile(r"(?<!\d)\d{5}(?!\d)")


def parse_states(text: str) -> list[str]:
    """`"VA MD"`, `"维州, 马里兰"` -> `["VA", "MD"]`."""
    codes = []
    for part in parts_of(text.replace(" ", ",")):
        place = gazetteer().read(part)
        code = part.upper() if part.upper() in site().codes else place.code if place else ""
        if code not in site().codes:
            raise not_understood(part)
        codes.append(code)
    return list(dict.fromkeys(codes))


def read_places(text: str) -> tuple[list[Place], list[str]]:
    """The places named in a text, one a line or between commas, and the names that are unknown.

    `Rockville, MD` is one place. Several ZIP codes in a row are several.
    """
    places: list[Place] = []
    unknown: list[str] = []
    for part in re.split(r"[\n;；、]+", text):
        for name in _place_names(part.strip()):
            place = gazetteer().read(name)
            if place is None:
                unknown.append(name)
            elif place not in places:
                places.append(place)
    return places, list(dict.fromkeys(unknown))


def _place_names(part: str) -> list[str]:
    if not part:
        return []
    if len(_ZIP.findall(part)) > 1:
        return [piece for piece in re.split(r"[\s,，]+", part) if piece]
    if not re.search(r"[,，]", part) or gazetteer().read(part) is not None:
        return [part]
    names: list[str] = []
    for piece in filter(None, map(str.strip, re.split(r"[,，]+", part))):
        place = gazetteer().read(piece)
        if names and place is not None and place.kind == "state" and gazetteer().read(f"{names[-1]}, {piece}"):
            names[-1] = f"{names[-1]}, {piece}"
        else:
            names.append(piece)
    return names


def parse_places(text: str) -> list[str]:
    """Row codes of the places named: `"20850, Fairfax"` -> `["MD:20850", "51600"]`."""
    places, unknown = read_places(text)
    if unknown:
        raise not_understood(unknown[0])
    return [place.place_code for place in places]


def place_label(code: str) -> str:
    """A place's name in the page's language; a state stays in its two letters, as people here write it."""
    place = None if code in site().codes else gazetteer().place(code)
    return place.label(language().url) if place is not None else code


def area(codes: Iterable[str], circle: CircleValue | None) -> dict[str, FactValue]:
    """`service_places` and `service_radius` of places named and of a circle (`zip`, `miles`), which is drawn anew."""
    center = gazetteer().zip(str(circle["zip"])) if circle else None
    if circle is None or center is None:
        return {"service_places": list(codes) or None, "service_radius": None}
    named = dict.fromkeys(codes)
    drawn = [code for code in within(center, circle["miles"], gazetteer().places) if code not in named]
    radius: CircleValue = {"zip": circle["zip"], "miles": circle["miles"], "drawn": drawn}
    return {"service_places": [*named, *drawn], "service_radius": radius}


def parse_circle(text: str) -> CircleValue | None:
    """`20850, 15`: a ZIP code and the miles around it."""
    match = _CIRCLE.fullmatch(text.strip())
    if match is None or gazetteer().zip(match[1]) is None or not 0 < int(match[2]) <= MOST_MILES:
        raise not_understood(text)
    return terms.circle(area((), {"zip": match[1], "miles": int(match[2])})["service_radius"])
