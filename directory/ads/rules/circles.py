"""How far around a ZIP code or a town an ad says its firm works."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Any

from directory.ads.rules.marks import Mark, marks_in
from directory.ads.rules.printed import Printed, Span
from directory.places.gazetteer import Gazetteer
from directory.places.rules import Place, miles_between

ZIP = re.compile(r"(?<![\d\-#$])(\d{5})(?![\d\-])")
_RADIUS = re.compile(
    r"(?:within\s+)?(\d{1,3})\s*-?\s*(?:miles?|mi\.?|英里|哩)\s*(?:radius\s*)?(?:of|from|around|"
    r"radius of|以内|之内|内|范围)?\s*(?:的)?\s*(?:zip\s*)?([^\n,，。;；]{0,24})"
)
_AROUND = re.compile(r"([^\n,，。;；]{1,24}?)\s*(?:周边|周围|方圆|附近|为中心)\s*(\d{1,3})\s*(?:英里|哩|miles?)")


def circle(ad: Printed, found: Sequence[Mark], gazetteer: Gazetteer) -> tuple[dict[str, Any], Span] | None:
    """The circle (ZIP code of its middle, miles) and the words that draw it."""
    for match, miles, where in [
        *((m, m[1], m.span(2)) for m in _RADIUS.finditer(ad.folded)),
        *((m, m[2], m.span(1)) for m in _AROUND.finditer(ad.folded)),
    ]:
        center = _center(ad, where, found, gazetteer)
        if center:
            return {"zip": center, "miles": int(miles)}, ad.trimmed(match.span())
    return None


def _center(ad: Printed, where: Span, found: Sequence[Mark], gazetteer: Gazetteer) -> str | None:
    """The ZIP code of a circle's middle; of a town the one of its name nearest to its own middle."""
    number = ZIP.search(ad.folded, *where)
    if number:
        return number[1] if gazetteer.zip(number[1]) else None
    for mark in marks_in(found, where):
        town = gazetteer.place(mark.codes[0]) if mark.kind == "place" else None
        if town and town.kind == "city":
            return _middle(town, gazetteer).code
    return None


def _middle(town: Place, gazetteer: Gazetteer) -> Place:
    streets = _streets(gazetteer)
    own = [place for place in streets if place.name("en") == town.name("en")]
    return min(own or streets, key=lambda place: miles_between(town, place))


@cache
def _streets(gazetteer: Gazetteer) -> tuple[Place, ...]:
    """The ZIP codes of streets: those of post office boxes stand several at one point."""
    zips = [place for place in gazetteer.places if place.kind == "zip"]
    at = Counter((place.lat, place.lng) for place in zips)
    return tuple(place for place in zips if at[place.lat, place.lng] == 1)
