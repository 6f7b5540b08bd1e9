"""The few words for a job name the equipment that is there, in every language, and never another one."""

import re

import pytest

from directory.kernel.language import LANGUAGES
from directory.trades import vocabulary
from directory.trades.rules import short_job
from tests.support.in_one import in_one

#: What each equipment is called, by language; none of the words of another one may stand in its place.
NOUNS = {
    "acf": ("heating/cooling system", "冷暖设备", "冷暖設備"),
    "hp": ("heat pump", "热泵", "熱泵"),
    "dual": ("dual-fuel system", "双燃料系统", "雙燃料系統"),
    "furn": ("furnace", "暖气炉", "暖氣爐"),
    "ac": ("central AC", "中央空调", "中央空調"),
    "boiler": ("boiler", "锅炉", "鍋爐"),
    "ms": ("mini-split", "分体机", "分離式冷氣"),
    "pkg": ("packaged unit", "整体式机组", "箱型機組"),
    "ptac": ("wall or window unit", "窗机或壁挂机", "窗型或壁掛冷氣"),
    "geo": ("geothermal heat pump", "地源热泵", "地源熱泵"),
}
SYSTEMS = (*vocabulary.codes("system"), None, "gone")
#: Every job on all of them, in each language.
ALL = [
    (position, language, job, system)
    for position, language in enumerate(LANGUAGES)
    for job in vocabulary.codes("job")
    for system in SYSTEMS
]
#: Jobs done to what is there now, and what stands around its name.
ON_THE_EQUIPMENT = {
    "repair": ("{} repair", "要修{}", "要修{}"),
    "replace": ("{} replacement", "换{}", "換{}"),
    "maint": ("{} tune-up", "保养{}", "{}維護保養"),
    "second": ("second opinion on {}", "{}要第二意见", "{}要第二意見"),
}
#: Jobs that are their own equipment.
OF_THE_JOB = {
    "duct": ("duct", "风管", "風管"),
    "ductclean": ("duct", "风管", "風管"),
    "thermo": ("thermostat", "温控器", "溫控器"),
    "mini": ("mini-split", "分体机", "分離式冷氣"),
    "wh": ("water heater", "热水器", "熱水器"),
}
COOLING = re.compile(r"空调|空調|冷气|冷氣|\bAC\b|air condition|cool", re.IGNORECASE)
HEATING = re.compile(r"暖|锅炉|鍋爐|热水|熱水|furnace|boiler|heat", re.IGNORECASE)


def words(job: str, system: str | None, language: str, **answers: object) -> str:
    """The words for a request with this answer to "Current system"."""
    return short_job(job, {**answers, **({"system": system} if system else {})}, language)


def test_every_equipment_has_its_noun_here():
    assert {code for code in vocabulary.codes("system") if code not in ("none", "unsure")} == set(NOUNS)
    assert set(ON_THE_EQUIPMENT) | set(OF_THE_JOB) | {"install", "iaq", "light", "other"} == set(
        vocabulary.codes("job")
    )


@in_one("position, language, job, system", ALL)
def test_every_job_names_the_equipment_that_is_there(position, language, job, system):
    text = words(job, system, language)
    assert text
    assert "{" not in text
    if job in ON_THE_EQUIPMENT and system in NOUNS:
        assert text == ON_THE_EQUIPMENT[job][position].format(NOUNS[system][position])
    elif job in OF_THE_JOB:
        assert OF_THE_JOB[job][position] in text
    else:
        # Nobody said which: no word may be one equipment's.
        assert not COOLING.search(text.replace("冷暖", ""))
    if system in ("furn", "boiler") and job not in ("mini", "wh"):
        assert not COOLING.search(text)
    if system == "ac" and job not in ("mini", "wh"):
        assert not HEATING.search(text.replace("冷暖", ""))


@pytest.mark.parametrize(
    ("language", "furnace", "unknown"),
    [
        ("en", "furnace replacement", "new system"),
        ("zh-hans", "换暖气炉", "换冷暖设备"),
        ("zh-hant", "換暖氣爐", "換冷暖設備"),
    ],
)
def test_replacing_a_furnace_is_no_new_air_conditioner(language, furnace, unknown):
    assert words("replace", "furn", language) == furnace
    assert words("replace", "unsure", language) == words("replace", None, language) == unknown


@pytest.mark.parametrize("job", ["repair", "other"])
def test_a_fault_says_more_than_a_repair(job):
    assert words(job, None, "zh-hans", symptom=["noise", "noheat"]) == "没暖气"
    assert words(job, "furn", "zh-hant", symptom=["noheat"]) == "沒暖氣"
    assert words(job, "acf", "zh-hans", symptom=["nocool"]) == "空调不冷"
    assert words(job, "furn", "en", symptom="nocool") == "no cooling"


@pytest.mark.parametrize("system", ["furn", "boiler"])
@pytest.mark.parametrize("language", ["zh-hans", "zh-hant"])
def test_no_fault_names_what_is_not_there(language, system):
    assert not COOLING.search(words("repair", system, language, symptom=["nocool"]))


def test_a_new_furnace_is_not_announced_by_its_fault():
    assert words("replace", "furn", "zh-hans", symptom=["noheat"]) == "换暖气炉"


@pytest.mark.parametrize("odd", [None, "", [], ["furn"], {"a": 1}, 7])
def test_an_odd_answer_breaks_nothing(odd):
    assert short_job("replace", {"system": odd, "symptom": odd}, "en") == "new system"
    assert short_job("gone", {"system": odd}, "en") == "gone"
