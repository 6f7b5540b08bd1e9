"""Reading terms: what is promised of which part and for how long; a firm's own years and slogans promise nothing."""

import re
from typing import Any

import pytest

from tests.factories.ads import parsed
from tests.support.in_one import in_one

#: No warranty, whatever stands beside the years.
NONE = """
三十年经验 质量保证|服务三十年，质量保证|从业20年，品质保证|20年老店，信誉保证|三十年經驗，滿意保證|品质保证，十年如一日
30天退款保证|保证当天上门，7天24小时|价格保证 30天内最低价
几十年经验 保证修好|服务30年 设备齐全|成立25年 服務保證|30年技术，机器 保证
Over 30 years, satisfaction guaranteed|25 years of trusted service. Satisfaction guaranteed.|30-day money-back guarantee
Price match guarantee within 30 days
Same day service, 365 days a year, 100% satisfaction guaranteed|Units serviced for 30 years
30 years experience - parts & labor warranty
零件保修5-10年|两年内免费保养，终身服务|一年两次保养|labor not included 1 year
"""
#: Scope and years of each, in the order printed.
SOME = {
    "人工保修一年 零件保修五年 压缩机保修十年": "labor 1, parts 5, compressor 10",
    "人工保修一年，零件保修五年，压缩机保修十年": "labor 1, parts 5, compressor 10",
    "零件保十年 人工保一年": "parts 10, labor 1",
    "零件 十年 人工 一年": "parts 10, labor 1",
    "十年 零件 一年 人工": "parts 10, labor 1",
    "Parts 10 years Labor 2 years": "parts 10, labor 2",
    "Parts - 10 yrs. Labor - 2 yrs.": "parts 10, labor 2",
    "零件 人工 保修一年": "labor 1, parts 1",
    "10 year manufacturer's parts warranty, one year labor": "parts 10, labor 1",
    "原廠零件保固10年、人工2年": "parts 10, labor 2",
    "新机10年厂家零件保修+本公司2年人工保修": "parts 10, labor 2",
    "二十年经验 十年保修": "equipment 10",
    "保修十年 经验丰富": "equipment 10",
    "成立25年 零件保固10年 服務保證": "parts 10",
    "Family owned for 40 years. We guarantee our work for 2 years": "equipment 2",
    "Serving NoVA 15 years w/ lifetime workmanship warranty": "labor lifetime",
    "机器10年 1年人工 价格合理 品质保证": "equipment 10, labor 1",
    "维修保修一年 新机零件 十年 人工 两年": "equipment 1, parts 10, labor 2",
    "材料人工各保一年": "labor 1, parts 1",
    "工料保一年": "parts 1, labor 1",
    "原厂零件 十年 保固 安装人工 两年": "parts 10, labor 2",
    "5+5年零件": "parts 10",
    "不包人工　零件保用五年": "parts 5",
}


def _read(words: str) -> Any:
    return parsed(f"新新冷暖\n{words}\n703-555-0111")["listings"][0]


@in_one("words", re.split(r"[|\n]", NONE.strip()))
def test_years_and_slogans_promise_nothing(words: str) -> None:
    assert _read(words)["warranties"] is None


@in_one("words, expected", SOME.items())
def test_each_part_has_its_own_term(words: str, expected: str) -> None:
    assert ", ".join(f"{term['scope']} {term['years']}" for term in _read(words)["warranties"]) == expected


@pytest.mark.parametrize(("words", "months"), [("半年保修", 6), ("一年半人工", 18), ("1.5-year parts warranty", 18)])
def test_half_years_are_months(words: str, months: int) -> None:
    assert [term["months"] for term in _read(words)["warranties"]] == [months]


def test_the_words_of_a_warranty_end_with_a_word() -> None:
    evidence = [
        _read(words)["evidence"]["warranties"] for words in ("机器10年 1年人工 价格合理 品质保证", "十年部件保证")
    ]
    assert evidence == [["机器10年 1年人工"], ["十年部件保证"]]
