"""The length of a promise: a number of years, months or days, or for life. Facts keep it as JSON."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Self

Unit = Literal["years", "months", "days", "lifetime"]

#: Most characters of a warranty's condition.
LONGEST_CONDITION = 120
_UNITS: tuple[Literal["years", "months", "days"], ...] = ("years", "months", "days")
#: The longest promise that is taken from a person's words, in each unit.
LONGEST: Mapping[str, int] = {"years": 50, "months": 600, "days": 3650}
DAYS_OF_A_MONTH = 30


@dataclass(frozen=True)
class Term:
    """How long a warranty lasts. `amount` counts `unit`s; it is None for a lifetime.

    JSON: `{"years": 10}`, `{"months": 18}`, `{"days": 90}`, `{"years": "lifetime"}`, among the keys of a warranty.
    """

    unit: Unit
    amount: int | None = None

    @classmethod
    def of(cls, warranty: Mapping[str, Any]) -> Self:
        """The term of a warranty as facts and documents keep it. Raises ValueError where it has none."""
        if warranty.get("years") == "lifetime":
            return cls("lifetime")
        stated = {unit: int(warranty[unit]) for unit in _UNITS if warranty.get(unit) is not None}
        if not stated:
            raise ValueError("a warranty without a term")
        if len(stated) == 1:
            [(unit, amount)] = stated.items()
            return cls(unit, amount)
        return cls("months", sum(cls(unit, amount).months or 0 for unit, amount in stated.items()))

    @classmethod
    def of_months(cls, months: int | None) -> Self:
        """A term as rows keep it: months, or None for a lifetime."""
        if months is None:
            return cls("lifetime")
        return cls("months", months) if months % 12 else cls("years", months // 12)

    @property
    def months(self) -> int | None:
        """Whole months, one at least; None for a lifetime. Thirty days are a month."""
        if self.amount is None:
            return None
        if self.unit == "years":
            return self.amount * 12
        return self.amount if self.unit == "months" else max(1, self.amount // DAYS_OF_A_MONTH)

    @property
    def is_lifetime(self) -> bool:
        """Whether the promise has no end."""
        return self.unit == "lifetime"

    @property
    def normal(self) -> Self:
        """The same length in the form in which two terms are compared: whole years, else months."""
        return type(self).of_months(self.months)

    def as_json(self) -> dict[str, Any]:
        """The keys that a warranty keeps of its term."""
        return {"years": "lifetime"} if self.amount is None else {self.unit: self.amount}


def condition_of(warranty: Mapping[str, Any]) -> dict[str, str]:
    """The words, as printed, of what a warranty holds for alone: `{"condition": "冷暖气新机"}`; empty for none."""
    words = (warranty.get("condition") or "").strip()[:LONGEST_CONDITION]
    return {"condition": words} if words else {}
