"""What the facts of a business add up to: whose word wins, its columns, the rows beside it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from directory.businesses.fields import terms
from directory.businesses.fields.registry import ADDING_UP, COLUMNS
from directory.businesses.fields.terms import FactValue, Item, LicenseValue, Term, WarrantyValue, items, texts

#: Whose word wins when sources differ; license status takes the registry first.
SOURCES = ("owner", "registry", "reviewer", "phone", "ad")


#: The registry knows best what a license is worth.
_REGISTRY_FIRST = {"licenses", "licensed", "licensed_states"}
_PENDING = {"pending", "applied"}


class FactLike(Protocol):
    """What projecting needs to know of a fact; `id` grows with time."""

    id: int
    field: str
    value: FactValue
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

    columns: dict[str, FactValue]
    phones: tuple[str, ...]
    emails: tuple[str, ...]
    warranties: tuple[Warranty, ...]
    service_places: tuple[str, ...]
    licenses: tuple[LicenseValue, ...]
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
            read[fact.ad_key] = tuple(texts(fact.value))
    return tuple(dict.fromkeys(number for numbers in read.values() for number in numbers))


def checks_of(facts: Iterable[FactLike]) -> list[LicenseValue]:
    """The newest word of the registries on a business's licenses: one check for each license looked up."""
    registry_facts = [fact for fact in facts if fact.field == "licenses" and fact.source == "registry"]
    return terms.licenses(max(registry_facts, key=lambda fact: fact.id).value) if registry_facts else []


def with_checks(stated: Iterable[LicenseValue], checks: Iterable[LicenseValue]) -> list[LicenseValue]:
    """Stated licenses in their order, each with what a registry says of it: the registry's word wins.

    A check belongs to the license of its type and number. One of a license that is no longer stated counts only
    where a person confirmed that it is this business's (`confirmed_by`).
    """
    left = {(check["type"], check.get("number")): check for check in checks}
    result: list[LicenseValue] = []
    for license in stated:
        check = left.pop((license["type"], license.get("number")), None)
        result.append({**license, **terms.part_of(check, check)} if check else license)
    return result + [check for check in left.values() if check.get("confirmed_by")]


def said_anew(
    target: Mapping[str, AnyFact], gone: Mapping[str, AnyFact], after: Mapping[str, AnyFact]
) -> list[tuple[str, FactValue, AnyFact]]:
    """What must be said anew when another listing's facts joined a listing's own: field, value, the fact to say it as.

    A stronger source wins. Of equal ones the listing's own word stays, though the other's is newer, and lists hold
    both, the listing's own first; so do phones, e-mails and licenses of whatever source. Each argument is what
    `winning` gives.
    """
    result = []
    for field, now in after.items():
        own, other = target.get(field), gone.get(field)
        if own is None or other is None:
            continue
        is_joined = field in ADDING_UP or (_rank(own) == _rank(other) and isinstance(own.value, list))
        if is_joined and isinstance(other.value, list):
            value: FactValue = join_lists(field, items(own.value), items(other.value))
            stated = now
        elif own.id != now.id and _rank(now) == _rank(own):
            value, stated = own.value, own
        else:
            continue
        if value != now.value:
            result.append((field, value, stated))
    return result


def join_lists(field: str, first: Sequence[Item], second: Iterable[Item]) -> list[Item]:
    """Both lists of a field in one, each item once; of two warranties on the same, for the same alone, the first's."""
    if field != "warranties":
        return [*first, *(item for item in second if item not in first)]
    subjects = {_subject(term) for term in terms.warranties(list(first))}
    return [*first, *(term for term in terms.warranties(list(second)) if _subject(term) not in subjects)]


def _subject(term: WarrantyValue) -> tuple[str | None, ...]:
    return term["scope"], term.get("appliance"), term.get("condition")


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
    licenses = tuple(with_checks(terms.licenses(values.get("licenses")), checks_of(facts)))
    if columns["licensed"] is None and any(license.get("status") not in _PENDING for license in licenses):
        columns["licensed"] = True
    return Projection(
        columns=columns,
        phones=tuple(texts(values.get("phones"))),
        emails=tuple(texts(values.get("emails"))),
        warranties=tuple(_warranty(term) for term in terms.warranties(values.get("warranties"))),
        service_places=tuple(dict.fromkeys(texts(values.get("service_places")))),
        licenses=licenses,
        license_source=best["licenses"].source if "licenses" in best else "ad",
    )


def _warranty(warranty: WarrantyValue) -> Warranty:
    """The row of a warranty: its term in whole months, or for life. Its condition stays as printed."""
    term = Term.of(warranty)
    condition = terms.as_condition(warranty.get("condition"))
    return Warranty(warranty["scope"], term.months, is_lifetime=term.is_lifetime, condition=condition)
