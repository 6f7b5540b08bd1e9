"""The desk's page of promises: licenses, insurance, warranties. Rows are numbered fields: they need no script."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import NumberRange, Optional

from directory.businesses.fields.editing import normal, with_status
from directory.businesses.fields.grammar import STATES
from directory.businesses.fields.terms import LONGEST_CONDITION
from directory.businesses.forms.fields import Known, SectionForm, line, of_kind, state_boxes
from directory.kernel.text import plain
from directory.trades import vocabulary

MOST_LICENSES, MOST_TERMS = 6, 8
#: Empty rows shown after the filled ones.
SPARE = 2
LONGEST_NUMBER = 40
MOST_YEARS = 50


class PromisesForm(SectionForm):
    """The numbered rows are added below: `license_0_type`, `license_0_state`, ..., `warranty_0_scope`, ..."""

    licensed = BooleanField(_l("We are licensed"))
    licensed_states = state_boxes(_l("Licensed in"))
    insured = BooleanField(_l("We are insured"))
    insured_states = state_boxes(_l("Insured in"))

    def license_rows(self) -> list[tuple[Any, ...]]:
        """(type, state, number) of each row the page shows."""
        return self._rows("license", ("type", "state", "number"), MOST_LICENSES)

    def term_rows(self) -> list[tuple[Any, ...]]:
        """(scope, amount, unit, condition) of each row the page shows."""
        return self._rows("warranty", ("scope", "amount", "unit", "condition"), MOST_TERMS)

    def _rows(self, name: str, parts: tuple[str, ...], most: int) -> list[tuple[Any, ...]]:
        rows = [tuple(self[f"{name}_{number}_{part}"] for part in parts) for number in range(most)]
        filled = [number for number, row in enumerate(rows) if row[0].data or row[1].data or any(f.errors for f in row)]
        return rows[: max([*filled, -1]) + 1 + SPARE]

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """A row is whole or empty; a term has an amount unless it is for life."""
        is_valid = super().validate(extra_validators)
        for kind, state, number in self._rows("license", ("type", "state", "number"), MOST_LICENSES):
            if (state.data or number.data) and not kind.data:
                kind.errors = [_("Please say which license this is.")]
                is_valid = False
        for scope, amount, unit, condition in self.term_rows():
            if (amount.data or condition.data) and not scope.data:
                scope.errors = [_("Please say what the warranty covers.")]
                is_valid = False
            elif scope.data and unit.data != "lifetime" and not amount.data and not amount.errors:
                amount.errors = [_("Please say for how long.")]
                is_valid = False
        return is_valid

    def fill(self, values: Mapping[str, Any]) -> None:
        """Show what stands there now."""
        self.licensed.data = bool(values.get("licensed") or values.get("licenses"))
        self.insured.data = bool(values.get("insured"))
        for name in ("licensed_states", "insured_states"):
            self[name].data = list(values.get(name) or ())
        for number, each in enumerate(list(values.get("licenses") or ())[:MOST_LICENSES]):
            for part in ("type", "state", "number"):
                self[f"license_{number}_{part}"].data = each.get(part) or ""
        for number, term in enumerate(normal("warranties", values.get("warranties"))[:MOST_TERMS]):
            unit = "lifetime" if term.get("years") == "lifetime" else "months" if "months" in term else "years"
            self[f"warranty_{number}_scope"].data = term["scope"]
            self[f"warranty_{number}_unit"].data = unit
            self[f"warranty_{number}_amount"].data = None if unit == "lifetime" else term[unit]
            self[f"warranty_{number}_condition"].data = term.get("condition") or ""

    def values(self) -> dict[str, Any]:
        """A row of license or a state says licensed by itself; nothing said is not stated, never no."""
        licenses = [
            {"type": kind.data, "state": state.data or None, "number": plain(number.data or "").upper() or None}
            for kind, state, number in self.license_rows()
            if kind.data
        ]
        licensed_in = self.licensed_states.data or None
        insured_in = self.insured_states.data or None
        return {
            "licensed": True if self.licensed.data or licenses or licensed_in else None,
            "licensed_states": licensed_in,
            "licenses": with_status(licenses, self.held.get("licenses") or ()),
            "insured": True if self.insured.data or insured_in else None,
            "insured_states": insured_in,
            "warranties": [_term(*row) for row in self.term_rows() if row[0].data],
        }


def _term(scope: Any, amount: Any, unit: Any, condition: Any) -> dict[str, Any]:
    only = {"condition": condition.data} if condition.data else {}
    if unit.data == "lifetime":
        return {"scope": scope.data, "years": "lifetime", **only}
    return {"scope": scope.data, unit.data: amount.data, **only}


def _with_none(kind: str) -> Any:
    return lambda: [SelectChoice("", "—"), *of_kind(kind)()]


_UNITS = [
    SelectChoice("years", _l("years")),
    SelectChoice("months", _l("months")),
    SelectChoice("lifetime", _l("lifetime")),
]
for _n in range(MOST_LICENSES):
    _state = SelectField(
        _l("State"), choices=[SelectChoice("", "—"), *(SelectChoice(s, s) for s in STATES)], validate_choice=False,
        validators=[Known(frozenset(STATES))],
    )  # fmt: skip
    _type = SelectField(
        _l("License"), choices=_with_none("license_type"), validate_choice=False,
        validators=[Known(frozenset(vocabulary.codes("license_type")))],
    )  # fmt: skip
    setattr(PromisesForm, f"license_{_n}_type", _type)
    setattr(PromisesForm, f"license_{_n}_state", _state)
    setattr(PromisesForm, f"license_{_n}_number", line(_l("Number"), LONGEST_NUMBER))
for _n in range(MOST_TERMS):
    _scope = SelectField(
        _l("Warranty on"), choices=_with_none("warranty_scope"), validate_choice=False,
        validators=[Known(frozenset(vocabulary.codes("warranty_scope")))],
    )  # fmt: skip
    _amount = IntegerField(
        _l("How long"),
        validators=[Optional(), NumberRange(1, MOST_YEARS, message=_l("Please write a number from 1 to 50."))],
    )
    _unit = SelectField(
        _l("Unit"), choices=_UNITS, default="years", validate_choice=False,
        validators=[Known(frozenset(("years", "months", "lifetime")))],
    )  # fmt: skip
    setattr(PromisesForm, f"warranty_{_n}_scope", _scope)
    setattr(PromisesForm, f"warranty_{_n}_amount", _amount)
    setattr(PromisesForm, f"warranty_{_n}_unit", _unit)
    setattr(PromisesForm, f"warranty_{_n}_condition", line(_l("Only for (empty: no condition)"), LONGEST_CONDITION))
