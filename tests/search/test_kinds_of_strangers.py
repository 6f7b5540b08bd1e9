"""Kinds that a ninth and a tenth stranger taught: names by half and by ear, ads in words, places, faults, machines."""

from datetime import date

import pytest

from directory.places.gazetteer import gazetteer
from directory.search.rules.query import Query
from tests.search import listed
from tests.search.judged import snapshot as of_all
from tests.search.listed import Answer, Snapshot
from tests.search.oracle import does
from tests.support.in_one import in_one

#: Names as others write and hear them.
NAMES = (
    ("philly bros", "feicheng-lengnuan"),
    ("overhead brothers", "overhead-bros"),
    ("lee bros hvac", "li-brothers-hvac"),
    ("doctor cool", "dr-cool"),
    ("Dr Kool", "dr-cool"),
    ("four season air", "siji-lengnuan"),
    ("5 star", "five-star-duct"),
    ("blue ridge boilers", "blue-ridge-boiler"),
    ("shun fung duct", "shunfeng-fengguan"),
    ("順風通風管", "shunfeng-fengguan"),
    ("顺风洗风管", "shunfeng-fengguan"),
    ("wing lok aircon", "yongle-lengqi"),
    ("luen hop", "lianhe-lengdong"),
    ("chan kee", "chenji-kongtiao"),
    ("kam moon plumbing", "jinmen-shuidian"),
    ("三六五冷暖", "365-lengnuan"),
    ("李建国", "laoli-zhileng"),
    ("大華", "dahua-lengnuan"),
    ("Potomic Heating and air", "potomac-heating-air"),
    ("Potomak heating & air", "potomac-heating-air"),
)
#: Firms that are not here.
STRANGERS = (
    "One Hour Heating",
    "call michael & son for my furnace",
    "roto-rooter drain cleaning",
    "福满楼冷气",
    "福滿樓空調",
    "万家冷暖",
    "百家乐空调",
    "新华冷气",
)
ADS = (
    ("the ad number eight dash two fifty nine", "8-259"),
    ("nine dash one fifty two", "9-152"),
    ("eight hyphen two oh seven", "8-207"),
    ("ad 8 dash 228", "8-228"),
    ("九杠一五二", "9-152"),
    ("八槓二百二十", "8-220"),
    ("九之一百四十七", "9-147"),
)
#: A text, and the services it asks for.
WORK = (
    ("convert oil furnace to natural gas", "oil_to_gas"),
    ("my oil boiler is old, want to change over to gas", "oil_to_gas"),
    ("thinking of replacing our oil furnace with gas", "oil_to_gas"),
    ("烧油的炉子想改烧煤气", "oil_to_gas"),
    ("由燒油改用瓦斯", "oil_to_gas"),
    ("oil furnace tune up and gas line install", "furnace gas_line"),
    ("抽油烟机换排气扇", "kitchen_hood exhaust_fan"),
    ("my upstairs is 85 degrees", "air_conditioning"),
    ("its 88 in here", "air_conditioning"),
    ("屋里35度受不了", "air_conditioning"),
    ("室內30度", "air_conditioning"),
    ("house is 55 degrees and dropping", "heating"),
    ("家里才12度", "heating"),
    ("walk in cooler wont get below 50 degrees in the house", "refrigeration"),
    ("my room is 70 degrees", ""),
    ("it is 95 degrees outside my house", ""),
    ("屋企雪櫃唔凍", "appliance_repair"),
    ("家里冰箱不制冷", "appliance_repair"),
    ("餐馆雪柜唔冻", "refrigeration appliance_repair"),
    ("washing machine won't drain", "appliance_repair"),
    ("洗衣机不排水", "appliance_repair"),
    ("kitchen sink won't drain", "drain_cleaning"),
    ("洗手盆去水慢", "drain_cleaning"),
    ("vent hose came off the dryer", "dryer_vent"),
    ("楼上和地下室温差太大", "air_conditioning heating"),
    ("想清通風管道", "duct_cleaning"),
    ("屋企要清風喉", "duct_cleaning"),
    ("冲凉洗着洗着变冷水", "water_heater"),
    ("沖涼嗰陣變凍水", "water_heater"),
    ("the shower turns cold after five minutes", "water_heater"),
    ("weak airflow from every vent in the house", "heating air_conditioning"),
    ("rattling noise from all the registers", "heating air_conditioning"),
    ("vents need cleaning", "duct_cleaning"),
    ("楼上蒸笼楼下冰窖 咋整", "heating air_conditioning"),
    ("屋里像冰窖", "heating"),
    ("屋企焗到死", "air_conditioning"),
    ("史密斯热水器漏水", "water_heater"),
    ("april air humidifier pad", "humidifier"),
    ("a water heater without a tank for the garage", "tankless_water_heater"),
    ("those hot water boxes on the wall, no tank", "tankless_water_heater"),
    ("那种没有水箱的热水器", "tankless_water_heater"),
    ("裝喺牆冇水箱嘅熱水爐", "tankless_water_heater"),
    ("hot water tank leaks", "water_heater"),
    ("樓頂上那台大冷氣", "rooftop_unit"),
    ("放在屋顶的大型空调", "rooftop_unit"),
    ("big hvac units on the roof", "rooftop_unit"),
    ("the roof is old and the AC is broken", "air_conditioning"),
    ("装充电桩", "electrical"),
    ("ev charger outlet in our garage", "electrical"),
    ("garage opener", "garage_door"),
    ("墙上调温度的盒子黑屏", "thermostat"),
    ("the little box on the wall that controls the temperature is blank", "thermostat"),
    ("still damp with the AC on", "dehumidifier humidifier"),
    ("冷气开着屋里还是很潮", "dehumidifier humidifier"),
    ("开了空调还潮湿", "dehumidifier humidifier"),
    ("雪櫃壞咗 啲餸都壞晒", "appliance_repair"),
    ("fridge stopped cooling and the ice cream melted", "appliance_repair"),
    ("餐館雪櫃唔凍 雪糕溶晒", "refrigeration appliance_repair"),
    ("manitowoc stopped making ice", "ice_machine"),
    ("機器唔出冰", "ice_machine"),
    ("fridge not making ice", "appliance_repair"),
    ("冷气漏水 天花板发黄", "air_conditioning"),
    ("空气净化器 装在暖炉上", "air_purifier furnace"),
)
PLACES = (
    ("马里兰大学旁边租房 没暖气", "MD:college-park"),
    ("hvac near UMD", "MD:college-park"),
    ("furnace near NIH", "nih"),
    ("喬治城大學 冷氣", "universities-of-washington"),
    ("ac repair by george mason", "george-mason-university"),
    ("刚搬到劳登 房子是热泵", "51107"),
    ("heat pump lowdon county", "51107"),
    ("boiler Bawlmer", "MD:baltimore"),
    ("furnace anna rundle county", "24003"),
    ("ac repair boowee", "MD:bowie"),
    ("furnace Silver Springs", "MD:silver-spring"),
)


