"""The listing document: what cards, pages, search and the API know of one business, as frozen types.

Search keeps it as JSON. A key that a row does not have, or has as null, is not stated; keys that nobody knows any
longer are passed over, so that the rows of an older release can be read.
"""

from collections.abc import Mapping
from datetime import date
from typing import Literal, Self

import msgspec

from directory.businesses.fields import terms
from directory.businesses.fields.terms import CircleValue, FactValue, Term, Values, Week, text, texts
from directory.kernel.prepared import Json, document_of
from directory.reading.hours import DAYS
from directory.trades.rules import condition

#: Opening and closing of a day, as `08:00` and `18:00`; `24:00` is its end.
Times = tuple[str, str]
#: Lists that are written as such when nothing is stated; the others are null then.
_ALWAYS_LISTS = frozenset({"phones", "services", "work_types", "brands", "warranties", "by_owner"})
#: What a license says only where a registry was asked.
_OF_A_CHECK = ("class", "expires_on", "checked_on", "file_date", "holder")


class Names(msgspec.Struct, frozen=True):
    """What a business is called: as printed, in Chinese (`zh_lang`: its script) and English, and in our spelling."""

    zh: str | None = None
    zh_lang: str = "zh-Hans"
    en: str | None = None
    romanized: str | None = None


class Named(msgspec.Struct, frozen=True):
    """What has a name to be shown and may be no listing yet."""

    names: Names


def named_by(values: Values) -> Named:
    """The name that facts state, by their fields."""
    zh, script, en, romanized = (text(values.get(f)) for f in ("name_zh", "name_zh_lang", "name_en", "romanized"))
    return Named(Names(zh, script or "zh-Hans", en, romanized))


class License(msgspec.Struct, frozen=True):
    """A license as stated; what a registry says of it stands there only where one was asked (`checked_on`).

    `status`: stated, given, checked, expired or not_found.
    """

    type: str
    number: str | None = None
    state: str | None = None
    status: str = "stated"
    license_class: str | None = msgspec.field(default=None, name="class")
    expires_on: date | None = None
    checked_on: date | None = None
    #: The day of the registry's list, where it was one.
    file_date: date | None = None
    holder: str | None = None

    @property
    def is_only_stated(self) -> bool:
        """Whether nothing else is known of it: no number was given, and no registry asked."""
        return self.status == "stated"

    def as_json(self) -> dict[str, Json]:
        """The keys of a document."""
        document = document_of(self)
        return document if self.checked_on else {key: document[key] for key in document if key not in _OF_A_CHECK}


