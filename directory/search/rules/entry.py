"""What one listing is filed under: every value that a search can ask for, as (kind, value) pairs, and its names.

`entry` reads a document; nothing here knows of other listings. `air_conditioning` stated becomes
`("service", "air_conditioning")` for the facets and `("does", "air_conditioning")` for who asks for it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from directory.businesses.fields.listing import Listing, Warranty
from directory.kernel.phone import without_extension
from directory.places.gazetteer import Gazetteer
from directory.reading.folding import plain
from directory.search.rules.vocabulary import everyday, kinds_of

#: More years than any promise: a lifetime.
LIFETIME = 999
#: Letters from which on the beginning of a name's word stands for it.
FEWEST_LETTERS = 4
GROUPS = ("service", "brand", "license", "insured", "property", "parts_years", "labor_years")
#: From this closing time on somebody works in the evening.
_EVENING = "20:00"
#: What a license says that a registry was asked about; the day decides which of the two.
_OF_A_CHECK = ("checked", "expired")

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Entry:
    """A listing made ready to be filed. `names` are folded, once each."""

    number: int
    pairs: frozenset[Pair]
    names: tuple[str, ...]
    phones: tuple[str, ...]
    ad_number: str | None


def entry(doc: Listing, gazetteer: Gazetteer) -> Entry:
    """What a document of today is filed under."""
    pairs = {*_work(doc), *_papers(doc), *_promises(doc), *_area(doc, gazetteer), *_times(doc)}
    filled = (doc.services, doc.warranties, doc.licenses or doc.licensed, doc.insured, doc.service_states or doc.areas)
    pairs.add(("completeness", str(sum(map(bool, filled)))))
    return Entry(
        doc.id,
        frozenset(pairs),
        tuple(dict.fromkeys(form for form in map(plain, doc.called) if form)),
        tuple(dict.fromkeys(without_extension(phone)[-10:] for phone in doc.phones)),
        doc.ad_number,
    )


def _work(doc: Listing) -> Iterator[Pair]:
    """What it does and what it refuses: `does` is a service stated or what a stated one is a kind of."""
    does = {*doc.services, *(wider for code in doc.services for wider in kinds_of().get(code, ()))}
    yield from (("service", code) for code in doc.services)
    yield from (("does", code) for code in does)
    yield from (("work_type", code) for code in doc.work_types or ("",))
    yield from (("brand", code) for code in doc.brands)
    yield from (("property", code) for code in doc.property_types)
    yield from (("feature", code) for code in doc.features)
    yield from (("language", code) for code in doc.languages)
    if any(("service", code) in everyday() for code in does):
        yield "trade", ""
    yield from (("no service", code) for code in doc.services_excluded)
    yield from (("no brand", code) for code in doc.brands_excluded)
    yield from (("no property", code) for code in doc.property_excluded)


def _papers(doc: Listing) -> Iterator[Pair]:
    """Licenses by type, `stated` and `checked`, by state, and by the day on which a checked one ends."""
    for license in doc.licenses:
        yield "license", license.type
        if license.status == "checked":
            yield "license", "checked"
        if license.state:
            yield "licensed in", license.state
        if license.expires_on and license.status in _OF_A_CHECK:
            yield "ends", license.expires_on.isoformat()
    if doc.licensed:
        yield "license", "stated"
    yield from (("licensed in", state) for state in doc.licensed_states)
    if doc.insured:
        yield "insured", "true"
    yield from (("insured in", state) for state in doc.insured_states)


def years_of(warranties: Iterable[Warranty]) -> dict[str, int]:
    """Most whole years promised by scope."""
    years: dict[str, int] = {}
    for warranty in warranties:
        months = warranty.term.months
        stated = LIFETIME if months is None else months // 12
        years[warranty.scope] = max(years.get(warranty.scope, 0), stated)
    return years


def _promises(doc: Listing) -> Iterator[Pair]:
    """Years by scope, the most of any scope (`any`), and all together."""
    years = years_of(doc.warranties)
    yield from ((f"{scope}_years", str(most)) for scope, most in years.items())
    if years:
        yield "any_years", str(max(years.values()))
    if total := sum(years.values()):
        yield "all_years", str(total)


def _area(doc: Listing, gazetteer: Gazetteer) -> Iterator[Pair]:
    """Where it says it works: whole states, counties touched, places by code, states in part; and its base."""
    if doc.service_radius:
        yield "base", doc.service_radius.zip
    if not doc.service_states and not doc.areas:
        yield "area", "unstated"
        return
    yield from (("state", code) for code in doc.service_states)
    for code in doc.areas:
        yield "place", code
        place = gazetteer.place(code)
        if place is not None and place.kind == "state":
            yield "state", place.state
        elif place is not None:
            yield "part of", place.state
            yield from (("county", fips) for fips in gazetteer.counties_of(place))


def _times(doc: Listing) -> Iterator[Pair]:
    """When it works: from which day on, at weekends, in the evening; who comes in an emergency comes at any time."""
    if doc.paused_until:
        yield "pause", doc.paused_until
    hours = doc.hours
    is_late = hours is not None and any(closing >= _EVENING for _, closing in hours.open_days.values())
    if doc.emergency or (hours is not None and (hours.sat or hours.sun)):
        yield "hours", "weekend"
    if doc.emergency or is_late or "open_24h" in doc.features:
        yield "hours", "tonight"
