"""What running costs are worked out from: in the address of the comparison, it changes nothing and needs no proof."""

from collections.abc import Sequence
from typing import Self

from flask_babel import lazy_gettext as _l
from wtforms import FloatField
from wtforms.validators import NumberRange, Optional

from directory.foundation.forms import Form, WholeNumber
from directory.quotes.rules.running import Heating, Usage


class UsageForm(Form):
    """Cooling: hours at full load, and what electricity costs her."""

    hours = WholeNumber(
        _l("Hours of cooling a year, at full load"),
        validators=[Optional(), NumberRange(1, 8760, message=_l("Give hours of a year, like 1000."))],
    )
    cents = FloatField(
        _l("Price of electricity, cents a kWh"),
        validators=[Optional(), NumberRange(0.1, 200, message=_l("Give cents, like 15 or 15.5."))],
    )

    @property
    def given(self) -> Usage | None:
        """Both, as numbers; None where one is missing or is none."""
        if not self.validate() or self.hours.data is None or self.cents.data is None:
            return None
        return Usage(self.hours.data, self.cents.data)


#: Dollars a therm, and percent.
_PRICE_OF_THERM, _EFFICIENCY = (0.05, 50), (30, 100)


class HeatingForm(Form):
    """Heating: what her furnace burns in a year, and what gas and electricity cost her."""

    therms = WholeNumber(
        _l("Therms you burn a year to heat"),
        validators=[Optional(), NumberRange(1, 20000, message=_l("Give therms of a year, like 800."))],
    )
    efficiency = FloatField(
        _l("Efficiency of the furnace you have, percent"),
        validators=[Optional(), NumberRange(*_EFFICIENCY, message=_l("Give percent, like 80."))],
    )
    therm_price = FloatField(
        _l("Price of gas, dollars a therm"),
        validators=[Optional(), NumberRange(*_PRICE_OF_THERM, message=_l("Give dollars, like 1.50."))],
    )
    heat_cents = FloatField(
        _l("Price of electricity, cents a kWh"),
        validators=[Optional(), NumberRange(0.1, 200, message=_l("Give cents, like 15 or 15.5."))],
    )

    def ask(self, heated_by: Sequence[str | None]) -> Self:
        """Ask only for the prices of what these options heat with (`heats_by`)."""
        for kind, name in (("gas", "therm_price"), ("power", "heat_cents")):
            if kind not in heated_by:
                del self[name]
        return self

    @property
    def given(self) -> Heating | None:
        """All that is asked for, as numbers; None where one is missing or is none."""
        if not self.validate() or any(self[name].data is None for name in self._fields):
            return None
        values = {name: entry.data for name, entry in self._fields.items()}
        prices = values.get("therm_price"), values.get("heat_cents")
        return Heating(values["therms"], values["efficiency"], *prices)
