"""Writing licenses: what the facts say, one row each."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from directory.audit import record
from directory.businesses import queries as businesses
from directory.businesses.actions import FactDraft, add_facts, reproject
from directory.businesses.fields import terms
from directory.businesses.fields.projection import Projection, checks_of, winning, with_checks
from directory.businesses.fields.terms import LicenseValue, text
from directory.businesses.models import Fact
from directory.credentials import queries
from directory.credentials.models import License, RegistryFile, RegistryLicense
from directory.credentials.rules import as_stated, matching
from directory.credentials.rules.dpor import bare, virginian
from directory.credentials.rules.standing import LicenseAct
from directory.foundation import unit
from directory.kernel import clock
from directory.kernel.errors import NotFound


def restate(session: Session, business_id: int) -> None:
    """Bring a business's columns and its licenses in line with its facts: to call after any fact was added."""
    projection = reproject(session, business_id)
    state_licenses(session, business_id, projection.licenses, projection.license_source)


def state_licenses(session: Session, business_id: int, licenses: Sequence[LicenseValue], source: str) -> bool:
    """Keep exactly these licenses of a business; whether any changed. A row that stays keeps its id.

    Each has a `type` and, where known, `number`, `state`, `status` and what a check says; `source` is the fact's,
    for those that no registry was asked about.
    """
    rows = list(queries.licenses_of(session, [business_id]).get(business_id, []))
    wanted = [_columns(license, source) for license in licenses]
    if [_held(stored) for stored in rows] == wanted:
        return False
    # By position: licenses are few, and the order in which they are stated is the order of their rows.
    for stored, columns in zip(rows, wanted, strict=False):
        for name, value in columns.items():
            setattr(stored, name, value)
    for stored in rows[len(wanted) :]:
        session.delete(stored)
    for columns in wanted[len(rows) :]:
        session.add(License(business_id=business_id, **columns))
    session.flush()
    unit.touch(session, business_id)
    return True


def state_first_licenses(session: Session, projections: Mapping[int, Projection]) -> None:
    """Write the licenses of many businesses, by id, none of which has any yet, by one statement."""
    rows = [
        {"business_id": business_id, **_columns(license, projection.license_source)}
        for business_id, projection in projections.items()
        for license in projection.licenses
    ]
    if rows:
        session.execute(insert(License).execution_options(render_nulls=True), rows)


_PLAIN = ("type", "number", "state", "status", "license_class", "checked_by", "holder")


#: What a row keeps of a license, by its columns.
_Columns = dict[str, str | date | datetime | None]


def _columns(license: LicenseValue, source: str) -> _Columns:
    statement = as_stated(license)
    expires_on, checked_at, file_date = (
        statement.get("expires_on"),
        statement.get("checked_at"),
        statement.get("file_date"),
    )
    return {
        "type": statement["type"],
        "number": statement.get("number"),
        "state": statement.get("state"),
        "status": statement.get("status"),
        "license_class": statement.get("license_class"),
        "checked_by": statement.get("checked_by"),
        "holder": statement.get("holder"),
        "expires_on": date.fromisoformat(expires_on) if expires_on else None,
        "checked_at": datetime.fromisoformat(checked_at) if checked_at else None,
        "file_date": date.fromisoformat(file_date) if file_date else None,
        "source": "registry" if checked_at else source,
    }


def _held(stored: License) -> _Columns:
    return {name: getattr(stored, name) for name in (*_PLAIN, "expires_on", "checked_at", "file_date", "source")}


#: All registry facts speak with one voice, whoever looked: the newest counts, and the audit trail has the person.
_VOICE = "registry"
#: What a registry's row is compared with: whoever changes one of these looks the business up again.
CONCERNS = frozenset({"licenses", *matching.NAMES})


@dataclass
class Matched:
    """What matching found: licenses by status (checked, not_found), and how many wait for a person by reason."""

    licenses: Counter[str] = field(default_factory=Counter)
    expired: int = 0
    review: Counter[str] = field(default_factory=Counter)


def match(session: Session) -> Matched:
    """Look every number of ours up in Virginia's lists as they are here, and say so: to call after an import."""
    ids = list(queries.with_numbers(session))
    look_up(session, ids)
    return _counted(session, ids)


