"""The brute-force evaluator: looks at every listing. What an index is built for later must give the same answers."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from directory.businesses.fields.listing import Hours
from directory.places.gazetteer import Gazetteer
from directory.places.rules import Place
from directory.reading.lexicon import Concept
from directory.search.rules.conditions import Condition
from directory.search.rules.entry import GROUPS, LIFETIME, Entry, covers
from directory.search.rules.query import Query


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
    """Listings that meet every condition, may serve every place and pass every chosen facet, with exact counts.

    A listing that states no area may serve any place; one whose stated area leaves a place out may not.
    """
    chosen = _chosen(query)
    hits, nearly = [], []
    for each in entries:
        area = _area(each, places, gazetteer)
        if area == "elsewhere" or not all(meets(each, condition, gazetteer) for condition in conditions):
            continue
        failed = [group for group, passes in chosen.items() if not passes(each)]
        if not failed:
            hits.append(Hit(each, area))
        if len(failed) <= 1:
            nearly.append((each, failed[0] if failed else None))
    return Found(tuple(hits), tuple(_facet(group, nearly, query) for group in GROUPS))


def _area(each: Entry, places: Sequence[Place], gazetteer: Gazetteer) -> str | None:
    if not places:
        return None
    if each.area is None:
        return "unstated"
    area = each.area
    return "stated" if all(covers(area, place, gazetteer) for place in places) else "elsewhere"


def meets(each: Entry, condition: Condition, gazetteer: Gazetteer) -> bool:
    """Whether a listing has any of a condition's concepts; of a negated one, that it states none of them."""
    return any(_has(each, concept, gazetteer) for concept in condition.concepts) is not condition.is_negated


def _has(each: Entry, concept: Concept, gazetteer: Gazetteer) -> bool:
    kind, code = concept.kind, concept.code
    if kind == "service":
        return code in each.services
    if kind == "work_type":
        return code in each.work_types
    if kind == "license":
        return code in each.values[kind] or code in each.licensed_states
    if kind in ("brand", "insured", "property"):
        return code in each.values[kind]
    if kind == "feature":
        return code in each.features
    if kind == "language":
        return code in each.doc.languages
    if kind == "hours":
        return bool(each.doc.emergency) or _is_open_at_weekends(each.doc.hours)
    if kind == "place":
        place = gazetteer.place(code)
        return bool(each.area and place and covers(each.area, place, gazetteer))
    if kind == "name":
        return each.is_called(code)
    if kind == "phone":
        return any(phone.endswith(code) for phone in each.phones)
    if kind == "ad":
        return each.doc.ad_number == code
    return kind == "warranty" and _promises(each, code)


def _is_open_at_weekends(hours: Hours | None) -> bool:
    return hours is not None and bool(hours.sat or hours.sun)


def _promises(each: Entry, code: str) -> bool:
    """`parts:10` = at least ten years on parts; `any:2` = on anything; `parts:0` = any promise on parts."""
    scope, years = code.split(":")
    stated = each.years.values() if scope == "any" else [each.years[scope]] if scope in each.years else []
    return any(years_stated >= int(years) for years_stated in stated)


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
    return lambda each: not wanted.isdisjoint(each.values[group])


def _at_least(scope: str, years: int) -> Callable[[Entry], bool]:
    return lambda each: each.years.get(scope, 0) >= years


def values_on(query: Query, group: str) -> frozenset[str]:
    """The chosen values of a facet group, as its URL parameter writes them."""
    value = getattr(query, group)
    if isinstance(value, tuple):
        return frozenset(value)
    if isinstance(value, bool):
        return frozenset({"true"} if value else ())
    return frozenset({str(value)} if value not in (None, "") else ())


def _facet(group: str, nearly: list[tuple[Entry, str | None]], query: Query) -> Facet:
    counted = [each for each, failed in nearly if failed in (None, group)]
    on = values_on(query, group)
    counts: dict[str, int] = dict.fromkeys(sorted(on), 0)
    if group.endswith("_years"):
        scope = group.removesuffix("_years")
        stated = {each.years[scope] for each in counted if scope in each.years} - {LIFETIME}
        for years in stated | {int(value) for value in on}:
            counts[str(years)] = sum(each.years.get(scope, 0) >= years for each in counted)
        order = sorted(counts, key=int)
    else:
        for each in counted:
            for value in each.values[group]:
                counts[value] = counts.get(value, 0) + 1
        order = sorted(counts, key=lambda value: (-counts[value], value))
    return Facet(
        group, tuple(FacetValue(value, counts[value], value in on) for value in order if counts[value] or value in on)
    )
