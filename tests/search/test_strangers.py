"""Searches of two strangers who never saw the tables, with whom they should find among the five real listings.

`strangers.jsonl`, a search a line: `q`, `place`, the phones of those who should be found (`want`, nobody where it is
empty) and of those who may stand first (`first`, any of them where it is empty). The reading was tuned on their misses.
How much of what they wrote was met before anybody had looked stands in `docs/finding.md`.
"""

import json
from datetime import date
from functools import cache
from statistics import fmean
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from directory.places.gazetteer import gazetteer
from directory.search.rules.query import Query
from tests.search import listed as fallback
from tests.search.listed import Snapshot
from tests.search.truth import HERE
from tests.support.in_one import in_one

DAY = date(2026, 11, 29)


@cache
def searches() -> tuple[dict[str, Any], ...]:
    return tuple(map(json.loads, (HERE / "strangers.jsonl").read_text(encoding="utf-8").splitlines()))


def phones_of(snapshot: Snapshot, text: str, place: str = "") -> list[str]:
    """The phones found, in order; nobody where the answer is a suggestion only."""
    query = Query.read(MultiDict({"q": text, "place": place}))
    answer, hits = fallback.find(snapshot, query, gazetteer(), DAY)
    return [] if answer.is_fallback else [hit.entry.filed.phones[0] for hit in hits]


def test_who_fits_is_found(snapshot: Snapshot) -> None:
    wanted = [search for search in searches() if search["want"]]
    answers = [phones_of(snapshot, search["q"], search["place"]) for search in wanted]
    pairs = list(zip(wanted, answers, strict=True))
    answered = fmean(bool(phones) for phones in answers)
    complete = fmean(set(search["want"]) <= set(phones) for search, phones in pairs)
    first = fmean(phones[:1] != [] and phones[0] in (search["first"] or search["want"]) for search, phones in pairs)
    assert (answered >= 0.97, complete >= 0.94, first >= 0.94) == (True, True, True), (answered, complete, first)


def test_who_fits_nobody_is_told_so(snapshot: Snapshot) -> None:
    wanted = [search for search in searches() if not search["want"]]
    assert len(wanted) > 20
    assert [search["q"] for search in wanted if phones_of(snapshot, search["q"], search["place"])] == []


#: Everybody of the trade answers these: sentences, spoken words, hours, dialects, a machine of a brand no ad names.
FOR_EVERYBODY = """
uh um so my furnace is making this noise
hmm well our heat ain't working right
heat pump went into defrost and never came back
furnace keeps dropping out since 4am, 48 degrees in here
it's 2:30 am and there is no heat
no AC since 9 o'clock, 91 deg upstairs
Christmas eve and no heat, grandma is here
AC not cooling after the power outage
my thermostat reads 60 but the heat won't kick on
smart thermostat install
Rheem furnace repair
my Daikin heat pump stopped heating
I need somebody for an old York ac that leaks
阿拉屋里空调坏脱了
俺家暖气不好使了
屋里厢冷煞脱了，暖气勿热
冷气机衰咗，有冇师傅即刻嚟睇
凌晨3点暖气停了，零下8度
停电后空调不动了
我家是美的空调，不制冷
大金暖气坏了
不是漏雨，是空调漏水
唔係水喉，係冷氣漏水
温控器不亮了
请介绍一个诚实的师傅装冷气
谦虚嘅师傅整冷气
学生宿舍空调不冷
天气预报说明天零下，暖气还没修好
冷气坏了，屋里像桑拿房一样
暖气停了，家里像冰箱一样
house is like a freezer, no heat
AC out and it's like a sauna in here
desperate - ac out in this heat wave
best bang for the buck hvac install
near dulles airport
wi-fi thermostat C wire missing
I got three quotes all over 14 grand for a two zone system is that normal
bosch heatpump ids 2.0 anyone good with it
navien error E003
calefaccion no funciona
annual maintenance plan
preventive maintenance agreement for two systems
年度保养计划
換季保養方案
16x25x1 filter
20x20 filter change
furnace board says F7
空调面板显示E6
没风管 想装冷气
老房子沒有風管想裝冷氣
hot water baseboards stone cold
hydronic heat makes noise
熱水暖氣管不熱
cold bedroom over the garage
车库上面的房间很冷
離我最近的冷氣師傅
mt airy hvac
Ft. Belvoir ac repair
N Bethesda furnace
St. Mary's County heat pump
st leonard no heat
montgomery co hvac
"""


