"""Places in memory: what a person types as a place, read from the CSV files of `seed/` once per process."""

import csv
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from math import hypot

import msgspec

from directory.kernel import address as postal
from directory.kernel.prepared import SEED, prepared, toml
from directory.kernel.site import site
from directory.places.rules import STREETS, Place, plain, spellings

LONGEST = 120
_KINDS = ("state", "region", "county", "city", "zip")
_NUMBER = re.compile(r"(?<!\d)(\d{5})(?:-?\d{4})?(?!\d)")
_ZH_ENDS = ("县", "市", "镇", "城")


class Gazetteer:
    """All places of DC, Maryland and Virginia with the names people use."""

    def __init__(
        self,
        places: list[Place],
        names: Mapping[str, Iterable[int]],
        regions: Sequence[Place] = (),
        elsewhere: Sequence[str] = (),
    ) -> None:
        """`names`: folded spelling -> which places it may mean, by their numbers, the likeliest first."""
        self.places = places
        self.states = [place for place in places if place.kind == "state"]
        self._rows = {place.place_code: place for place in (*places, *regions)}
        self._zips = {place.code: place for place in places if place.kind == "zip"}
        self._counties = {place.code: place for place in places if place.kind == "county"}
        self._prefixes = {code[:3] for code in self._zips}
        self._names = {name: [places[number] for number in meant] for name, meant in names.items()}
        for region in regions:
            for name in (*region.names, *region.aliases):
                self._names[plain(name)] = [region]
        self._elsewhere = tuple(elsewhere)
        self._plain_elsewhere = frozenset(map(plain, elsewhere))
        self._sorted = sorted(self._names)
        self._states = {
            name: places_meant[0].state for name, places_meant in self._names.items() if places_meant[0].kind == "state"
        }
        self._state_starts = sorted((name for name in self._states if not name.isascii()), key=len, reverse=True)

    def place(self, key: str) -> Place | None:
        """The place of a row of the table `places` (`MD`, `24031`, `MD:rockville`, `MD:20850`)."""
        return self._rows.get(key)

    def zip(self, text: str) -> Place | None:
        """A ZIP code of DC, Maryland or Virginia in any spelling (`２０８５０`, `20850-1234`); None for any other."""
        try:
            return self._zips.get(postal.parse(text))
        except ValueError:
            return None

    def county(self, fips: str) -> Place | None:
        """The county or independent city of a FIPS code."""
        return self._counties.get(fips)

    def read(self, text: str) -> Place | None:
        """The place that a person means: ZIP, FIPS, city, county or state in any script; None where none is known.

        `22030 Fairfax` is the ZIP code; Boston alone is not the village here. Of two places of one name the nearer to
        Washington, unless a state is said.
        """
        folded = plain(text[:LONGEST])
        number = _NUMBER.search(folded)
        if number:
            code = number[1]
            county, zip_place = self._counties.get(code), self._zips.get(code)
            alone = number[0] == folded
            return county if county and alone and not (zip_place and code in STREETS) else zip_place
        return None if folded in self._plain_elsewhere else self._named(folded)

    def meanings(self, text: str) -> list[Place]:
        """All places that a text may mean where one has to be chosen, the likeliest first.

        `Rockville` is in Maryland and in Virginia; `Rockville MD`, 洛城, `20850` and the key of a place are one. A town
        and the county that it lies in are one.
        """
        folded = plain(text[:LONGEST])
        place = self.read(text)
        if place is None or place.kind == "zip":
            return [place] if place else []
        state, rest = (None, folded) if folded in self._names else self._state_of(folded)
        spellings = (rest, *(rest.removesuffix(end) for end in _ZH_ENDS), rest.removesuffix("县") + "郡")
        names = next((self._names[name] for name in spellings if name in self._names), [place])
        named = [other for other in names if state is None or other.state == state]
        towns = [other for other in named if other.kind == "city"]
        main = {town.fips[0] for town in towns}
        main |= {fips for town in towns for fips in town.fips if (c := self._counties.get(fips)) and c.is_independent}
        places = [other for other in named if other.kind != "county" or other.code not in main] or [place]
        return [other for other in places if other.key.casefold() == text.strip().casefold()] or places

    def elsewhere(self, text: str) -> str | None:
        """A well-known place outside DC, Maryland and Virginia that a text names and nothing else; as it was typed."""
        return " ".join(text.split()) if plain(text[:LONGEST]) in self._plain_elsewhere else None

    def names(self) -> Iterable[str]:
        """Every spelling of every place but the ZIP codes, folded."""
        return self._names

    def names_elsewhere(self) -> Iterable[str]:
        """The well-known places outside, as they are written."""
        return self._elsewhere

    def counties_of(self, place: Place) -> list[str]:
        """FIPS of the counties it lies in, the main one first."""
        return list(place.fips)

    def states_of(self, place: Place) -> list[str]:
        """The states it lies in: `DC`, `MD`, `VA`."""
        if place.kind == "region":
            return sorted({self._counties[fips].state for fips in place.fips})
        return [place.state]

    def suggest(self, text: str, limit: int = 8) -> list[Place]:
        """Places whose name or ZIP code begins with the text: exact ones first, then the nearest to Washington."""
        start = plain(text[:LONGEST])
        if not start or limit < 1:
            return []
        suggestions: dict[str, Place] = {}
        exact = self.read(text)
        if exact:
            suggestions[exact.place_code] = exact
        if start.isdigit():
            near = [place for code, place in self._zips.items() if code.startswith(start)] if len(start) > 1 else []
        else:
            near, at = [], bisect_left(self._sorted, start)
            while at < len(self._sorted) and self._sorted[at].startswith(start):
                near += self._names[self._sorted[at]]
                at += 1
            near.sort(key=lambda place: (place.kind != "state", _away(place)))
        for place in near:
            suggestions.setdefault(place.place_code, place)
            if len(suggestions) >= limit:
                break
        return list(suggestions.values())[:limit]

    def outside(self, zip_code: str) -> bool:
        """Whether this is a ZIP code of another state (a mistyped one of ours is unknown, not outside)."""
        try:
            code = postal.parse(zip_code)
        except ValueError:
            return False
        return code not in self._zips and code[:3] not in self._prefixes

    def _named(self, name: str) -> Place | None:
        if not name:
            return None
        if name in self._names:
            return self._names[name][0]
        state, rest = self._state_of(name)
        for spelling in (rest, *(rest.removesuffix(end) for end in _ZH_ENDS), *(rest.removesuffix("县") + "郡",)):
            for place in self._names.get(spelling, ()):
                if spelling and (state is None or place.state == state):
                    return place
        return None

    def _state_of(self, name: str) -> tuple[str | None, str]:
        """The state said beside a name (`rockville md`, 马里兰州洛城) and the rest of it."""
        for start in self._state_starts:
            if name.startswith(start):
                return self._states[start], name.removeprefix(start).strip()
        words = name.split()
        for count in (3, 2, 1):
            ending = " ".join(words[-count:])
            if len(words) > count and ending in self._states:
                return self._states[ending], " ".join(words[:-count])
        return None, name


