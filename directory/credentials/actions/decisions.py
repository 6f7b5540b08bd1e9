"""Writing what a person says of licenses: what the registry's own page shows, and whose a row of its list is."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.audit.actions import record
from directory.businesses import queries as businesses
from directory.businesses.fields.projection import checks_of, winning, with_checks
from directory.businesses.models import Fact
from directory.credentials import queries
from directory.credentials.actions.checks import say
from directory.credentials.models import License, RegistryFile, RegistryLicense
from directory.credentials.rules import matching
from directory.credentials.rules.numbers import bare, virginian
from directory.kernel import clock
from directory.kernel.errors import NotFound


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
    license = _shown_as(session, facts, row)
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
        **({matching.CONFIRMED if license.get(matching.CONFIRMED) else matching.COMPARED: by} if found else {}),
    }
    _decide(session, row.business_id, facts, check)
    record(session, by, "check-license", ("business", row.business_id), license=row.id, found=found)
    return row


def _decide(session: Session, business_id: int, facts: Sequence[Fact], check: dict[str, Any]) -> None:
    """A person's word on a number takes the place of whatever was said of it."""
    number = check["registry_number"]
    others = [each for each in checks_of(facts) if not matching.same(each, check)]
    others = [each for each in others if not number or each.get("registry_number") != number]
    say(session, business_id, facts, [*others, check])


def _shown_as(session: Session, facts: Sequence[Fact], row: License) -> dict[str, Any]:
    """The license that a row shows, with the words it is stated in. Raises NotFound where it is stated no more."""
    shown = with_checks(_stated(facts), checks_of(facts))
    rows = queries.licenses_of(session, [row.business_id]).get(row.business_id, [])
    # Rows stand in the order in which licenses are stated (`state_licenses`).
    for license, held in zip(shown, rows, strict=False):
        if held.id == row.id:
            return license
    raise NotFound(f"license {row.id}")


def _stated(facts: Sequence[Fact]) -> list[dict[str, Any]]:
    fact = winning(facts).get("licenses")
    return [dict(each) for each in (fact.value or ())] if fact is not None else []


def confirm(session: Session, business_id: int, registry_license_id: int, *, by: str) -> None:
    """A person compared: this row of a registry's list is this business's. It is shown as checked.

    It belongs to the license that gives its number, or that six digits of it; where none does, it is shown by itself.
    Raises NotFound for no such business or row.
    """
    listed, file = _listed(session, business_id, registry_license_id)
    facts = businesses.facts_of(session, business_id)
    license = next((each for each in _stated(facts) if listed.number in _meant(each)), None)
    row = queries.rows_of(session, [listed.number])[listed.number]
    word = matching.CONFIRMED if license is None else matching.COMPARED
    check = matching.found(license or _as_listed(listed), row) | {"checked_by": by, word: by}
    _decide(session, business_id, facts, check)
    record(session, by, "confirm-license", ("business", business_id), number=listed.number, file=file.id)


def refuse(session: Session, business_id: int, registry_license_id: int, *, by: str) -> None:
    """A person compared: this row of a registry's list is somebody else's, and is not asked about again.

    A license that gives its number was not found under their name, and is shown so. Raises NotFound for no such
    business or row.
    """
    listed, file = _listed(session, business_id, registry_license_id)
    facts = businesses.facts_of(session, business_id)
    exact = [each for each in _stated(facts) if virginian(each.get("number"), each.get("state")) == listed.number]
    license = exact[0] if exact else _as_listed(listed)
    check = matching.refused(license, listed.number, file.file_date, by)
    _decide(session, business_id, facts, check)
    record(session, by, "refuse-license", ("business", business_id), number=listed.number, file=file.id)


def _listed(session: Session, business_id: int, registry_license_id: int) -> tuple[RegistryLicense, RegistryFile]:
    query = select(RegistryLicense, RegistryFile).join(RegistryFile, RegistryLicense.file_id == RegistryFile.id)
    found = session.execute(query.where(RegistryLicense.id == registry_license_id)).one_or_none()
    if found is None or not businesses.by_ids(session, [business_id]):
        raise NotFound(f"registry license {registry_license_id}")
    return found[0], found[1]


def _meant(license: Mapping[str, Any]) -> list[str]:
    """Virginia's numbers that a stated one is or may be."""
    exact = virginian(license.get("number"), license.get("state"))
    return [exact] if exact else bare(license.get("number"), license.get("state"))


def _as_listed(listed: RegistryLicense) -> dict[str, Any]:
    return {"type": matching.registered_type(listed.license_class), "number": listed.number}
