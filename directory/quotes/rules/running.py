"""What two machines take to run for a year, from what their quotes state and from the homeowner's numbers."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from directory.quotes.rules.offer import Option

#: BTU of a therm and of a ton of cooling for an hour.
_THERM, _TON = 100_000, 12_000


@dataclass(frozen=True)
class RunningCost:
    """What a year takes: kilowatt hours or therms of gas, and dollars at the price that was typed."""

    amount: int
    dollars: int
    unit: Literal["kwh", "therm"] = "kwh"


@dataclass(frozen=True)
class Usage:
    """What the homeowner types to have cooling worked out: hours at full load a year, and cents a kWh."""

    hours: int
    cents: float

    def cost(self, option: Option) -> RunningCost | None:
        """tons x 12,000 BTU an hour x hours / (SEER2 x 1,000) kWh; None where the quote leaves out one of them.

        3 tons at SEER2 15, 1,000 hours, 15 cents: 2,400 kWh, $360.
        """
        tons, rating = option.equipment.tons, option.equipment.seer2
        if not tons or not rating:
            return None
        kwh = tons * _TON * self.hours / (rating * 1000)
        return RunningCost(round(kwh), round(kwh * self.cents / 100))


def why_no_cost(options: Collection[Option]) -> Literal["", "unstated", "sizes"]:
    """Why cooling cannot be set side by side: fewer than two say their size and SEER2, or the sizes differ."""
    stated = [o.equipment.tons for o in options if o.equipment.tons and o.equipment.seer2]
    if len(stated) < 2:
        return "unstated"
    return "sizes" if len(set(stated)) > 1 else ""


def heats_by(option: Option) -> Literal["gas", "power", "both"] | None:
    """What an option heats with, by the efficiency that it states: a furnace (AFUE), a heat pump (HSPF2), both; None:
    neither is stated."""
    burns, pumps = bool(option.equipment.afue), bool(option.equipment.hspf2)
    if burns and pumps:
        return "both"
    return "gas" if burns else "power" if pumps else None


def can_heat(options: Collection[Option]) -> bool:
    """Whether heating can be set side by side: two of these say how much of it comes of a therm or of a kWh."""
    return sum(heats_by(option) in ("gas", "power") for option in options) > 1


@dataclass(frozen=True)
class Heating:
    """What the homeowner types to have heating worked out: therms burned for it in a year, the percentage of them that
    her furnace of now turns into heat, dollars a therm and cents a kWh (None: nothing here takes any)."""

    therms: int
    efficiency: float
    therm_price: float | None = None
    cents: float | None = None

    @property
    def heat(self) -> float:
        """Therms of heat that the house takes in a year."""
        return self.therms * self.efficiency / 100

    def cost(self, option: Option) -> RunningCost | None:
        """Heat / (AFUE / 100) therms of a furnace, heat x 100,000 BTU / (HSPF2 x 1,000) kWh of a heat pump.

        None where it states neither, or both, for nobody knows how the two share the work. 800 therms at 80 percent are
        640 therms of heat: at AFUE 96 and $1.50 667 therms, $1,000; at HSPF2 8 and 15 cents 8,000 kWh, $1,200.
        """
        by, machine = heats_by(option), option.equipment
        if by == "gas" and machine.afue and self.therm_price is not None:
            therms = self.heat * 100 / machine.afue
            return RunningCost(round(therms), round(therms * self.therm_price), "therm")
        if by == "power" and machine.hspf2 and self.cents is not None:
            kwh = self.heat * _THERM / (machine.hspf2 * 1000)
            return RunningCost(round(kwh), round(kwh * self.cents / 100))
        return None