@pytest.fixture(scope="module")
def over() -> Snapshot:
    return of_all()


def _answer(over: Snapshot, text: str) -> Answer:
    return listed.answer(over, Query(text=text), gazetteer())


def _services(answer: Answer) -> set[str]:
    stated = (condition for condition in answer.reading.conditions if condition.kind == "service")
    return {concept.code for condition in stated for concept in condition.concepts}


@in_one("text, slug", NAMES)
def test_a_firm_is_known_by_what_its_name_is_written_for(over: Snapshot, text: str, slug: str) -> None:
    answer, hits = listed.find(over, Query(text=text), gazetteer(), date(2026, 11, 30))
    assert not answer.is_fallback
    assert hits[0].entry.doc.slug == slug


@in_one("text", STRANGERS)
def test_a_firm_that_is_not_here_is_not_answered_by_others(over: Snapshot, text: str) -> None:
    assert _answer(over, text).is_fallback


@in_one("text", [text for text in STRANGERS if not text.isascii()])
def test_all_of_the_name_of_a_firm_nobody_knows_was_not_understood(over: Snapshot, text: str) -> None:
    assert _answer(over, text).reading.unread() == (text,)


@in_one("text, number", ADS)
def test_an_ad_is_known_by_its_number_in_words(over: Snapshot, text: str, number: str) -> None:
    reading = _answer(over, text).reading
    assert [concept.code for condition in reading.conditions for concept in condition.concepts] == [number]


