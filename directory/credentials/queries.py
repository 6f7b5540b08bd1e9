"""Reading licenses: those of some businesses, those with a number, those that a person should look up."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice

from sqlalchemy import Select, bindparam, func, or_, select
from sqlalchemy.orm import Session, selectinload

from directory.businesses.fields import terms
from directory.businesses.models import Business, Fact
from directory.credentials.models import License, RegistryFile, RegistryLicense
from directory.credentials.rules.dpor import LISTS, bare, virginian
from directory.credentials.rules.dpor import state as listed_state
from directory.credentials.rules.matching import NAMES, Row, Searched, doubt, fold_name, is_decided
from directory.credentials.rules.standing import is_to_find, runs_out
from directory.foundation.paging import MOST_COUNTED
from directory.kernel import clock
from directory.places.gazetteer import gazetteer

#: Who is listed, or may be again: their licenses are kept up to date.
_LISTED = ("published", "suspended")


_LICENSES = select(License).where(License.business_id.in_(bindparam("businesses", expanding=True))).order_by(License.id)


def licenses_of(session: Session, business_ids: Iterable[int]) -> dict[int, list[License]]:
    """Licenses of these businesses in the order they were stated; a business without any is missing."""
    by_business: dict[int, list[License]] = defaultdict(list)
    for license in session.scalars(_LICENSES, {"businesses": list(business_ids)}):
        by_business[license.business_id].append(license)
    return dict(by_business)


def with_numbers(session: Session) -> dict[int, list[License]]:
    """Licenses with a number, by business, of everybody who is listed."""
    by_business: dict[int, list[License]] = defaultdict(list)
    query = (
        select(License)
        .join(Business, License.business_id == Business.id)
        .where(License.number.is_not(None), Business.state.in_(_LISTED))
        .order_by(License.id)
    )
    for license in session.scalars(query):
        by_business[license.business_id].append(license)
    return dict(by_business)


def wanted_numbers(session: Session) -> frozenset[str]:
    """Every Virginia number that a listing gives: its row is kept whatever its trade."""
    rows = [license for rows in with_numbers(session).values() for license in rows]
    exact = {number for license in rows if (number := virginian(license.number, license.state))}
    return frozenset(exact.union(*(bare(license.number, license.state) for license in rows)))


def given_since(session: Session, moment: datetime) -> bool:
    """Whether anybody stated a license after this moment: a list read before may not have been searched for it."""
    query = select(func.count(Fact.id)).where(
        Fact.field == "licenses", Fact.source != "registry", Fact.created_at > moment
    )
    return bool(session.scalar(query))


@dataclass(frozen=True)
class ToCheck:
    """A license for the operator to look up: given and not checked, not found, or running out."""

    license: License
    business: Business


def to_check(session: Session) -> list[ToCheck]:
    """Numbers of published businesses that nobody looked up, or that somebody did not find a while ago: the first
    1,001 of them."""
    query = (
        select(License, Business)
        .join(Business, License.business_id == Business.id)
        .where(Business.state == "published", License.status.in_(("given", "not_found")))
        .order_by(License.status, License.id)
    )
    today = clock.today()
    return _first(session, query, lambda license: is_to_find(license, today))


def expiring(session: Session, within: timedelta) -> list[ToCheck]:
    """Checked licenses that run out by then, or have, or whose last day nobody knows: the soonest first, 1,001 of
    them."""
    today = clock.today()
    ends = or_(License.expires_on <= today + within, License.expires_on.is_(None))
    query = (
        select(License, Business)
        .join(Business, License.business_id == Business.id)
        .where(Business.state == "published", License.status == "checked", ends)
        .order_by(License.expires_on.nulls_last(), License.id)
    )
    return _first(session, query, lambda license: runs_out(license, today, within))


def _first(session: Session, query: Select[License, Business], is_wanted: Callable[[License], bool]) -> list[ToCheck]:
    """The first rows that are wanted, one more than anybody counts: no more of them are read."""
    rows = session.execute(query.execution_options(yield_per=100))
    checks = (ToCheck(license, business) for license, business in rows if is_wanted(license))
    return list(islice(checks, MOST_COUNTED + 1))


def with_its_sisters(session: Session, license_id: int) -> list[ToCheck]:
    """A license and the others of its business, to look up whether or not one of them waits; empty for no such one."""
    owner = select(License.business_id).where(License.id == license_id).scalar_subquery()
    query = (
        select(License, Business)
        .join(Business, License.business_id == Business.id)
        .where(License.business_id == owner)
        .order_by(License.id)
    )
    return [ToCheck(license, business) for license, business in session.execute(query)]


_BATCH = 400


def files(session: Session, state: str) -> dict[str, RegistryFile]:
    """The newest file of each of a state's lists, by the list's code."""
    query = select(RegistryFile).where(RegistryFile.state == state).order_by(RegistryFile.file_date, RegistryFile.id)
    return {file.code: file for file in session.scalars(query)}


def searched(session: Session) -> dict[str, Searched]:
    """By the first four digits of a Virginia number: the lists it could stand in, where all of them are here."""
    known = files(session, listed_state())
    return {
        prefix: Searched(min(known[c].file_date for c in codes), min(known[c].imported_at for c in codes))
        for prefix, codes in LISTS.items()
        if all(code in known for code in codes)
    }


def rows_of(session: Session, numbers: Iterable[str]) -> dict[str, Row]:
    """Virginia's rows with these numbers (ten digits), by number."""
    wanted, by_number = sorted(set(numbers)), {}
    for start in range(0, len(wanted), _BATCH):
        query = (
            select(RegistryLicense, RegistryFile)
            .join(RegistryFile, RegistryLicense.file_id == RegistryFile.id)
            .where(RegistryLicense.state == listed_state(), RegistryLicense.number.in_(wanted[start : start + _BATCH]))
        )
        for listed, file in session.execute(query):
            by_number[listed.number] = Row(
                number=listed.number,
                name=listed.name,
                license_class=listed.license_class,
                specialties=tuple(listed.specialties),
                expires_on=listed.expires_on,
                file_date=file.file_date,
                imported_at=file.imported_at,
            )
    return by_number


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
    compared = {candidate.license.id for candidate in candidates if candidate.license is not None}
    given = [candidate for candidate in to_check(session) if candidate.license.id not in compared]
    return Waiting(given, expiring(session, within), candidates)