@in_one("text", FOR_EVERYBODY.strip().splitlines())
def test_a_sentence_about_everyday_work_is_answered_by_everybody(snapshot: Snapshot, text: str) -> None:
    assert len(phones_of(snapshot, text)) == 5


@in_one(
    "text, phones",
    [
        ("240-421", {"2404217363"}),
        ("(571) 970", {"5719708988"}),
        ("240 651", {"2406519115"}),
        ("五七一九七零八九八八", {"5719708988"}),
        ("二四零 六五一 九一一五", {"2406519115"}),
        ("幺二四零四二一七三六三", {"2404217363"}),
        ("尾号八四二零", {"2406368420"}),
        ("two four zero six three six eight four two zero", {"2406368420"}),
        ("five seven one, three three four, nine eight nine three", {"5713349893"}),
        ("garbage door fix", {"2404217363"}),
        ("wtr htr leaking", {"2404217363", "2406368420"}),
        ("need hw heater, 50 gal", {"2404217363", "2406368420"}),
        ("my garage door won't open and the car is stuck inside", {"2404217363"}),
        ("车库门打不开，车子出不来", {"2404217363"}),
        ("garage door off track, can't get my truck out", {"2404217363"}),
        ("tankless water heater", {"2404217363", "2406368420"}),
        ("tankless keeps going cold mid shower", {"2404217363", "2406368420"}),
        ("热水器洗到一半变冷", {"2404217363", "2406368420"}),
        ("calentador de agua", {"2404217363", "2406368420"}),
        ("attic duct insulation flex duct replace", {"2404217363", "2406368420"}),
        ("lennox E223", {"5719708988"}),
        ("server room cooling tysons", {"2406368420"}),
        ("即热式热水器维修", {"2404217363", "2406368420"}),
        ("除了高氏还有谁修暖气", {"2404217363", "2406519115", "5713349893", "5719708988"}),
        ("除了华府冷暖还有别家吗 空调", {"2406368420", "2406519115", "5713349893", "5719708988"}),
        ("除了空调还修热水器", {"2404217363", "2406368420"}),
        ("Carrier Infinity system repair", {"2404217363", "2406519115", "2406368420", "5713349893"}),
        ("Infinity Air", {"5713349893"}),
        ("師傅有執照嗎，公寓管委會要保險證明", {"5713349893", "5719708988"}),
        ("licensed contractor for a new furnace", {"5713349893", "5719708988"}),
        ("licensed and insured with references", {"5713349893", "5719708988"}),
    ],
)
def test_who_is_meant_is_found_alone(snapshot: Snapshot, text: str, phones: set[str]) -> None:
    assert set(phones_of(snapshot, text)) == phones


@pytest.mark.parametrize(
    "text",
    [
        "Rheem",
        "Daikin installation",
        "duct cleaning",
        "can you clean the air ducts, we just finished renovating",
        "rooftop unit service",
        "202-555",
        "one two three four five six seven",
        "johnson heating",
        "is zhongda heating any good",
        "Michael and Son ac broken",
        "car ac repair",
        "24 hours",
        "粤语",
        "sunday open",
        "ac repair detroit",
    ],
)
def test_what_no_ad_says_is_still_said_to_be_said_by_none(snapshot: Snapshot, text: str) -> None:
    assert phones_of(snapshot, text) == []


def test_what_no_ad_says_is_marked_on_everybody_who_answers(snapshot: Snapshot) -> None:
    query = Query.read(MultiDict({"q": "Rheem furnace repair"}))
    _, hits = fallback.find(snapshot, query, gazetteer(), DAY)
    marked = [{(one.kind, one.code) for one in hit.unstated} for hit in hits]
    assert len(hits) == 5
    assert all(("brand", "Rheem") in unstated for unstated in marked)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("24 hour emergency furnace repair", "open_24h"),
        ("24小时暖气维修", "open_24h"),
        ("cantonese speaking hvac technician", "yue"),
        ("識講廣東話嘅冷氣師傅", "yue"),
        ("周末能来修空调吗", "weekend"),
        ("換冷氣可以分期付款嗎", "financing"),
        ("free estimate for new ac unit", "free_estimate"),
        ("any rebates for heat pump install in maryland", "rebates"),
    ],
)
def test_a_language_hours_and_offers_are_marked_beside_work(snapshot: Snapshot, text: str, code: str) -> None:
    answer, hits = fallback.find(snapshot, Query(text=text), gazetteer(), DAY)
    assert (len(hits), answer.is_fallback) == (5, False)
    assert all(code in {one.code for one in hit.unstated} for hit in hits), "no ad says it"


