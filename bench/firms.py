"""Made-up contractors all over the United States, as many as are wanted and the same every time. None of them is real.

Counties of DC, Maryland and Virginia are those of `seed/`, where pages can find them. The other states have as many
counties as they really have, numbered as the Census numbers them, at made-up points around the state's middle.
How many people live in a county is drawn (lognormal) and brought to what the state has.
"""

from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import accumulate
from random import Random

from sqlalchemy import insert
from sqlalchemy.orm import Session

from directory.businesses.actions import FactDraft, NewBusiness
from directory.businesses.fields.terms import FactValue
from directory.places import actions as places
from directory.places.gazetteer import gazetteer
from directory.places.models import Place
from directory.places.queries import stored_places
from directory.trades import vocabulary

#: State, its number at the Census, its counties, thousands of people (2020), latitude and longitude of its middle.
STATES = """
AL 01 67 5024 33 -87|AK 02 30 733 64 -152|AZ 04 15 7152 34 -112|AR 05 75 3012 35 -92|CA 06 58 39538 37 -120
CO 08 64 5774 39 -106|CT 09 8 3606 42 -73|DE 10 3 990 39 -75|FL 12 67 21538 28 -82|GA 13 159 10712 33 -83
HI 15 5 1455 21 -157|ID 16 44 1839 44 -115|IL 17 102 12813 40 -89|IN 18 92 6786 40 -86|IA 19 99 3190 42 -93
KS 20 105 2938 38 -98|KY 21 120 4506 38 -85|LA 22 64 4658 31 -92|ME 23 16 1362 45 -69|MA 25 14 7030 42 -72
MI 26 83 10077 44 -85|MN 27 87 5706 46 -94|MS 28 82 2961 33 -90|MO 29 115 6155 38 -92|MT 30 56 1084 47 -110
NE 31 93 1962 41 -100|NV 32 17 3105 39 -117|NH 33 10 1378 44 -72|NJ 34 21 9289 40 -74|NM 35 33 2118 34 -106
NY 36 62 20201 43 -75|NC 37 100 10439 36 -79|ND 38 53 779 47 -100|OH 39 88 11799 40 -83|OK 40 77 3959 36 -97
OR 41 36 4237 44 -121|PA 42 67 13003 41 -78|RI 44 5 1097 42 -71|SC 45 46 5118 34 -81|SD 46 66 887 44 -100
TN 47 95 6911 36 -86|TX 48 254 29146 31 -99|UT 49 29 3272 39 -112|VT 50 14 643 44 -73|WA 53 39 7705 47 -120
WV 54 55 1794 39 -81|WI 55 72 5894 45 -90|WY 56 23 577 43 -108
"""
#: Thousands of people of those that `seed/` knows.
KNOWN = {"DC": 690, "MD": 6177, "VA": 8631}
ENTERED_ON = date(2026, 11, 22)
#: The spread of the logarithm of a county's people.
SPREAD = 1.4


def _words(text: str) -> list[str]:
    return text.split()


#: Area codes in use; a firm's number is made from its turn, so that no two have one.
AREA_CODES = _words(
    "240 301 410 443 202 703 571 804 757 540 212 646 718 305 213 415 617 312 713 214 602 206 303 404 919"
)
#: Bounds of counties named one by one: a third of the firms name none, some a state.
MOST_COUNTIES = 8
FEATURES = ("free_estimate", "open_24h", "financing", "rebates")
SERVICES_RARE = 3
ONSETS = _words("Al Ben Car Da El Fer Gar Hal Jen Kel Lan Mar Nor Or Pat Quin Ro San Tor Ul Van Wal Yar Zim")
ENDS = _words("son ton ley man field wood well ford der ner rick ham by gan dale mont berg stein ski ello ez as ov")
FIRST = _words("All Star Blue Sky First Choice True North Red Rock Silver Oak Golden Rule Peak Prime Apex Air Pro")
TRADE_NAMES = (
    "Heating & Cooling", "HVAC", "Air Conditioning", "Mechanical", "Heating and Air", "Comfort", "Plumbing & Heating",
    "Climate Control", "Refrigeration", "Home Services",
)  # fmt: skip
ZH_FIRST = "华安永信东方金龙福顺恒达新世纪大长江宏泰美嘉和平利民诚实光明天地海山春夏高王李陈林张黄周吴刘"
ZHT_FIRST = "華安永信東方金龍福順恆達新世紀大長江宏泰美嘉和平利民誠實光明天地海山春夏高王李陳林張黃周吳劉"
ZH_TRADE = ("冷暖", "空调", "冷暖空调", "暖通", "冷气暖气", "制冷")
ZHT_TRADE = ("冷暖", "空調", "冷暖空調", "暖通", "冷氣暖氣", "冷凍")


