"""What the facts of a business add up to: whose word wins, its columns, the rows beside it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from directory.businesses.fields.registry import ADDING_UP, COLUMNS
from directory.businesses.fields.terms import Term, condition_of

#: Whose word wins when sources differ; license status takes the registry first.
SOURCES = ("owner", "registry", "reviewer", "phone", "ad")


#: The registry knows best what a license is worth.
_REGISTRY_FIRST = {"licenses", "licensed", "licensed_states"}
_PENDING = {"pending", "applied"}


class FactLike(Protocol):
    """What projecting needs to know of a fact; `id` grows with time."""

    id: int
    field: str
    value: Any
    source: str
    ad_key: str | None


AnyFact = TypeVar("AnyFact", bound=FactLike)


@dataclass(frozen=True)
class Warranty:
    """A promise as a row keeps it: months, or for life; `condition`, as printed, is what it holds for alone."""

    scope: str
    months: int | None
    is_lifetime: bool = False
    condition: str | None = None


@dataclass(frozen=True)
class Projection:
    """What the facts add up to: columns of the business, and the rows beside it."""

    columns: dict[str, Any]
    phones: tuple[str, ...]
    emails: tuple[str, ...]
    warranties: tuple[Warranty, ...]
    service_places: tuple[str, ...]
    licenses: tuple[dict[str, Any], ...]
    #: Who says so; "ad" where nobody speaks of licenses.
    license_source: str = "ad"


def winning(facts: Iterable[AnyFact]) -> dict[str, AnyFact]:
    """The fact that counts for each field: by source, and within one source the newest.

    What a registry says of licenses is laid over what is stated (`checks_of`); it states none itself.
    """
    best: dict[str, AnyFact] = {}
    for fact in sorted(facts, key=lambda fact: fact.id):
        if fact.field == "licenses" and fact.source == "registry":
            continue
        best_so_far = best.get(fact.field)
        if best_so_far is None or _rank(fact) <= _rank(best_so_far):
            best[fact.field] = fact
    return best


def printed(facts: Iterable[FactLike], field: str = "phones") -> tuple[str, ...]:
    """Phones (E.164) or emails that the ads print, whatever anybody said since: of each ad what was read from it last.

    Only printed phones prove who a business is. A number that an owner, a caller or a reviewer named proves nothing.
    """
    read: dict[str | None, tuple[str, ...]] = {}
    for fact in sorted(facts, key=lambda fact: fact.id):
        if fact.field == field and fact.source == "ad":
            read[fact.ad_key] = tuple(fact.value or ())
    return tuple(dict.fromkeys(number for numbers in read.values() for number in numbers))


def checks_of(facts: Iterable[FactLike]) -> list[dict[str, Any]]:
    """The newest word of the registries on a business's licenses: one check for each license looked up."""
    registry_facts = [fact for fact in facts if fact.field == "licenses" and fact.source == "registry"]
    return (
        [dict(check) for check in max(registry_facts, key=lambda fact: fact.id).value or ()] if registry_facts else []
    )


def with_checks(stated: Iterable[Mapping[str, Any]], checks: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Stated licenses in their order, each with what a registry says of it: the registry's word wins.

    A check belongs to the license of its type and number. One of a license that is no longer stated counts only
    where a person confirmed that it is this business's (`confirmed_by`).
    """
    left = {(check["type"], check.get("number")): check for check in checks}
    result = []
    for license in stated:
        check = left.pop((license["type"], license.get("number")), {})
        result.append({**license, **{name: value for name, value in check.items() if value is not None}})
    return result + [dict(check) for check in left.values() if check.get("confirmed_by")]


def said_anew(
    target: Mapping[str, AnyFact], gone: Mapping[str, AnyFact], after: Mapping[str, AnyFact]
) -> list[tuple[str, Any, AnyFact]]:
    """What must be said anew when another listing's facts joined a listing's own: field, value, the fact to say it as.

    A stronger source wins. Of equal ones the listing's own word stays, though the other's is newer; lists of phones,
    e-mails and licenses hold both, the listing's own first. Each argument is what `winning` gives.
    """
    result = []
    for field, now in after.items():
        own, other = target.get(field), gone.get(field)
        if own is None or other is None:
            continue
        if field in ADDING_UP:
            value: Any = list(own.value or ())
            value += [item for item in other.value or () if item not in value]
            stated = now
        elif own.id != now.id and _rank(now) == _rank(own):
            value, stated = own.value, own
        else:
            continue
        if value != now.value:
            result.append((field, value, stated))
    return result


def _rank(fact: FactLike) -> int:
    if fact.field in _REGISTRY_FIRST and fact.source == "registry":
        return -1
    return SOURCES.index(fact.source)


def project(facts: Iterable[FactLike]) -> Projection:
    """Everything a business's columns and rows say, from its facts alone. Never guesses: no fact, not stated.

    A license of a known type makes `licensed` true; one that is only applied for leaves it as it was.
    """
    facts = list(facts)
    best = winning(facts)
    values = {field: fact.value for field, fact in best.items()}
    columns = {name: values.get(name, default) for name, default in COLUMNS.items()}
    licenses = tuple(with_checks(values.get("licenses") or (), checks_of(facts)))
    if columns["licensed"] is None and any(license.get("status") not in _PENDING for license in licenses):
        columns["licensed"] = True
    return Projection(
        columns=columns,
        phones=tuple(values.get("phones") or ()),
        emails=tuple(values.get("emails") or ()),
        warranties=tuple(_warranty(term) for term in values.get("warranties") or ()),
        service_places=tuple(dict.fromkeys(values.get("service_places") or ())),
        licenses=licenses,
        license_source=best["licenses"].source if "licenses" in best else "ad",
    )


def _warranty(warranty: Mapping[str, Any]) -> Warranty:
    """The row of a warranty: its term in whole months, or for life. Its condition stays as printed."""
    term = Term.of(warranty)
    condition = condition_of(warranty).get("condition")
    return Warranty(warranty["scope"], term.months, is_lifetime=term.is_lifetime, condition=condition)
