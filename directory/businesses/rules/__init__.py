"""State tables of a business and of the phones it can be texted at; what its facts add up to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Protocol, TypeVar

from directory.kernel.states import table

BUSINESS = table(
    "business",
    draft="published removed",
    published="suspended closed removed",
    suspended="published closed removed",
    closed="removed",
    removed="",
)

#: Whether a printed phone may be texted. `calls_only` also after two unanswered texts.
CONTACT_POINT = table(
    "contact point",
    not_introduced="agreed calls_only no_texts cannot_receive",
    agreed="calls_only no_texts cannot_receive",
    calls_only="agreed no_texts cannot_receive",
    no_texts="agreed",
    cannot_receive="agreed calls_only no_texts",
)

#: Texts without any answer after which a business that never agreed is only called.
UNANSWERED_TEXTS = 2

#: Whose word wins when sources differ; license status takes the registry first.
SOURCES = ("owner", "registry", "reviewer", "phone", "ad")


def is_textable(state: str) -> bool:
    """Whether a request may go to a phone in this state. Whether by text or by the operator's call, a setting says."""
    return state in ("agreed", "not_introduced")


def pause(paused_until: str | None, today: date) -> date | None:
    """The day on which a business takes new work again; None for one that takes it now."""
    until = date.fromisoformat(paused_until) if paused_until else today
    return until if until > today else None


#: A pause ends within a year: a longer one is a listing nobody needs.
LONGEST_PAUSE = timedelta(days=366)


def is_pause(until: date, today: date) -> bool:
    """Whether a business may say that it takes no new work before this day."""
    return today < until <= today + LONGEST_PAUSE


#: Fields whose column is named alike; everything else in a fact has a table of its own.
COLUMNS = (
    "name_zh",
    "name_zh_lang",
    "name_en",
    "romanized",
    "owner",
    "ad_number",
    "services",
    "work_types",
    "brands",
    "licensed",
    "licensed_states",
    "insured",
    "insured_states",
    "property_types",
    "service_states",
    "service_radius",
    "hours",
    "emergency",
    "languages",
    "features",
    "paused_until",
    "websites",
    "wechat",
    "addresses",
    "services_excluded",
    "brands_excluded",
    "property_excluded",
)
#: Every field a fact may have.
FIELDS = (*COLUMNS, "phones", "emails", "licenses", "warranties", "service_places")
#: What a column holds when no fact speaks of it: None is "not stated".
_EMPTY: dict[str, Any] = {"name_zh_lang": "zh-Hans", "services": [], "work_types": [], "brands": []}
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
    """A promise as a row keeps it: months, or for life."""

    scope: str
    months: int | None
    is_lifetime: bool = False


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
        held = best.get(fact.field)
        if held is None or _rank(fact) <= _rank(held):
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
    said = [fact for fact in facts if fact.field == "licenses" and fact.source == "registry"]
    return [dict(check) for check in max(said, key=lambda fact: fact.id).value or ()] if said else []


def with_checks(stated: Iterable[Mapping[str, Any]], checks: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Stated licenses in their order, each with what a registry says of it: the registry's word wins.

    A check belongs to the license of its type and number. One of a license that is no longer stated counts only
    where a person confirmed that it is this business's (`confirmed_by`).
    """
    left = {(check["type"], check.get("number")): check for check in checks}
    found = []
    for license in stated:
        check = left.pop((license["type"], license.get("number")), {})
        found.append({**license, **{name: value for name, value in check.items() if value is not None}})
    return found + [dict(check) for check in left.values() if check.get("confirmed_by")]


#: Lists in which what two listings of one firm say adds up.
_BOTH = ("phones", "emails", "licenses")


def said_anew(
    kept: Mapping[str, AnyFact], gone: Mapping[str, AnyFact], after: Mapping[str, AnyFact]
) -> list[tuple[str, Any, AnyFact]]:
    """What must be said anew when another listing's facts joined a listing's own: field, value, the fact to say it as.

    A stronger source wins. Of equal ones the listing's own word stays, though the other's is newer; lists of phones,
    e-mails and licenses hold both, the listing's own first. Each argument is what `winning` gives.
    """
    found = []
    for field, now in after.items():
        own, other = kept.get(field), gone.get(field)
        if own is None or other is None:
            continue
        if field in _BOTH:
            value: Any = list(own.value or ())
            value += [each for each in other.value or () if each not in value]
            said = now
        elif own.id != now.id and _rank(now) == _rank(own):
            value, said = own.value, own
        else:
            continue
        if value != now.value:
            found.append((field, value, said))
    return found


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
    columns = {name: values.get(name, _EMPTY.get(name)) for name in COLUMNS}
    licenses = tuple(with_checks(values.get("licenses") or (), checks_of(facts)))
    if columns["licensed"] is None and any(each.get("status") not in _PENDING for each in licenses):
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


def _warranty(term: Mapping[str, Any]) -> Warranty:
    """Years, months or days as whole months; `"years": "lifetime"` as for life."""
    if term.get("years") == "lifetime":
        return Warranty(term["scope"], None, is_lifetime=True)
    if "years" in term:
        return Warranty(term["scope"], int(term["years"]) * 12)
    if "months" in term:
        return Warranty(term["scope"], int(term["months"]))
    return Warranty(term["scope"], max(1, int(term["days"]) // 30))
