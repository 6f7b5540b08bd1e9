"""What people type, and how it is understood."""

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from directory.places.gazetteer import gazetteer
from directory.reading.folding import plain, squeezed
from directory.reading.lexicon import Concept, Lexicon
from directory.search.rules.lexicons import lexicon
from directory.search.rules.query import Query
from tests.search import listed as fallback
from tests.search.hostile import TEXTS
from tests.search.listed import Snapshot
from tests.support.in_one import in_one

UNDERSTOOD = [
    ("空调", "service air_conditioning"),
    ("空調", "service air_conditioning"),
    ("冷氣", "service air_conditioning"),
    ("冷气维修", "service air_conditioning, work_type repair"),
    ("A/C repair", "service air_conditioning, work_type repair"),
    ("ＡＣ", "service air_conditioning"),
    ("Air-Conditioning", "service air_conditioning"),
    ("HVAC", "service air_conditioning, service heating"),
    ("暖气", "service heating"),
    ("no heat", "service heating"),
    ("暖气不热", "service heating"),
    ("不制冷", "service air_conditioning"),
    ("热水爐", "service water_heater"),
    ("heatpump", "service heat_pump"),
    ("heat pumps", "service heat_pump"),
    ("minisplit", "service mini_split"),
    ("duct less mini split", "service mini_split"),
    ("acrepair", "service air_conditioning, work_type repair"),
    ("hot water tank", "service water_heater"),
    ("中央空调", "service central_ac"),
    ("分離式冷氣", "service mini_split"),
    ("风管", "service duct"),
    ("风管清洗", "service duct_cleaning"),
    ("車庫門", "service garage_door"),
    ("Carrier", "brand Carrier"),
    ("开利", "brand Carrier"),
    ("開利空調", "brand Carrier"),
    ("特靈", "brand Trane"),
    ("licensed", "license stated"),
    ("有證照", "license stated"),
    ("master license", "license master"),
    ("有保险", "insured true"),
    ("商业", "property commercial"),
    ("240-421-7363", "phone 2404217363"),
    ("(240) 421 7363", "phone 2404217363"),
    ("2404217363", "phone 2404217363"),
    ("+1 240-421-7363", "phone 2404217363"),
    ("+1 (240) 421-7363", "phone 2404217363"),
    ("２４０－４２１－７３６３", "phone 2404217363"),
    ("7363", "phone 7363"),
    ("17363", "phone 17363"),
    ("421-7363", "phone 4217363"),
    ("9-153", "ad 9-153"),
    ("９－１５３", "ad 9-153"),
    ("高氏", "name 高氏"),
    ("高氏冷暖", "name 高氏冷暖"),
    ("華府冷暖空調", "name 华府冷暖空调"),
    ("infinity air", "name infinity air"),
    ("gaoshi lengnuan", "name gaoshi lengnuan"),
    ("gaoshilengnuan", "name gaoshi lengnuan"),
    ("DAVID ZHANG", "name david zhang"),
    ("10年保固", "warranty any:10"),
    ("零件十年 人工两年", "warranty parts:10, warranty labor:2"),
    ("2 year labor, 10 year parts", "warranty labor:2, warranty parts:10"),
    ("lifetime heat exchanger warranty", "warranty heat_exchanger:999"),
    ("机器保十年", "warranty equipment:10"),
    ("20年经验 空调", "service air_conditioning"),
    ("kongtiao", "service air_conditioning"),
    ("kong tiao wei xiu", "service air_conditioning, work_type repair"),
    ("kōngtiáo", "service air_conditioning"),
    ("kong1tiao2", "service air_conditioning"),
    ("reshuilu", "service water_heater"),
    ("hfln", "name 华府冷暖"),
    ("gaoshi leng nuan", "name gaoshi lengnuan"),
    ("zykt", "service central_ac"),
    ("ktwx", "service air_conditioning, work_type repair"),
    ("licensed in Virginia", "license VA"),
    ("马州执照", "license MD"),
    ("冷气漏雪种", "service air_conditioning"),
    ("parts warranty", "warranty parts:0"),
    ("parts and labor warranty", "warranty labor:0, warranty parts:0"),
    ("10 years parts and labor", "warranty labor:10, warranty parts:10"),
    ("ten year warranty", "warranty any:10"),
    ("baoxiu shi nian", "warranty any:10"),
    ("md hvac", "service air_conditioning, service heating"),
    ("ac fan motor", "service air_conditioning"),
    ("heater for my garage", "service heating"),
    ("garage", "service garage_door"),
    ("electric heat", "service heating"),
    ("hotel ac", "property commercial, service air_conditioning"),
    ("2nd floor ac", "service air_conditioning"),
    ("出租房空调", "service air_conditioning"),
    ("duct repair", "service duct, work_type repair"),
    ("duct 清洗", "service duct_cleaning"),
    ("洗一下家里的风管", "service duct_cleaning"),
    ("come look at my ac", "service air_conditioning"),
    ("修水管", "service plumbing, work_type repair"),
    ("carrier or trane", "brand Carrier, brand Trane"),
    ("8 - 201", "ad 8-201"),
    ("8/201", "ad 8-201"),
    ("8‑201", "ad 8-201"),
    ("9153", "ad 9-153"),
    ("h f l n", "name 华府冷暖"),
    ("老高空调", "name 高, service air_conditioning"),
    ("can a plumber come today", "service plumbing"),
    ("cantonese", "language yue"),
    ("open on sunday", "hours weekend"),
    ("闻到煤气味", "service gas_line, service heating"),
    ("一氧化碳", "service heating"),
]


