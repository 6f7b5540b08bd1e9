"""Matching a query by intersecting sets of listing numbers, and the counts of the facets.

```
everyone who is willing  &  who serves the place, or names none  &  who meets each condition   = nearly
nearly  &  who passes each facet that is chosen                                                = hits
```
A facet's counts leave out its own choice: nearly, with every other choice, meets the set of each value.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pyroaring import BitMap

from directory.places.rules import Place
from directory.reading.lexicon import Concept
from directory.search.rules.conditions import Condition
from directory.search.rules.entry import GROUPS, LIFETIME
from directory.search.rules.index import Index
from directory.search.rules.postings import NOBODY
from directory.search.rules.query import Query
from directory.search.rules.stating import Levels, Statements


@dataclass(frozen=True)
class FacetValue:
    """One value of a facet: how many listings it would show, and whether it is chosen."""

    value: str
    count: int
    is_on: bool


@dataclass(frozen=True)
class Facet:
    """A facet group with its values, the most frequent first. Its counts ignore its own choice, and no other."""

    group: str
    values: tuple[FacetValue, ...]


@dataclass(frozen=True)
class Found:
    """Everybody that matches, and how far; `nearly` are those before any facet is chosen, `passing` who passes each."""

    hits: BitMap
    nearly: BitMap
    passing: dict[str, BitMap]
    levels: tuple[Levels, ...]
    #: Whether a place was asked for: who states no area may serve it.
    has_place: bool


NOTHING = Found(NOBODY, NOBODY, {}, (), has_place=False)


@dataclass(frozen=True)
class Hit:
    """A listing that matches; `area` is stated or unstated where a place was asked for, else None."""

    number: int
    area: str | None
    #: What was asked for and is only implied, and what nothing is said of.
    implied: tuple[Concept, ...] = ()
    silent: tuple[Concept, ...] = ()

    @property
    def unstated(self) -> tuple[Concept, ...]:
        """What was asked for and the listing does not state."""
        return (*self.implied, *self.silent)


def hit(index: Index, matching: Found, conditions: Sequence[Condition], number: int) -> Hit:
    """How far one of those who match does, one concept a condition."""
    pairs = [(condition.concepts[0], level) for condition, level in zip(conditions, matching.levels, strict=True)]
    area = "unstated" if number in index.of("area", "unstated") else "stated"
    return Hit(
        number,
        area if matching.has_place else None,
        tuple(concept for concept, level in pairs if number in level.implied),
        tuple(concept for concept, level in pairs if number in level.silent),
    )


def all_stated(matching: Found) -> int:
    """How many of those who match state everything that was asked."""
    return len(BitMap.intersection(matching.hits, *(level.yes for level in matching.levels)))


def _passing(index: Index, group: str, wanted: frozenset[str]) -> BitMap:
    """Who passes a facet: any of the values, or at least so many years."""
    if not group.endswith("_years"):
        return index.values(group).any_of(wanted)
    least = int(next(iter(wanted)))
    return index.years(group.removesuffix("_years"), least) if least else index.everyone


def values_on(query: Query, group: str) -> frozenset[str]:
    """The chosen values of a facet group, as its URL parameter writes them."""
    value = getattr(query, group)
    if isinstance(value, tuple):
        return frozenset(value)
    if isinstance(value, bool):
        return frozenset({"true"} if value else ())
    return frozenset({str(value)} if value not in (None, "") else ())


class Evaluator(Statements):
    """Answers the questions of one search over an index."""

    def evaluate(
        self,
        conditions: Sequence[Condition],
        places: Sequence[Place],
        query: Query,
        refused: Sequence[Condition] = (),
    ) -> Found:
        """Who may meet every condition, may serve every place and passes every chosen facet.

        A listing that states no area may serve any place; one whose stated area leaves a place out may not. One that is
        silent on everyday work may do it (`stating.py`). A chosen facet is what the ads state: silence does not pass
        it. Nobody is meant who refuses all that one of `refused` asks.
        """
        index = self.index
        levels = tuple(map(self.levels, conditions))
        parts = [index.everyone - self.refusing(refused), *(level.everybody for level in levels)]
        if places:
            serving = BitMap.intersection(*map(self.serving, places))
            parts.append(serving | index.of("area", "unstated"))
        nearly = BitMap.intersection(*parts)
        passing = {group: _passing(index, group, on) for group in GROUPS if (on := values_on(query, group))}
        hits = BitMap.intersection(nearly, *passing.values())
        return Found(hits, nearly, passing, levels, has_place=bool(places))


def facets(index: Index, matching: Found, query: Query) -> tuple[Facet, ...]:
    """Every group with the counts of its values, the most frequent first; years from few to many."""
    return tuple(_facet(index, group, matching, query) for group in GROUPS)


def _facet(index: Index, group: str, matching: Found, query: Query) -> Facet:
    others = [numbers for other, numbers in matching.passing.items() if other != group]
    around = BitMap.intersection(matching.nearly, *others) if others else matching.nearly
    values, on = index.values(group), values_on(query, group)
    counts = {value: values.count(value, around) for value in values}
    if group.endswith("_years"):
        counts = _at_least(counts, on, len(around))
        order = sorted(counts, key=int)
    else:
        counts = {value: count for value, count in counts.items() if count}
        counts |= {value: counts.get(value, 0) for value in on}
        order = sorted(counts, key=lambda value: (-counts[value], value))
    shown = (FacetValue(value, counts[value], value in on) for value in order if counts[value] or value in on)
    return Facet(group, tuple(shown))


def _at_least(stated: dict[str, int], on: frozenset[str], everybody: int) -> dict[str, int]:
    """How many promise at least so many years, for each number of years that is stated or chosen."""
    years = {int(value): count for value, count in stated.items() if count}
    steps = {most for most in years if most != LIFETIME} | {int(value) for value in on}
    return {
        str(least): sum(count for most, count in years.items() if most >= least) if least else everybody
        for least in steps
    }


def county_counts(index: Index, hits: BitMap) -> dict[str, int]:
    """FIPS -> how many of these say that they work in that county, by its name or as part of a whole state."""
    counts: dict[str, int] = {}
    for state in index.values("state"):
        place = index.gazetteer.place(state)
        whole = index.values("state").count(state, hits) if place else 0
        if place and whole:
            counts |= dict.fromkeys(index.gazetteer.counties_of(place), whole)
    in_part: dict[str, BitMap] = {}
    counties = index.values("county")
    for fips in counties:
        county = index.gazetteer.county(fips)
        state = county.state if county else ""
        if state not in in_part:
            in_part[state] = hits - index.of("state", state)
        if by_name := counties.count(fips, in_part[state]):
            counts[fips] = counts.get(fips, 0) + by_name
    return counts