@pytest.mark.parametrize(
    "text",
    [
        "樹枝掉下來砸到空調外機",
        "电费这个月突然翻倍了怀疑空调有问题",
        "can I pay with Zelle after the furnace repair",
        "my insurance company will pay for lightning damage to ac, need estimate",
        "the furnace alarm is beeping",
        "dog chewed the wires on the outside ac unit",
        "ac repair near the great wall supermarket rockville",
        "just moved here from Boston and the furnace is dead",
        "刚从纽约搬来 暖气坏了",
        "the AC in our hall stopped, it is a rooftop unit, can somebody look",
        "Last year somebody cleaned our ducts so that's done. Don't need duct cleaning. The AC runs all day",
        "隔壁老王介绍的 暖气吹冷风",
        "格力空调显示E1",
    ],
)
def test_what_a_story_tells_empties_no_page(snapshot: Snapshot, text: str) -> None:
    assert len(phones_of(snapshot, text)) == 5


def test_a_firm_that_is_named_is_asked_about_what_its_ad_leaves_unsaid(snapshot: Snapshot) -> None:
    answer, hits = fallback.find(snapshot, Query(text="方氏冷暖有沒有保固?"), gazetteer(), DAY)
    assert ([hit.entry.doc.slug for hit in hits], answer.is_fallback) == (["fangshi-lengnuan"], False)
    assert {concept.kind for hit in hits for concept in hit.unstated} == {"warranty"}


@pytest.mark.parametrize(
    "text", ["my car's heater", "AC in my truck", "hvac jobs", "geothermal heat pump", "pool heating"]
)
def test_a_machine_of_another_thing_is_none_of_ours(snapshot: Snapshot, text: str) -> None:
    assert phones_of(snapshot, text) == []


@pytest.mark.parametrize("text", ["AC not leaking", "空调不漏水", "furnace, no smell", "暖气没有异响", "ac isnt noisy"])
def test_a_fault_that_is_denied_is_none(snapshot: Snapshot, text: str) -> None:
    reading = snapshot.read(text)
    assert (len(phones_of(snapshot, text)), reading.is_pressing, reading.symptoms) == (5, False, ())


@pytest.mark.parametrize(
    "text", ["AC not cooling", "空调不冷", "no pilot light", "no heat", "AC not leaking, not cooling"]
)
def test_a_no_that_belongs_to_the_fault_takes_nothing_away(snapshot: Snapshot, text: str) -> None:
    assert snapshot.read(text).is_pressing


@pytest.mark.parametrize(
    "text",
    [
        *(
            "下个月搬家前要把空调检查一遍",
            "我們剛搬家，暖氣要檢查",
            "tune up the AC before moving out",
            "just moved in no heat",
        ),
        *("before selling the house inspect the furnace", "no rush, sometime in spring, replace 2 units"),
        *("thermostat can't connect to wifi", "温控器连不上网络", "电脑房要装冷气", "paint smell from furnace"),
        *("我家在翻新 要加一台空调", "fence around ac unit, need service", "换滤网", "filter change hvac", "換濾網"),
    ],
)
def test_what_surrounds_the_work_is_no_other_trade(snapshot: Snapshot, text: str) -> None:
    assert phones_of(snapshot, text) != []


@pytest.mark.parametrize(
    "text", ["wifi repair", "moving company rockville", "搬家", "装修公司", "deck builder", "灭老鼠", "油漆"]
)
def test_the_same_words_alone_ask_for_another_trade(snapshot: Snapshot, text: str) -> None:
    assert phones_of(snapshot, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "bwi",
        "IAD",
        "dca",
        "reagan airport ac repair",
        "杜勒斯機場附近修空調",
        "furnace near BWI airport",
        "里根机场 暖气",
    ],
)
def test_an_airport_is_where_it_stands(snapshot: Snapshot, text: str) -> None:
    assert phones_of(snapshot, text) != []