@in_one("text, expected", UNDERSTOOD)
def test_a_text_is_understood(snapshot: Snapshot, text: str, expected: str) -> None:
    reading = snapshot.read(text)
    understood = [f"{c.kind} {c.code}" for condition in reading.conditions for c in condition.concepts]
    assert sorted(understood) == sorted(expected.split(", "))
    assert reading.leftover == ()


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("空调 20850", "20850"),
        ("20850-1234 repair", "20850"),
        ("AC repair Rockville MD", "MD:rockville"),
        ("Fairfax, VA furnace", "VA:fairfax"),
        ("维修 蒙郡", "24031"),
        ("蒙哥馬利郡 冷氣", "24031"),
        ("montgomery county heating", "24031"),
        ("马里兰空调", "MD"),
        ("hvac dc", "DC"),
    ],
)
def test_a_place_is_found_anywhere_in_the_text(snapshot: Snapshot, text: str, place: str) -> None:
    reading = snapshot.read(text)
    assert [place_read.code for place_read in reading.places] == [place]
    assert reading.conditions
    assert reading.leftover == ()


@pytest.mark.parametrize(("text", "place"), [("Boston, VA", "VA:boston"), ("hvac California MD", "MD:california")])
def test_a_village_of_a_famous_name_is_meant_beside_its_state(snapshot: Snapshot, text: str, place: str) -> None:
    reading = snapshot.read(text)
    assert ([place_read.code for place_read in reading.places], reading.outside) == ([place], None)


def test_two_zip_codes_are_no_phone(snapshot: Snapshot) -> None:
    assert [place_read.code for place_read in snapshot.read("20850 22030").places] == ["20850", "22030"]


def test_a_zip_code_elsewhere_is_outside(snapshot: Snapshot) -> None:
    reading = snapshot.read("空调 10001")
    assert reading.outside == "10001"
    assert reading.places == ()


@pytest.mark.parametrize("text", ["asdfgh", "xyzzy 空调", "%", "!!!", "' OR 1=1 --"])
def test_what_means_nothing_is_left_over(snapshot: Snapshot, text: str) -> None:
    assert snapshot.read(text).leftover


@pytest.mark.parametrize("text", ["", "contractor near me", "附近的师傅", "请问有没有好的师傅"])
def test_asking_for_anybody_leaves_nothing_over(snapshot: Snapshot, text: str) -> None:
    reading = snapshot.read(text)
    assert (reading.conditions, reading.leftover) == ((), ())


def test_the_longest_term_wins_and_none_is_found_inside_a_word() -> None:
    terms = Lexicon([("heat", Concept("service", "a")), ("heat pump", Concept("service", "b"))])
    assert terms.longest(squeezed("heat pump"), 0) == len("heatpump")
    assert terms.longest(squeezed("heater"), 0) == 0
    assert terms.longest(squeezed("preheat"), 3) == 3
    assert terms.longest(squeezed("修heat修"), 1) == 5


def test_words_are_given_back_as_typed(snapshot: Snapshot) -> None:
    assert [condition.words for condition in snapshot.read("找 地熱 Rockville").conditions] == ["地熱"]
    assert [condition.words for condition in snapshot.read("Air  Duct-Cleaning!").conditions] == ["Air  Duct-Cleaning"]
    assert snapshot.read("修 Xyzzyq").leftover == ("Xyzzyq",)


def test_plain_keeps_letters_and_digits() -> None:
    assert plain("A/C  維修！（急）") == "a c 维修 急"


def test_every_term_of_the_vocabulary_is_read_whole() -> None:
    terms = lexicon(gazetteer())
    assert len(terms) > 2000
    for term in ("hvac", "冷暖", "分体机", "a c", "tune up"):
        text = squeezed(term)
        assert terms.longest(text, 0) == len(text.text), term


@given(st.text(st.characters(exclude_categories=()), max_size=300))
@example("冷气 \ud800")
@settings(max_examples=150)
def test_no_text_raises(snapshot: Snapshot, text: str) -> None:
    for query in (Query(text=text), Query(place=text), Query.read(MultiDict({"q": text, "place": text}))):
        fallback.answer(snapshot, query, gazetteer())


@in_one("text", TEXTS)
def test_a_huge_text_costs_little(snapshot: Snapshot, text: str) -> None:
    started = time.process_time()
    fallback.answer(snapshot, Query.read(MultiDict({"q": text, "place": text})), gazetteer())
    # A guard against what grows with the square, not a measurement: that is bench.relevance.
    assert time.process_time() - started < 0.5


@pytest.mark.parametrize("text", ["gas fireplace", "CO hvac", "gas furnace", "smoke detector"])
def test_no_danger_is_heard_where_none_is_spoken_of(snapshot: Snapshot, text: str) -> None:
    assert not snapshot.read(text).dangers