class Outline(msgspec.Struct, frozen=True):
    """A county on the map: its SVG path, and where a label stands."""

    d: str
    x: int
    y: int


class CountyShapes(msgspec.Struct, frozen=True):
    """The map of all counties: its SVG viewBox, and each county's outline by its FIPS."""

    box: str = msgspec.field(name="viewBox")
    counties: dict[str, Outline]


class _PlaceEntry(msgspec.Struct):
    """A region of `seed/regions.toml`."""

    code: str
    en: str
    zh_hans: str
    zh_hant: str
    counties: list[str]
    aliases: list[str]


class _ByHand(msgspec.Struct):
    """The whole file: regions, and well-known places outside."""

    region: list[_PlaceEntry]
    elsewhere: dict[str, list[str]]


#: A place as the table keeps it: kind, code, state, FIPS, latitude, longitude, names, aliases.
_Columns = tuple[str, str, str, list[str], float, float, tuple[str, str, str], list[str]]


class _Table(msgspec.Struct):
    """Each place's values, in the order of `Place`; the places that each spelling means, the likeliest first."""

    places: list[_Columns]
    names: dict[str, list[int]]


@cache
def gazetteer() -> Gazetteer:
    """The one gazetteer of this process."""
    table = prepared("places", (str(SEED), "directory/kernel", "directory/places"), _table, _Table)
    places = [
        Place(kind, code, state, tuple(inside), lat, lng, names, tuple(aliases))
        for kind, code, state, inside, lat, lng, names, aliases in table.places
    ]
    by_hand = toml("regions.toml", _ByHand)
    regions = [_region(entry, {place.code: place for place in places}) for entry in by_hand.region]
    return Gazetteer(places, table.names, regions, by_hand.elsewhere["names"])


