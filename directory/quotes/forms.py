"""The shape of a question, a price and a reply."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from directory.foundation.forms import Form
from directory.quotes.actions import QuoteDraft
from directory.quotes.rules import LONGEST_TEXT, MOST_DOLLARS, MOST_YEARS

_TOO_LONG = _l("Please keep it under %(count)s characters.", count=LONGEST_TEXT)
_WHOLE_DOLLARS = _l("Give a whole number of dollars.")
_WHOLE_YEARS = _l("Give whole years, or leave it empty.")


class _Whole(IntegerField):  # type: ignore[misc]
    """A whole number as people type it: `$1,200`, `１２００`, `1200 `. The message is ours, in the page's language."""

    def __init__(self, label: object, complaint: object, **options: object) -> None:
        super().__init__(label, **options)
        self.complaint = complaint

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number; what was typed stays in `raw_data` for the page to show again."""
        self.data = None
        text = "".join(valuelist).strip().lstrip("$").replace(",", "").replace("，", "").strip()
        if not text:
            return
        if not text.isdecimal() or len(text) > 9:
            raise ValueError(str(self.complaint))
        self.data = int(text)


class TextForm(Form):
    """One line of the conversation."""

    text = TextAreaField(
        _l("Your words"),
        validators=[InputRequired(_l("Write a few words first.")), Length(max=LONGEST_TEXT, message=_TOO_LONG)],
    )


class QuoteForm(Form):
    """A simple price."""

    amount_min = _Whole(
        _l("Price from, in dollars"),
        _WHOLE_DOLLARS,
        validators=[InputRequired(_WHOLE_DOLLARS), NumberRange(1, MOST_DOLLARS, message=_WHOLE_DOLLARS)],
    )
    amount_max = _Whole(
        _l("to, in dollars (leave empty for one price)"),
        _WHOLE_DOLLARS,
        validators=[Optional(), NumberRange(1, MOST_DOLLARS, message=_WHOLE_DOLLARS)],
    )
    parts_years = _Whole(
        _l("Warranty on parts, years"),
        _WHOLE_YEARS,
        validators=[Optional(), NumberRange(0, MOST_YEARS, message=_WHOLE_YEARS)],
    )
    labor_years = _Whole(
        _l("Warranty on labor, years"),
        _WHOLE_YEARS,
        validators=[Optional(), NumberRange(0, MOST_YEARS, message=_WHOLE_YEARS)],
    )
    earliest_date = DateField(_l("Earliest day you can come"), validators=[Optional()])
    note = StringField(_l("Note to the customer"), validators=[Length(max=LONGEST_TEXT, message=_TOO_LONG)])

    def draft(self) -> QuoteDraft:
        """The price as typed; one amount alone is both ends."""
        low = self.amount_min.data or 0
        return QuoteDraft(
            amount_min=low,
            amount_max=self.amount_max.data or low,
            parts_years=self.parts_years.data,
            labor_years=self.labor_years.data,
            earliest_date=self.earliest_date.data,
            note=self.note.data or "",
        )