@in_one("text, services", WORK)
def test_what_is_told_of_a_machine_asks_for_its_work(over: Snapshot, text: str, services: str) -> None:
    assert _services(_answer(over, text)) == {*services.split()}


@in_one("text, place", PLACES)
def test_where_many_work_and_study_is_a_place(over: Snapshot, text: str, place: str) -> None:
    assert [where.place_code for where in _answer(over, text).reading.places] == [place]


@in_one("text", ["保用最耐係邊間", "保养最耐", "哪家保得最长", "保得最久的冷气"])
def test_the_longest_warranty_is_an_order(over: Snapshot, text: str) -> None:
    kinds = {condition.kind for condition in _answer(over, text).reading.conditions}
    assert "longest" in kinds
    assert not kinds & {"warranty", "work_type"}


@in_one("text", ["我家熱泵要 service 一下", "想 service 冷氣", "帮我service暖炉"])
def test_service_beside_chinese_asks_for_upkeep(over: Snapshot, text: str) -> None:
    reading = _answer(over, text).reading
    work = (one.code for condition in reading.conditions for one in condition.concepts if one.kind == "work_type")
    assert [*work] == ["maintenance"]


RADIATORS = ("radiator not hot", "暖气片不热", "暖氣片漏水", "the baseboards are cold")


@in_one("text", RADIATORS)
def test_a_radiator_is_put_right_by_who_does_boilers_then_by_who_heats(over: Snapshot, text: str) -> None:
    answer, hits = listed.find(over, Query(text=text), gazetteer(), date(2026, 11, 30))
    stating = ["boiler" not in [concept.code for concept in hit.unstated] for hit in hits]
    assert not answer.is_fallback
    assert stating == sorted(stating, reverse=True)
    assert 0 < sum(stating) < len(hits)
    assert all("heating" in does(hit.entry.doc) for hit in hits)


@in_one("text", RADIATORS)
def test_where_nobody_does_boilers_a_radiator_is_for_who_heats(snapshot: Snapshot, text: str) -> None:
    answer, hits = listed.find(snapshot, Query(text=text), gazetteer(), date(2026, 11, 30))
    assert not answer.is_fallback
    assert hits
    assert all("boiler" in [concept.code for concept in hit.unstated] for hit in hits)


@in_one("text", ["boiler repair", "锅炉和暖气片都坏了"])
def test_where_nobody_does_boilers_a_boiler_is_for_nobody(snapshot: Snapshot, text: str) -> None:
    assert listed.answer(snapshot, Query(text=text), gazetteer()).is_fallback


@in_one("text", ["descale my tankless", "furnace turns on and off over and over", "affordable upright furnace repair"])
def test_ordinary_words_make_no_place_and_no_machine(over: Snapshot, text: str) -> None:
    reading = _answer(over, text).reading
    assert reading.places == ()
    assert "uv_light" not in {concept.code for condition in reading.conditions for concept in condition.concepts}


@in_one(
    "text",
    [
        "genie garage opener remote wont pair",
        "hoshizaki not making ice",
        "hoshizaki ice maker repair",
        "genie opener repair",
    ],
)
def test_a_brand_nobody_states_is_not_left_unsaid_where_others_make_the_machine(over: Snapshot, text: str) -> None:
    assert _answer(over, text).is_fallback


@in_one("text", ["DC master license hvac", "MD master license heating", "马里兰 master执照 冷气"])
def test_a_license_of_a_kind_right_behind_a_state_is_of_that_state(over: Snapshot, text: str) -> None:
    reading = _answer(over, text).reading
    codes = {one.code for condition in reading.conditions if condition.kind == "license" for one in condition.concepts}
    assert "master" in codes
    assert codes & {"DC", "MD"}
    assert reading.places == ()
