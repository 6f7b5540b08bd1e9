"""Writing what registries say of licenses: facts first, rows as what the facts add up to."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.audit.actions import record
from directory.businesses import queries as businesses
from directory.businesses.actions import FactDraft, add_facts
from directory.businesses.models import Fact
from directory.businesses.rules import checks_of, winning, with_checks
from directory.credentials import queries
from directory.credentials.actions.licenses import restate
from directory.credentials.models import License, RegistryFile, RegistryLicense
from directory.credentials.rules import matching
from directory.credentials.rules.numbers import virginian
from directory.kernel import clock
from directory.kernel.errors import NotFound

#: All registry facts speak with one voice, whoever looked: the newest counts, and the audit trail has the person.
_VOICE = "registry"


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
    ids = [each for each in business_ids if each in given]
    numbers = {n for each in ids for row in given[each] if (n := virginian(row.number, row.state))}
    rows, searched = queries.rows_of(session, numbers), queries.searched(session)
    for business_id in ids:
        facts = businesses.facts_of(session, business_id)
        _say(session, business_id, facts, _checks(facts, rows, searched))


def _counted(session: Session, business_ids: Sequence[int]) -> Matched:
    done, today = Matched(), clock.today()
    for licenses in queries.licenses_of(session, business_ids).values():
        for row in licenses:
            if row.checked_by == _VOICE:
                done.licenses[row.status] += 1
                done.expired += row.status == "checked" and row.expires_on is not None and row.expires_on < today
    done.review.update(each.why for each in queries.for_review(session))
    return done


def _checks(
    facts: Sequence[Fact],
    rows: Mapping[str, matching.Row],
    searched: Mapping[str, matching.Searched],
) -> list[dict[str, Any]]:
    """The checks of a business's licenses as they should stand now: earlier ones stay where nothing newer is known."""
    fact, before, checks = winning(facts).get("licenses"), checks_of(facts), []
    confirmed = [each for each in before if each.get("confirmed_by")]
    given_at = fact.created_at if fact is not None else clock.now()
    for license in [*(fact.value or () if fact is not None else ()), *confirmed]:
        known = next((check for check in before if matching.same(check, license)), None)
        number = virginian(license.get("number"), license.get("state"))
        row, lists = rows.get(number or ""), searched.get((number or "")[:4])
        if row is not None and row.is_ours and not matching.is_newer(known, row.file_date):
            known = matching.found(license, row)
        elif row is not None and not row.is_ours and known is not None and known.get("file_date"):
            known = None
        elif (
            number
            and row is None
            and lists
            and (given_at <= lists.imported_at or license in confirmed)
            and not matching.is_newer(known, lists.file_date)
        ):
            known = matching.not_found(license, number, lists)
        if known is not None and license in confirmed:
            known = known | {"confirmed_by": license["confirmed_by"]}
        if known is not None:
            checks.append(known)
    return checks


def _say(session: Session, business_id: int, facts: Sequence[Fact], checks: list[dict[str, Any]]) -> None:
    if checks != checks_of(facts):
        draft = FactDraft("licenses", checks, "registry", clock.today(), entered_by=_VOICE)
        add_facts(session, business_id, [draft])
    restate(session, business_id)


def record_check(
    session: Session,
    license_id: int,
    *,
    found: bool,
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
    row = session.scalar(select(License).where(License.id == license_id))
    if row is None:
        raise NotFound(f"license {license_id}")
    facts = businesses.facts_of(session, row.business_id)
    license = _stated_as(facts, row)
    check = {
        "type": license["type"],
        "number": license.get("number"),
        "registry_number": number or row.number,
        "state": state or row.state,
        "status": "checked" if found else "not_found",
        "license_class": license_class if found else None,
        "expires_on": expires_on.isoformat() if found and expires_on else None,
        "checked_at": clock.now().isoformat(),
        "checked_by": by,
        "holder": holder if found else None,
    }
    others = [each for each in checks_of(facts) if not matching.same(each, license)]
    _say(session, row.business_id, facts, [*others, check])
    record(session, by, "check-license", ("business", row.business_id), license=row.id, found=found)
    return row


def _stated_as(facts: Sequence[Fact], row: License) -> dict[str, Any]:
    """The stated license that a row came from. Raises NotFound where it is stated no more."""
    fact = winning(facts).get("licenses")
    stated = [dict(each) for each in (fact.value or ())] if fact is not None else []
    confirmed = [each for each in checks_of(facts) if each.get("confirmed_by")]
    for license, shown in zip([*stated, *confirmed], with_checks(stated, checks_of(facts)), strict=False):
        if (shown["type"], shown.get("registry_number") or shown.get("number")) == (row.type, row.number):
            return license
    raise NotFound(f"license {row.id}")


def confirm(session: Session, business_id: int, registry_license_id: int, *, by: str) -> None:
    """A person compared name and town: this row of a registry's list is this business's. It is shown as checked.

    Raises NotFound for no such business or row.
    """
    query = select(RegistryLicense, RegistryFile).join(RegistryFile, RegistryLicense.file_id == RegistryFile.id)
    found = session.execute(query.where(RegistryLicense.id == registry_license_id)).one_or_none()
    if found is None or not businesses.by_ids(session, [business_id]):
        raise NotFound(f"registry license {registry_license_id}")
    listed, file = found
    row = queries.rows_of(session, [listed.number])[listed.number]
    kind = f"class_{row.license_class.lower()}" if row.license_class in ("A", "B", "C") else "dpor"
    check = matching.found({"type": kind, "number": listed.number}, row) | {"checked_by": by, "confirmed_by": by}
    facts = businesses.facts_of(session, business_id)
    others = [each for each in checks_of(facts) if each.get("registry_number") != listed.number]
    _say(session, business_id, facts, [*others, check])
    record(session, by, "confirm-license", ("business", business_id), number=listed.number, file=file.id)
