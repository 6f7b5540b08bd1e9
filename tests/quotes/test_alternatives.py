"""Prices to choose from, read of one text; a range, a part and a price on top make no choice."""

from directory.quotes.rules.alternatives import alternatives
from tests.support.in_one import in_one

TWO = (3200, 4100)


@in_one(
    "body, prices",
    [
        ("3200 for the 14 seer, 4100 for the 16", TWO),
        ("3,200 for the 14 SEER, 4,100 for the 16 SEER", TWO),
        ("普通的3200，好的4100", TWO),
        ("普通3200好的4100", TWO),
        ("option 1: $3,200; option 2: $4,100", TWO),
        ("方案一三千二，方案二四千一", TWO),
        ("3.2k for the 14 seer, 4.1k for the 16", TWO),
        ("3k2普通的 4k1高端的", TWO),
        ("14 seer 3200 or 16 seer 4100", TWO),
        ("2吨3200，3吨4100", TWO),
        ("Goodman 3200, Carrier 4100", TWO),
        ("特灵4100，固德曼3200", (4100, 3200)),
        ("it's 3200 for the basic one and 4100 for the better one", TWO),
        ("基本款3200，高配4100，都含安装", TWO),
        ("basic 3200 better 4100 best 5200", (3200, 4100, 5200)),
        ("普通的3200，好的4100，都含许可", TWO),
        ("普通3200，高配4100，包人工材料", TWO),
        ("3200 for the 14 seer, 4100 for the 16, both installed", TWO),
        ("Goodman 3200, Carrier 4100, permit and labor included", TWO),
        ("3200普通的，4100好的，5200最好的", (3200, 4100, 5200)),
    ],
)
def test_prices_to_choose_from_are_options(body: str, prices: tuple[int, ...]) -> None:
    assert tuple(option.amount_min for option in alternatives(body)) == prices


@in_one(
    "body",
    [
        "3200-4100",
        "3200到4100",
        "3200 or 4100",
        "3200 for the 14 seer",
        "14 seer 3200, deposit 500",
        "14 seer 3200，许可证另外300",
        "人工300 零件450",
        "16 seer 3200 10 years warranty",
        "was 4100 now 3200 for the 16 seer",
        "3200 for AC, 1500 for furnace",
        "basic 3200, better 4100, best 5200, option 4 6000",
        "basic 300, better 4100",
        "普通的3200，好的3200",
        "Goodman 3200 not 4100",
        "普通3200，好的4100，不含许可",
        "Goodman 3200, Carrier 4100, permit extra",
        "Goodman good for 1000 ft, 3200",
        "2 zone 24000 btu inverter 8200",
        "service call 150. Goodman motor 600",
        "出诊费150，普通的500，好的700",
        "服务费150，普通500，好的700",
        "Carrier 3200 to 4100",
        "Carrier 3200到4100",
        "特灵3200至4100",
        "Carrier AC 3200, Rheem water heater 1500",
        "3 ton AC 3200, 80% furnace 1500",
        "空调3吨3200，热水器50加仑1500",
        "Goodman condenser 2200 and coil 1100",
        "good morning, AC 3200 furnace 1500",
        "14 seer 3200 install 1500",
        "good price 3200 for 2 ton, warranty 1200",
        "top floor AC 3200, basement unit 2500",
        "楼上2吨3200，楼下3吨4100",
        "两套2吨5200, 一套2800",
        "Goodman 3200, if attic 4100",
        "good 3200 at 1234 Main st",
        "Carrier furnace 3200, Carrier ac 4100",
        "2 ton 3200, 3 ton condenser only 2100",
    ],
)
def test_what_is_no_choice_has_none(body: str) -> None:
    assert alternatives(body) == ()


def test_grades_that_the_prices_belie_are_left_out() -> None:
    assert [option.tier for option in alternatives("普通的3200，好的4100")] == ["good", "better"]
    assert [option.tier for option in alternatives("好的4100，普通的3200")] == ["better", "good"]
    assert [option.tier for option in alternatives("普通的4100，好的3200")] == [None, None]
    assert [option.equipment.brand for option in alternatives("Goodman 3200, Carrier 4100")] == ["Goodman", "Carrier"]
