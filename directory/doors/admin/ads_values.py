"""Each field of an ad as one line to read and to type, in the reviewer's language, and back."""

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _

from directory.ads.rules.facts import area
from directory.doors.admin import told
from directory.doors.admin.ads_papers import (
    code_of,
    licenses,
    not_understood,
    show_license,
    show_warranty,
    warranties,
)
from directory.foundation.i18n import language
from directory.kernel import phone as phones
from directory.kernel.errors import Invalid
from directory.kernel.later import later
from directory.kernel.text import clean
from directory.listings.rules.said import place_name
from directory.manage.forms.area import read_places
from directory.manage.forms.reach import PART, read_contacts
from directory.places.gazetteer import gazetteer
from directory.trades import vocabulary

if TYPE_CHECKING:
    from directory.ads.rules import hours, printed
else:
    hours = later("directory.ads.rules.hours")
    printed = later("directory.ads.rules.printed")

#: Longest line of a field.
LONGEST = 600
#: Field -> kind of the vocabulary its codes are of.
KINDS = {
    "services": "service",
    "services_excluded": "service",
    "work_types": "work_type",
    "brands": "brand",
    "brands_excluded": "brand",
    "property_types": "property_type",
    "property_excluded": "property_type",
    "languages": "lang",
    "features": "feature",
}
_SEVERAL = re.compile(r"\s*[;；\n]+\s*")
_CIRCLE = re.compile(r"(\d{5})\D+(\d{1,3})\D*")
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MOST_MILES = 100


def text_of(field: str, value: Any) -> str:
    """A value on one line, as `value_of` reads it; nothing for what is not stated."""
    if value in (None, "", [], {}):
        return ""
    if field in KINDS:
        return ", ".join(vocabulary.label(KINDS[field], code, language().url) for code in value)
    shower = _SHOWERS.get(field)
    if shower is not None:
        return shower(value)
    return ", ".join(value) if isinstance(value, list) else str(value)


def value_of(field: str, text: str) -> Any:
    """The value typed; None for nothing. Raises Invalid(field, ...) naming what was not understood."""
    text = clean(text)
    if not text:
        return None
    if len(text) > LONGEST:
        raise Invalid(field, _("That is too long."))
    reader = _READERS.get(field)
    try:
        if reader is not None:
            return reader(text)
        return told.read(field, text) if field in told.TOLD else " ".join(text.split())
    except Invalid as error:
        raise Invalid(field, error.text) from None


def shown(values: Mapping[str, Any], field: str) -> Any:
    """The value of a field as the form asks for it: of places those named one by one, not what a circle draws."""
    if field != "service_places":
        return values.get(field)
    drawn = set((values.get("service_radius") or {}).get("drawn") or ())
    return [code for code in values.get(field) or () if code not in drawn]


def _codes(kind: str) -> Callable[[str], list[str]]:
    return lambda text: list(dict.fromkeys(code_of(kind, part) for part in PART.split(text) if part))


def _of_kind(kind: str) -> Callable[[str], list[str]]:
    """Phones, e-mails, websites: each part must be just one of them."""

    def read(text: str) -> list[str]:
        try:
            return read_contacts(kind, text)
        except ValueError as error:
            raise not_understood(str(error)) from None

    return read


def _lines(text: str) -> list[str]:
    return [part for part in _SEVERAL.split(text) if part]


def _places(text: str) -> list[str]:
    found, unknown = read_places(text)
    if unknown:
        raise not_understood(unknown[0])
    return [place.row for place in found]


def _circle(text: str) -> dict[str, Any]:
    """`20850, 15`: a ZIP code and miles around it."""
    match = _CIRCLE.fullmatch(text.strip())
    if match is None or gazetteer().zip(match[1]) is None or not 0 < int(match[2]) <= _MOST_MILES:
        raise not_understood(text)
    return area((), {"zip": match[1], "miles": int(match[2])})["service_radius"] or {}


def _week(text: str) -> dict[str, Any]:
    found = hours.hours(printed.printed(text))[0]
    if not found:
        raise not_understood(text)
    return found


def _show_week(week: Mapping[str, Any]) -> str:
    """`Mon-Fri 08:00-18:00; Sat 09:00-12:00`."""
    runs: list[list[str]] = []
    for day in _DAYS:
        if day not in week:
            continue
        follows = runs and _DAYS.index(runs[-1][-1]) == _DAYS.index(day) - 1
        if follows and week[runs[-1][-1]] == week[day]:
            runs[-1].append(day)
        else:
            runs.append([day])
    return "; ".join(
        f"{run[0].capitalize()}{'-' + run[-1].capitalize() if len(run) > 1 else ''} {'-'.join(week[run[0]])}"
        for run in runs
    )


def _script(text: str) -> str:
    if text not in ("zh-Hans", "zh-Hant"):
        raise not_understood(text)
    return text


_SHOWERS: dict[str, Callable[[Any], str]] = {
    "phones": lambda value: ", ".join(phones.display(each) for each in value),
    "licenses": lambda value: ", ".join(map(show_license, value)),
    "warranties": lambda value: ", ".join(map(show_warranty, value)),
    "service_places": lambda value: "; ".join(map(_place_label, value)),
    "service_radius": lambda value: f"{value['zip']}, {value['miles']}",
    "addresses": "; ".join,
    "hours": _show_week,
    "licensed": lambda value: "yes" if value else "no",
    "insured": lambda value: "yes" if value else "no",
}


def _place_label(code: str) -> str:
    place = gazetteer().place(code)
    return place.label(language().url) if place is not None else place_name(code)


_READERS: dict[str, Callable[[str], Any]] = {
    **{field: _codes(kind) for field, kind in KINDS.items()},
    "phones": _of_kind("phone"),
    "emails": _of_kind("email"),
    "websites": _of_kind("website"),
    "addresses": _lines,
    "licenses": licenses,
    "warranties": warranties,
    "service_places": _places,
    "service_radius": _circle,
    "hours": _week,
    "name_zh_lang": _script,
}
