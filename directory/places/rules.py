"""Pure rules of places: what one is, which spellings of its name are equal, who has the better right to a name; and
whom to call there about gas or electricity, after 911."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from math import asin, cos, radians, sin, sqrt

import msgspec

from directory.kernel.prepared import toml
from directory.kernel.text import fold

#: These five are both a county of Maryland by FIPS and a ZIP code of streets in Roanoke; typed, they are the ZIP code.
#: The other codes that are both are post office boxes there, where nobody heats a house: they are the county.
STREETS = frozenset({"24011", "24013", "24015", "24017", "24019"})
_EARTH_MILES = 3958.8
_INTEGER = re.compile(r"-?\d+")
_SHORT = {
    "st": "saint",
    "mt": "mount",
    "ft": "fort",
    "n": "north",
    "s": "south",
    "w": "west",
    "e": "east",
    "co": "county",
}
_COUNTY_ENDS = (" County", " City", "郡", "县", "市")


@cache
def abbreviated() -> dict[str, str]:
    """How words of names are abbreviated: saint -> st."""
    return {full: short for short, full in _SHORT.items()}


@dataclass(frozen=True, slots=True)
class Place:
    """A state, region, county (or independent city), city or ZIP code. A region may lie in several states."""

    kind: str
    #: `MD`, a county's FIPS `24031`, `MD:rockville`, a ZIP code `20850`.
    code: str
    state: str
    #: The counties it lies in, the one that holds most of it first; all of them for a state.
    fips: tuple[str, ...]
    lat: float
    lng: float
    #: English, Simplified, Traditional. A ZIP code's is its post office; towns keep their English letters.
    names: tuple[str, str, str]
    aliases: tuple[str, ...] = field(default=(), compare=False, repr=False)

    @property
    def place_code(self) -> str:
        """The code in the table `places`: a ZIP code carries its state there, since 24031 is also a county's FIPS."""
        return f"{self.state}:{self.code}" if self.kind == "zip" else self.code

    @property
    def is_independent(self) -> bool:
        """Whether this county is a city that belongs to none: `City of Fairfax`, `Baltimore City`."""
        return self.kind == "county" and (self.names[0].startswith("City of ") or self.names[0].endswith(" City"))

    @property
    def key(self) -> str:
        """What `?place=` carries for it: `Gazetteer.read` gives this place back."""
        if self.kind == "zip":
            return self.code if self.code in STREETS or not self.code.startswith("240") else self.label("en")
        if self.kind in ("city", "region") or self.code in STREETS:
            return self.label("en")
        return self.code

    def name(self, language: str) -> str:
        """The name of the place in `en`, `zh-hans` or `zh-hant`."""
        return self.names[("en", "zh-hans", "zh-hant").index(language)]

    def label(self, language: str) -> str:
        """The name with what tells it from its namesakes: `Rockville 20850`, `Rockville, MD`, `蒙哥马利郡（MD）`."""
        name = self.name(language)
        if self.kind in ("state", "region"):
            return name
        if self.kind == "zip":
            return f"{name} {self.code}"
        return f"{name}（{self.state}）" if name != self.names[0] else f"{name}, {self.state}"


def plain(text: str) -> str:
    """Folded, without punctuation, `St.` and `Mt.` in full, so that spellings of one name are equal."""
    folded = text.lower() if text.isascii() else fold(text)
    words = re.sub(r"[\s,，、;；/()（）_·]+", " ", re.sub(r"[.'’`]", "", folded)).strip().split(" ")
    if len(words) == 1:
        return words[0]
    full = " ".join(_SHORT.get(word, word) for word in " ".join(words).replace("-", " ").split())
    return re.sub(r"\bmc (?=[a-z])", "mc", full)


def spellings(place: Place) -> list[tuple[int, str]]:
    """(0, name in use) and (1, short form of a county that a city of that name has the better right to)."""
    if place.kind == "zip":
        return []
    # In their order, so that every process makes the same table.
    exact = dict.fromkeys(place.names)
    loose: dict[str, None] = {}
    for alias in place.aliases:
        (exact if place.kind != "county" or alias.endswith(_COUNTY_ENDS) else loose)[alias] = None
    english = place.names[0]
    if english.startswith("City of "):
        exact[f"{english.removeprefix('City of ')} City"] = None
        loose[english.removeprefix("City of ")] = None
    elif place.kind == "county":
        loose[english.removesuffix(" County").removesuffix(" City")] = None
    names = dict.fromkeys(map(plain, exact), 0)
    for name in map(plain, loose):
        names.setdefault(name, 1)
    return [(rank, name) for name, rank in names.items() if name]


def miles_between(one: Place, other: Place) -> float:
    """Miles as the crow flies between the middles of two places."""
    lat1, lng1, lat2, lng2 = map(radians, (one.lat, one.lng, other.lat, other.lng))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lng2 - lng1) / 2) ** 2
    return 2 * _EARTH_MILES * asin(sqrt(half))


def within(center: Place, miles: float, places: Iterable[Place]) -> list[str]:
    """Rows of the places in a circle: each county all of whose ZIP codes lie in it, and the other ZIP codes in it.

    A ZIP code lies in the circle when its middle does; the center's own always does.
    """
    zips = [place for place in places if place.kind == "zip"]
    inside = {place.place_code for place in zips if place == center or miles_between(center, place) <= miles}
    by_county: dict[str, list[str]] = defaultdict(list)
    for place in zips:
        for fips in place.fips:
            by_county[fips].append(place.place_code)
    whole = sorted(fips for fips, rows in by_county.items() if inside.issuperset(rows))
    covered = set(whole)
    rest = [place.place_code for place in zips if place.place_code in inside and not covered.issuperset(place.fips)]
    return [*whole, *rest]


def coarse(d: str) -> str:
    """The path at half size in whole numbers. Points are rounded where they stand, so that neighbors still meet."""
    rings = []
    for ring in d.strip("z").split("z"):
        start, _, steps = ring.removeprefix("M").partition("l")
        x, y = (int(number) for number in _INTEGER.findall(start))
        numbers = [int(number) for number in _INTEGER.findall(steps)]
        at = (x // 2, y // 2)
        line, drawn = [], at
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            here = (x // 2, y // 2)
            if here != drawn:
                line.append(f"{here[0] - drawn[0]} {here[1] - drawn[1]}")
                drawn = here
        rings.append(f"M{at[0]} {at[1]}l{' '.join(line).replace(' -', '-')}z" if line else "")
    return "".join(rings)


class Utility(msgspec.Struct, frozen=True):
    """One company's emergency line (E.164): for gas or electricity, in which states, from which source since when."""

    name: str
    fuel: str
    phone: str
    states: tuple[str, ...]
    source: str
    entered_on: date


class _Utilities(msgspec.Struct):
    """The table of utilities.toml."""

    utility: tuple[Utility, ...]


@cache
def emergency_lines(fuel: str, state: str = "") -> tuple[Utility, ...]:
    """The lines for `gas` or `electricity` in `DC`, `MD` or `VA`, or in all three where no state is known."""
    known = toml("utilities.toml", _Utilities).utility
    return tuple(line for line in known if line.fuel == fuel and (not state or state in line.states))
