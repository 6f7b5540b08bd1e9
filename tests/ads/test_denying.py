"""What an ad takes back it does not state: papers, offers, promises, languages, ties to a maker. Nothing else goes."""

from itertools import product
from typing import Any

import pytest

from tests.factories.ads import parsed
from tests.support.in_one import in_one

#: Whoever says so holds no license and no insurance, as far as the ad tells.
DENIED = """
Not a licensed contractor|Not licensed|We are not currently licensed|not yet licensed in Virginia|Never been licensed
We don't have a license|We don’t have a license|do not hold a valid Maryland license|doesn't need a license
They aren't licensed|isn’t insured|un-licensed|Non licensed contractor|non-licensed|unlicensed, uninsured|un-insured
License: none|licensed? no|Licensed: No|licensed - no|Licence: n/a|Insurance - none|insured? not yet
not licensed or insured|neither licensed nor insured|no license or insurance|Licensed/insured: no
not licensed / not insured
License and insurance: none|Licensed and insured? No|we never carried insurance|without license or insurance
license pending|License applied for|license (applied for)|HVAC Master License (pending)|License number: pending
license expired|license #2705123456 expired|My license was revoked|HVAC license suspended|licence revoked by DPOR
license renewal in progress|license in process|working toward my license|In the process of getting licensed
formerly licensed|license is not current|expired license|no Class A license|Class A license: no|Not EPA certified
MHIC pending|not NATE-certified|EPA 608: pending|We are not⏎licensed|have no⏎license|License⏎pending
无执照|沒有牌照|没有执照|不具执照|并无执照|尚未取得执照|还没有执照|暂无證照|无牌无照|未领执照|没考到执照|尚未⏎取得执照
執照申請中|执照号码：申请中|正在考执照|执照还没下来|执照正在办理|执照待批|執照尚未取得|持牌申请中
执照已过期|執照已失效|执照被吊销|牌照已吊銷|執照暫停|没保险|没有保险|無保險|尚未投保|保险已过期
无执照无保险|没有执照和保险|执照、保险均无|沒有執照也沒有保險|没有任何执照或保险|没有弗吉尼亚州执照|不是持牌技师
执照：无|有执照吗？没有|保险：无|No unlicensed workers
"""
#: A no about something else takes nothing away.
LICENSED = """
No job too small, licensed|No job too big or too small licensed and insured|Not happy? Licensed & insured
No gimmicks, licensed and insured|No hidden fees! Licensed|No-nonsense licensed contractor|No surprises Licensed Bonded
No overtime charge licensed & insured|Don't trust just anyone. Licensed|Don't wait - call our licensed team
don't hire unlicensed contractors - we're licensed|Why hire unlicensed? We are fully licensed|Interest? No, licensed
Not only licensed but insured|We don't cut corners: licensed and insured|Not a handyman: licensed HVAC contractor
Never a hidden fee, licensed|Licensed no job too small|Licensed, no subcontractors|license 2705123456 never suspended
License No. 2705123456|Lic. No.: 2705123456|MHIC #123456 no complaints|not the cheapest but licensed
Licensed in VA. MD license pending|维州有执照，马州执照申请中|有执照，代办政府补贴申请
无中间商 有执照|没有中间商有执照|不是普通技工，是持牌师傅|不是中介，有执照|无后顾之忧 有执照有保险|不收上门费，执照齐全
佣金：无 执照齐全|没有隐藏收费 执照齐全|不仅有执照 还有保险|不做商业⏎有执照|有执照 无中介|不满意不收钱 执照齐全
商业不接 执照齐全|没有修不好的空调，有执照|从未被投诉 有执照
"""


def _cases(text: str) -> list[str]:
    return [words.replace("⏎", "\n") for line in text.strip().split("\n") for words in line.split("|")]


def _read(words: str) -> Any:
    (listing,) = parsed(f"新新冷暖\n{words}\n703-555-0111")["listings"]
    return listing


@in_one("words", _cases(DENIED))
def test_papers_that_are_denied_are_not_stated(words: str) -> None:
    read = _read(words)
    assert (read["licensed"], read["insured"], read["licenses"]) == (None, None, None)
    assert read["licensed_states"] is None
    assert not {"licensed", "insured", "licenses"} & set(read["evidence"])


