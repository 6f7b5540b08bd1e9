"""Fields of a quote as contractors type them: a day ahead, one amount, how long a warranty lasts, a rating."""

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional

from directory.businesses.fields.grammar import read_term, show_term
from directory.businesses.fields.terms import Term
from directory.foundation.forms import Day, Price
from directory.kernel import clock, typed
from directory.kernel.text import plain
from directory.quotes.rules import LONGEST_LICENSE, LONGEST_MODEL
from directory.quotes.rules.fields import field
from directory.quotes.rules.offer import REFRIGERANTS
from directory.trades.forms import storable

_WHOLE_DOLLARS = _l("Give whole dollars, like 1200.")
_WARRANTED = _l("Give a length, like 10, 18 months or lifetime; 0 is no warranty; or leave it empty.")
_YEARS_ALONE = ("", "y", "yr", "yrs", "year", "years", "年")
#: What each rating may be; outside it was mistyped.
_BOUNDS = {"tons": (0.5, 25), "seer2": (5, 45), "eer2": (4, 30), "hspf2": (3, 15), "afue": (50, 100)}
_BTU_OF_A_TON = 12_000


class ComingDay(Day):
    """A day that lies ahead, as people type it: also `12/5`, 下周三, 明天."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the day; nothing typed is None."""
        self.data = None
        if text := "".join(valuelist[:1]).strip():
            try:
                self.data = typed.read_coming_day(text, clock.today())
            except ValueError:
                raise ValueError(_("Please write the day like 3/14/2027.")) from None


class Dollars(Price):
    """One amount in whole dollars."""

    complaint = _WHOLE_DOLLARS

    def read(self, text: str) -> int:
        """The amount; ValueError for a range and for what is no price."""
        amount = super().read(text)
        if self.upper is not None:
            raise ValueError("a range")
        return amount


class WarrantyLength(StringField):  # type: ignore[misc]
    """How long a warranty lasts: `10`, `10年`, `18 months`, `90天`, `lifetime`; 0 is none."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the term; nothing typed is None."""
        self.data = None
        if text := plain("".join(valuelist[:1])):
            number = text.rstrip("年yearsYEARS. ")
            years = typed.find_number(number, 50) if text[len(number) :].strip(" .").lower() in _YEARS_ALONE else None
            if years is not None:
                self.data = Term("years", years)
                return
            term, rest = read_term(text)
            if term is None or rest.strip():
                raise ValueError(str(_WARRANTED))
            self.data = term

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        if not isinstance(self.data, Term):
            return ""
        return str(self.data.amount) if self.data.unit == "years" else show_term(self.data)


def _label(code: str) -> LazyString:
    return LazyString(lambda: field(code).label())


def line(label: object, most: int, **options: object) -> StringField:
    """One line of words."""
    return StringField(label, validators=[storable, Length(max=most, message=_l("Please keep it shorter."))], **options)


class Rating(StringField):  # type: ignore[misc]
    """A number of a data plate: `15.2`, `15.2 SEER2`, `3 tons`, `36000 BTU`."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number; nothing typed is None."""
        self.data = None
        if text := plain("".join(valuelist[:1])):
            low, high = _BOUNDS[self.short_name.rpartition("-")[2]]
            try:
                size = text.lower().removesuffix("/h").removesuffix("btu").strip()
                is_btu = size != text.lower().strip()
                number = typed.read_count(size) / _BTU_OF_A_TON if is_btu else typed.read_ratio(text)
            except ValueError:
                number = 0
            if not low <= number <= high:
                raise ValueError(_("Give a number from %(low)s to %(high)s, like on the label.", low=low, high=high))
            self.data = round(number, 2)

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else f"{self.data:g}" if self.data is not None else ""


class Stated:
    """What any price may state of its machines and sums, typed by its business or by the homeowner who was told it: the
    same fields, read alike. For a form to inherit."""

    outdoor = line(_label("outdoor"), LONGEST_MODEL)
    indoor = line(_label("indoor"), LONGEST_MODEL)
    coil = line(_label("coil"), LONGEST_MODEL)
    furnace = line(_label("furnace"), LONGEST_MODEL)
    ahri = line(_label("ahri"), LONGEST_MODEL)
    tons = Rating(_label("tons"))
    seer2 = Rating("SEER2")
    eer2 = Rating("EER2")
    hspf2 = Rating("HSPF2")
    afue = Rating(_label("afue"))
    refrigerant = SelectField(
        _label("refrigerant"),
        choices=[SelectChoice("", _l("Not said")), *(SelectChoice(c, w) for c, w in REFRIGERANTS.items())],
        default="",
    )
    price_equipment = Dollars(_label("price_equipment"), validators=[Optional()])
    price_labor = Dollars(_label("price_labor"), validators=[Optional()])
    rebate = Dollars(_label("rebate"), validators=[Optional()])
    deposit = Dollars(_label("deposit"), validators=[Optional()])
    license = line(_label("license"), LONGEST_LICENSE)
