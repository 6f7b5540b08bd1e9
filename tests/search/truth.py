"""Whom a judged query should find: computed from what it asks, in codes, and from what each listing states.

Nothing of the search takes part in it, so that the search cannot be right by agreeing with itself. The rule stands in
words at the top of `judged.toml`.
"""

import tomllib
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from tests.factories.listings import stated_facts
from tests.search.conftest import seed_documents

HERE = Path(__file__).resolve().parent
SEED = HERE.parents[1] / "seed"
#: Who does a special kind of work does the general one too.
GENERAL = {
    "central_ac": {"air_conditioning"},
    "rooftop_unit": {"air_conditioning"},
    "mini_split": {"air_conditioning", "heating"},
    "heat_pump": {"air_conditioning", "heating"},
    "furnace": {"heating"},
    "boiler": {"heating"},
    "radiant_floor": {"heating"},
    "tankless_water_heater": {"water_heater"},
}
#: What every heating and cooling contractor does: an ad that does not mention it refuses nothing.
EVERYDAY = {"heating", "air_conditioning", "central_ac", "furnace", "heat_pump"}
DONE_BY = (
    ("replacement", "install"),
    ("modification", "install"),
    ("sales", "install"),
    ("cleaning", "repair"),
    ("cleaning", "maintenance"),
)
EVERYDAY_WORK = {"repair", "maintenance", "inspection", "cleaning"}
#: What a promise on the whole machine takes in.
OF_MACHINE = {"parts", "compressor", "heat_exchanger"}
STATES = {"DC": "11", "MD": "24", "VA": "51"}
LIFETIME = 999

Doc = Mapping[str, Any]


@cache
def documents() -> tuple[dict[str, Any], ...]:
    """The five real listings and the sixty of `listings.toml`."""
    with (HERE / "listings.toml").open("rb") as file:
        made = [stated_facts(**_with_defaults(stated)) for stated in tomllib.load(file)["listing"]]
    return (*seed_documents(), *made)


def relevant(ask: Iterable[str]) -> frozenset[str]:
    """Slugs of the listings that state everything asked. KeyError for a condition there is none of."""
    tests = [_test(*parsed(condition)) for condition in ask]
    return frozenset(doc["slug"] for doc in documents() if all(test(doc) for test in tests))


def possible(ask: Iterable[str]) -> frozenset[str]:
    """Slugs of those and of the contractors of the trade that are silent on everyday work only."""
    tests = [_either(*parsed(condition)) for condition in ask]
    return frozenset(doc["slug"] for doc in documents() if all(test(doc) for test in tests))


def _either(key: str, values: frozenset[str]) -> Callable[[Doc], bool]:
    """The test of one condition that an everyday thing passes unsaid, and what is stated of more than it names."""
    test = _test(key, values)
    if key == "symptom":
        key, values = "service", _cures(next(iter(values)))
    if key == "work":
        return lambda doc: test(doc) or _may_work(doc, values)
    if key == "license_state":
        return lambda doc: test(doc) or bool(doc["licensed"] and not _stated(doc, key))
    if key == "warranty":
        scope, _, years = next(iter(values)).partition(">=")
        return lambda doc: test(doc) or (scope in OF_MACHINE and _years(doc, "equipment") >= int(years))
    expected = {"service": EVERYDAY, "property": {"residential"}}.get(key, frozenset())
    return lambda doc: test(doc) or (bool(values & expected) and _is_of_trade(doc))


def _may_work(doc: Doc, values: frozenset[str]) -> bool:
    """Who installs replaces; of everyday work, or where an ad names no kind of work, silence says nothing."""
    if any(work in values and by in doc["work_types"] for work, by in DONE_BY):
        return True
    return _is_of_trade(doc) and (bool(values & EVERYDAY_WORK) or not doc["work_types"])


def _is_of_trade(doc: Doc) -> bool:
    return bool(_stated(doc, "service") & {"heating", "air_conditioning"})


def parsed(condition: str) -> tuple[str, frozenset[str]]:
    key, _, values = condition.partition("=")
    return key, frozenset(values.split("|")) if values else frozenset()


def nearest(slugs: frozenset[str], ask: Iterable[str]) -> frozenset[str]:
    """Those that state the area asked for, where there are any: they stand before who states none."""
    areas = [values for key, values in map(parsed, ask) if key == "area"]
    stating = {doc["slug"] for doc in documents() if areas and _area(doc) and _covers(doc, areas[0])}
    return slugs & stating or slugs


def _test(key: str, values: frozenset[str]) -> Callable[[Doc], bool]:
    """The test of one condition: what the listing states, against any of the values."""
    if key == "warranty":
        scope, _, years = next(iter(values)).partition(">=")
        return lambda doc: _years(doc, scope) >= int(years)
    if key == "symptom":
        values = _cures(next(iter(values)))
    if key == "not_area":
        return lambda doc: not (_area(doc) and _covers(doc, values))
    if key.startswith("not_"):
        return lambda doc: not _stated(doc, key.removeprefix("not_")) & values
    if key == "area":
        return lambda doc: not _area(doc) or _covers(doc, values)
    if key == "phone":
        return lambda doc: any(phone.endswith(end) for phone in doc["phones"] for end in values)
    if key == "insured":
        return lambda doc: doc["insured"] is True
    return lambda doc: bool(_stated(doc, key) & values)


def _stated(doc: Doc, key: str) -> frozenset[str]:
    licenses = doc["licenses"] or ()
    if key in ("service", "symptom"):
        return frozenset(code for service in doc["services"] for code in {service, *GENERAL.get(service, ())})
    if key == "license":
        return frozenset(service["type"] for service in licenses) | ({"stated"} if doc["licensed"] else frozenset())
    if key == "license_state":
        return frozenset(service["state"] for service in licenses if service["state"]) | frozenset(
            doc["licensed_states"] or ()
        )
    fields = {"name": "slug", "ad": "ad_number", "work": "work_types", "brand": "brands", "property": "property_types"}
    value = doc[fields[key]]
    return frozenset([value] if isinstance(value, str) else value or ())


def _years(doc: Doc, scope: str) -> int:
    """Most years promised; -1 where nothing is promised."""
    terms = [term for term in doc["warranties"] if scope in ("any", term["scope"])]
    return max((LIFETIME if term["years"] == "lifetime" else int(term["years"]) for term in terms), default=-1)


def _area(doc: Doc) -> frozenset[str]:
    return frozenset([*(doc["service_states"] or ()), *(doc["areas"] or ())])


def _covers(doc: Doc, wanted: frozenset[str]) -> bool:
    """Whether a stated area has anything of the place: a state has its counties."""
    mine, theirs = ({STATES.get(code, code) for code in codes} for codes in (_area(doc), wanted))
    return any(a.startswith(b) or b.startswith(a) for a in mine for b in theirs)


@cache
def _cures(symptom: str) -> frozenset[str]:
    with (SEED / "services.toml").open("rb") as file:
        return frozenset({entry["code"]: entry["services"] for entry in tomllib.load(file)["symptom"]}[symptom])


def _with_defaults(stated: dict[str, Any]) -> dict[str, Any]:
    names = {"zh": None, "en": None, "romanized": None} | stated["names"]
    licenses = [{"number": None, "state": None, "status": "stated"} | license for license in stated.get("licenses", ())]
    return stated | {"names": names, "licenses": licenses or None}
