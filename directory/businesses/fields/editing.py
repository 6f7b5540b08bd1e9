"""What of a listing may be edited, on which page of the desk, and how two versions of it differ. Values are facts'."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from msgspec.structs import replace

from directory.businesses.fields import terms
from directory.businesses.fields.listing import Area
from directory.businesses.fields.registry import AT_ONCE, EDITED, FIELDS
from directory.businesses.fields.terms import (
    CircleValue,
    FactValue,
    LicenseValue,
    Term,
    Values,
    items,
    texts,
)
from directory.kernel.site import site
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


_T = TypeVar("_T")


@dataclass(frozen=True)
class Line:
    """One field before and after a change; the three fields of an area are one line called `area`."""

    field: str
    before: FactValue | Area
    after: FactValue | Area


def normal(field: str, value: FactValue) -> FactValue:
    """The form in which two values of a field are compared and stored: nothing stated is one value, terms one shape."""
    if value in (None, "", [], {}):
        return "zh-Hans" if field == "name_zh_lang" else [] if field in _LISTS else None
    if field == "warranties":
        return [Term.of(w).normal.promise(w["scope"], w.get("condition")) for w in terms.warranties(value)]
    if field == "licenses":
        return [terms.part_of(license, ("state", "number", "status")) for license in terms.licenses(value)]
    return value


def same(field: str, one: FactValue, other: FactValue) -> bool:
    """Whether two values of a field say the same."""
    return bool(_comparable(field, one) == _comparable(field, other))


def mark(fields: Iterable[str], current: Values) -> str:
    """What an edit of these fields begins from: the same for as long as they say the same, whatever else changes."""
    return fingerprint(json.dumps({field: _comparable(field, current.get(field)) for field in fields}, sort_keys=True))


def _comparable(field: str, value: FactValue) -> FactValue:
    value = normal(field, value)
    if value and field == "service_radius" and (circle := terms.circle(value)):
        return {**circle, "drawn": sorted(circle.get("drawn") or ())}
    return sorted({json.dumps(item, sort_keys=True) for item in items(value)}) if value and field in _SETS else value


def _beside(field: str, before: FactValue, after: FactValue) -> FactValue:
    """What stands there now in the order of what stood there, the new at the end: only what changed catches the eye."""
    if not before or not after or field not in _SETS:
        return after
    return _in_order(items(before), items(after))


def _in_order(before: Sequence[_T], after: Sequence[_T]) -> list[_T]:
    return [item for item in before if item in after] + [item for item in after if item not in before]


def differing(wanted: Values, current: Values) -> dict[str, FactValue]:
    """The wanted values that differ from what is held; the fields of an area come together."""
    changes = {
        field: normal(field, value) for field, value in wanted.items() if not same(field, value, current.get(field))
    }
    if changes.keys() & set(AREA):
        changes |= {field: normal(field, wanted.get(field, current.get(field))) for field in AREA}
    return changes


def before_of(fields: Iterable[str], current: Values) -> dict[str, FactValue]:
    """What is held of these fields, as stored in the history."""
    return {field: normal(field, current.get(field)) for field in fields}


def lines(before: Values, after: Values) -> list[Line]:
    """A change field by field, in the order of the desk."""
    result = []
    order = [field for fields in EDITED.values() for field in fields] + list(AT_ONCE)
    for field in order:
        if field in AREA:
            is_said = field == AREA[-1] and after.keys() & set(AREA)
            if is_said and any(not same(code, before.get(code), after.get(code)) for code in AREA):
                was, area = Area.of(before), Area.of(after)
                states = _in_order(was.service_states, area.service_states)
                places = _in_order(was.areas, area.areas)
                result.append(Line("area", was, replace(area, service_states=tuple(states), areas=tuple(places))))
        elif field in after and not same(field, before.get(field), after[field]):
            old, new = normal(field, before.get(field)), normal(field, after[field])
            result.append(Line(field, old, _beside(field, old, new)))
    return result


def stated(values: Values, section: str) -> list[tuple[str, FactValue | Area]]:
    """The fields of a page of the desk with what stands there, the area as one."""
    if section == "area":
        return [("area", Area.of(values))]
    return [(field, normal(field, values.get(field))) for field in EDITED[section]]


def picked(values: Values) -> list[str]:
    """Codes of the places named one by one: all that were not drawn from the circle."""
    circle = terms.circle(values.get("service_radius"))
    drawn = set(circle.get("drawn") or ()) if circle else set()
    return [code for code in texts(values.get("service_places")) if code not in drawn]


def area_values(
    states: Iterable[str], codes: Iterable[str], circle: tuple[str, int] | None, drawn: Iterable[str]
) -> dict[str, FactValue]:
    """The facts of an area: whole states, places named one by one, and those a circle (ZIP code, miles) drew.

    A place named by hand is not counted as drawn, so that it stays when the circle goes.
    """
    named = list(dict.fromkeys(codes))
    current = set(named)
    others = [code for code in dict.fromkeys(drawn) if code not in current]
    radius: CircleValue | None = {"zip": circle[0], "miles": circle[1], "drawn": others} if circle else None
    stated = [state for state in site().codes if state in set(states)]
    return {"service_states": stated or None, "service_places": [*named, *others], "service_radius": radius}


def base(change_id: int | None, revision: int) -> str:
    """What publishing begins from: the last publishing and the draft's revision since. Never the same twice."""
    return f"{change_id or 0}-{revision}"


def with_status(licenses: Iterable[LicenseValue], current: Iterable[LicenseValue]) -> list[LicenseValue]:
    """Licenses as typed, with the word "applied for" of those that stood there before, untouched."""
    known = {
        (license["type"], license.get("state"), license.get("number")): license.get("status") for license in current
    }
    result: list[LicenseValue] = []
    for license in licenses:
        status = known.get((license["type"], license.get("state"), license.get("number")))
        result.append({**license, "status": status} if status in ("pending", "applied") else license)
    return result


def shown(values: Values, field: str) -> FactValue:
    """The value of a field as a form asks for it: of places those named one by one, not what a circle draws."""
    return picked(values) if field == "service_places" else values.get(field)
