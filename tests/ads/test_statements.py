"""What ads state of papers, areas, languages and hours in words of their own, and what only looks like it."""

from typing import Any

import pytest

from tests.factories.ads import parsed


def _read(words: str) -> Any:
    return parsed(f"新新冷暖\n{words}\n703-555-0111")["listings"][0]


#: Words -> licensed, insured, and types of licenses with their number and state.
PAPERS = {
    "执照正在申请": (None, None, []),
    "執照：申請中": (None, None, []),
    "维州有执照，马州执照申请中": (True, None, []),
    "有执照，代办政府补贴申请": (True, None, []),
    "Licensed in VA. MD license pending": (True, None, []),
    "接受保险理赔": (None, None, []),
    "没有执照但有保险": (None, True, []),
    "Licensed - not insured": (True, None, []),
    "马州HVAC执照": (True, None, ["hvacr None MD"]),
    "执照号 VA 2705123456\nClass A Contractor": (True, None, ["class_a 2705123456 VA"]),
    "Class B, DPOR 2705-334455; EPA 608": (True, None, ["class_b 2705334455 VA", "epa_608 None None"]),
    "環保署證書": (True, None, ["epa_608 None None"]),
    "Lic Ins Bonded": (True, True, []),
    "Class A #2705-12-3456, Ins.": (True, True, ["class_a 2705123456 VA"]),
    "Sub-contracted licensed plumbers": (None, None, []),
    "持承包商牌照": (True, None, ["contractor None None"]),
}
AREAS = {
    "马里兰州 维修安装": (["MD"], None),
    "马州维州DC。有牌有保险。": (["MD", "VA", "DC"], None),
    "Montgomery, Howard & Frederick Counties": (None, ["24031", "24027", "24021"]),
    "空调维修 蒙郡、费郡": (None, ["24031", "51059"]),
    "蒙郡分店，空调维修": (None, None),
    "DC‧MD‧VA": (["DC", "MD", "VA"], None),
    "Serving Fairfax and Loudoun Counties": (None, ["51059", "51107"]),
    "服務 Fairfax、Loudoun、Prince William 三縣": (None, ["51059", "51107", "51153"]),
}
LANGUAGES = {"國、粵、英語": {"cmn", "yue", "en"}, "说国、粤、台语": {"cmn", "yue", "other"}, "中英文": {"cmn", "en"}}
LANGUAGES |= {"讲广州话": {"yue"}, "美国英语老师": {"en"}}
FEATURES = {
    "24小时内回电": None,
    "24 小时内上门": None,
    "within 24 hours": None,
    "24 hour emergency service": ["open_24h"],
    "open 24/7": ["open_24h"],
    "AC $247": None,
    "Free in-home estimates": ["free_estimate"],
    "免費到府估價": ["free_estimate"],
    "no financing": None,
}


@pytest.mark.parametrize(("words", "expected"), PAPERS.items())
def test_papers_are_what_is_held(words: str, expected: tuple[bool | None, bool | None, list[str]]) -> None:
    read = _read(words)
    licenses = [f"{license['type']} {license['number']} {license['state']}" for license in read["licenses"] or ()]
    assert (read["licensed"], read["insured"], licenses) == expected


@pytest.mark.parametrize(("words", "expected"), AREAS.items())
def test_areas_are_where_they_work(words: str, expected: tuple[list[str] | None, list[str] | None]) -> None:
    read = _read(words)
    assert (read["service_states"], read["service_places"]) == expected


HOURS = {
    "Sat 1-6pm": {"sat": ["13:00", "18:00"]},
    "Sat 7-9pm": {"sat": ["07:00", "21:00"]},
    "周六 朝九晚五": {"sat": ["09:00", "17:00"]},
    "M/W/F 8-5": {day: ["08:00", "17:00"] for day in ("mon", "wed", "fri")},
    "M-Th 8 am til 5 pm": {day: ["08:00", "17:00"] for day in ("mon", "tue", "wed", "thu")},
    "Open 9-6 except Sunday": {day: ["09:00", "18:00"] for day in ("mon", "tue", "wed", "thu", "fri", "sat")},
    "Every day except Saturday and Sunday 9-6": {
        day: ["09:00", "18:00"] for day in ("mon", "tue", "wed", "thu", "fri")
    },
    "9am-6pm daily, except Sat & Sun": {day: ["09:00", "18:00"] for day in ("mon", "tue", "wed", "thu", "fri")},
    "每天9点到18点，周六周日除外": {day: ["09:00", "18:00"] for day in ("mon", "tue", "wed", "thu", "fri")},
}


@pytest.mark.parametrize(("words", "expected"), HOURS.items())
def test_hours_are_of_the_days_they_are_said_of(words: str, expected: dict[str, list[str]]) -> None:
    assert _read(words)["hours"] == expected


@pytest.mark.parametrize("words", ["Within 30 miles of Rockville", "罗克维尔周边30英里"])
def test_a_circle_around_a_town_is_around_its_middle(words: str) -> None:
    read = _read(words)
    assert read["radius"] == {"zip": "20850", "miles": 30}
    assert read["evidence"]["radius"] == [words]


@pytest.mark.parametrize(("words", "expected"), LANGUAGES.items())
def test_languages_are_read_from_their_first_characters(words: str, expected: set[str]) -> None:
    assert set(_read(words)["languages"]) == expected


@pytest.mark.parametrize(("words", "expected"), FEATURES.items())
def test_an_offer_is_one_only_where_it_is_made(words: str, expected: list[str] | None) -> None:
    assert _read(words)["features"] == expected


def test_addresses_of_mail_and_web_state_no_work() -> None:
    read = _read("微信：furnace_king\nboilers@duct-cleaning.example.com www.hvac-boiler.com")
    assert read["services"] == ["air_conditioning", "heating"]


def test_new_machines_are_no_new_installation() -> None:
    read = _read("全新机器10年保固")
    assert (read["work_types"], read["warranties"]) == (None, [{"scope": "equipment", "years": 10}])