@dataclass(frozen=True)
class County:
    """A county of the bench: the code of its place, its state, its people, and its nearest ones, itself first."""

    code: str
    state: str
    people: float
    near: tuple[str, ...]


@cache
def counties() -> tuple[County, ...]:
    """Every county of the United States, the same every time."""
    drawn = Random("counties")
    points: list[tuple[str, str, float, float, float]] = []
    for state, _, people, inside in _states():
        shares = [drawn.lognormvariate(0, SPREAD) for _ in inside]
        total = sum(shares)
        for (code, lat, lng), share in zip(inside, shares, strict=True):
            points.append((code, state, people * share / total, lat, lng))
    result = []
    for code, state, people, lat, lng in points:
        around = [other for other in points if other[1] == state or {other[1], state} <= KNOWN.keys()]
        around.sort(key=lambda other: ((other[3] - lat) ** 2 + (other[4] - lng) ** 2, other[0]))
        result.append(County(code, state, people, tuple(other[0] for other in around[:MOST_COUNTIES])))
    return tuple(result)


def _states() -> Iterator[tuple[str, str, float, list[tuple[str, float, float]]]]:
    """(state, its number, thousands of people, (place code, latitude, longitude) of each county)."""
    known = [place for place in gazetteer().places if place.kind == "county"]
    for state, thousands in KNOWN.items():
        yield state, "", thousands, [(p.place_code, p.lat, p.lng) for p in known if p.state == state]
    drawn = Random("points")
    for line in STATES.replace("|", "\n").strip().splitlines():
        state, number, count, thousands, lat, lng = line.split()
        inside = [
            (f"{number}{2 * turn + 1:03d}", drawn.gauss(float(lat), 1.5), drawn.gauss(float(lng), 1.5))
            for turn in range(int(count))
        ]
        yield state, number, float(thousands), inside


def enter_places(session: Session) -> int:
    """Places to serve: those of `seed/`, and the other states and counties; how many of those were written."""
    places.seed(session)
    stored = stored_places(session)
    rows = []
    for state, number, _, inside in _states():
        names = [(state, "state", f"State {state}", None, 0.0, 0.0)] if number else []
        names += [(code, "county", f"County {code}", code, lat, lng) for code, lat, lng in inside if number]
        for code, kind, name, fips, lat, lng in names:
            if code not in stored:
                labels = {f"name_{language}": name for language in ("en", "zh_hans", "zh_hant")}
                rows.append({"code": code, "kind": kind, "state": state, "fips": fips, "lat": lat, "lng": lng} | labels)
    if rows:
        session.execute(insert(Place), rows)
    return len(rows)


@cache
def _weights() -> tuple[float, ...]:
    return tuple(accumulate(county.people for county in counties()))


def drawn_county(drawn: Random) -> County:
    """A county, drawn as people live."""
    weights = _weights()
    return counties()[bisect(weights, drawn.random() * weights[-1])]


