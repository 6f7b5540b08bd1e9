"""Rows of a registry that may be a business's, for a person to decide; and all that waits for a person's eyes."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, selectinload

from directory.businesses.models import Business, Fact
from directory.credentials.models import License, RegistryFile, RegistryLicense
from directory.credentials.queries.licenses import ToCheck, expiring, licenses_of, to_check
from directory.credentials.rules.matching import NAMES, doubt, fold_name, is_decided
from directory.credentials.rules.numbers import bare, virginian
from directory.places.gazetteer import gazetteer


@dataclass(frozen=True)
class Candidate:
    """A registry's row that may be a business's, for a person to decide; never shown as checked before.

    `why`: name_and_place; bare_number (six digits without the board's four); and where the number stands there, what
    does not fit (`matching.doubt`): other_trade, other_name, other_class.
    """

    business: Business
    license: License | None
    listed: RegistryLicense
    file_date: date
    why: str


@dataclass(frozen=True)
class Waiting:
    """What waits for a person's eyes: numbers to look up, licenses that run out, rows to compare. Nothing twice."""

    to_check: list[ToCheck]
    expiring: list[ToCheck]
    candidates: list[Candidate]


def waiting(session: Session, within: timedelta) -> Waiting:
    """Everything about licenses that a person should look at now; `within`: how long before its last day."""
    candidates = for_review(session)
    compared = {each.license.id for each in candidates if each.license is not None}
    given = [each for each in to_check(session) if each.license.id not in compared]
    return Waiting(given, expiring(session, within), candidates)


def for_review(session: Session) -> list[Candidate]:
    """Every candidate, by business, in as many statements however few or many businesses there are."""
    query = select(Business).where(Business.state == "published").options(selectinload(Business.service_areas))
    businesses = {row.id: row for row in session.scalars(query.order_by(Business.id))}
    licenses, decided = licenses_of(session, businesses), _decided(session)
    found: list[Candidate] = []
    names: dict[str, list[Business]] = defaultdict(list)
    numbers: dict[str, list[tuple[Business, License, bool]]] = defaultdict(list)
    for business in businesses.values():
        rows = licenses.get(business.id, [])
        if not any(row.state == "VA" and row.status == "checked" for row in rows):
            for name in (business.name_en, business.romanized):
                names[fold_name(name or "")].append(business)
            names[fold_name(business.owner or "", is_person=True)].append(business)
        for row in rows:
            exact = virginian(row.number, row.state)
            for number in [exact] if exact else bare(row.number, row.state):
                numbers[number].append((business, row, exact is not None))
    for listed, file_date in _listed(session, names, numbers):
        for business, license, is_exact in numbers.get(listed.number, ()):
            called = [getattr(business, name) for name in NAMES]
            why = doubt(license.type, listed, called) if is_exact else "bare_number"
            if why and (business.id, listed.number) not in decided:
                found.append(Candidate(business, license, listed, file_date, why))
        for business in dict.fromkeys(names.get(listed.name_folded, ())):
            is_open = (business.id, listed.number) not in decided and listed.number not in numbers
            if is_open and _is_near(business, listed):
                found.append(Candidate(business, None, listed, file_date, "name_and_place"))
    return sorted(found, key=lambda each: (each.business.id, each.why, each.listed.number))


def _decided(session: Session) -> set[tuple[int, str]]:
    """Businesses and numbers of which a person said whose they are."""
    said = (Fact.field == "licenses", Fact.source == "registry")
    newest = select(func.max(Fact.id)).where(*said).group_by(Fact.business_id)
    query = select(Fact.business_id, Fact.value).where(Fact.id.in_(newest))
    return {
        (business_id, check.get("registry_number"))
        for business_id, checks in session.execute(query)
        for check in checks or ()
        if is_decided(check)
    }


def _listed(session: Session, names: Iterable[str], numbers: Iterable[str]) -> list[tuple[RegistryLicense, date]]:
    wanted = [name for name in names if name]
    query = (
        select(RegistryLicense, RegistryFile.file_date)
        .join(RegistryFile, RegistryLicense.file_id == RegistryFile.id)
        .where(or_(RegistryLicense.name_folded.in_(wanted), RegistryLicense.number.in_(list(numbers))))
        .order_by(RegistryLicense.id)
    )
    return [(row, file_date) for row, file_date in session.execute(query)]


def _is_near(business: Business, listed: RegistryLicense) -> bool:
    """Whether the registry's town is one that the business names, or lies in a county it names. A state is too wide."""
    places = gazetteer()
    home = places.zip(listed.zip) if listed.zip else None
    city = (listed.city or "").casefold()
    circle = (business.service_radius or {}).get("zip")
    if circle and circle == listed.zip:
        return True
    for area in business.service_areas:
        place = places.place(area.place_code)
        if place is None or place.kind == "state":
            continue
        if place.kind == "city" and place.state == listed.state and place.name("en").casefold() == city:
            return True
        if place.kind == "zip" and place.code == listed.zip:
            return True
        if place.kind == "county" and home is not None and place.code in home.fips:
            return True
    return False
