"""What people ask a directory for: kinds of queries, each with many words and places, drawn as people live.

`asked_for(kind)` gives the same queries every time. `answered(...)` measures them in this process: the CPU of every
answer, of the first one after the start, and of the one after an edit.
"""

import gc
import resource
import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from random import Random

from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from bench import firms
from directory.businesses import actions as businesses
from directory.businesses.queries import any_by_slug
from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.kernel.phone import display
from directory.places.gazetteer import gazetteer
from directory.places.rules import Place
from directory.search import queries as search

#: Queries of a kind, and CPU seconds after which a kind is broken off.
SAMPLES, TOO_DEAR = 40, 20.0
SERVICES_EN = (
    "furnace repair",
    "ac repair",
    "heat pump",
    "duct cleaning",
    "water heater",
    "install thermostat",
    "boiler",
)
SERVICES_ZH = ("空调维修", "暖气不热", "热水炉", "风管清洗", "安装空调", "冷氣維修", "换空调")
BRANDS = ["Carrier", "Trane", "Lennox", "Goodman", "Rheem", "Daikin"]
Fields = dict[str, str]


def named(county: Place) -> str:
    """A county as people type it: its number would be read as the ZIP code of somewhere else.

    Fairfax County, VA
    """
    return f"{county.name('en')}, {county.state}"


def _kinds() -> Mapping[str, Callable[[Random, int], Fields]]:
    """Each kind with how one of it is made: from chance, and from the number of listings there are."""
    places = {kind: [p for p in gazetteer().places if p.kind == kind] for kind in ("zip", "county", "city", "state")}

    def zip_code(drawn: Random) -> str:
        return drawn.choice(places["zip"]).code

    def somebody(drawn: Random, listings: int) -> dict[str, object]:
        new = firms.firm(drawn.randrange(max(1, listings)))
        return {draft.field: draft.value for draft in new.facts}

    def phone(drawn: Random, listings: int) -> str:
        return str(somebody(drawn, listings)["phones"][0])  # type: ignore[index]

    def name(drawn: Random, listings: int) -> str:
        values = somebody(drawn, listings)
        return str(values.get("name_en") or values["name_zh"])

    return {
        "ZIP code": lambda r, n: {"place": zip_code(r)},
        "county": lambda r, n: {"place": r.choice(places["county"]).name("en")},
        "town": lambda r, n: {"q": r.choice(places["city"]).name("en")},
        "state": lambda r, n: {"place": r.choice(places["state"]).name("zh-hans")},
        "service, ZIP code": lambda r, n: {"q": r.choice(SERVICES_EN), "place": zip_code(r)},
        "Chinese service, ZIP code": lambda r, n: {"q": r.choice(SERVICES_ZH), "place": zip_code(r)},
        "brand, county": lambda r, n: {"q": r.choice(BRANDS), "place": named(r.choice(places["county"]))},
        "service, everywhere": lambda r, n: {"q": r.choice(SERVICES_EN)},
        "Chinese service, everywhere": lambda r, n: {"q": r.choice(SERVICES_ZH)},
        "commonest word": lambda r, n: {"q": r.choice(["heating", "空调", "冷暖"])},
        "brand, everywhere": lambda r, n: {"q": r.choice(BRANDS)},
        "brand and service": lambda r, n: {"q": f"{r.choice(BRANDS)} {r.choice(SERVICES_EN)}"},
        "filters, ZIP code": lambda r, n: {"place": zip_code(r), "insured": "true", "parts_years": "5"},
        "license, everywhere": lambda r, n: {"license": "stated", "service": "furnace"},
        "property, county": lambda r, n: {"property": "commercial", "place": named(r.choice(places["county"]))},
        "longest warranty": lambda r, n: {"q": r.choice(SERVICES_EN), "place": zip_code(r), "order": "warranty"},
        "symptom": lambda r, n: {
            "q": r.choice(["no heat", "暖气不热", "ac not cooling", "漏水"]),
            "place": zip_code(r),
        },
        "whole name": lambda r, n: {"q": name(r, n)},
        "part of a name": lambda r, n: {"q": name(r, n).split()[0][:8]},
        "phone": lambda r, n: {"q": display(phone(r, n))},
        "last digits of a phone": lambda r, n: {"q": phone(r, n)[-4:]},
        "Pinyin": lambda r, n: {"q": r.choice(["kongtiao weixiu", "nuanqi", "reshuilu"]), "place": zip_code(r)},
        "typing mistake": lambda r, n: {"q": r.choice(["furnce repair", "thermostst", "heet pump", "leenox"])},
        "nothing fits": lambda r, n: {
            "q": f"ice machine {r.choice(BRANDS)}",
            "place": zip_code(r),
            "labor_years": "30",
        },
        "everything": lambda r, n: {},
        "a later page": lambda r, n: {"q": "heating", "page": str(r.randint(2, 9))},
        "a long text": lambda r, n: {"q": " ".join(r.choice(SERVICES_EN) for _ in range(150))[:2000]},
    }


