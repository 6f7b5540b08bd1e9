"""The brute-force evaluator: looks at every listing. What an index is built for later must give the same answers."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from directory.places.gazetteer import Gazetteer
from directory.places.rules import Place
from directory.reading.lexicon import Concept
from directory.search.rules.conditions import Condition
from directory.search.rules.entry import GROUPS, LIFETIME, Entry, covers
from directory.search.rules.query import Query
from directory.search.rules.stating import Stated, stated


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
class Hit:
    """A listing that matches; `area` is stated or unstated where a place was asked for, else None."""

    entry: Entry
    area: str | None
    #: What was asked for and is only implied, and what nothing is said of.
    implied: tuple[Concept, ...] = ()
    silent: tuple[Concept, ...] = ()

    @property
    def unstated(self) -> tuple[Concept, ...]:
        """What was asked for and the listing does not state."""
        return (*self.implied, *self.silent)


@dataclass(frozen=True)
class Found:
    """Everything that matches, unordered, and the facets around it."""

    hits: tuple[Hit, ...]
    facets: tuple[Facet, ...]


def evaluate(
    entries: Iterable[Entry],
    conditions: Sequence[Condition],
    places: Sequence[Place],
    query: Query,
    gazetteer: Gazetteer,
) -> Found:
    """Listings that may meet every condition, may serve every place and pass every chosen facet, with exact counts.

    A listing that states no area may serve any place; one whose stated area leaves a place out may not. One that is
    silent on everyday work may do it (`stating.py`). A chosen facet is what the ads state: silence does not pass it.
    """
    chosen = _chosen(query)
    hits, nearly = [], []
    for candidate in entries:
        area = _area(candidate, places, gazetteer)
        if area == "elsewhere":
            continue
        levels = _levels(candidate, conditions, gazetteer)
        if levels is None:
            continue
        failed = [group for group, passes in chosen.items() if not passes(candidate)]
        if not failed:
            is_all = levels.count(Stated.YES) == len(levels)
            unstated = () if is_all else (_of_level(level, levels, conditions) for level in _UNSTATED)
            hits.append(Hit(candidate, area, *unstated))
        if len(failed) <= 1:
            nearly.append((candidate, failed[0] if failed else None))
    return Found(tuple(hits), tuple(_facet(group, nearly, query) for group in GROUPS))


#: Levels at which a listing does not state what is asked, the nearer first.
_UNSTATED = (Stated.IMPLIED, Stated.SILENT)


def _levels(candidate: Entry, conditions: Sequence[Condition], gazetteer: Gazetteer) -> list[Stated] | None:
    """How far a listing meets each condition; None where it does not meet one."""
    levels: list[Stated] = []
    for condition in conditions:
        level = stated(candidate, condition, gazetteer)
        if level is Stated.NO:
            return None
        levels.append(level)
    return levels


def _of_level(level: Stated, levels: Sequence[Stated], conditions: Sequence[Condition]) -> tuple[Concept, ...]:
    """What is asked for at a level, one concept a condition."""
    if level not in levels:
        return ()
    pairs = zip(conditions, levels, strict=True)
    return tuple(condition.concepts[0] for condition, met in pairs if met is level)


def _area(candidate: Entry, places: Sequence[Place], gazetteer: Gazetteer) -> str | None:
    if not places:
        return None
    if candidate.area is None:
        return "unstated"
    area = candidate.area
    return "stated" if all(covers(area, place, gazetteer) for place in places) else "elsewhere"


def _chosen(query: Query) -> dict[str, Callable[[Entry], bool]]:
    """The facet groups in use, each with its test."""
    tests: dict[str, Callable[[Entry], bool]] = {}
    for group in GROUPS:
        wanted = values_on(query, group)
        if wanted and group.endswith("_years"):
            tests[group] = _at_least(group.removesuffix("_years"), int(next(iter(wanted))))
        elif wanted:
            tests[group] = _any_of(group, wanted)
    return tests


def _any_of(group: str, wanted: frozenset[str]) -> Callable[[Entry], bool]:
    return lambda candidate: not wanted.isdisjoint(candidate.values[group])


def _at_least(scope: str, years: int) -> Callable[[Entry], bool]:
    return lambda candidate: candidate.years.get(scope, 0) >= years


def values_on(query: Query, group: str) -> frozenset[str]:
    """The chosen values of a facet group, as its URL parameter writes them."""
    value = getattr(query, group)
    if isinstance(value, tuple):
        return frozenset(value)
    if isinstance(value, bool):
        return frozenset({"true"} if value else ())
    return frozenset({str(value)} if value not in (None, "") else ())


def _facet(group: str, nearly: list[tuple[Entry, str | None]], query: Query) -> Facet:
    counted = [candidate for candidate, failed in nearly if failed in (None, group)]
    on = values_on(query, group)
    counts: dict[str, int] = dict.fromkeys(sorted(on), 0)
    if group.endswith("_years"):
        scope = group.removesuffix("_years")
        stated = {candidate.years[scope] for candidate in counted if scope in candidate.years} - {LIFETIME}
        for years in stated | {int(value) for value in on}:
            counts[str(years)] = sum(candidate.years.get(scope, 0) >= years for candidate in counted)
        order = sorted(counts, key=int)
    else:
        for candidate in counted:
            for value in candidate.values[group]:
                counts[value] = counts.get(value, 0) + 1
        order = sorted(counts, key=lambda value: (-counts[value], value))
    return Facet(
        group, tuple(FacetValue(value, counts[value], value in on) for value in order if counts[value] or value in on)
    )
