"""Matching a query by intersecting sets of listing numbers, and the counts of the facets.

```
meeting  = who meets each condition, and is willing
parts    = meeting & (states no area),  meeting & (whole state),  meeting & (names the place, and not its whole state)
hits     = all parts & who passes each facet that is chosen
```
Where no place is asked for, all who meet the conditions are one part. A facet's counts leave out its own choice: each
part, with every other choice, meets the set of each value. The counts of a part are remembered until the next edit: the
first part, and the second but for its state, is the same whatever place is asked for; the third is small.
"""

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from pyroaring import BitMap

from directory.places.rules import Place
from directory.reading.lexicon import Concept
from directory.search.rules.conditions import Condition
from directory.search.rules.entry import GROUPS, LIFETIME
from directory.search.rules.index import Index
from directory.search.rules.postings import NOBODY, Counts, Levels
from directory.search.rules.query import Query
from directory.search.rules.stating import Statements


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


#: Those of a part, and what decides who they are: where they serve, and the question.
Part = tuple[BitMap, tuple[Hashable, Hashable]]
#: Where those serve who state no area: in no county that could be counted.
SILENT = "unstated"


@dataclass(frozen=True)
class Found:
    """Everybody that matches, and how far; before any facet is chosen they are the `parts`, nobody in two of them."""

    hits: BitMap
    parts: tuple[Part, ...]
    #: The facets with a choice: its values, and who passes.
    passing: dict[str, tuple[frozenset[str], BitMap]]
    levels: tuple[Levels, ...]
    #: Whether a place was asked for: who states no area may serve it.
    has_place: bool

    def counts(self, index: Index, group: str, count: Callable[[BitMap], Counts]) -> Counts:
        """The counts of all who pass each facet with a choice but this one, part by part."""
        others = [(other, on, passing) for other, (on, passing) in self.passing.items() if other != group]
        chosen, passing = tuple((other, on) for other, on, _ in others), [numbers for _, _, numbers in others]
        total = Counts()
        for part, key in self.parts:
            total += index.counts.of((group, key, chosen), partial(_counted, part, passing, count))
        return total


def _counted(part: BitMap, passing: Sequence[BitMap], count: Callable[[BitMap], Counts]) -> Counts:
    """The counts of those of a part who pass some facets."""
    return count(_all_of([part, *passing]))


NOTHING = Found(NOBODY, (), {}, (), has_place=False)


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
    *others, last = (matching.hits, *(level.yes for level in matching.levels))
    return _all_of(others).intersection_cardinality(last) if others else len(last)


def _all_of(sets: Sequence[BitMap]) -> BitMap:
    """Who is in each of some sets, quickest where the smallest is the first; not to be changed."""
    return BitMap.intersection(*sets) if len(sets) > 1 else sets[0]


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
        meeting = [level.everybody for level in levels]
        if refusing := self.refusing(refused):
            meeting.append(index.everyone - refusing)
        question = (tuple(one.key for one in conditions), tuple(one.key for one in refused))
        parts = [
            (_all_of([*where, *meeting] or [index.everyone]), (key, question)) for where, key in self._where(places)
        ]
        passing = {group: (on, _passing(index, group, on)) for group in GROUPS if (on := values_on(query, group))}
        together = BitMap.union(*(part for part, _ in parts)) if len(parts) > 1 else parts[0][0]
        hits = _all_of([together, *(numbers for _, numbers in passing.values())])
        return Found(hits, tuple(parts), passing, levels, has_place=bool(places))

    def _where(self, places: Sequence[Place]) -> Iterator[tuple[list[BitMap], Hashable]]:
        """Who may serve all of some places, in parts, each with what decides who they are."""
        if not places:
            yield [], "everywhere"
            return
        states = tuple(tuple(self.index.gazetteer.states_of(place)) for place in places)
        whole = _all_of([self.index.values("state").any_of(codes) for codes in states])
        named = self.naming(places[0]) if len(places) == 1 else _all_of([*map(self.serving, places)])
        yield [self.index.of("area", "unstated")], SILENT
        yield [whole], states
        yield [named - whole], tuple(place.place_code for place in places)


def facets(index: Index, matching: Found, query: Query) -> tuple[Facet, ...]:
    """Every group with the counts of its values, the most frequent first; years from few to many."""
    return tuple(_facet(index, group, matching, query) for group in GROUPS)


def _facet(index: Index, group: str, matching: Found, query: Query) -> Facet:
    counted, on = matching.counts(index, group, index.values(group).counts), values_on(query, group)
    counts = counted.by_value
    if group.endswith("_years"):
        counts = _at_least(counts, on, counted.everybody)
        order = sorted(counts, key=int)
    else:
        counts = dict.fromkeys(on, 0) | counts
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


def county_counts(index: Index, matching: Found) -> dict[str, int]:
    """FIPS -> how many of the hits say that they work in that county, by its name or as part of a whole state."""
    stating = replace(matching, parts=tuple(part for part in matching.parts if part[1][0] != SILENT))
    return stating.counts(index, "county", partial(_by_county, index)).by_value


def _by_county(index: Index, hits: BitMap) -> Counts:
    """How many work in each county."""
    counts: dict[str, int] = {}
    for state in index.gazetteer.states:
        whole = index.of("state", state.code)
        by_whole, in_part = whole.intersection_cardinality(hits), (hits & index.of("part of", state.code)) - whole
        for fips in index.gazetteer.counties_of(state) if by_whole or in_part else ():
            by_name = index.values("county").count(fips, in_part) if in_part else 0
            if by_whole or by_name:
                counts[fips] = by_whole + by_name
    return Counts(len(hits), counts)
