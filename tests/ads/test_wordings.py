"""Other ways to say what ads say: every line of wordings.toml states exactly what stands behind it."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from directory.reading.hours import DAYS
from directory.trades.rules import condition
from tests.factories.ads import parsed
from tests.support.in_one import in_one

#: A firm that states nothing but its name and phone.
HEAD = "鸿运冷暖\n703-555-0102\n"
HEAD_PHONE = "+17035550102"
#: Fields whose values are lists of single words, in any order.
LISTS = {
    *("services", "services_excluded", "service_states", "service_places", "licensed_states", "work_types"),
    *("brands", "brands_excluded", "property_excluded", "features"),
}
UNITS = {"y": ("years", 12), "m": ("months", 1), "d": ("days", 1)}


def wordings() -> Iterator[tuple[str, str, str]]:
    """Field, text and value of every line."""
    with (Path(__file__).parent / "wordings.toml").open("rb") as file:
        for field, lines in tomllib.load(file).items():
            for line in lines:
                text, _, value = line.rpartition("=>")
                yield field, text.strip(), value.strip()


def _length(term: Mapping[str, Any]) -> str:
    if term.get("years") == "lifetime":
        return "life"
    if term.get("days"):
        return f"{term['days']}d"
    months = int(term.get("months") or 0) + 12 * int(term.get("years") or 0)
    return f"{months}m" if months % 12 else f"{months // 12}y"


def _promise(term: Mapping[str, Any], wanted: str) -> str:
    """A promise as the table writes it; its condition only where the table asks for one of that part."""
    words = f"{term['scope']} {_length(term)}"
    known = condition(term["condition"]) if term.get("condition") else None
    is_asked = any(line.startswith(f"{words} ") for line in wanted.split(", "))
    return f"{words} {known.code}" if known and is_asked else words


def _license(license: Mapping[str, Any]) -> str:
    return " ".join(str(license[key]) for key in ("type", "number", "state") if license.get(key))


def _week(hours: Mapping[str, list[str]]) -> str:
    """Hours as the table writes them: `mon-fri 08:00-18:00, sat 09:00-13:00`."""
    runs: list[tuple[list[str], str]] = []
    for day in DAYS:
        open_at = "-".join(hours.get(day, ()))
        if runs and runs[-1][1] == open_at:
            runs[-1][0].append(day)
        else:
            runs.append(([day], open_at))
    return ", ".join(f"{'-'.join(dict.fromkeys((days[0], days[-1])))} {at}" for days, at in runs if at)


def _stated(field: str, listing: Mapping[str, Any], wanted: str) -> str:
    value = listing.get(field)
    if field == "warranties":
        return ", ".join(sorted(_promise(term, wanted) for term in value or ()))
    if field == "licenses":
        return ", ".join(sorted(map(_license, value or ())))
    if field == "hours":
        return _week(value or {})
    if field == "licensed":
        return "yes" if value else ""
    if field == "phones":
        return " ".join(phone.removeprefix("+1") for phone in value if phone != HEAD_PHONE)
    return value or "" if isinstance(value, str | None) else " ".join(sorted(value))


def _names(text: str) -> str:
    listings = parsed(text)["listings"]
    names = listings[0]["names"] or {} if listings else {}
    return f"{names.get('zh') or ''} | {names.get('en') or ''}".strip()


def read(field: str, text: str, wanted: str) -> str:
    """What a text says of a field, as the table writes it."""
    if field == "rejected":
        return " ".join(entry["reason"] for entry in parsed(text)["rejected"])
    if field == "names":
        return _names(text)
    listings = parsed(HEAD + text)["listings"]
    assert len(listings) == 1
    return _stated(field, listings[0], wanted)


def in_order(field: str, value: str) -> str:
    """A list of the table in the order that it is compared in."""
    if field in ("warranties", "licenses"):
        return ", ".join(sorted(value.split(", ")))
    return " ".join(sorted(value.split())) if field in LISTS else value


@in_one("field, text, wanted", wordings())
def test_a_wording_states_what_it_says(field: str, text: str, wanted: str) -> None:
    assert read(field, text.replace("⏎", "\n"), wanted) == in_order(field, wanted)
