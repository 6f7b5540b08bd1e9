"""What two machines take in a year: the formulas that are shown, and only from what their quotes state."""

import pytest

from directory.quotes.rules.offer import Equipment, Option
from directory.quotes.rules.running import Heating, RunningCost, Usage, can_heat, heats_by, why_no_cost


def option(**machine: float | None) -> Option:
    return Option(1, 1, equipment=Equipment(**machine))


def test_what_cooling_takes_is_the_formula_that_is_shown():
    assert Usage(1000, 15).cost(option(tons=3, seer2=15)) == RunningCost(2400, 360)
    assert Usage(1000, 15).cost(option(tons=3)) is None
    assert Usage(1000, 15).cost(option(seer2=15)) is None


def test_it_is_not_worked_out_from_one_rating_nor_across_sizes():
    assert why_no_cost([option(tons=3, seer2=15), option(tons=3)]) == "unstated"
    assert why_no_cost([option(tons=3, seer2=15), option(tons=3.5, seer2=15)]) == "sizes"
    assert why_no_cost([option(tons=3, seer2=15), option(tons=3, seer2=16), option()]) == ""


def test_what_heating_takes_is_the_formula_that_is_shown():
    hers = Heating(800, 80, therm_price=1.5, cents=15)
    assert hers.heat == 640
    # 640 / 0.96, and 640 x 100,000 / 8,000.
    assert hers.cost(option(afue=96)) == RunningCost(667, 1000, "therm")
    assert hers.cost(option(hspf2=8)) == RunningCost(8000, 1200)


@pytest.mark.parametrize(
    ("machine", "by"), [({"afue": 96}, "gas"), ({"hspf2": 8}, "power"), ({"afue": 96, "hspf2": 8}, "both"), ({}, None)]
)
def test_heating_is_worked_out_only_of_one_machine_whose_efficiency_is_stated(machine, by):
    assert heats_by(option(**machine)) == by
    is_one = by in ("gas", "power")
    assert (Heating(800, 80, 1.5, 15).cost(option(**machine)) is not None) == is_one
    assert can_heat([option(**machine), option(afue=80)]) == is_one
    assert not can_heat([option(**machine)])
    assert Heating(800, 80).cost(option(**machine)) is None
