"""What a warranty holds for alone: read with it in the ad's own words, kept by review and merge, and never invented."""

from typing import Any

import pytest

from directory.ads.rules import read_seed
from directory.kernel.prepared import SEED
from directory.trades.rules import condition, spellings
from tests.factories.ads import parsed
from tests.factories.listings import HUAFU
from tests.support.in_one import in_one

#: Words -> each promise as "scope length [condition]", and the quotes.
READ = {
    "冷暖气新机：\n零件10年保证 / 1年人工保证": (
        ["parts 10 [冷暖气新机]", "labor 1 [冷暖气新机]"],
        ["冷暖气新机", "零件10年保证 / 1年人工保证"],
    ),
    "冷暖气新机：零件10年保证，人工1年": (
        ["parts 10 [冷暖气新机]", "labor 1 [冷暖气新机]"],
        ["冷暖气新机：零件10年保证，人工1年"],
    ),
    "新機：零件保固十年；人工保固一年\n舊機維修：保固90天": (
        ["parts 10 [新機]", "labor 1 [新機]", "equipment 90 [舊機維修]"],
        ["新機：零件保固十年；人工保固一年", "舊機維修：保固90天"],
    ),
    "新机零件10年保修，旧机维修人工1年保修": (
        ["parts 10 [新机]", "labor 1 [旧机维修]"],
        ["新机零件10年保修，旧机维修人工1年保修"],
    ),
    "新机10年厂家零件保修+本公司2年人工保修": (
        ["parts 10 [新机]", "labor 2 [新机]"],
        ["新机10年厂家零件保修+本公司2年人工保修"],
    ),
    "新装：\n零件10年\n人工1年\n维修保修90天": (
        ["parts 10 [新装]", "labor 1 [新装]", "equipment 90 [维修]"],
        ["新装", "零件10年", "人工1年", "维修保修90天"],
    ),
    "New systems: 12 year parts warranty, 3 years labor": (
        ["parts 12 [New systems]", "labor 3 [New systems]"],
        ["New systems: 12 year parts warranty, 3 years labor"],
    ),
    "Repairs: 90 days labor. New installs: 10 years parts": (
        ["labor 90 [Repairs]", "parts 10 [New installs]"],
        ["Repairs: 90 days labor. New installs: 10 years parts"],
    ),
    "新装主机：零件十年保修，人工一年。签保养合约者人工保修2年。": (
        ["parts 10 [新装主机]", "labor 1 [新装主机]", "labor 2 [签保养合约者]"],
        ["新装主机：零件十年保修，人工一年。签保养合约者人工保修2年"],
    ),
    "原业主零件终身保修": (["parts lifetime [原业主]"], ["原业主零件终身保修"]),
    "Lifetime heat exchanger warranty to the original owner": (
        ["heat_exchanger lifetime [original owner]"],
        ["Lifetime heat exchanger warranty to the original owner"],
    ),
    "注册后零件保修12年": (["parts 12 [注册后]"], ["注册后零件保修12年"]),
    "由本公司安裝零件保固5年": (["parts 5 [由本公司安裝]"], ["由本公司安裝零件保固5年"]),
    "5 year labor warranty on systems we install": (
        ["labor 5 [systems we install]"],
        ["5 year labor warranty on systems we install"],
    ),
    # What is not known for a condition is none; the quote begins where its sentence does, so that a reader sees it.
    "商用机：零件1年保修": (["parts 1"], ["商用机：零件1年保修"]),
    "10 year parts warranty on new equipment": (
        ["parts 10 [new equipment]"],
        ["10 year parts warranty on new equipment"],
    ),
    "10 year parts warranty (new units only)": (["parts 10 [new units]"], ["10 year parts warranty (new units"]),
    "10-year compressor warranty with maintenance contract": (
        ["compressor 10 [maintenance contract]"],
        ["10-year compressor warranty with maintenance contract"],
    ),
    "零件保修10年（仅限新机）": (["parts 10 [新机]"], ["零件保修10年（仅限新机"]),
    "零件10年（须注册），人工一年": (["parts 10 [注册]", "labor 1"], ["零件10年（须注册），人工一年"]),
}
#: New machines beside a promise that is of something else, or of the machine itself.
NONE = (
    "全新机器10年保固",
    "TRANE 新机安装\n零件保修10年",
    "换新机零首付\n零件10年保修",
    "新旧机安装 零件10年保修",
    "热水器：水箱终身，零件6年",
    "New systems from $89/month\n10 year parts warranty",
    "新机：\n\n零件10年保修",
    "空调维修 零件10年保修",
    "定期保养 零件保修10年",
    "Licensed and registered, 10 year parts warranty",
    "政府注册 零件10年保修",
)


def _read(words: str) -> Any:
    (listing,) = parsed(f"新新冷暖\n{words}\n703-555-0111")["listings"]
    return listing


def _shown(term: dict[str, Any]) -> str:
    length = next(term[unit] for unit in ("years", "months", "days") if unit in term)
    return f"{term['scope']} {length}" + (f" [{term['condition']}]" if "condition" in term else "")


@in_one("words, expected", READ.items())
def test_a_promise_is_read_with_what_it_holds_for_alone(words: str, expected: tuple[list[str], list[str]]) -> None:
    listing = _read(words)
    assert [_shown(term) for term in listing["warranties"]] == expected[0]
    assert listing["evidence"]["warranties"] == expected[1]


@pytest.mark.parametrize("words", NONE)
def test_no_condition_is_read_into_a_promise(words: str) -> None:
    assert not any("condition" in term for term in _read(words)["warranties"])


@in_one("words", spellings())
def test_every_word_for_a_condition_is_read_as_a_label_and_has_our_words(words: str) -> None:
    (term,) = _read(f"{words}：零件10年保修")["warranties"]
    assert (term["scope"], term["years"], term["condition"]) == ("parts", 10, words)
    known = condition(words.upper())
    assert known is not None
    assert all(known.label(language) for language in ("en", "zh-hans", "zh-hant"))


def test_the_seed_says_what_the_ad_says() -> None:
    (business,) = [business for business in read_seed() if business.slug == HUAFU]
    (fact,) = [fact for fact in business.facts if fact.field == "warranties"]
    (listing,) = parsed((SEED / "ads" / f"{HUAFU}.txt").read_text(encoding="utf-8"))["listings"]
    assert fact.value == listing["warranties"]
    assert list(fact.evidence) == listing["evidence"]["warranties"]
    assert {term["condition"] for term in fact.value} == {"冷暖气新机"}
