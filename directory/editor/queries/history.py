"""Who changed what on a listing: its own people, and the operator with what was told by phone or looked up."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.accounts.models import Person
from directory.businesses import queries as businesses
from directory.businesses.fields import editing as rules
from directory.businesses.fields.projection import checks_of, winning
from directory.businesses.models import Fact
from directory.credentials.rules import as_of, as_stated
from directory.editor.models import ListingChange
from directory.kernel import clock

MOST_CHANGES = 50


@dataclass(frozen=True)
class Change:
    """One change by its people: who and when, field by field, and whether a tap takes it back."""

    kind: ClassVar[str] = "change"
    id: int
    person: Person
    at: datetime
    lines: list[rules.Line]
    undoes: bool
    is_undone: bool
    may_undo: bool


@dataclass(frozen=True)
class Told:
    """A fact told to the operator by phone. It counts on the page unless its people's own word stands there."""

    kind: ClassVar[str] = "told"
    id: int
    at: datetime
    line: rules.Line
    counts: bool


@dataclass(frozen=True)
class Looked:
    """Licenses that the operator looked up, each as a page of the site says it."""

    kind: ClassVar[str] = "looked"
    id: int
    at: datetime
    licenses: list[dict[str, Any]]


def history(session: Session, business_id: int) -> list[Change | Told | Looked]:
    """The newest first, as many as a page holds."""
    found: list[Change | Told | Looked] = [*_changes(session, business_id)]
    found += _noted(businesses.facts_of(session, business_id))
    return sorted(found, key=lambda each: each.at, reverse=True)[:MOST_CHANGES]


def _changes(session: Session, business_id: int) -> list[Change]:
    query = (
        select(ListingChange, Person)
        .join(Person, Person.id == ListingChange.person_id)
        .where(ListingChange.business_id == business_id)
        .order_by(ListingChange.id.desc())
        .limit(MOST_CHANGES)
    )
    rows = session.execute(query).all()
    undone = {change.undoes_id for change, _person in rows}
    return [
        Change(
            change.id,
            person,
            change.at,
            rules.lines(change.before, change.after),
            change.undoes_id is not None,
            change.id in undone,
            change.id not in undone and not rules.FIXED & change.after.keys(),
        )
        for change, person in rows
    ]


def _noted(facts: Sequence[Fact]) -> Iterator[Told | Looked]:
    """What the operator wrote down, from the facts in the order in which they came."""
    for number, fact in enumerate(facts):
        if fact.source == "phone":
            before, after = (winning(facts[:end]).get(fact.field) for end in (number, number + 1))
            old, new = (rules.normal(fact.field, value) for value in (before.value if before else None, fact.value))
            yield Told(fact.id, fact.created_at, rules.Line(fact.field, old, new), after is fact)
        elif fact.source == "registry" and fact.field == "licenses":
            known = checks_of(facts[:number])
            by_hand = [check for check in fact.value or () if check not in known and _is_by_operator(check)]
            if by_hand:
                yield Looked(fact.id, fact.created_at, [_as_shown(check) for check in by_hand])


def _is_by_operator(check: Mapping[str, Any]) -> bool:
    return str(check.get("checked_by") or "").startswith("operator")


def _as_shown(check: Mapping[str, Any]) -> dict[str, Any]:
    """A check as a listing document has its licenses."""
    said = as_stated(check)
    looked = clock.local(datetime.fromisoformat(check["checked_at"])).date().isoformat()
    license = {"class": None, "expires_on": None, "file_date": None, "holder": None} | said | {"checked_on": looked}
    license["class"] = said.get("license_class")
    return dict(as_of({"licenses": [license]}, clock.today())["licenses"][0])
