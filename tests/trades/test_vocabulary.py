"""Every code has its words in three languages, and Traditional ones are written in Traditional characters."""

import itertools
import re

import opencc
import pytest

from directory.kernel.language import LANGUAGES
from directory.kernel.text import fold
from directory.trades import vocabulary
from directory.trades.vocabulary import Term
from tests.support.in_one import in_one


def _codes(text: str) -> list[str]:
    return text.split()


SERVICES = _codes("""air_conditioning heating central_ac mini_split furnace boiler heat_pump water_heater
tankless_water_heater duct duct_cleaning uv_light garage_door exhaust_fan kitchen_hood thermostat humidifier
dehumidifier air_purifier refrigeration rooftop_unit cooling_tower ice_machine plumbing electrical drain_cleaning
dryer_vent gas_line sump_pump generator appliance_repair radiant_floor oil_to_gas""")
JOBS = _codes("repair replace install maint second duct ductclean thermo mini wh iaq light other")
QUESTIONS = {
    "safety": "gas co burn water none",
    "service": " ".join(JOBS),
    "urgency": "now 48h week month plan",
    "lang": "en cmn yue other",
    "running": "yes part no",
    "symptom": "nocool noheat weak uneven short noise leak ice smell trip thermo pilot bill humid error",
    "since": "today days weeks months",
    "prior": "no diagnosed quoted",
    "prop": "sfh th condo apt multi com",
    "own": "owner landlord tenant pm buyer",
    "sqft": "<1000 1000-1499 1500-1999 2000-2499 2500-3499 3500+ unsure",
    "built": "before-1950 1950-79 1980-99 2000-14 2015+ unsure",
    "system": "acf hp dual furn ac boiler ms pkg ptac geo none unsure",
    "fuel": "gas elec oil propane unsure",
    "age": "0-5 6-10 11-15 16-20 20+ unsure",
    "model": "",
    "refr": "R22 R410A R454B R32 unsure",
    "tons": "1.5 2 2.5 3 3.5 4 5 unsure",
    "warr": "yes no unsure",
    "floors": "1 2 3+",
    "systems": "1 2 3+",
    "ducts": "yes part no unsure",
    "access": "attic crawl roof closet stairs parking pets hoa",
    "goal": "price eff quiet warranty fast brand rebate finance",
    "when": "morning afternoon evening weekend",
}
OPTIONS = [option for question in vocabulary.answers() for option in question.options]
TERMS = list(dict.fromkeys([*itertools.chain(*map(vocabulary.terms, vocabulary.KINDS)), *OPTIONS]))
CHINESE = re.compile("[\u4e00-\u9fff]")
#: Words of the other side of the strait, or of a shop that sells leads.
NOT_TAIWANESE = ("信息", "短信", "保修", "网", "煤气", "煤氣", "质量", "質量", "周末", "业主", "業主", "软件", "视频")
NEVER = ("平台", "抢单", "接单", "入驻", "认领", "线索", "点击链接")
_to_simplified = opencc.OpenCC("t2s")


def _name(term: Term) -> str:
    return f"{term.kind}-{term.code}"


def test_codes_are_those_of_the_public_addresses():
    assert sorted(vocabulary.codes("service")) == sorted(SERVICES)
    assert set(vocabulary.codes("work_type")) == set(
        _codes("repair install maintenance replacement cleaning inspection modification sales")
    )
    assert set(_codes("master contractor class_a class_b class_c hvacr mhic dpor epa_608 nate c20")) <= set(
        vocabulary.codes("license_type")
    )
    assert set(vocabulary.codes("warranty_scope")) == set(
        _codes("equipment parts labor compressor heat_exchanger tank refrigerant")
    )
    assert set(vocabulary.codes("property_type")) == {"residential", "commercial"}
    assert set(vocabulary.codes("feature")) == {"open_24h", "free_estimate", "financing", "rebates"}
    assert list(vocabulary.codes("job")) == JOBS


def test_questions_and_their_options_are_all_there():
    brands = _codes("Carrier Bryant Payne Goodman Trane Lennox Rheem York Daikin Mitsubishi")
    assert {q.code: [o.code for o in q.options] for q in vocabulary.answers() if q.code != "brand"} == {
        code: options.split() for code, options in QUESTIONS.items()
    }
    assert {option.code for option in vocabulary.question("brand").options} == {
        *brands,
        "American Standard",
        "other",
        "unsure",
    }


@in_one("term", TERMS)
def test_term_has_its_words_in_three_languages(term: Term):
    for language in LANGUAGES:
        assert term.label(language).strip() == term.label(language) != ""
        assert term.short.read(language)
    assert not CHINESE.search(term.labels.en)
    if not re.fullmatch(r"[\x00-\x7f]*", term.labels.zh_hans):
        assert CHINESE.search(term.labels.zh_hant)
    for words in (term.labels, term.short):
        for text in (words.zh_hans, words.zh_hant):
            assert not re.search("[?:()]", text), "full-width marks in Chinese"
            assert not any(word in text for word in NEVER)


@in_one("term", TERMS)
def test_term_is_written_in_the_characters_of_its_reader(term: Term):
    for words in (term.labels, term.short):
        _is_traditional(words.zh_hant)
        assert _to_simplified.convert(words.zh_hans) == words.zh_hans


def _is_traditional(text: str) -> None:
    """Big5 holds every Traditional character and none that is Simplified only."""
    assert "".join(CHINESE.findall(text)).encode("big5") is not None
    assert not any(word in text for word in NOT_TAIWANESE), text


