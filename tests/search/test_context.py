"""What words mean by those beside them: towns, firms, water, machines on machines, and words heard in Chinese.

The letters are those of `test_circumstances`.
"""

from dataclasses import replace

import pytest

from directory.places.gazetteer import gazetteer
from directory.reading.english_ear import in_pinyin
from directory.reading.lexicon import Concept
from directory.search.rules.conditions import Condition
from directory.search.rules.hearing import heard
from directory.search.rules.lexicons import lexicon
from directory.search.rules.query import Query
from directory.search.rules.stating import Statements
from directory.search.rules.strangers import is_a_firm
from tests.search import listed as finding
from tests.search.judged import snapshot as of_all
from tests.search.listed import Snapshot
from tests.search.test_circumstances import EVERYBODY, letters_of
from tests.search.test_strangers import DAY

TERMS = lexicon(gazetteer())
ALL = of_all()


def _slugs(text: str) -> list[str]:
    """Who is found among the sixty-five listings; nobody where the answer is a suggestion only."""
    answer, hits = finding.find(ALL, Query(text=text), gazetteer(), DAY)
    return [] if answer.is_fallback else [hit.entry.doc.slug for hit in hits]


@pytest.mark.parametrize(
    ("text", "outside"),
    [
        ("heat pump Richmond, CA", "Richmond, CA"),
        ("Springfield IL furnace", "Springfield IL"),
        ("columbia sc 修空调", "columbia sc"),
        ("AC tune up in Portsmouth, NH", "Portsmouth, NH"),
        ("Salem OR heating", "Salem OR"),
        ("Herndon or Reston AC", None),
        ("HEAT OUT IN FAIRFAX OK TO CALL", None),
        ("ac in laurel hi there", None),
    ],
)
def test_a_town_of_another_state_lies_elsewhere(text: str, outside: str | None) -> None:
    assert ALL.read(text).outside == outside


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Boston, VA boiler", "VA:boston"),
        ("furnace in California MD", "MD:california"),
        ("heating Clarendon", "VA:clarendon"),
        ("Dupont Circle 修冷气", "DC:dupont-circle"),
        ("暖氣 亞歷山卓", "VA:alexandria"),
        ("Va Beach heat pump", "VA:virginia-beach"),
    ],
)
def test_a_town_is_known_as_people_write_it(text: str, place: str) -> None:
    assert [place.place_code for place in ALL.read(text).places] == [place]


def test_a_typo_is_no_town_beside_another_one() -> None:
    answer = finding.answer(ALL, Query(text="hvac for my rockvill home in DC"), gazetteer())
    assert [place.place_code for place in answer.reading.places] == ["DC"]
    assert finding.answer(ALL, Query(text="hvac rockvill"), gazetteer()).corrected == "hvac rockville"


def test_who_works_where_most_of_a_town_lies_stands_first() -> None:
    """Some ZIP codes of Arlington reach into Fairfax County."""
    assert _slugs("Daikin Arlington VA")[0] == "anleju-kongtiao"


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ("does potomac install heat pumps", ["potomac-heating-air"]),
        ("a company called blue ridge", ["blue-ridge-boiler"]),
        ("有一家叫 potomac", ["potomac-heating-air"]),
        ("United Heating LLC", ["david-zhang-lengnuan-kongtiao"]),
        ("Henry Wang", ["henry-wong-hvac"]),
        ("pete chan mechanical", ["peter-chen-mechanical"]),
        ("dave zhang", ["david-zhang-lengnuan-kongtiao"]),
        ("blue ridge something", ["blue-ridge-boiler"]),
        ("five star something ducts", ["five-star-duct"]),
        ("zhang shifu hvac", ["david-zhang-lengnuan-kongtiao"]),
        ("Gao's air conditioning", ["gaoshi-lengnuan"]),
    ],
)
def test_a_firm_is_known_as_people_speak_of_it(text: str, slugs: list[str]) -> None:
    assert _slugs(text) == slugs


@pytest.mark.parametrize(
    "text",
    [
        "新光冷气",
        "修鞋",
        "補牙",
        "wine cellar cooling",
        "Sun Heating & Air",
        "xinhua lengnuan",
        "大巴空調維修",
        "鴻運冷氣行",
        "南洋冷暖工程公司",
        "东方空调公司",
        "Sunny Day Heating",
        "Blue Moon HVAC LLC",
        "双鹿牌热水器",
    ],
)
def test_nobody_is_shown_for_a_firm_or_a_maker_that_is_not_here(text: str) -> None:
    assert _slugs(text) == []


@pytest.mark.parametrize(
    "text",
    ["窗冷气", "静音空调", "老宅冷气", "国产空调", "吊頂冷氣", "Frozen Coil HVAC", "双鹿牌空调坏了"],
)
def test_what_describes_a_machine_is_no_firm(text: str) -> None:
    assert len(_slugs(text)) > 1


def test_the_name_of_a_firm_is_all_of_a_text() -> None:
    assert is_a_firm("新光冷气", [(1, 2)])
    assert not is_a_firm("新光冷气坏了", [(1, 2)])
    assert not is_a_firm("窗冷气", [(0, 1)])


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("shower turns freezing", "GH"),
        ("water from the tap comes out cold", "GH"),
        ("花洒出来的水是冰凉的", "GH"),
        ("沖涼水凍嘅", "GH"),
        ("water leaks and the air is cold", EVERYBODY),
        ("furnace room has water, house is cold", EVERYBODY),
        ("冷气滴水，屋里很冷", EVERYBODY),
    ],
)
def test_water_that_comes_cold_has_no_heater(snapshot: Snapshot, text: str, letters: str) -> None:
    assert letters_of(snapshot, text) == letters