def _table() -> _Table:
    places = list(_read_places())
    names: dict[str, list[tuple[int, int, float, int]]] = {}
    for number, place in enumerate(places):
        for exact, name in spellings(place):
            names.setdefault(name, []).append((exact, _KINDS.index(place.kind), _away(place), number))
    return _Table(
        [(p.kind, p.code, p.state, [*p.fips], p.lat, p.lng, p.names, [*p.aliases]) for p in places],
        {name: [hit[3] for hit in sorted(hits, key=lambda h: h[:3])] for name, hits in names.items()},
    )


def _read_places() -> Iterator[Place]:
    """Every place of `seed/`."""
    counties: dict[str, list[str]] = {}
    for zip_code, fips, _ in sorted(zip_counties(), key=lambda entry: (entry[0], entry[2])):
        counties.setdefault(zip_code, []).append(fips)
    zips: dict[str, list[str]] = {}
    for record in _rows("city_zips.csv"):
        zips.setdefault(record["city"], []).append(record["zip"])
    rows = _rows("places.csv")
    of_state: dict[str, list[str]] = {}
    for record in rows:
        if record["kind"] == "county":
            of_state.setdefault(record["state"], []).append(record["code"])
    for record in rows:
        inside = {
            "state": of_state[record["state"]],
            "county": [record["code"]],
            "city": [record["fips"], *(fips for code in zips.get(record["code"], ()) for fips in counties[code])],
            "zip": counties.get(record["code"], []),
        }[record["kind"]]
        names = (record["name_en"], record["name_zh_hans"], record["name_zh_hant"])
        aliases = tuple(alias for alias in record["aliases"].split("|") if alias)
        point = (float(record["lat"]), float(record["lng"]))
        yield Place(
            record["kind"], record["code"], record["state"], tuple(dict.fromkeys(inside)), *point, names, aliases
        )


def _region(entry: _PlaceEntry, by_code: dict[str, Place]) -> Place:
    """A region as a place: its counties, and the middle of the first of them."""
    first = by_code[entry.counties[0]]
    names = (entry.en, entry.zh_hans, entry.zh_hant)
    return Place(
        "region",
        entry.code,
        first.state,
        tuple(entry.counties),
        first.lat,
        first.lng,
        names,
        tuple(entry.aliases),
    )


def zip_counties() -> list[tuple[str, str, int]]:
    """(ZIP, FIPS, rank) of `seed/zip_counties.csv`; rank 1 holds most of the ZIP code."""
    return [(record["zip"], record["fips"], int(record["rank"])) for record in _rows("zip_counties.csv")]


@cache
def shapes() -> CountyShapes:
    """The county map of `seed/counties.json`."""
    return msgspec.json.decode((SEED / "counties.json").read_bytes(), type=CountyShapes)


def _away(place: Place) -> float:
    """How far from the middle of the area, in degrees of latitude; good enough to compare."""
    lat, lng = site().map.center
    return hypot(place.lat - lat, (place.lng - lng) * 0.78)


def _rows(name: str) -> list[dict[str, str]]:
    with (SEED / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
