"""What search must answer, found by looking at every listing in the plainest way. The index is held to it.

The text is read by the same rules, over names and numbers collected anew; who is meant, how far, how many and in which
order is said here once more, one document at a time.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any, cast

from directory.businesses.fields.listing import Listing
from directory.kernel.phone import without_extension
from directory.places.gazetteer import Gazetteer
from directory.places.rules import Place, miles_between
from directory.reading.folding import plain
from directory.reading.lexicon import Concept
from directory.search.rules import fallback, ranking
from directory.search.rules.conditions import Condition
from directory.search.rules.entry import GROUPS, LIFETIME, years_of
from directory.search.rules.evaluator import values_on
from directory.search.rules.hearing import heard
from directory.search.rules.lexicons import by_initials, by_sound, lexicon
from directory.search.rules.names import Names
from directory.search.rules.query import Query
from directory.search.rules.reading import Reading, read
from directory.search.rules.tokens import Terms
from directory.search.rules.vocabulary import done_by, everyday, goes_with, kinds_of
from tests.search.plain_terms import AllNames, AllNumbers, PlainSpeller

YES, IMPLIED, SILENT, NO = 3, 2, 1, 0
LIKELY = {("language", "cmn"), ("language", "en"), ("hours", "tonight")}


@dataclass
class Matching:
    """Who matches, in the order of their numbers: (document, level by condition, area); and counts by group."""

    hits: list[tuple[Listing, list[int], str | None]] = field(default_factory=list)
    facets: dict[str, dict[str, int]] = field(default_factory=dict)


class Oracle:
    """All listings of a day, looked at one by one. Stands in for an index and for its evaluator."""

    def __init__(self, docs: Iterable[Listing], gazetteer: Gazetteer) -> None:
        self.docs = sorted(docs, key=lambda doc: doc.id)
        self.gazetteer, self.index = gazetteer, self
        known = lexicon(gazetteer)
        names = cast(Names, AllNames({plain(name) for doc in self.docs for name in doc.called} - {""}, known))
        numbers = cast(Any, AllNumbers(self.docs))
        self.terms = Terms(known, by_sound(gazetteer), by_initials(gazetteer), names, numbers, gazetteer)
        self.everyone = self.docs

    def read(self, text: str) -> Reading:
        return read(text, self.terms)

    def heard(self, text: str) -> str | None:
        return heard(text, self.terms.lexicon)

    def correct(self, reading: Reading) -> str | None:
        return PlainSpeller(self.terms).correct(reading)

    def values(self, kind: str) -> set[str]:
        assert kind == "does"
        return {code for doc in self.docs for code in does(doc)}

    def is_met(self, condition: Condition) -> bool:
        return any(self.level(doc, condition) for doc in self.docs)

    def evaluate(
        self,
        conditions: Sequence[Condition],
        places: Sequence[Place],
        query: Query,
        refused: Sequence[Condition] = (),
    ) -> Matching:
        """Looks at every listing, and counts for each group those that fail no other one."""
        matching = Matching()
        around: dict[str, list[Listing]] = {group: [] for group in GROUPS}
        for doc in self.docs:
            area = self.area(doc, places)
            levels = [self.level(doc, condition) for condition in conditions]
            if area == "elsewhere" or NO in levels or any(refuses(doc, condition) for condition in refused):
                continue
            failed = [group for group in GROUPS if not passes(doc, group, query)]
            if not failed:
                matching.hits.append((doc, levels, area))
            for group in GROUPS:
                if set(failed) <= {group}:
                    around[group].append(doc)
        matching.facets = {group: counts(group, docs, query) for group, docs in around.items()}
        return matching

    def answer(self, query: Query) -> fallback.Answer:
        search = fallback.Answer(query, cast(Any, self))
        for stage in fallback.STAGES:
            search = stage(search)
        return search

    def find(self, query: Query, day: date) -> tuple[fallback.Answer, list[tuple[Listing, list[int], str | None]]]:
        """The answer, and who matches in the order of a day: sorted by all criteria, equals begin one further daily."""
        answer = self.answer(query)
        hits = cast(Any, answer.matching).hits
        wanted = fallback.wanted(answer, query)
        keyed = sorted([(self.key(hit, wanted, day), hit[0].id, hit) for hit in hits], key=lambda one: one[:2])
        ordered = []
        for _, group in groupby(keyed, key=lambda one: one[0]):
            equal = [hit for _, _, hit in group]
            first = day.toordinal() % len(equal)
            ordered += equal[first:] + equal[:first]
        return answer, ordered

    def key(self, hit: tuple[Listing, list[int], str | None], wanted: ranking.Wanted, day: date) -> tuple[int, ...]:
        """Smaller is better; a number for each criterion that the page about ranking names."""
        doc, levels, area = hit
        is_paused = int((doc.paused_until or "") > day.isoformat())
        if not wanted.is_anything:
            return (is_paused,)
        parted: dict[bool, list[int]] = {True: [], False: []}
        for condition, level in zip(wanted.conditions, levels, strict=True):
            parted[condition.names_home].append(level)
        homes, others = parted[True], parted[False]
        years = years_of(doc.warranties)
        of_scope = years.values() if wanted.longest == "warranty" else [years.get(wanted.longest, -1)]
        return (
            -max((worth_of(doc, code, worth) for code, worth in wanted.names if is_called(doc, code)), default=0),
            -max(of_scope, default=-1) if wanted.longest else 0,
            -sum(years.values()) if wanted.longest else 0,
            is_paused,
            others.count(IMPLIED) + 2 * others.count(SILENT),
            -sum(bool(codes & {*doc.services}) for codes in (*wanted.work, {*wanted.services})),
            self.paper(licensed_in(doc), wanted.place) if "license" in wanted.kinds else 0,
            self.paper({*doc.insured_states}, wanted.place) if "insured" in wanted.kinds else 0,
            0 if area is None else 2 if area == "unstated" else int(not self.serves_its_county(doc, wanted.place)),
            -sum(level == YES for level in homes),
            self.distance(doc, wanted.place),
            -("checked" in licenses(doc)),
            -sum(map(bool, (doc.services, years, licenses(doc), doc.insured, doc.service_states or doc.areas))),
        )

    def paper(self, states: set[str], place: Place | None) -> int:
        """In a state of the place, in none that is named, or in others."""
        if place is None:
            return 0
        return 0 if states & {*self.gazetteer.states_of(place)} else 2 if states else 1

    def distance(self, doc: Listing, place: Place | None) -> int:
        base = self.gazetteer.zip(doc.service_radius.zip) if doc.service_radius else None
        if place is None or base is None or place.kind in ("state", "region"):
            return 1
        miles = miles_between(base, place)
        return 0 if miles <= ranking.NEAR else 2 if miles >= ranking.FAR else 1

    def area(self, doc: Listing, places: Sequence[Place]) -> str | None:
        if not places:
            return None
        if not doc.service_states and not doc.areas:
            return "unstated"
        return "stated" if all(self.serves(doc, place) for place in places) else "elsewhere"

    def serves(self, doc: Listing, place: Place) -> bool:
        """Whether a stated area takes in any of a place: its state, a county it touches, or the place itself."""
        states = {*self.gazetteer.states_of(place)}
        areas = [area for area in map(self.gazetteer.place, doc.areas) if area]
        whole = {*doc.service_states, *(area.state for area in areas if area.kind == "state")}
        in_part = [area for area in areas if area.kind != "state"]
        if whole & states or place.place_code in doc.areas:
            return True
        if place.kind == "state":
            return bool({area.state for area in in_part} & states)
        return bool({fips for area in in_part for fips in area.fips} & {*place.fips})

    def serves_its_county(self, doc: Listing, place: Place | None) -> bool:
        """Whether a stated area takes in the county in which most of a town lies; of others any of it."""
        if place is None or place.kind != "city":
            return True
        areas = [area for area in map(self.gazetteer.place, doc.areas) if area]
        is_whole = place.state in {*doc.service_states, *(area.state for area in areas if area.kind == "state")}
        counties = {fips for area in areas if area.kind != "state" for fips in area.fips}
        return is_whole or place.place_code in doc.areas or place.fips[0] in counties

    def counties(self, docs: Iterable[Listing]) -> dict[str, int]:
        """FIPS -> how many of these say that they work there."""
        numbers: dict[str, int] = {}
        for doc in docs:
            fips = set()
            for area in map(self.gazetteer.place, (*doc.service_states, *doc.areas)):
                fips |= {*self.gazetteer.counties_of(area)} if area else set()
            for code in fips:
                numbers[code] = numbers.get(code, 0) + 1
        return numbers

    def level(self, doc: Listing, condition: Condition) -> int:
        """How far a listing meets a condition."""
        if condition.is_negated:
            return NO if any(self.has(doc, concept) for concept in condition.concepts) else YES
        if condition.is_unsaid:
            beside = (goes_with().get(of.code) or kinds_of().get(of.code, ()) for of in condition.concepts)
            needed = {code for codes in beside for code in codes}
            may = {"service": bool(does(doc) & needed), "brand": is_of_trade(doc)}
            return SILENT if may.get(condition.kind, True) and not refuses(doc, condition) else NO
        level = max(self.level_of(doc, concept) for concept in condition.concepts)
        is_free = condition.is_host or bool(does(doc) & condition.may_do)
        return max(level, SILENT) if is_free and not refuses(doc, condition) else level

    def level_of(self, doc: Listing, concept: Concept) -> int:
        kind, code = concept.kind, concept.code
        if refuses_one(doc, concept):
            return NO
        if self.has(doc, concept):
            return YES
        is_everyday = (kind, code) in everyday()
        if kind == "work_type":
            if {*doc.work_types} & {*done_by().get(code, ())}:
                return IMPLIED
            return SILENT if is_of_trade(doc) and (is_everyday or not doc.work_types) else NO
        if kind == "license" and self.gazetteer.place(code):
            return SILENT if doc.licensed and not licensed_in(doc) else NO
        if kind == "warranty" and code.partition(":")[0] in ("parts", "compressor", "heat_exchanger"):
            return IMPLIED if years_of(doc.warranties).get("equipment", -1) >= int(code.partition(":")[2]) else NO
        if is_everyday and kind == "service" and does(doc) & {*kinds_of().get(code, ())}:
            return IMPLIED
        if kind == "longest" or ((kind, code) in LIKELY and any(self.has(other, concept) for other in self.docs)):
            return SILENT
        return SILENT if is_everyday and is_of_trade(doc) else NO

    def has(self, doc: Listing, concept: Concept) -> bool:
        """Whether a listing states this."""
        kind, code = concept.kind, concept.code
        years, hours = years_of(doc.warranties), doc.hours
        place = self.gazetteer.place(code) if kind == "place" else None
        scope, _, least = code.partition(":")
        promised = [most for of, most in years.items() if scope in ("any", of)]
        phones = [without_extension(phone)[-10:] for phone in doc.phones]
        is_late = hours is not None and any(closing >= "20:00" for _, closing in hours.open_days.values())
        is_open = hours is not None and bool(hours.sat or hours.sun)
        at_times = {"weekend": is_open, "tonight": is_late or "open_24h" in doc.features}
        return {
            "service": lambda: code in does(doc),
            "work_type": lambda: code in doc.work_types,
            "license": lambda: code in licenses(doc) | {*doc.licensed_states, *(of.state for of in doc.licenses)},
            "brand": lambda: code in doc.brands,
            "insured": lambda: bool(doc.insured),
            "property": lambda: code in doc.property_types,
            "feature": lambda: code in doc.features,
            "language": lambda: code in doc.languages,
            "hours": lambda: bool(doc.emergency) or at_times[code],
            "place": lambda: bool(place and self.serves(doc, place)),
            "name": lambda: is_called(doc, code),
            "phone": lambda: any(
                p.startswith(code) if len(code) == 3 else p.endswith(code) or (len(code) >= 6 and p.startswith(code))
                for p in phones
            ),
            "ad": lambda: doc.ad_number == code,
            "longest": lambda: bool(years) if code == "warranty" else code in years,
            "wish": lambda: True,
            "warranty": lambda: any(most >= int(least) for most in promised),
        }.get(kind, lambda: False)()


def does(doc: Listing) -> set[str]:
    return {*doc.services, *(wider for code in doc.services for wider in kinds_of().get(code, ()))}


def is_of_trade(doc: Listing) -> bool:
    return any(("service", code) in everyday() for code in does(doc))


def licenses(doc: Listing) -> set[str]:
    checked = {"checked" for license in doc.licenses if license.status == "checked"}
    return {license.type for license in doc.licenses} | checked | ({"stated"} if doc.licensed else set())


def licensed_in(doc: Listing) -> set[str]:
    return {*doc.licensed_states, *(of.state for of in doc.licenses if of.state)}


def called(doc: Listing) -> set[str]:
    forms = {plain(name) for name in doc.called}
    return forms | {form.replace(" ", "") for form in forms}


def worth_of(doc: Listing, code: str, worth: int) -> int:
    """A whole name before the beginning of one, and that before a part; another spelling of the family name last."""
    is_begun = worth > 1 and any(name.startswith(code) for name in called(doc))
    return 4 if code in called(doc) else 3 if is_begun else worth


def is_called(doc: Listing, code: str) -> bool:
    """Latin words and a family name from a beginning, longer Chinese anywhere; short Latin words are whole ones."""
    names = "\n".join(f" {form} {form.replace(' ', '')} " for form in map(plain, doc.called))
    if code.isascii():
        return (f" {code}" if len(code) >= 4 else f" {code} ") in names
    return (f" {code}" if len(code) == 1 else code) in names


def refuses(doc: Listing, condition: Condition) -> bool:
    """Whether a listing says no to all that is asked."""
    return not condition.is_negated and all(refuses_one(doc, concept) for concept in condition.concepts)


def refuses_one(doc: Listing, concept: Concept) -> bool:
    refused = {
        "service": doc.services_excluded,
        "brand": doc.brands_excluded,
        "property": doc.property_excluded,
    }.get(concept.kind, ())
    wider = kinds_of().get(concept.code, ()) if concept.kind == "service" else ()
    return concept.code in refused or (bool(wider) and {*wider} <= {*refused})


def stated(doc: Listing, group: str) -> set[str]:
    """What a listing states of a facet group, as its URL writes it."""
    if group == "license":
        return licenses(doc)
    if group == "insured":
        return {"true"} if doc.insured else set()
    return {*getattr(doc, {"service": "services", "brand": "brands", "property": "property_types"}[group])}


def passes(doc: Listing, group: str, query: Query) -> bool:
    on = values_on(query, group)
    if on and group.endswith("_years"):
        return years_of(doc.warranties).get(group.removesuffix("_years"), 0) >= int(next(iter(on)))
    return not on or bool(on & stated(doc, group))


def counts(group: str, docs: Sequence[Listing], query: Query) -> dict[str, int]:
    """How many each value of a group would show; what shows nobody is left out unless it is chosen."""
    on = values_on(query, group)
    if group.endswith("_years"):
        years = [years_of(doc.warranties).get(group.removesuffix("_years")) for doc in docs]
        steps = {most for most in years if most not in (None, LIFETIME)} | {int(value) for value in on}
        numbers = {str(step): sum((most or 0) >= step for most in years) for step in steps}
    else:
        values = {value for doc in docs for value in stated(doc, group)} | on
        numbers = {value: sum(value in stated(doc, group) for doc in docs) for value in values}
    return {value: number for value, number in numbers.items() if number or value in on}