def look_up(session: Session, business_ids: Sequence[int]) -> None:
    """Look the numbers of these businesses up, and bring their licenses in line: to call after an owner published.

    A number is found or, once every list it could stand in was read after it was given, not found. Nothing changes
    where the lists say what they said before.
    """
    given = queries.with_numbers(session)
    ids = [one_id for one_id in business_ids if one_id in given]
    numbers = {n for one_id in ids for license in given[one_id] if (n := virginian(license.number, license.state))}
    rows, searched = queries.rows_of(session, numbers), queries.searched(session)
    for business_id in ids:
        facts = businesses.facts_of(session, business_id)
        say(session, business_id, facts, _checks(facts, rows, searched))


def _counted(session: Session, business_ids: Sequence[int]) -> Matched:
    done, today = Matched(), clock.today()
    for licenses in queries.licenses_of(session, business_ids).values():
        for license in licenses:
            if license.checked_by == _VOICE:
                done.licenses[license.status] += 1
                done.expired += (
                    license.status == "checked" and license.expires_on is not None and license.expires_on < today
                )
    done.review.update(candidate.why for candidate in queries.for_review(session))
    return done


def _checks(
    facts: Sequence[Fact],
    rows: Mapping[str, matching.Row],
    searched: Mapping[str, matching.Searched],
) -> list[LicenseValue]:
    """The checks of a business's licenses as they should stand now: earlier ones stay where nothing newer is known.

    What a person decided about a number holds, however the number is written and whatever a list says later.
    """
    winning_fact, before = winning(facts), checks_of(facts)
    fact = winning_fact.get("licenses")
    stated = terms.licenses(fact.value) if fact is not None else []
    given_at = fact.created_at if fact is not None else clock.now()
    names = [text(winning_fact[field].value) for field in matching.NAMES if field in winning_fact]
    decided = {check["registry_number"]: check for check in before if matching.is_decided(check)}
    checks: list[LicenseValue] = []
    for license in [*stated, *_apart(before, stated)]:
        known = next((check for check in before if matching.same(check, license)), None)
        number = (
            virginian(license.get("number"), license.get("state"))
            or (known.get("registry_number") if known else None)
            or ""
        )
        decision, registry_row, lists = decided.get(number), rows.get(number), searched.get(number[:4])
        if decision and decision.get(matching.REFUSED):
            known = {**decision, "type": license["type"], "number": license.get("number")}
        elif registry_row is not None and not matching.is_newer(known, registry_row.file_date):
            if decision or not matching.doubt(license["type"], registry_row, names):
                known = matching.as_decided(matching.as_check(license, registry_row), decision, license)
            elif known is not None and known.get("file_date"):
                known = None
        elif (
            number
            and registry_row is None
            and lists
            and (given_at <= lists.imported_at or decision)
            and not matching.is_newer(known, lists.file_date)
        ):
            known = matching.as_decided(matching.not_found(license, number, lists), decision, license)
        if known is not None:
            checks.append(known)
    return checks


def _apart(before: Sequence[LicenseValue], stated: Sequence[LicenseValue]) -> list[LicenseValue]:
    """Decisions about numbers that nobody states, or not any more: rows that are theirs all the same, rows refused."""
    given = {virginian(license.get("number"), license.get("state")) for license in stated}
    return [
        check
        for check in before
        if (check.get(matching.CONFIRMED) or check.get(matching.REFUSED))
        and check.get("registry_number") not in given
        and not any(matching.same(check, license) for license in stated)
    ]


def say(session: Session, business_id: int, facts: Sequence[Fact], checks: list[LicenseValue]) -> None:
    """Make these the registries' newest word on a business's licenses, and bring its rows in line."""
    if checks != checks_of(facts):
        draft = FactDraft("licenses", checks, "registry", clock.today(), entered_by=_VOICE)
        add_facts(session, business_id, [draft])
    restate(session, business_id)


def record_check(
    session: Session,
    license_id: int,
    *,
    is_found: bool,
    by: str,
    number: str | None = None,
    state: str | None = None,
    license_class: str | None = None,
    expires_on: date | None = None,
    holder: str | None = None,
) -> License:
    """Record what the operator read on the registry's own page about a stated license; its row as it is now.

    `number`, `state`: as the registry has them, where the business gave none. `holder`: whose license the page says it
    is. Raises NotFound for no such license.
    """
    license_row = session.scalar(select(License).where(License.id == license_id))
    if license_row is None:
        raise NotFound(f"license {license_id}")
    facts = businesses.facts_of(session, license_row.business_id)
    license = _shown_as(session, facts, license_row)
    check: LicenseValue = {
        "type": license["type"],
        "number": license.get("number"),
        "registry_number": number or license_row.number,
        "state": state or license_row.state,
        "status": "checked" if is_found else "not_found",
        "license_class": license_class if is_found else None,
        "expires_on": expires_on.isoformat() if is_found and expires_on else None,
        "checked_at": clock.now().isoformat(),
        "checked_by": by,
        "holder": holder if is_found else None,
    }
    check = matching.compared(check, by if is_found else None, license)
    _decide(session, license_row.business_id, facts, check)
    record(
        session,
        by,
        LicenseAct.CHECK_LICENSE,
        ("business", license_row.business_id),
        license=license_row.id,
        found=is_found,
    )
    return license_row