def test_questions_and_groups_have_their_words_in_three_languages():
    for question in (*vocabulary.answers(), *vocabulary.groups()):
        assert all(question.label(language) for language in LANGUAGES)
        _is_traditional(question.labels.zh_hant)
        assert _to_simplified.convert(question.labels.zh_hans) == question.labels.zh_hans


def test_groups_hold_three_or_four_questions():
    for group in vocabulary.groups():
        count = sum(question.group == group.code for question in vocabulary.answers())
        assert 2 <= count <= 4, group.code
    assert {q.group for q in vocabulary.answers()} == {None, *(group.code for group in vocabulary.groups())}


@pytest.mark.parametrize("code", JOBS)
def test_job_maps_to_known_services_and_work_types(code: str):
    job = vocabulary.job(code)
    assert set(job.services) <= set(SERVICES)
    assert set(job.work_types) <= set(vocabulary.codes("work_type"))
    assert bool(job.services) == bool(job.work_types) == (code != "other")


@pytest.mark.parametrize(
    ("code", "services", "work_types"),
    [
        ("repair", {"heating", "air_conditioning"}, {"repair"}),
        ("replace", {"heating", "air_conditioning"}, {"replacement", "install"}),
        ("install", {"heating", "air_conditioning"}, {"install"}),
        ("maint", {"heating", "air_conditioning"}, {"maintenance"}),
        ("second", {"heating", "air_conditioning"}, {"inspection", "repair"}),
        ("duct", {"duct"}, {"install", "repair", "modification"}),
        ("ductclean", {"duct_cleaning"}, {"cleaning"}),
        ("thermo", {"thermostat"}, {"install", "repair", "replacement"}),
        ("mini", {"mini_split"}, {"install", "repair", "replacement"}),
        ("wh", {"water_heater", "tankless_water_heater"}, {"install", "repair", "replacement"}),
        ("iaq", {"air_purifier", "humidifier", "dehumidifier", "uv_light"}, {"install", "repair"}),
        ("other", set(), set()),
    ],
)
def test_job_asks_for(code: str, services: set[str], work_types: set[str]):
    assert set(vocabulary.job(code).services) == services
    assert set(vocabulary.job(code).work_types) == work_types


@in_one("term", vocabulary.terms("symptom"))
def test_symptom_leads_to_known_services(term: Term):
    assert term.services
    assert set(term.services) <= set(SERVICES)
    assert set(term.work_types) <= set(vocabulary.codes("work_type"))


def test_short_labels_fit_a_text():
    for kind in ("job", "urgency", "lang"):
        for term in vocabulary.terms(kind):
            assert max(len(term.short.zh_hans), len(term.short.zh_hant)) <= 6
            assert len(term.short.en) <= 20
    assert vocabulary.short("symptom", "noheat", "zh-hans") == "没暖气"
    assert vocabulary.short("symptom", "noheat", "zh-hant") == "沒暖氣"
    assert vocabulary.short("urgency", "now", "zh-hans") == "想今天修"
    assert vocabulary.short("job", "replace", "zh-hans") == "换冷暖设备"
    assert vocabulary.short("urgency", "plan", "zh-hant") == "先比價"


@in_one(
    "typed, kind, code",
    [
        ("no heat", "symptom", "noheat"),
        ("暖气不热", "symptom", "noheat"),
        ("沒暖氣", "symptom", "noheat"),
        ("不制冷", "symptom", "nocool"),
        ("冷氣不冷", "symptom", "nocool"),
        ("AC", "service", "air_conditioning"),
        ("冷氣", "service", "air_conditioning"),
        ("空調", "service", "air_conditioning"),
        ("冷暖", "service", "heating"),
        ("熱水爐", "service", "water_heater"),
        ("热水炉", "service", "water_heater"),
        ("分離式冷氣", "service", "mini_split"),
        ("抽风马达", "service", "exhaust_fan"),
        ("消毒杀菌灯", "service", "uv_light"),
        ("水电改装", "service", "electrical"),
        ("水电改装", "service", "plumbing"),
        ("tune-up", "work_type", "maintenance"),
        ("开利", "brand", "Carrier"),
        ("開利", "brand", "Carrier"),
        ("TRANE", "brand", "Trane"),
        ("國際牌", "brand", "Panasonic"),
        ("class a", "license_type", "class_a"),
        ("住家", "property_type", "residential"),
    ],
)
def test_typed_words_are_understood(typed: str, kind: str, code: str):
    assert (kind, code) in [(term.kind, term.code) for term in vocabulary.phrases()[fold(typed)]]


def test_phrases_are_folded_and_none_is_empty():
    for phrase in vocabulary.phrases():
        assert phrase
        assert phrase == fold(phrase)


def test_unknown_code_is_an_error_to_code_and_shown_as_it_is_to_people():
    for read in (vocabulary.service, vocabulary.brand, vocabulary.job, vocabulary.symptom, vocabulary.question):
        with pytest.raises(KeyError):
            read("nothing")
    assert vocabulary.label("service", "nothing", "en") == "nothing"
    assert vocabulary.term("service", "nothing") is None
    with pytest.raises(KeyError):
        vocabulary.service("duct").label("fr")


def test_brand_is_found_in_any_case_and_read_by_both_names():
    assert vocabulary.brand("carrier").code == "Carrier"
    assert vocabulary.label("brand", "Carrier", "zh-hans") == "Carrier 开利"
    assert vocabulary.label("brand", "Payne", "zh-hant") == "Payne"


def test_not_sure_is_an_answer_and_no_brand():
    assert not {"other", "unsure"} & set(vocabulary.codes("brand"))
    assert vocabulary.label("brand", "unsure", "zh-hans") == "不确定"