@in_one("words", _cases(LICENSED))
def test_a_no_to_something_else_leaves_a_license_as_stated(words: str) -> None:
    assert _read(words)["licensed"] is True


NOS = ("not {}", "not a {}", "never {}", "not currently {}", "without being {}", "{}? No", "{}: none", "{} - not yet")
PAPERS = ("licensed", "licensed contractor", "insured", "insured and licensed", "Licensed HVAC contractor")


@in_one("denial, paper", list(product(NOS, PAPERS)))
def test_no_form_of_a_no_reads_as_a_yes(denial: str, paper: str) -> None:
    read = _read(denial.format(paper))
    assert (read["licensed"], read["insured"]) == (None, None)


HALVES = {
    "没有执照但有保险": (None, True),
    "无执照有保险": (None, True),
    "没有执照，有保险": (None, True),
    "not licensed; fully insured": (None, True),
    "License: none. Insured: yes": (None, True),
    "License pending, insured": (None, True),
    "Licensed - not insured": (True, None),
    "Licensed, insurance pending": (True, None),
    "有执照，没有保险": (True, None),
    "Licensed but no insurance": (True, None),
    "Licensed: yes, insured: no": (True, None),
}


@pytest.mark.parametrize(("words", "expected"), HALVES.items())
def test_a_no_to_one_paper_leaves_the_other(words: str, expected: tuple[bool | None, bool | None]) -> None:
    read = _read(words)
    assert (read["licensed"], read["insured"]) == expected


OFFERS = """
we don't offer free estimates|free estimates not available|没有免费估价|不提供免费估价|免费估价：无|no financing
financing: none
not open 24 hours|非24小时服务|not 24/7|24小时服务：无|No English|不会英语|Sorry, we don't speak English|不讲国语
No lifetime warranty|no 10 year warranty|10 year warranty not included|无保修10年|不含10年保修|10年保修：无
"""
OFFERED = {
    "No gimmicks, free estimates": ("features", ["free_estimate"]),
    "No obligation free estimates": ("features", ["free_estimate"]),
    "不做商业 24小时服务": ("features", ["open_24h"]),
    "代办政府补贴申请": ("features", ["rebates"]),
    "协助申请政府补助": ("features", ["rebates"]),
    "申请分期付款": ("features", ["financing"]),
    "We never close 24/7": ("features", ["open_24h"]),
    "No fuss free estimates": ("features", ["free_estimate"]),
    "全年无休24小时服务": ("features", ["open_24h"]),
    "无条件10年保修": ("warranties", [{"scope": "equipment", "years": 10}]),
    "No hassle 10 year parts warranty": ("warranties", [{"scope": "parts", "years": 10}]),
    "Labor not included in 10-year parts warranty": ("warranties", [{"scope": "parts", "years": 10}]),
    "不包人工 零件保用五年": ("warranties", [{"scope": "parts", "years": 5}]),
    "没有语言障碍 会英语": ("languages", ["en"]),
}


@in_one("words", _cases(OFFERS))
def test_an_offer_that_is_denied_is_not_made(words: str) -> None:
    read = _read(words)
    assert (read["features"], read["languages"], read["warranties"]) == (None, None, None)


@pytest.mark.parametrize(("words", "expected"), OFFERED.items())
def test_an_offer_beside_another_no_is_made(words: str, expected: tuple[str, list[Any]]) -> None:
    assert _read(words)[expected[0]] == expected[1]


@pytest.mark.parametrize(
    "words",
    ["not affiliated with Carrier", "Not an authorized Carrier dealer", "Not affiliated with Carrier, Trane or Lennox",
     "非Carrier代理", "no affiliation with Trane"],
)  # fmt: skip
def test_who_has_no_tie_to_a_maker_neither_names_nor_refuses_it(words: str) -> None:
    read = _read(words)
    assert (read["brands"], read["brands_excluded"]) == (None, None)


def test_a_refusal_beside_a_tie_stays_one() -> None:
    read = _read("We do not repair Trane. Authorized Carrier dealer")
    assert (read["brands"], read["brands_excluded"]) == (["Carrier"], ["Trane"])