def _decide(session: Session, business_id: int, facts: Sequence[Fact], check: LicenseValue) -> None:
    """A person's word on a number takes the place of whatever was said of it."""
    number = check.get("registry_number")
    others = [earlier for earlier in checks_of(facts) if not matching.same(earlier, check)]
    others = [earlier for earlier in others if not number or earlier.get("registry_number") != number]
    say(session, business_id, facts, [*others, check])


def _shown_as(session: Session, facts: Sequence[Fact], stored_license: License) -> LicenseValue:
    """The license that a row shows, with the words it is stated in. Raises NotFound where it is stated no more."""
    shown = with_checks(_stated(facts), checks_of(facts))
    rows = queries.licenses_of(session, [stored_license.business_id]).get(stored_license.business_id, [])
    # Rows stand in the order in which licenses are stated (`state_licenses`).
    for license, stored in zip(shown, rows, strict=False):
        if stored.id == stored_license.id:
            return license
    raise NotFound(f"license {stored_license.id}")


def _stated(facts: Sequence[Fact]) -> list[LicenseValue]:
    fact = winning(facts).get("licenses")
    return terms.licenses(fact.value) if fact is not None else []


def confirm(session: Session, business_id: int, registry_license_id: int, *, by: str) -> None:
    """A person compared: this row of a registry's list is this business's. It is shown as checked.

    It belongs to the license that gives its number, or that six digits of it; where none does, it is shown by itself.
    Raises NotFound for no such business or row.
    """
    listed, file = _listed(session, business_id, registry_license_id)
    facts = businesses.facts_of(session, business_id)
    license = next((stated for stated in _stated(facts) if listed.number in _meant(stated)), None)
    listing = queries.rows_of(session, [listed.number])[listed.number]
    check = matching.as_check(license or _as_listed(listed), listing)
    check = {**check, "checked_by": by}
    check = {**check, matching.CONFIRMED: by} if license is None else {**check, matching.COMPARED: by}
    _decide(session, business_id, facts, check)
    record(session, by, LicenseAct.CONFIRM_LICENSE, ("business", business_id), number=listed.number, file=file.id)


def refuse(session: Session, business_id: int, registry_license_id: int, *, by: str) -> None:
    """A person compared: this row of a registry's list is somebody else's, and is not asked about again.

    A license that gives its number was not found under their name, and is shown so. Raises NotFound for no such
    business or row.
    """
    listed, file = _listed(session, business_id, registry_license_id)
    facts = businesses.facts_of(session, business_id)
    exact = [
        stated for stated in _stated(facts) if virginian(stated.get("number"), stated.get("state")) == listed.number
    ]
    license = exact[0] if exact else _as_listed(listed)
    check = matching.refused(license, listed.number, file.file_date, by)
    _decide(session, business_id, facts, check)
    record(session, by, LicenseAct.REFUSE_LICENSE, ("business", business_id), number=listed.number, file=file.id)


def _listed(session: Session, business_id: int, registry_license_id: int) -> tuple[RegistryLicense, RegistryFile]:
    query = select(RegistryLicense, RegistryFile).join(RegistryFile, RegistryLicense.file_id == RegistryFile.id)
    record = session.execute(query.where(RegistryLicense.id == registry_license_id)).one_or_none()
    if record is None or not businesses.by_ids(session, [business_id]):
        raise NotFound(f"registry license {registry_license_id}")
    return record[0], record[1]


def _meant(license: LicenseValue) -> list[str]:
    """Virginia's numbers that a stated one is or may be."""
    exact = virginian(license.get("number"), license.get("state"))
    return [exact] if exact else bare(license.get("number"), license.get("state"))


def _as_listed(listed: RegistryLicense) -> LicenseValue:
    return {"type": matching.registered_type(listed.license_class), "number": listed.number}