def firm(number: int, seed: int = 13) -> NewBusiness:
    """The made-up firm of a number from 0 on: the same for the same seed, however many others there are."""
    drawn = Random(f"{seed}:{number}")
    home = drawn_county(drawn)
    values = dict(_values(drawn, home, number))
    facts = [
        FactDraft(field, value, "ad", ENTERED_ON, evidence=("made up",), ad_key=f"bench-{number}", entered_by="bench")
        for field, value in values.items()
    ]
    return NewBusiness(f"firm-{number}", "washington", "zh-Hans" if "name_zh" in values else "en", facts)


def _values(drawn: Random, home: County, number: int) -> Iterator[tuple[str, FactValue]]:
    yield from _names(drawn)
    area, exchange = AREA_CODES[number % len(AREA_CODES)], number // len(AREA_CODES)
    yield "phones", [f"+1{area}{200 + exchange // 10_000}{exchange % 10_000:04d}"]
    common, rare = _services()
    services = [code for code in common if drawn.random() < 0.6]
    services += drawn.sample(rare, drawn.randint(1, SERVICES_RARE))
    yield "services", services
    work = [code for code in ("repair", "install", "maintenance", "replacement", "inspection") if drawn.random() < 0.55]
    if work:
        yield "work_types", work
    brands = min(int(drawn.expovariate(0.5)), 8)
    if brands:
        codes = vocabulary.codes("brand")
        yield "brands", sorted({codes[min(int(drawn.expovariate(0.12)), len(codes) - 1)] for _ in range(brands)})
    yield from _promises(drawn, home, number)
    if drawn.random() < 0.15:
        yield "service_states", [home.state]
    elif drawn.random() < 0.75:
        yield "service_places", list(home.near[: min(1 + int(drawn.expovariate(0.45)), MOST_COUNTIES)])
    if drawn.random() < 0.3:
        yield "hours", {day: ["08:00", "18:00"] for day in ("mon", "tue", "wed", "thu", "fri")}
    if drawn.random() < 0.5:
        yield "features", sorted(drawn.sample(FEATURES, drawn.randint(1, 2)))


def _names(drawn: Random) -> Iterator[tuple[str, FactValue]]:
    if drawn.random() < 0.06:
        traditional = drawn.random() < 0.45
        first, trade = (ZHT_FIRST, ZHT_TRADE) if traditional else (ZH_FIRST, ZH_TRADE)
        yield "name_zh", "".join(drawn.sample(first, drawn.randint(2, 3))) + drawn.choice(trade)
        yield "name_zh_lang", "zh-Hant" if traditional else "zh-Hans"
        yield "languages", ["cmn", "en"]
        if drawn.random() < 0.5:
            return
    begin = drawn.choice(FIRST) if drawn.random() < 0.3 else drawn.choice(ONSETS) + drawn.choice(ENDS)
    second = f" {drawn.choice(ONSETS)}{drawn.choice(ENDS)}" if drawn.random() < 0.4 else ""
    yield "name_en", f"{begin}{second} {drawn.choice(TRADE_NAMES)}"


def _promises(drawn: Random, home: County, number: int) -> Iterator[tuple[str, FactValue]]:
    if drawn.random() < 0.4:
        parts = {"scope": "parts", "years": drawn.choice((1, 2, 5, 10, 10, 12))}
        labor = {"scope": "labor", "years": drawn.choice((1, 1, 2, 3))}
        yield "warranties", [parts, labor] if drawn.random() < 0.6 else [parts]
    if drawn.random() < 0.35:
        yield "licenses", [{"type": "hvacr", "number": f"{home.state}{number:07d}", "state": home.state}]
    elif drawn.random() < 0.4:
        yield "licensed", True
    if drawn.random() < 0.45:
        yield "insured", True
    if drawn.random() < 0.4:
        yield "property_types", ["residential", "commercial"] if drawn.random() < 0.5 else ["residential"]


@cache
def _services() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Codes of services: what most firms do, and everything else."""
    common = ("heating", "air_conditioning", "furnace", "heat_pump", "water_heater")
    return common, tuple(code for code in vocabulary.codes("service") if code not in common)
