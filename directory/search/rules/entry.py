"""One listing made ready for matching: everything folded and collected once, when the snapshot is built."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from directory.businesses.fields.listing import Listing, Warranty
from directory.kernel.phone import without_extension
from directory.places.gazetteer import Gazetteer
from directory.places.rules import Place
from directory.reading.folding import plain
from directory.search.rules.vocabulary import everyday, kinds_of

#: More years than any promise: a lifetime.
LIFETIME = 999
#: Letters from which on the beginning of a name's word stands for it.
FEWEST_LETTERS = 4
GROUPS = ("service", "brand", "license", "insured", "property", "parts_years", "labor_years")


@dataclass(frozen=True)
class Area:
    """Where a listing says it works: states, and counties with the states they lie in."""

    states: frozenset[str]
    counties: frozenset[str]
    codes: frozenset[str]
    around: frozenset[str]


@dataclass(frozen=True)
class Entry:
    """A listing document with what matching needs of it. `values` are the facet values it states, by group."""

    doc: Listing
    values: Mapping[str, frozenset[str]]
    #: Services stated, and what they are cases of.
    services: frozenset[str]
    #: Whether it is a heating or cooling contractor, of whom everyday work is expected.
    is_of_trade: bool
    #: Whether it says of anything that it does not do it.
    is_refusing: bool
    work_types: frozenset[str]
    names: str
    #: Each whole name, with and without blanks.
    called: frozenset[str]
    phones: tuple[str, ...]
    #: Most years of warranty by scope.
    years: Mapping[str, int]
    #: None = not stated.
    area: Area | None
    #: States a license is stated for.
    licensed_states: frozenset[str] = frozenset()
    features: frozenset[str] = frozenset()
    #: How many of what homeowners ask for are stated: services, warranty, license, insurance, area.
    completeness: int = 0

    def is_called(self, code: str) -> bool:
        """Whether a name holds this: Latin words and a family name from a beginning, longer Chinese anywhere.

        A Latin word of few letters is a whole one: Ho is not Home.
        """
        if code.isascii():
            return (f" {code}" if len(code) >= FEWEST_LETTERS else f" {code} ") in self.names
        return (f" {code}" if len(code) == 1 else code) in self.names


def entry(doc: Listing, gazetteer: Gazetteer) -> Entry:
    """Make a listing document ready."""
    services = set(doc.services)
    for code in doc.services:
        services.update(kinds_of().get(code, ()))
    years = _years(doc.warranties)
    forms = [plain(name) for name in doc.called]
    licenses = {license.type for license in doc.licenses}
    licensed_states = {license.state for license in doc.licenses if license.state}
    licenses |= {"stated"} if doc.licensed else set()
    licenses |= {"checked"} if any(license.status == "checked" for license in doc.licenses) else set()
    values = {
        "service": frozenset(doc.services),
        "brand": frozenset(doc.brands),
        "license": frozenset(licenses),
        "insured": frozenset({"true"} if doc.insured else ()),
        "property": frozenset(doc.property_types),
    }
    return Entry(
        doc=doc,
        values=values,
        services=frozenset(services),
        is_of_trade=any(("service", code) in everyday() for code in services),
        is_refusing=bool(doc.services_excluded or doc.brands_excluded or doc.property_excluded),
        work_types=frozenset(doc.work_types),
        names="\n".join(f" {form} {form.replace(' ', '')} " for form in forms),
        called=frozenset(forms) | {form.replace(" ", "") for form in forms},
        phones=tuple(without_extension(phone)[-10:] for phone in doc.phones),
        years=years,
        area=_area(doc, gazetteer),
        licensed_states=frozenset(licensed_states | set(doc.licensed_states)),
        features=frozenset(doc.features),
        completeness=sum(map(bool, (services, years, licenses, doc.insured, doc.service_states or doc.areas))),
    )


def _years(warranties: Iterable[Warranty]) -> dict[str, int]:
    years: dict[str, int] = {}
    for warranty in warranties:
        months = warranty.term.months
        stated = LIFETIME if months is None else months // 12
        years[warranty.scope] = max(years.get(warranty.scope, 0), stated)
    return years


def _area(doc: Listing, gazetteer: Gazetteer) -> Area | None:
    if not doc.service_states and not doc.areas:
        return None
    states = set(doc.service_states)
    around: set[str] = set()
    counties: set[str] = set()
    for code in doc.areas:
        place = gazetteer.place(code)
        if place is None:
            continue
        if place.kind == "state":
            states.add(place.state)
        else:
            around.add(place.state)
            counties.update(gazetteer.counties_of(place))
    return Area(frozenset(states), frozenset(counties), frozenset(doc.areas), frozenset(around))


def covers(area: Area, place: Place, gazetteer: Gazetteer) -> bool:
    """Whether a stated area takes in any of a place: its state, a county it touches, or the place itself."""
    states = set(gazetteer.states_of(place))
    if area.states & states or place.place_code in area.codes:
        return True
    if place.kind == "state":
        return bool(area.around & states)
    return bool(area.counties.intersection(gazetteer.counties_of(place)))


def county_counts(areas: Iterable[Area], gazetteer: Gazetteer) -> dict[str, int]:
    """FIPS -> how many of these areas take that county in."""
    counted: Counter[str] = Counter()
    for area, times in Counter(areas).items():
        counted.update(dict.fromkeys(_all_counties(area, gazetteer), times))
    return dict(counted)


@lru_cache(4096)
def _all_counties(area: Area, gazetteer: Gazetteer) -> frozenset[str]:
    states = (gazetteer.place(code) for code in area.states)
    return area.counties.union(*(gazetteer.counties_of(state) for state in states if state))
