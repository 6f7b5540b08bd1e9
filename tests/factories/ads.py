"""Texts of ads that exist nowhere (phones 555-01xx), and rows of them handed in."""

from typing import Any

from directory.ads import actions
from directory.ads.models import Submission
from directory.ads.rules import parse, read
from directory.foundation.unit import unit

WANG = """王氏冷暖空调
Wang Heating & Cooling LLC  9-188

空调 暖气 热水炉
安装 维修 保养
代理 Carrier, Trane

零件10年 人工2年保修
Licensed, Insured
服务 DC/MD/VA
电话：301-555-0161
"""
LIN = """林記冷氣工程行
冷氣 暖氣 維修 安裝
不做商業
電話：703-555-0162
微信：linji888
"""
MOVERS = """大力搬家公司
搬家 搬运 长短途
电话：301-555-0163
"""
#: Markup, a text that runs the other way, and what a database refuses.
HOSTILE = (
    "<script>alert(1)</script>冷暖 <b onclick=x>\n\x00\u202eevil\u202c {{ 7*7 }} ${7}\n空调维修\n"
    "电话：240-555-0164\nمرحبا شركة التكييف\n"
)


def parsed(text: str) -> dict[str, Any]:
    """The ads of a text as `ads parse --json` gives them."""
    return dict(parse(text).as_json())


def handed_in(text: str = WANG, *, person_id: int | None = None, **given: object) -> list[Submission]:
    """The ads of a text, handed in as the operator does. Call it outside a unit."""
    parts = read(text)
    values: dict[str, object] = {"origin": "operator", "by": "operator:1", "person_id": person_id}
    with unit() as session:
        return actions.hand_in(session, parts, **(values | given))  # type: ignore[arg-type]


def one(text: str = WANG, **given: object) -> Submission:
    """The single ad of a text, handed in."""
    (submission,) = handed_in(text, **given)  # type: ignore[arg-type]
    return submission


def many(number: int) -> list[Submission]:
    """So many different ads, handed in."""
    letters = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"
    return [
        one(f"{letters[n % 22]}{letters[n // 22]}氏冷暖\n空调维修\n电话：240-555-0{100 + n}\n") for n in range(number)
    ]
