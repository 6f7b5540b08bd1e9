"""Names that are announced by words, other trades that are called by ours, and questions of neighbors."""

from directory.ads.rules import parse
from tests.support.in_one import in_one


@in_one(
    "text, name",
    [
        ("公司名叫恒信冷暖 专做住宅冷暖安装 301-555-0103 找赵工", "恒信冷暖"),
        ("我们公司叫北辰暖通，专修锅炉 301-555-0132", "北辰暖通"),
        ("有需要请速与安泰暖通联系 240-555-0177", "安泰暖通"),
        ("如有需要，请與宏泰冷氣聯繫 (240)555-0177 修冷氣暖氣", "宏泰冷氣"),
        ("欢迎向安家空调咨询 301-555-0132 安装维修", "安家空调"),
        ("老兵冷暖(退伍军人开) 301-555-0132", "老兵冷暖"),
        ("空调维修请联系 301-555-0132", None),
        ("联系 301-555-0132 空调维修", None),
    ],
)
def test_a_name_is_without_the_words_that_announce_it(text: str, name: str | None) -> None:
    assert [one["names"]["zh"] for one in parse(text).as_json()["listings"]] == [name]


@in_one(
    "text",
    [
        "Furnace Hill Pottery - classes, kiln firing, gift shop. 410-555-0161",
        "Boiler Room Barbershop, fades $25, walk ins welcome 202-555-0113",
        "Cold Spring Brewing - live music, cold beer 301-555-0101",
        "暖阳瑜伽 301-555-0101",
    ],
)
def test_another_trade_called_by_words_of_ours_is_refused(text: str) -> None:
    page = parse(text).as_json()
    assert (page["listings"], [one["reason"] for one in page["rejected"]]) == ([], ["other_trade"])


@in_one(
    "text", ["Arctic Air Heating & Cooling, ask about our tune-up classes 301-555-0101", "furnace class, ours is first"]
)
def test_classes_are_no_license(text: str) -> None:
    assert not any(one.get("licensed") for one in parse(text).as_json()["listings"])


@in_one("text", ["请问谁知道好的空调师傅?我家在Bethesda,谢谢", "邻居们,谁有好的暖气师傅推荐?我家暖气坏了"])
def test_a_neighbors_question_is_nobodys_ad(text: str) -> None:
    page = parse(text).as_json()
    assert (page["listings"], [one["reason"] for one in page["rejected"]]) == ([], ["no_contact"])


@in_one(
    "text, phones",
    [
        ("ABC Heating. Heat pump $6,800 installed. 202-555-0107", ["+12025550107"]),
        ("ABC Heating $800 cooling special $1,877 furnaces 202-555-0107", ["+12025550107"]),
        ("ABC Heating. 10,888 customers served. 202-555-0107", ["+12025550107"]),
        ("ABC Heating. 1-800-HEATING or 800-FURNACE", ["+18004328464", "+18003876223"]),
        ("ABC Heating, dial 1-800-furnace", ["+18003876223"]),
    ],
)
def test_a_price_is_no_number_in_letters(text: str, phones: list[str]) -> None:
    assert [one["phones"] for one in parse(text).as_json()["listings"]] == [phones]


@in_one(
    "text",
    [
        "小李修理部:空调;无需执照的小活也接;电话:202-555-0107",
        "冷气安装 免执照费 202-555-0107",
        "不需要牌照的小工程 暖气 202-555-0107",
    ],
)
def test_what_needs_no_license_makes_nobody_licensed(text: str) -> None:
    assert [one.get("licensed") for one in parse(text).as_json()["listings"]] == [None]