class Warranty(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a promise covers, for how long (`term`), and for what alone, as printed (`condition`)."""

    scope: str
    years: int | Literal["lifetime"] | None = None
    months: int | None = None
    days: int | None = None
    condition: str | None = None

    @classmethod
    def of(cls, scope: str, term: Term, condition: str | None = None) -> Self:
        """The promise of a term: `Warranty.of("parts", Term("years", 10))`."""
        return cls(scope, condition=condition or None, **term.as_json())

    @property
    def condition_code(self) -> str | None:
        """What its condition means (`new_units`, `registered` ...); None without one, and for words we do not know."""
        known = condition(self.condition) if self.condition else None
        return known.code if known else None

    @property
    def term(self) -> Term:
        """How long it lasts. Raises ValueError where nothing says so."""
        if self.years == "lifetime":
            return Term("lifetime")
        return Term.of({"years": self.years, "months": self.months, "days": self.days})


class Circle(msgspec.Struct, frozen=True):
    """So many miles around a ZIP code; `drawn` are the codes of the places in it."""

    zip: str
    miles: int
    drawn: tuple[str, ...] = ()

    @classmethod
    def of(cls, circle: CircleValue | None) -> Self | None:
        """The circle of a fact: `{"zip": "20850", "miles": 15, "drawn": ["20850", ...]}`; None for none."""
        return msgspec.convert(circle, cls) if circle else None


class Area(msgspec.Struct, frozen=True):
    """Where a business says it works: whole states, codes of places, and the circle that drew some of those places."""

    service_states: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    service_radius: Circle | None = None

    @classmethod
    def of(cls, values: Values) -> Self:
        """The area of facts by their fields: `service_states`, `service_places`, `service_radius`."""
        states, places = (tuple(texts(values.get(field))) for field in ("service_states", "service_places"))
        return cls(states, places, Circle.of(terms.circle(values.get("service_radius"))))


class Hours(msgspec.Struct, frozen=True, omit_defaults=True):
    """When a business is open; a day that is missing is closed."""

    mon: Times | None = None
    tue: Times | None = None
    wed: Times | None = None
    thu: Times | None = None
    fri: Times | None = None
    sat: Times | None = None
    sun: Times | None = None

    @classmethod
    def of(cls, week: Week | None) -> Self | None:
        """The hours of a fact: `{"mon": ["08:00", "18:00"]}`; None where no day is stated."""
        return msgspec.convert(week, cls) if week else None

    def on(self, day: str) -> Times | None:
        """Opening and closing on a day (`mon`); None where it is closed."""
        times: Times | None = getattr(self, day)
        return times

    @property
    def open_days(self) -> dict[str, Times]:
        """The days that are not closed, from Monday on."""
        return {day: times for day in DAYS if (times := self.on(day))}


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """One business as homeowners see it. None, or an empty list, is not stated; it is never no.

    `license_source`: who states the licenses (ad, owner ...), whatever a registry says of them.
    `by_owner`: fields that its own people spoke of; what stands there is their word, not an ad's.
    `textable`: may be ticked for a quote request (with TEXT_UNINTRODUCED off the operator calls instead of a text).
    """

    id: int
    slug: str
    names: Names
    owner: str | None = None
    ad_number: str | None = None
    phones: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    work_types: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    licensed: bool | None = None
    licenses: tuple[License, ...] = ()
    license_source: str | None = None
    licensed_states: tuple[str, ...] = ()
    insured: bool | None = None
    insured_states: tuple[str, ...] = ()
    warranties: tuple[Warranty, ...] = ()
    property_types: tuple[str, ...] = ()
    service_states: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    service_radius: Circle | None = None
    hours: Hours | None = None
    emergency: bool | None = None
    languages: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    #: ISO date: takes no new work before this day.
    paused_until: str | None = None
    websites: tuple[str, ...] = ()
    wechat: str | None = None
    addresses: tuple[str, ...] = ()
    services_excluded: tuple[str, ...] = ()
    brands_excluded: tuple[str, ...] = ()
    property_excluded: tuple[str, ...] = ()
    #: The day on which its people last said that all of this is right.
    confirmed_on: date | None = None
    by_owner: tuple[str, ...] = ()
    textable: bool = False
    calls_only: bool = False
    #: ISO moment of the last change.
    updated: str = ""

    @classmethod
    def of_json(cls, document: Mapping[str, Json]) -> Self:
        """The listing of a row of search. Raises msgspec.ValidationError for what no release has written."""
        return msgspec.convert({key: value for key, value in document.items() if value is not None}, cls)

    def as_json(self) -> dict[str, Json]:
        """The document as a row of search stores it, every key written: what is not stated is null."""
        document = document_of(self) | {"licenses": [license.as_json() for license in self.licenses]}
        return document | {key: None for key, value in document.items() if value == [] and key not in _ALWAYS_LISTS}

    @property
    def area(self) -> Area:
        """Where it says it works."""
        return Area(self.service_states, self.areas, self.service_radius)

    @property
    def is_licensed_by_owner(self) -> bool:
        """Whether its owner states the licenses, and no ad."""
        return self.license_source == "owner" or "licensed" in self.by_owner

    @property
    def license_statuses(self) -> set[str]:
        """What is known of its licenses."""
        return {license.status for license in self.licenses}

    @property
    def known_licenses(self) -> list[License]:
        """The licenses of which more is known than that they are stated."""
        return [license for license in self.licenses if not license.is_only_stated]

    @property
    def stated_licenses(self) -> list[License]:
        """The licenses that are only stated."""
        return [license for license in self.licenses if license.is_only_stated]

    @property
    def says_licensed(self) -> bool:
        """Whether it only says that it is licensed: a license is stated, or none is named."""
        return bool(self.stated_licenses or (self.licensed and not self.licenses))

    @property
    def called(self) -> list[str]:
        """Everything it is called: printed names, our romanized one, the owner."""
        names = self.names
        return [name for name in (names.zh, names.en, names.romanized, self.owner) if name]


#: A value as a listing has it.
Typed = FactValue | tuple[License, ...] | tuple[Warranty, ...] | Hours | Area


def typed(field: str, value: FactValue) -> Typed:
    """The value of a fact as the type that a listing has of it: licenses, warranties, hours, places and circle."""
    if field == "licenses":
        stated = [{key: part for key, part in license.items() if part is not None} for license in terms.licenses(value)]
        return msgspec.convert(stated, tuple[License, ...])
    if field == "warranties":
        return msgspec.convert(value or (), tuple[Warranty, ...])
    if field == "hours":
        return Hours.of(terms.week(value))
    if field in ("service_places", "service_radius"):
        return Area.of({field: value})
    return value
