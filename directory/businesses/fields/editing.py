"""What of a listing may be edited, on which page of the desk, and how two versions of it differ. Values are facts'."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from msgspec.structs import replace

from directory.businesses.fields.grammar import STATES
from directory.businesses.fields.listing import Area
from directory.businesses.fields.registry import AT_ONCE, EDITED, FIELDS
from directory.businesses.fields.terms import Term, condition_of
from directory.kernel.text import fingerprint

#: What becomes the owner's word when everything is said to be still true; a pause is over by itself.
CONFIRMED = (*(code for section in EDITED.values() for code in section), "phones")
#: They mean one thing together: one of them changed means all of them are kept and shown together.
AREA = EDITED["area"]
#: A change of these is not taken back by a tap: a phone is proved anew.
FIXED = frozenset({"phones"})
#: Fields whose column is never NULL, and lists kept in rows: nothing stated is an empty list.
_LISTS = frozenset(f.code for f in FIELDS if f.default == [] or (f.kind.is_list and not f.is_column))
#: Lists whose order says nothing.
_SETS = frozenset(field.code for field in FIELDS if field.kind.is_set)
#: The widest circle a business may draw.
MOST_MILES = 75
#: So often an owner is asked whether everything is still true, and so long the question's link lives.
ASK_EVERY = timedelta(days=182)
LINK_LIFE = timedelta(days=60)
#: As many phones as a listing shows.
MOST_PHONES = 4


@dataclass(frozen=True)
class Line:
    """One field before and after a change; the three fields of an area are one line called `area`."""

    field: str
    before: Any
    after: Any


def normal(field: str, value: Any) -> Any:
    """The form in which two values of a field are compared and stored: nothing stated is one value, terms one shape."""
    if value in (None, "", [], {}):
        return "zh-Hans" if field == "name_zh_lang" else [] if field in _LISTS else None
    if field == "warranties":
        return [
            {"scope": warranty["scope"], **Term.of(warranty).normal.as_json(), **condition_of(warranty)}
            for warranty in value
        ]
    if field == "licenses":
        return [{key: each[key] for key in ("type", "state", "number", "status") if each.get(key)} for each in value]
    return value


def same(field: str, one: Any, other: Any) -> bool:
    """Whether two values of a field say the same."""
    return bool(_comparable(field, one) == _comparable(field, other))


def mark(fields: Iterable[str], held: Mapping[str, Any]) -> str:
    """What an edit of these fields begins from: the same for as long as they say the same, whatever else changes."""
    return fingerprint(json.dumps({field: _comparable(field, held.get(field)) for field in fields}, sort_keys=True))


def _comparable(field: str, value: Any) -> Any:
    said = normal(field, value)
    if said and field == "service_radius":
        return {**said, "drawn": sorted(said.get("drawn") or ())}
    return _unordered(said) if said and (field in _SETS) else said


def _unordered(values: Iterable[Any]) -> list[str]:
    return sorted({json.dumps(value, sort_keys=True) for value in values})


def _beside(field: str, before: Any, after: Any) -> Any:
    """What stands there now in the order of what stood there, the new at the end: only what changed catches the eye."""
    if not before or not after or field not in _SETS:
        return after
    return [each for each in before if each in after] + [each for each in after if each not in before]


def differing(wanted: Mapping[str, Any], held: Mapping[str, Any]) -> dict[str, Any]:
    """The wanted values that differ from what is held; the fields of an area come together."""
    found = {field: normal(field, value) for field, value in wanted.items() if not same(field, value, held.get(field))}
    if found.keys() & set(AREA):
        found |= {field: normal(field, wanted.get(field, held.get(field))) for field in AREA}
    return found


def before_of(fields: Iterable[str], held: Mapping[str, Any]) -> dict[str, Any]:
    """What is held of these fields, as stored in the history."""
    return {field: normal(field, held.get(field)) for field in fields}


def lines(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Line]:
    """A change field by field, in the order of the desk."""
    found = []
    order = [field for fields in EDITED.values() for field in fields] + list(AT_ONCE)
    for field in order:
        if field in AREA:
            is_said = field == AREA[-1] and after.keys() & set(AREA)
            if is_said and any(not same(each, before.get(each), after.get(each)) for each in AREA):
                old, new = Area.of(before), Area.of(after)
                states = _beside("service_states", old.service_states, new.service_states)
                places = _beside("service_places", old.areas, new.areas)
                found.append(Line("area", old, replace(new, service_states=tuple(states), areas=tuple(places))))
        elif field in after and not same(field, before.get(field), after[field]):
            old, new = normal(field, before.get(field)), normal(field, after[field])
            found.append(Line(field, old, _beside(field, old, new)))
    return found


def stated(values: Mapping[str, Any], section: str) -> list[tuple[str, Any]]:
    """The fields of a page of the desk with what stands there, the area as one."""
    if section == "area":
        return [("area", Area.of(values))]
    return [(field, normal(field, values.get(field))) for field in EDITED[section]]


def picked(values: Mapping[str, Any]) -> list[str]:
    """Codes of the places named one by one: all that were not drawn from the circle."""
    drawn = set((values.get("service_radius") or {}).get("drawn") or ())
    return [code for code in values.get("service_places") or () if code not in drawn]


def area_values(
    states: Iterable[str], codes: Iterable[str], circle: tuple[str, int] | None, drawn: Iterable[str]
) -> dict[str, Any]:
    """The facts of an area: whole states, places named one by one, and those a circle (ZIP code, miles) drew.

    A place named by hand is not counted as drawn, so that it stays when the circle goes.
    """
    named = list(dict.fromkeys(codes))
    held = set(named)
    others = [code for code in dict.fromkeys(drawn) if code not in held]
    radius = {"zip": circle[0], "miles": circle[1], "drawn": others} if circle else None
    stated = [state for state in STATES if state in set(states)]
    return {"service_states": stated or None, "service_places": [*named, *others], "service_radius": radius}


def base(change_id: int | None, revision: int) -> str:
    """What publishing begins from: the last publishing and the draft's revision since. Never the same twice."""
    return f"{change_id or 0}-{revision}"


def with_status(licenses: Iterable[Mapping[str, Any]], held: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Licenses as typed, with the word "applied for" of those that stood there before, untouched."""
    known = {(each["type"], each.get("state"), each.get("number")): each.get("status") for each in held}
    found = []
    for each in licenses:
        status = known.get((each["type"], each.get("state"), each.get("number")))
        found.append({**each, **({"status": status} if status in ("pending", "applied") else {})})
    return found


def shown(values: Mapping[str, Any], field: str) -> Any:
    """The value of a field as a form asks for it: of places those named one by one, not what a circle draws."""
    return picked(values) if field == "service_places" else values.get(field)
