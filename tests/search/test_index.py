"""The index answers as the oracle does that looks at every listing: who, how far, how many, in which order, and what is
said where nobody fits; also after any row of edits, and after it was stored and read again."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.businesses.fields.listing import Listing
from directory.credentials.rules import as_of
from directory.places.gazetteer import gazetteer
from directory.reading.lexicon import Concept
from directory.search.queries import image
from directory.search.rules import fallback
from directory.search.rules.evaluator import all_stated, county_counts, facets, hit
from directory.search.rules.index import Index
from directory.search.rules.query import Query
from tests.factories.listings import document
from tests.search.follow import plain
from tests.search.judged import load
from tests.search.oracle import IMPLIED, SILENT, YES, Oracle
from tests.search.truth import documents

DAY = date(2026, 11, 29)


def _some(values: Sequence[str], most: int = 3) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(values), unique=True, max_size=most)


_NAMES = """
华府冷暖 | 高氏冷暖空调 | 高仕空调 | 张师傅 | 章记冷暖 | 安居 Air | 重庆长乐冷气 | 臺灣冷凍行 | 王氏暖通 |
ABC高氏 | Golden Star Heating | Goldstar HVAC | Gold Comfort | David Zhang HVAC | Cheung & Sons | A C Ho |
Ho Air | Great Wall Cooling | Great Wallace Co | Johnson Heating | Jonson Air | Comfort Zone | Carrier Pros |
Trian Air
"""
NAMES = [words.strip() for words in _NAMES.split("|")]
SERVICES = (
    "heating",
    "air_conditioning",
    "duct",
    "furnace",
    "heat_pump",
    "water_heater",
    "thermostat",
    "duct_cleaning",
)
ZIPS = ("20850", "22030", "21801", "20001", "99999")
_YEARS = st.sampled_from([0, 1, 2, 5, 10, "lifetime"])
_FACTS = st.fixed_dictionaries(
    {
        "names": st.builds(
            lambda zh, en: {"zh": zh, "zh_lang": "zh-Hans", "en": en, "romanized": None},
            st.sampled_from([None, *NAMES[:10]]),
            st.sampled_from([None, *NAMES[10:]]),
        ),
        "owner": st.sampled_from([None, None, "David Zhang", "高师傅", "Johnson"]),
        "ad_number": st.sampled_from([None, "9-153", "9-147", "91-53"]),
        "phones": _some(("+12405550100", "+12404217363", "+17036520100", "+12404217363x12"), 2),
        "services": _some(SERVICES, 4),
        "work_types": _some(("repair", "install", "maintenance", "replacement", "cleaning"), 2),
        "brands": _some(("Carrier", "Trane", "Goodman"), 2),
        "licensed": st.sampled_from([True, None]),
        "insured": st.sampled_from([True, None]),
        "licensed_states": st.sampled_from([None, ["VA"], ["MD", "DC"]]),
        "licenses": st.sampled_from(
            [
                None,
                [{"type": "master", "number": None, "state": "MD", "status": "stated"}],
                *(
                    [
                        {"type": "master", "number": "1", "state": "VA", "status": "checked", "expires_on": day}
                        | {"checked_on": "2026-11-01", "class": None, "file_date": None, "holder": None}
                    ]
                    for day in ("2026-11-28", "2026-11-29", "2026-12-03")
                ),
            ]
        ),
        "property_types": st.sampled_from([None, ["residential"], ["commercial"], ["residential", "commercial"]]),
        "service_states": st.sampled_from([None, None, ["MD"], ["DC", "VA"], ["DC", "MD", "VA"]]),
        "areas": st.sampled_from([None, None, ["24031"], ["MD:rockville", "51059"], ["VA"], ["VA:22030", "nowhere"]]),
        "service_radius": st.sampled_from([None, *({"zip": code, "miles": 9, "drawn": []} for code in ZIPS)]),
        "warranties": st.lists(
            st.builds(
                lambda scope, years: {"scope": scope, "years": years},
                st.sampled_from(["parts", "labor", "tank"]),
                _YEARS,
            ),
            max_size=2,
        ),
        "hours": st.sampled_from([None, {"sun": ["09:00", "17:00"]}, {"mon": ["08:00", "21:00"]}]),
        "emergency": st.sampled_from([None, None, True]),
        "languages": st.sampled_from([None, ["yue"], ["cmn", "en"]]),
        "features": st.sampled_from([None, ["open_24h"], ["free_estimate"]]),
        "services_excluded": _some(("heating", "furnace", "duct", "boiler"), 2),
        "brands_excluded": _some(("Trane", "Lennox"), 1),
        "property_excluded": _some(("commercial",), 1),
    }
)
#: Everything a text may ask for, and words that mean nothing, are misspelt, or name somebody.
_WORDS = """
空调 | 修暖气 | furnace repair | install | duct cleaning | 清洗风管 | water heater | boiler | 热泵 | thermostat |
Carrier | 特灵 | Navien | not Trane | no furnace | Carrier or Trane | 除了高氏 | no heat | 漏水 | 车库门 |
licensed | VA license | 执照查过 | insured | 有保险 | commercial | apartment | free estimate | 24 hours | 粤语 |
mandarin | weekend | tonight | 10 years parts | labor warranty | 终身保修 | longest warranty | 保修最长 |
Rockville | 20850 | 22030 | Fairfax | MD | NoVA | DC | 10001 | Boston | not in DC | not in Maryland | 高氏 |
华府 | 张师傅 | 王师傅 | gaoshi | gao shi | gaosi | hfln | zhang | cheung | golden | gold star | goldstar |
great wall | johnson | jonson | jonhson | ojhnson | oglden | golden star heating |
ho | david | 重庆 | chongqing | zhongqing |
furnase | carier | trian | confort | Rockvile | 冷气修里 | 高士 | roof repair | dentist | qqqqqq | worried |
240-421-7363 | 7363 | 240421 | 9-153 | 9153 | 五七一九七零八九八八 | price | 3 quotes | 请问 | the | a
"""
WORDS = [words.strip() for words in _WORDS.split("|")]
#: Work that ads state, imply and are silent on, one beside the other.
WORK = ("furnace", "heating", "空调", "heat pump", "repair", "maintenance", "replace", "residential", "mandarin")
_TEXTS = st.one_of(
    st.lists(st.sampled_from(WORDS), max_size=4), st.lists(st.sampled_from(WORK), min_size=1, max_size=3)
).map(" ".join)
_QUERIES = st.builds(
    Query,
    text=_TEXTS,
    place=st.sampled_from(
        ["", "", "20850", "DC", "Rockville", "Rockvile", "22030", "10001", "qqqq", "VA", "NoVA", "24031"]
    ),
    service=_some(SERVICES, 2).map(tuple),
    brand=_some(("Carrier", "Trane", "None such"), 2).map(tuple),
    license=st.sampled_from(["", "", "stated", "checked", "master"]),
    insured=st.sampled_from([False, False, True]),
    property=st.sampled_from([(), (), ("commercial",), ("residential", "commercial")]),
    parts_years=st.sampled_from([None, None, None, 1, 7, 10]),
    labor_years=st.sampled_from([None, None, None, 1, 2]),
    exact=st.sampled_from([False, False, True]),
    order=st.sampled_from(["", "", "warranty"]),
)
_LISTINGS = st.lists(_FACTS, max_size=9)


def made(number: int, facts: dict[str, Any]) -> Listing:
    return document(id=number, slug=f"b{number}", **facts)


def indexed(docs: Sequence[Listing], day: date = DAY) -> Index:
    return Index([as_of(doc, day) for doc in docs], gazetteer(), day)


def ask(index: Index, query: Query) -> None:
    """Answer a question with everything that a page counts."""
    answer = fallback.answer(index, query)
    facets(index, answer.matching, answer.query)
    county_counts(index, answer.matching)


def agree(index: Index, docs: Sequence[Listing], query: Query, day: date = DAY) -> fallback.Answer:
    """Fails where the index answers anything otherwise than the oracle over these documents."""
    oracle = Oracle([as_of(doc, day) for doc in docs], gazetteer())
    answer, expected = fallback.answer(index, query), oracle.answer(query)
    for part in (
        "reading",
        "conditions",
        "is_fallback",
        "place_unknown",
        "missing",
        "not_ours",
        "instead",
        "corrected",
    ):
        assert getattr(answer, part) == getattr(expected, part), part
    _, ordered = oracle.find(query, day)
    matching = answer.matching
    numbers = fallback.ordered(answer, query, day, range(len(ordered)))
    shown = [hit(index, matching, answer.conditions, number) for number in numbers]
    concepts = [condition.concepts[0] for condition in answer.conditions]

    def at(level: int, levels: list[int]) -> tuple[Concept, ...]:
        return tuple(concept for concept, its_level in zip(concepts, levels, strict=True) if its_level == level)

    assert [(one.number, one.area, one.implied, one.silent) for one in shown] == [
        (doc.id, area, at(IMPLIED, levels), at(SILENT, levels)) for doc, levels, area in ordered
    ]
    assert all_stated(matching) == sum(set(levels) <= {YES} for _, levels, _ in ordered)
    assert county_counts(index, matching) == oracle.counties(doc for doc, _, _ in ordered)
    counts: Any = expected.matching
    for facet in facets(index, matching, answer.query):
        assert {value.value: value.count for value in facet.values} == counts.facets[facet.group], facet.group
    for start in range(0, len(ordered), 3):
        page = range(start, min(start + 3, len(ordered)))
        assert fallback.ordered(answer, query, day, page) == numbers[start : start + 3]
    return answer


@pytest.mark.large
@given(_LISTINGS, st.lists(_QUERIES, min_size=1, max_size=4))
@settings(deadline=None, max_examples=150)
def test_the_index_answers_as_the_oracle_does(rows: list[dict[str, Any]], queries: list[Query]) -> None:
    docs = [made(number, facts) for number, facts in enumerate(rows, start=1)]
    index = indexed(docs)
    for query in queries:
        agree(index, docs, query)


_EDITS = st.lists(st.tuples(st.integers(1, 5), st.none() | _FACTS), min_size=1, max_size=8)


@pytest.mark.large
@given(_LISTINGS, _EDITS, _QUERIES)
@settings(deadline=None, max_examples=100)
def test_an_index_that_was_edited_is_the_one_that_is_built(
    rows: list[dict[str, Any]], edits: list[tuple[int, dict[str, Any] | None]], query: Query
) -> None:
    listed = {number: made(number, facts) for number, facts in enumerate(rows, start=1)}
    index = indexed([*listed.values()])
    for number, facts in edits:
        before, after = listed.pop(number, None), made(number, facts) if facts else None
        # Readings, levels and counts that are remembered are of before the edit.
        ask(index, query)
        index.replace(before and as_of(before, DAY), after and as_of(after, DAY))
        listed |= {number: after} if after else {}
    docs = [listed[number] for number in sorted(listed)]
    agree(index, docs, query)
    assert plain(index) == plain(indexed(docs))


def stored(index: Index, file: Path, before: image.Image | None = None) -> tuple[Index, image.Image]:
    """An index as the next process reads it from its image, and that; `before`: the image that the index rests on."""
    with image.replacing(file) as new:
        if before:
            new.copy(before)
        new.describe(index, 1, "mark")
        new.absorb(index)
    opened = image.read(file)
    assert opened is not None
    tables, head = opened
    again = Index((), gazetteer(), head.day, head.table)
    tables.bear(again)
    return again, tables


@given(_LISTINGS, _EDITS, _QUERIES)
@settings(deadline=None, max_examples=40)
def test_a_stored_index_answers_the_same_and_is_edited_on(
    rows: list[dict[str, Any]], edits: list[tuple[int, dict[str, Any] | None]], query: Query
) -> None:
    listed = {number: made(number, facts) for number, facts in enumerate(rows, start=1)}
    with TemporaryDirectory() as folder:
        index, tables = stored(indexed([*listed.values()]), Path(folder, "image"))
        assert not any(table.changed for table in index.tables.values())
        agree(index, [*listed.values()], query)
        for number, facts in edits:
            before, after = listed.pop(number, None), made(number, facts) if facts else None
            ask(index, query)
            index.replace(before and as_of(before, DAY), after and as_of(after, DAY))
            listed |= {number: after} if after else {}
        docs = [listed[number] for number in sorted(listed)]
        agree(index, docs, query)
        assert plain(index) == plain(indexed(docs)), "what was changed lies over what was stored"
        again, _ = stored(index, Path(folder, "image"), tables)
        agree(again, docs, query)
        assert plain(again) == plain(indexed(docs))


@given(_LISTINGS, st.integers(1, 3), _EDITS, _QUERIES)
@settings(deadline=None, max_examples=25)
def test_a_large_index_filed_some_listings_after_others_is_the_one_filed_at_once(
    rows: list[dict[str, Any]], at_once: int, edits: list[tuple[int, dict[str, Any] | None]], query: Query
) -> None:
    listed = {number: made(number, facts) for number, facts in enumerate(rows, start=1)}
    index = indexed([])
    with TemporaryDirectory() as folder, image.replacing(Path(folder, "image")) as filled:
        runs = image.Runs(Path(folder))
        for first in range(1, len(rows) + 1, at_once):
            for number in range(first, min(first + at_once, len(rows) + 1)):
                index.replace(None, as_of(listed[number], DAY))
            runs.add(index)
        runs.fill(filled, index)
        agree(index, [*listed.values()], query)
        assert plain(index) == plain(indexed([*listed.values()]))
        for number, facts in edits:
            before, after = listed.pop(number, None), made(number, facts) if facts else None
            ask(index, query)
            index.replace(before and as_of(before, DAY), after and as_of(after, DAY))
            listed |= {number: after} if after else {}
        assert plain(index) == plain(indexed([listed[number] for number in sorted(listed)]))


@pytest.mark.large
def test_the_judged_queries_are_answered_as_the_oracle_answers_them() -> None:
    docs = [Listing.of_json(doc) for doc in documents()]
    index = indexed(docs)
    for judged in load()[::7]:
        agree(index, docs, Query(text=judged.text, place=judged.place))
