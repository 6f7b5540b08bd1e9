"""The words of an ad that gave each field, as pieces of its text in their order. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from directory.ads.rules.facts import REVIEWED

#: What was read under another name, by the field a reviewer sees.
_AS = {"zips": "service_places", "radius": "service_radius"}
#: Fields of one color: whose it is, how to reach them, what they do, papers, promises, where and when.
GROUPS = {
    "who": ("name_zh", "name_zh_lang", "name_en", "romanized", "owner", "ad_number"),
    "reach": ("phones", "emails", "websites", "wechat", "addresses"),
    "work": (
        "services",
        "services_excluded",
        "work_types",
        "brands",
        "brands_excluded",
        "property_types",
        "property_excluded",
    ),
    "papers": ("licensed", "licenses", "licensed_states", "insured", "insured_states", "warranties"),
    "where": ("service_states", "service_places", "service_radius", "hours", "languages", "features"),
}
GROUP_OF = {field: group for group, fields in GROUPS.items() for field in fields}


@dataclass(frozen=True)
class Piece:
    """A stretch of the text. `field`: what it gave (of several the one with the fewest words), None for nothing."""

    text: str
    field: str | None = None
    #: Every field it gave.
    fields: tuple[str, ...] = ()
    #: The first piece of its field: where the field's link leads.
    is_first: bool = False
    #: The words of its field end here: the field's number stands behind.
    is_last: bool = False


def marked(text: str, spans: Mapping[str, Iterable[Iterable[int]]], fields: Iterable[str]) -> list[Piece]:
    """A text cut where the words of a field begin or end. `fields`: those that are shown as read from it."""
    wanted = set(fields)
    places: list[tuple[int, int, str]] = []
    for name, found in spans.items():
        field = _AS.get(name, name)
        if field in wanted:
            places += [(start, end, field) for start, end in found if 0 <= start < end <= len(text)]
    cuts = sorted({0, len(text), *(at for start, end, _field in places for at in (start, end))})
    starts: dict[int, list[tuple[int, int, str]]] = {}
    for place in places:
        starts.setdefault(place[0], []).append(place)
    pieces: list[Piece] = []
    seen: set[str] = set()
    running: list[tuple[int, int, str]] = []
    for start, end in pairwise(cuts):
        running = [each for each in running if each[1] > start] + starts.get(start, [])
        if not running:
            pieces.append(Piece(text[start:end]))
            continue
        narrow = min(running, key=lambda each: (each[1] - each[0], REVIEWED.index(each[2])))
        field = narrow[2]
        names = tuple(dict.fromkeys(each[2] for each in sorted(running, key=lambda each: REVIEWED.index(each[2]))))
        pieces.append(Piece(text[start:end], field, names, field not in seen, narrow[1] == end))
        seen.add(field)
    return pieces


def numbers(stated: Mapping[str, Any]) -> dict[str, int]:
    """Each stated field's number beside its words, in the order of the form."""
    return {field: number for number, field in enumerate((f for f in REVIEWED if f in stated), start=1)}