def for_review(session: Session) -> list[Candidate]:
    """Every candidate, by business, in as many statements however few or many businesses there are; none without a
    list of a registry."""
    if session.scalar(select(RegistryLicense.id).limit(1)) is None:
        return []
    query = select(Business).where(Business.state == "published").options(selectinload(Business.service_areas))
    businesses = {business.id: business for business in session.scalars(query.order_by(Business.id))}
    licenses, decided = licenses_of(session, businesses), _decided(session)
    candidates: list[Candidate] = []
    names: dict[str, list[Business]] = defaultdict(list)
    numbers: dict[str, list[tuple[Business, License, bool]]] = defaultdict(list)
    for business in businesses.values():
        rows = licenses.get(business.id, [])
        if not any(license.state == listed_state() and license.status == "checked" for license in rows):
            for name in (business.name_en, business.romanized):
                names[fold_name(name or "")].append(business)
            names[fold_name(business.owner or "", is_person=True)].append(business)
        for license in rows:
            exact = virginian(license.number, license.state)
            for number in [exact] if exact else bare(license.number, license.state):
                numbers[number].append((business, license, exact is not None))
    for listed, file_date in _listed(session, names, numbers):
        for business, license, is_exact in numbers.get(listed.number, ()):
            called = [getattr(business, name) for name in NAMES]
            why = doubt(license.type, listed, called) if is_exact else "bare_number"
            if why and (business.id, listed.number) not in decided:
                candidates.append(Candidate(business, license, listed, file_date, why))
        for business in dict.fromkeys(names.get(listed.name_folded, ())):
            is_open = (business.id, listed.number) not in decided and listed.number not in numbers
            if is_open and _is_near(business, listed):
                candidates.append(Candidate(business, None, listed, file_date, "name_and_place"))
    return sorted(candidates, key=lambda candidate: (candidate.business.id, candidate.why, candidate.listed.number))


def _decided(session: Session) -> set[tuple[int, str | None]]:
    """Businesses and numbers of which a person said whose they are."""
    registry_facts = (Fact.field == "licenses", Fact.source == "registry")
    newest = select(func.max(Fact.id)).where(*registry_facts).group_by(Fact.business_id)
    query = select(Fact.business_id, Fact.value).where(Fact.id.in_(newest))
    return {
        (business_id, check.get("registry_number"))
        for business_id, checks in session.execute(query)
        for check in terms.licenses(checks)
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
    return [(listed, file_date) for listed, file_date in session.execute(query)]


def _is_near(business: Business, listed: RegistryLicense) -> bool:
    """Whether the registry's town is one that the business names, or lies in a county it names. A state is too wide."""
    places = gazetteer()
    home = places.zip(listed.zip) if listed.zip else None
    city = (listed.city or "").casefold()
    if business.service_radius and business.service_radius["zip"] == listed.zip:
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
