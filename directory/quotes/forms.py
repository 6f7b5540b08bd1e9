"""The shape of a question, a price and a reply."""

from flask_babel import lazy_gettext as _l
from wtforms import Field, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from directory.foundation.forms import Day, Form, WholeNumber
from directory.kernel import typed
from directory.quotes.actions import QuoteDraft
from directory.quotes.rules import LONGEST_TEXT, MOST_DOLLARS, MOST_YEARS

_TOO_LONG = _l("Please keep it under %(count)s characters.", count=LONGEST_TEXT)
_WHOLE_DOLLARS = _l("Give whole dollars, like 1200, or a range, like 1200-1500.")
_WHOLE_YEARS = _l("Give whole years, like 10, or leave it empty.")


class _Price(WholeNumber):
    """Whole dollars: `$1,200`, `1200元`; `1200-1500` gives both ends."""

    #: The upper end where a range was typed.
    upper: int | None = None

    def read(self, text: str) -> int:
        """The lower end; ValueError for what is no price."""
        low, high = typed.read_price(text)
        self.upper = high if high > low else None
        return low


class TextForm(Form):
    """One line of the conversation."""

    text = TextAreaField(
        _l("Your words"),
        validators=[InputRequired(_l("Write a few words first.")), Length(max=LONGEST_TEXT, message=_TOO_LONG)],
    )


class QuoteForm(Form):
    """A simple price."""

    amount_min = _Price(
        _l("Price from, in dollars"),
        _WHOLE_DOLLARS,
        validators=[InputRequired(_WHOLE_DOLLARS), NumberRange(1, MOST_DOLLARS, message=_WHOLE_DOLLARS)],
    )
    amount_max = _Price(
        _l("to, in dollars (leave empty for one price)"),
        _WHOLE_DOLLARS,
        validators=[Optional(), NumberRange(1, MOST_DOLLARS, message=_WHOLE_DOLLARS)],
    )
    parts_years = WholeNumber(
        _l("Warranty on parts, years"),
        _WHOLE_YEARS,
        validators=[Optional(), NumberRange(0, MOST_YEARS, message=_WHOLE_YEARS)],
    )
    labor_years = WholeNumber(
        _l("Warranty on labor, years"),
        _WHOLE_YEARS,
        validators=[Optional(), NumberRange(0, MOST_YEARS, message=_WHOLE_YEARS)],
    )
    earliest_date = Day(_l("Earliest day you can come"), validators=[Optional()])
    note = StringField(_l("Note to the customer"), validators=[Length(max=LONGEST_TEXT, message=_TOO_LONG)])

    def validate_amount_min(self, field: Field) -> None:
        """A range typed here has its upper end within bounds, and no other one beside it."""
        if field.upper and (field.upper > MOST_DOLLARS or self.amount_max.raw_data not in ([], [""], None)):
            raise ValidationError(_WHOLE_DOLLARS)

    def validate_amount_max(self, field: Field) -> None:
        """The upper end is one amount."""
        if field.upper:
            raise ValidationError(_WHOLE_DOLLARS)

    def draft(self) -> QuoteDraft:
        """The price as typed; one amount alone is both ends."""
        low = self.amount_min.data or 0
        return QuoteDraft(
            amount_min=low,
            amount_max=self.amount_max.data or self.amount_min.upper or low,
            parts_years=self.parts_years.data,
            labor_years=self.labor_years.data,
            earliest_date=self.earliest_date.data,
            note=self.note.data or "",
        )
