"""Quotes side by side: where they differ, where they say the same, what none of them says, and what to ask for it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, Self

from directory.quotes.rules.fields import OfferField, fields
from directory.quotes.rules.offer import Offer, Option

#: At most so many side by side.
MOST_COLUMNS = 4
#: Years that a warranty's bar has at least, so that two short ones do not look long.
_LEAST_YEARS = 10

#: The phrase that asks for a field that a quote does not state, by the field's code, as `read_choice` reads it.
QUESTIONS = {
    **dict.fromkeys(("price_equipment", "price_labor", "price_permit", "price_extras"), "ask_missing item=price_parts"),
    "rebate": "ask_rebate",
    "deposit": "ask_deposit",
    "payment": "ask_missing item=payment",
    "removal": "ask_disposal",
    "ducts": "ask_ducts",
    **dict.fromkeys(("line_set_new", "line_set_reused"), "ask_line_set"),
    **dict.fromkeys(("pad", "condensate"), "ask_pad_drain"),
    "electrical": "ask_electrical",
    "thermostat": "ask_thermostat",
    "start_up": "ask_missing item=start_up",
    **dict.fromkeys(("manual_j", "manual_s"), "ask_sizing"),
    "manual_d": "ask_missing item=duct_design",
    "permit": "ask_permit",
    **dict.fromkeys(("brand", "outdoor", "indoor", "coil", "furnace"), "ask_model"),
    "ahri": "ask_ahri",
    "tons": "ask_tons",
    "seer2": "ask_seer2",
    "eer2": "ask_missing item=eer2",
    "hspf2": "ask_hspf2",
    "afue": "ask_afue",
    "refrigerant": "ask_refrigerant",
    "warranty_parts": "ask_parts_warranty",
    "warranty_labor": "ask_labor_warranty",
    "warranty_compressor": "ask_compressor_warranty",
    "warranty_heat_exchanger": "ask_missing item=heat_exchanger_warranty",
    "warranty_equipment": "ask_missing item=equipment_warranty",
    "warranty_tank": "ask_missing item=tank_warranty",
    "warranty_refrigerant": "ask_missing item=refrigerant_warranty",
    "start": "ask_start",
    "finish": "ask_days",
    "license": "ask_license",
    "insured": "ask_insured",
    "valid_until": "ask_valid",
    "cancel_days": "ask_missing item=cancel",
    "exclusions": "ask_exclusions",
}


@dataclass(frozen=True)
class Column:
    """One option of one quote, as it stands beside the others."""

    offer: Offer
    option: Option


@dataclass(frozen=True)
class Line:
    """One field: what each column says of it; None where it says nothing."""

    field: OfferField
    values: tuple[object, ...]

    @property
    def code(self) -> str:
        """The field's."""
        return self.field.code

    @property
    def question(self) -> str | None:
        """The phrase that asks for it; None for what follows from other fields."""
        return QUESTIONS.get(self.field.code)


@dataclass(frozen=True)
class Comparison:
    """The lines by what they tell: those in which all say something and not the same, those that some leave out, those
    that are the same, and those that none fills though a good quote for this job would."""

    differing: tuple[Line, ...]
    partial: tuple[Line, ...]
    alike: tuple[Line, ...]
    unstated: tuple[Line, ...]
    #: Years that every warranty's bar is drawn on.
    years: int

    def questions(self, column: int) -> tuple[Line, ...]:
        """What to ask of one quote, each question once: first what another one states, then what none does."""
        questions: dict[str | None, Line] = {}
        for line in (*self.partial, *self.unstated):
            if line.question and line.values[column] is None:
                questions.setdefault(line.question, line)
        return tuple(questions.values())

    def asks(self, line: Line) -> tuple[bool, ...]:
        """In which columns of a line its question stands: one that fills several lines is asked in the first."""
        return tuple(line in self.questions(column) for column in range(len(line.values)))


def compare(columns: Sequence[Column], job: str) -> Comparison:
    """Sort the lines of a comparison; the price stands first, the same or not. Of one quote alone every line differs.

    Two quotes, $5,000 and $6,000, the first with a permit -> differing total, partial permit, unstated deposit, ...
    """
    differing, partial, alike, unstated = [], [], [], []
    for field in fields():
        line = Line(field, tuple(field.value(column.offer, column.option) for column in columns))
        if all(value is None for value in line.values):
            if columns and field.is_missing(columns[0].offer, columns[0].option, job):
                unstated.append(line)
        elif field.code != "total" and len(columns) > 1 and len(set(line.values)) == 1:
            alike.append(line)
        elif None in line.values:
            partial.append(line)
        else:
            differing.append(line)
    return Comparison(tuple(differing), tuple(partial), tuple(alike), tuple(unstated), _scale(columns))


def _scale(columns: Iterable[Column]) -> int:
    months = [promise.warranty.term.months or 0 for column in columns for promise in column.option.promises]
    return max(_LEAST_YEARS, *(-(-count // 12) for count in months)) if months else _LEAST_YEARS


@dataclass(frozen=True)
class Key:
    """What names a column in an address: a firm's quote (`q`) or one that was typed in (`t`), and its option."""

    kind: Literal["q", "t"]
    number: int
    option: int = 0

    def __str__(self) -> str:
        return f"{self.kind}{self.number}.{self.option}"

    @classmethod
    def read(cls, text: str) -> Self | None:
        """`q12.1` -> the second option of quote 12; None for anything else."""
        match = re.fullmatch(r"([qt])([0-9]{1,9})\.([0-9])", text, re.ASCII)
        return cls("q" if match[1] == "q" else "t", int(match[2]), int(match[3])) if match else None
