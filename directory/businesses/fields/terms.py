"""The values that facts keep, as JSON has them, and the length of a promise: years, months or days, or for life."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NotRequired, Required, Self, TypedDict

import msgspec

Unit = Literal["years", "months", "days", "lifetime"]


class LicenseValue(TypedDict, total=False):
    """A license as stated; in a registry's fact with what the check says of it, dates and moments in ISO form."""

    type: Required[str]
    number: str | None
    state: str | None
    status: str | None
    registry_number: str | None
    license_class: str | None
    expires_on: str | None
    checked_at: str | None
    checked_by: str | None
    file_date: str | None
    holder: str | None
    #: Who compared a registry's row with the business, one of three ways (`credentials/rules/matching.py`).
    compared_by: str | None
    confirmed_by: str | None
    refused_by: str | None


class TermValue(TypedDict, total=False):
    """A length: one of these keys."""

    years: int | Literal["lifetime"] | None
    months: int | None
    days: int | None


class WarrantyValue(TermValue, total=False):
    """A promise: what it covers (`scope`, of which `appliance`), for how long, and for what alone, as printed."""

    scope: Required[str]
    condition: str | None
    appliance: str | None


class CircleValue(TypedDict):
    """So many miles around a ZIP code; `drawn` are the codes of the places in it."""

    zip: str
    miles: int
    drawn: NotRequired[list[str]]


#: Day -> opening and closing: `{"mon": ["08:00", "18:00"]}`; a day that is missing is closed.
Week = Mapping[str, Sequence[str]]
Item = str | LicenseValue | WarrantyValue
#: Everything that a field of a listing may hold. None is not stated.
FactValue = None | bool | str | Sequence[Item] | CircleValue | Week
#: Values by the codes of their fields.
Values = Mapping[str, FactValue]


def text(value: FactValue) -> str | None:
    """The text of a field that holds one; None for none."""
    return value if isinstance(value, str) and value else None


def items(value: FactValue) -> list[Item]:
    """What stands in a list; nothing where nothing is stated."""
    return list(value) if isinstance(value, list | tuple) else []


def texts(value: FactValue) -> list[str]:
    """Codes, numbers or lines of a list."""
    return [item for item in items(value) if isinstance(item, str)]


def licenses(value: FactValue) -> list[LicenseValue]:
    """Licenses of a list. Raises msgspec.ValidationError for anything else."""
    return msgspec.convert(value or [], list[LicenseValue])


def part_of(license: LicenseValue, keys: Iterable[str]) -> LicenseValue:
    """A license with its type and, of these keys, those that say something."""
    parts = {key: part for key in keys if (part := license.get(key))}
    return msgspec.convert({"type": license["type"], **parts}, LicenseValue)


def warranties(value: FactValue) -> list[WarrantyValue]:
    """Promises of a list. Raises msgspec.ValidationError for anything else."""
    return msgspec.convert(value or [], list[WarrantyValue])


def circle(value: FactValue) -> CircleValue | None:
    """The circle of a field that holds one; None for none. Raises msgspec.ValidationError for anything else."""
    return msgspec.convert(value, CircleValue) if value else None


def week(value: FactValue) -> dict[str, list[str]]:
    """The hours of a field that holds some; no day where none are stated. Raises msgspec.ValidationError."""
    return msgspec.convert(value or {}, dict[str, list[str]])


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
    def of(cls, warranty: TermValue) -> Self:
        """The term of a warranty as facts and documents keep it. Raises ValueError where it has none."""
        if warranty.get("years") == "lifetime":
            return cls("lifetime")
        stated = {unit: int(amount) for unit in _UNITS if (amount := warranty.get(unit)) is not None}
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
        """The term in the unit in which two are compared: whole years, else months."""
        return type(self).of_months(self.months)

    def as_json(self) -> TermValue:
        """The keys that a warranty keeps of its term."""
        if self.amount is None or self.unit == "lifetime":
            return {"years": "lifetime"}
        if self.unit == "years":
            return {"years": self.amount}
        return {"months": self.amount} if self.unit == "months" else {"days": self.amount}

    def promise(self, scope: str, condition: str | None = None) -> WarrantyValue:
        """The warranty of this length on `scope`, for what its words `condition` name alone, as printed."""
        warranty, words = promise(scope, self.as_json()), as_condition(condition)
        return {**warranty, "condition": words} if words else warranty


def promise(scope: str, term: TermValue) -> WarrantyValue:
    """The warranty of a length on `scope`."""
    return msgspec.convert({"scope": scope, **term}, WarrantyValue)


def as_condition(words: str | None) -> str | None:
    """The words of what a warranty holds for alone, as they are kept; None for none."""
    return (words or "").strip()[:LONGEST_CONDITION] or None