def asked_for(kind: str, listings: int, samples: int = SAMPLES) -> Iterator[Fields]:
    """The queries of a kind, the same every time."""
    make, drawn = _kinds()[kind], Random(kind)
    for _ in range(samples):
        yield make(drawn, listings)


@dataclass(frozen=True)
class Cost:
    """CPU milliseconds of the answers of a kind: middle, 99th of a hundred (of few the largest), and how many."""

    p50: float
    p99: float
    answers: int


def _cost(spent: list[float]) -> Cost:
    ordered = sorted(spent)
    return Cost(statistics.median(ordered), ordered[min(len(ordered) - 1, round(0.99 * len(ordered)))], len(ordered))


def warm(answer: Callable[[Fields], object]) -> None:
    """What the server does before it listens: one search that needs everything, and what there is is put aside."""
    answer({"q": search.WARMING})
    gc.collect()
    gc.freeze()


def cpu_ms(call: Callable[[], object]) -> float:
    """CPU of one call in this process."""
    started = time.process_time_ns()
    call()
    return (time.process_time_ns() - started) / 1e6


def find(session: Session, query: Fields) -> search.Page:
    """One answer, in a transaction of its own as a request's is."""
    session.rollback()
    return search.find(session, search.Query.read(MultiDict(query)))


def answered(listings: int) -> dict[str, object]:
    """Everything measured in this process, which has searched nothing before; inside an application context."""
    session = db.session()
    first = cpu_ms(lambda: find(session, {"q": "空调", "place": "20850"}))
    second = cpu_ms(lambda: find(session, {"q": "heating", "place": "20902"}))
    warm(lambda query: find(session, query))
    kinds = {kind: _answers(session, kind, listings) for kind in _kinds()}
    edits = _after_edits(session, listings)
    return {
        "first_search_ms": first,
        "second_search_ms": second,
        "kinds": {kind: asdict(cost) for kind, cost in kinds.items()},
        "even_density": asdict(_even(session)),
        **edits,
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def _answers(session: Session, kind: str, listings: int) -> Cost:
    """Each query once: people do not ask the same again."""
    gc.collect()
    spent: list[float] = []
    for query in asked_for(kind, listings):
        spent.append(cpu_ms(lambda query=query: find(session, query)))  # type: ignore[misc]
        if sum(spent) > 1000 * TOO_DEAR:
            break
    return _cost(spent)


def _even(session: Session) -> Cost:
    """Place queries where about a hundred firms say that they work: as dense in a small directory as in a large one."""
    drawn, spent, tries = Random("density"), [], 0
    counties = [named(place) for place in gazetteer().places if place.kind == "county"]
    while len(spent) < SAMPLES and tries < 3 * SAMPLES:
        tries += 1
        query = {"place": drawn.choice(counties), "q": drawn.choice(SERVICES_EN)}
        if 70 <= find(session, query).total <= 140:
            spent.append(cpu_ms(lambda query=query: find(session, {**query, "insured": "true"})))  # type: ignore[misc]
        if sum(spent) > 1000 * TOO_DEAR:
            break
    return _cost(spent or [float("nan")])


def _after_edits(session: Session, listings: int) -> dict[str, float]:
    """A search after an edit of any listing, and one after none, in turn: the middle of each and of their ratios."""
    drawn, after, without = Random("edits"), [], []
    queries = list(asked_for("Chinese service, ZIP code", listings))
    for query, next_query in zip(queries[::2], queries[1::2], strict=True):
        slug = f"firm-{drawn.randrange(max(1, listings))}"
        with unit() as writing:
            business = any_by_slug(writing, slug)
            if business is not None:
                businesses.confirm(writing, business.id, by="operator:1", how="phone")
        after.append(cpu_ms(lambda query=query: find(session, query)))  # type: ignore[misc]
        without.append(cpu_ms(lambda query=next_query: find(session, query)))  # type: ignore[misc]
        if sum(after) > 1000 * TOO_DEAR:
            break
    return {
        "after_edit_ms": statistics.median(after),
        "without_edit_ms": statistics.median(without),
        "edit_ratio": statistics.median(after) / statistics.median(without),
    }