@pytest.mark.parametrize(
    ("text", "first", "count"),
    [
        ("put a humidifier on the furnace", "best-choice-heating", 3),
        ("thermostat for two zones", "capital-comfort-hvac", 5),
        ("暖炉上的加湿器", "best-choice-heating", 3),
        ("風管裡裝紫外線燈", "huafu-lengnuan-kongtiao", 1),
    ],
)
def test_what_a_small_machine_is_mounted_on_need_not_be_stated(text: str, first: str, count: int) -> None:
    slugs = _slugs(text)
    assert (slugs[0], len(slugs)) == (first, count)


_PLAIN = Condition("thermostat", (Concept("service", "thermostat"),))


@pytest.mark.parametrize(
    "other",
    [
        replace(_PLAIN, is_negated=True),
        replace(_PLAIN, is_unsaid=True),
        replace(_PLAIN, is_host=True),
        replace(_PLAIN, may_do=frozenset({"heating"})),
    ],
)
def test_what_was_looked_up_for_one_condition_is_not_taken_for_another(other: Condition) -> None:
    fresh = {one: Statements(of_all().index).levels(one) for one in (_PLAIN, other)}
    for order in ((_PLAIN, other), (other, _PLAIN)):
        statements = Statements(of_all().index)
        assert {one: statements.levels(one) for one in order} == fresh
    assert fresh[_PLAIN] != fresh[other]


def test_a_brand_that_stands_for_its_machine_is_the_brand_where_that_is_named() -> None:
    assert _slugs("aprilaire humidifier repair") == ["hele-lengnuan"]


def test_work_that_nobody_states_of_a_machine_is_marked_on_who_states_the_machine() -> None:
    answer, hits = finding.find(ALL, Query(text="install a dehumidifier"), gazetteer(), DAY)
    assert not answer.is_fallback
    assert {hit.entry.doc.slug for hit in hits} == {"hele-lengnuan", "siji-lengnuan"}
    assert all("install" in [concept.code for concept in hit.unstated] for hit in hits)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("三凌冷气", "三菱冷气"),
        ("大斤空调漏水", "大金空调漏水"),
        ("三菱空调", None),
        ("没得暖气", None),
        ("两台冷气", None),
        ("三凌先生", None),
    ],
)
def test_a_brand_is_heard_right_before_its_machine(text: str, meant: str | None) -> None:
    assert heard(text, TERMS) == meant


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("商页冷气", "property"),
        ("有宝险的师傅修暖气", "insured"),
        ("要有职照的冷气师傅", "license"),
        ("暖起坏了", "service"),
        ("安装空条", "service"),
        ("包修几年的热水器", "warranty"),
    ],
)
def test_a_word_of_the_trade_is_heard_in_its_like(text: str, kind: str) -> None:
    answer = finding.answer(ALL, Query(text=text), gazetteer())
    assert kind in {condition.kind for condition in answer.reading.conditions}


@pytest.mark.parametrize("text", ["美国制造的空调", "报修空调", "东方 修暖气", "保鲜 冷气"])
def test_another_word_is_no_word_of_the_trade(text: str) -> None:
    answer = finding.answer(ALL, Query(text=text), gazetteer())
    assert {condition.kind for condition in answer.reading.conditions} <= {"service", "work_type"}


@pytest.mark.parametrize(
    ("words", "pinyin"),
    [(["gow", "shee"], "gaoshi"), (["hwa", "foo"], "huafu"), (["joo"], "ju"), (["nwan"], "nuan"), (["heat"], None)],
)
def test_an_english_ear_is_read_as_pinyin(words: list[str], pinyin: str | None) -> None:
    assert (pinyin in in_pinyin(words)) if pinyin else not in_pinyin(words)


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("gow shee heating", "G"),
        ("is hwah foo open", "H"),
        ("fahng shee", "F"),
        ("an joo air", "A"),
        ("kung pow furnace", ""),
    ],
)
def test_a_name_is_found_as_an_english_ear_writes_it(snapshot: Snapshot, text: str, letters: str) -> None:
    assert letters_of(snapshot, text) == letters


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("furnish my condo", ""),
        ("my furnish is out", EVERYBODY),
        ("furnish repair", EVERYBODY),
        ("客廳沙發清洗", ""),
    ],
)
def test_a_verb_is_no_machine_that_sounds_like_it(snapshot: Snapshot, text: str, letters: str) -> None:
    assert letters_of(snapshot, text) == letters


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("furnce filter change", 55),
        ("conditonner service", 55),
        ("no heat, afraid the pipes will freeze", 55),
        ("暖气不热，怕水管冻裂", 55),
        ("units on the roof of our shop", 5),
        ("想裝變頻一對三", 10),
        ("樂聲冷氣", 2),
        ("换电表箱", 4),
        ("帮我修呗", 62),
    ],
)
def test_somebody_fits_what_homeowners_say(text: str, count: int) -> None:
    assert len(_slugs(text)) == count
