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
        return [
            {key: license[key] for key in ("type", "state", "number", "status") if license.get(key)}
            for license in value
        ]
    return value


def same(field: str, one: Any, other: Any) -> bool:
    """Whether two values of a field say the same."""
    return bool(_comparable(field, one) == _comparable(field, other))


def mark(fields: Iterable[str], current: Mapping[str, Any]) -> str:
    """What an edit of these fields begins from: the same for as long as they say the same, whatever else changes."""
    return fingerprint(json.dumps({field: _comparable(field, current.get(field)) for field in fields}, sort_keys=True))


def _comparable(field: str, value: Any) -> Any:
    value_of_field = normal(field, value)
    if value_of_field and field == "service_radius":
        return {**value_of_field, "drawn": sorted(value_of_field.get("drawn") or ())}
    return _unordered(value_of_field) if value_of_field and (field in _SETS) else value_of_field


def _unordered(values: Iterable[Any]) -> list[str]:
    return sorted({json.dumps(value, sort_keys=True) for value in values})


def _beside(field: str, before: Any, after: Any) -> Any:
    """What stands there now in the order of what stood there, the new at the end: only what changed catches the eye."""
    if not before or not after or field not in _SETS:
        return after
    return [item for item in before if item in after] + [item for item in after if item not in before]


def differing(wanted: Mapping[str, Any], current: Mapping[str, Any]) -> dict[str, Any]:
    """The wanted values that differ from what is held; the fields of an area come together."""
    changes = {
        field: normal(field, value) for field, value in wanted.items() if not same(field, value, current.get(field))
    }
    if changes.keys() & set(AREA):
        changes |= {field: normal(field, wanted.get(field, current.get(field))) for field in AREA}
    return changes


def before_of(fields: Iterable[str], current: Mapping[str, Any]) -> dict[str, Any]:
    """What is held of these fields, as stored in the history."""
    return {field: normal(field, current.get(field)) for field in fields}


def lines(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Line]:
    """A change field by field, in the order of the desk."""
    result = []
    order = [field for fields in EDITED.values() for field in fields] + list(AT_ONCE)
    for field in order:
        if field in AREA:
            is_said = field == AREA[-1] and after.keys() & set(AREA)
            if is_said and any(not same(code, before.get(code), after.get(code)) for code in AREA):
                old, new = Area.of(before), Area.of(after)
                states = _beside("service_states", old.service_states, new.service_states)
                places = _beside("service_places", old.areas, new.areas)
                result.append(Line("area", old, replace(new, service_states=tuple(states), areas=tuple(places))))
        elif field in after and not same(field, before.get(field), after[field]):
            old, new = normal(field, before.get(field)), normal(field, after[field])
            result.append(Line(field, old, _beside(field, old, new)))
    return result


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
    current = set(named)
    others = [code for code in dict.fromkeys(drawn) if code not in current]
    radius = {"zip": circle[0], "miles": circle[1], "drawn": others} if circle else None
    stated = [state for state in STATES if state in set(states)]
    return {"service_states": stated or None, "service_places": [*named, *others], "service_radius": radius}


def base(change_id: int | None, revision: int) -> str:
    """What publishing begins from: the last publishing and the draft's revision since. Never the same twice."""
    return f"{change_id or 0}-{revision}"


def with_status(licenses: Iterable[Mapping[str, Any]], current: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Licenses as typed, with the word "applied for" of those that stood there before, untouched."""
    known = {
        (license["type"], license.get("state"), license.get("number")): license.get("status") for license in current
    }
    result = []
    for license in licenses:
        status = known.get((license["type"], license.get("state"), license.get("number")))
        result.append({**license, **({"status": status} if status in ("pending", "applied") else {})})
    return result


def shown(values: Mapping[str, Any], field: str) -> Any:
    """The value of a field as a form asks for it: of places those named one by one, not what a circle draws."""
    return picked(values) if field == "service_places" else values.get(field)
