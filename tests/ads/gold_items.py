"""The comparable items of a listing, field by field: what makes two readings of an ad the same."""

import re
import unicodedata
from collections.abc import Hashable, Mapping
from typing import Any

from directory.trades.rules import condition

#: The fields of a listing in the order of the reports.
FIELDS = (
    "names.zh", "names.en", "owner", "ad_number", "phones", "emails", "websites", "wechat", "addresses", "zips",
    "services", "work_types", "brands", "licensed", "licenses", "licensed_states", "insured", "insured_states",
    "warranties", "property_types", "service_states", "service_places", "radius", "hours", "languages", "features",
    "services_excluded", "brands_excluded", "property_excluded",
)  # fmt: skip
TITLES = re.compile(r"(师傅|師傅|师父|先生|小姐|女士|太太|老板|老闆|經理|经理|生)$|^(mr|ms|mrs)\.?\s+", re.IGNORECASE)
#: A city of its own that is both a town and a county-equivalent: either row says the same.
SAME_PLACE = {
    "VA:arlington": "51013", "VA:alexandria": "51510", "VA:falls-church": "51610", "VA:manassas": "51683",
    "VA:manassas-park": "51685", "MD:baltimore": "24510",
}  # fmt: skip
LICENSE_STATES = {"hvacr": "MD", "mhic": "MD", "dpor": "VA"}

#: What the site knows of: a state beyond it is nothing that a listing could say.
OUR_STATES = {"DC", "MD", "VA"}

Items = dict[str, set[Hashable]]


def items(listing: Mapping[str, Any], against: Mapping[str, Any] | None = None) -> Items:
    """The comparable items of every field of a listing, of the gold or of a parse.

    `against` is the gold a parse is held to: what the gold leaves open (appliance and condition of a warranty) is
    not asked.
    """
    names = listing.get("names") or {}
    values: Items = {name: set(flat(listing.get(name))) for name in FIELDS}
    for script in ("zh", "en"):
        values[f"names.{script}"] = {_plain(words) for words in flat(names.get(script))}
    values["owner"] = {TITLES.sub("", _plain(words)) for words in flat(listing.get("owner"))}
    values["emails"] = {words.lower() for words in flat(listing.get("emails"))}
    values["wechat"] = {words.lower() for words in flat(listing.get("wechat"))}
    values["websites"] = {_site(words) for words in flat(listing.get("websites"))}
    values["addresses"] = {_street(words) for words in flat(listing.get("addresses"))}
    values["service_places"] = {SAME_PLACE.get(place, place) for place in flat(listing.get("service_places"))}
    for name in ("service_states", "licensed_states", "insured_states"):
        values[name] &= OUR_STATES
    for flag in ("licensed", "insured"):
        # Who says to have none states nothing that a listing shows.
        values[flag] = {True} if listing.get(flag) else set()
    values["licenses"] = {_license(license) for license in listing.get("licenses") or []}
    values["warranties"] = _warranties(listing, against)
    radius = listing.get("radius") or {}
    values["radius"] = {(str(radius["zip"]), round(float(radius["miles"])))} if radius else set()
    values["hours"] = {span for day, hours in (listing.get("hours") or {}).items() for span in _spans(day, hours)}
    return values


def flat(value: Any) -> list[str]:
    """The strings in a string, list or mapping of such; nothing for what is not stated."""
    if not value:
        return []
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        return [words for part in value.values() for words in flat(part)]
    return [words for part in value for words in flat(part)] if isinstance(value, (list, tuple, set)) else []


def _plain(words: str) -> str:
    """A name without differences of case, width, spaces between characters, and closing marks."""
    text = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", words)).strip(" .,;:|*~-·").lower()
    return re.sub(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])", "", text).replace(",", "").replace(".", "")


def _site(words: str) -> str:
    return re.sub(r"^(https?://)?(www\.)?", "", words.lower()).rstrip("/")


def _street(words: str) -> str:
    """House number and street: two readings of an address that differ in its end agree."""
    return re.sub(r"\W+", "", unicodedata.normalize("NFKC", words).lower())[:14]


def _license(license: Mapping[str, Any]) -> tuple[str, str, str | None]:
    kind, number = str(license.get("type") or "contractor"), re.sub(r"\D", "", str(license.get("number") or ""))
    virginia = number.startswith(("2705", "2701")) and len(number) == 10
    state = license.get("state") or LICENSE_STATES.get(kind) or ("VA" if virginia else None)
    state = state if state in OUR_STATES else None
    return ("contractor" if virginia and kind == "dpor" else kind), number, state


def _warranties(listing: Mapping[str, Any], against: Mapping[str, Any] | None) -> set[Hashable]:
    terms = (listing if against is None else against).get("warranties") or []
    promises: set[Hashable] = set()
    for term in listing.get("warranties") or []:
        promise: tuple[Hashable, ...] = (term["scope"], _days(term))
        same = [other for other in terms if (other["scope"], _days(other)) == promise]
        for detail in ("appliance", "condition"):
            if any(other.get(detail) for other in same):
                promise = (*promise, _detail(term.get(detail)))
        promises.add(promise)
    return promises


def _detail(words: str | None) -> str | None:
    """A condition by its code, however it is worded: "w/ registration" and 注册后 agree; an appliance as it is."""
    known = condition(words) if words else None
    return known.code if known else words


def _days(term: Mapping[str, Any]) -> str:
    """A duration in one unit, so that 12 months and 1 year agree."""
    if term.get("years") == "lifetime":
        return "lifetime"
    if term.get("days"):
        return f"{term['days']} days"
    return f"{int(term.get('months') or 0) + 12 * int(term.get('years') or 0)} months"


def _spans(day: str, hours: Any) -> list[tuple[str, str, str]]:
    if not hours:
        return []
    spans = [hours] if isinstance(hours[0], str) else hours
    return [(day, span[0], span[1]) for span in spans]


def accepted(wanted: Mapping[str, Any]) -> dict[str, list[set[Hashable]]]:
    """The other readings of each field, as sets of items."""
    alternatives: dict[str, list[set[Hashable]]] = {}
    for name, readings in wanted.get("accept", {}).items():
        parts = readings.items() if isinstance(readings, dict) else [("", readings)]
        for part, values in parts:
            key = f"{name}.{part}" if part else name
            nested = [{name: {part: value}} if part else {name: value} for value in values]
            # Of another reading is asked what is asked of the parse.
            alternatives[key] = [items(one, against=wanted)[key] for one in nested]
    return alternatives


def tolerated(name: str, wanted: Mapping[str, Any]) -> set[Hashable]:
    """What is neither right nor wrong in a field because another field of the gold says it already."""
    places, radius = wanted.get("service_places", []), wanted.get("radius") or {}
    around = {str(radius["zip"])} if radius else set()
    if name == "zips":
        return {*around, *(place[3:] for place in places if place[3:].isdigit())}
    if name == "service_places":
        return {f"{state}:{code}" for state in ("DC", "MD", "VA") for code in around}
    if name == "licensed_states":
        return {license[2] for license in items(wanted)["licenses"] if isinstance(license, tuple)}
    if name == "work_types":
        services = set(wanted.get("services", []))
        named = services & {"duct_cleaning", "drain_cleaning", "dryer_vent"}
        return {
            *(["cleaning"] if named else []),
            *(["modification", "replacement"] if "oil_to_gas" in services else []),
        }
    return set()
