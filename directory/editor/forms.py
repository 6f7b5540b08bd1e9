"""Forms of the page of a listing's phones."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from directory.businesses.fields.grammar import tidy
from directory.foundation.forms import Checks, Form, Number, phone_complaint
from directory.kernel import phone
from directory.trades.forms import storable


class AddPhoneForm(Form):
    """One more phone; `e164` once it is valid."""

    phone = StringField(
        _l("Another phone"),
        filters=[tidy],
        validators=[InputRequired(_l("Please give a phone number.")), storable, Length(max=40)],
    )
    e164: str = ""

    def validate(self, extra_validators: Checks | None = None) -> bool:
        """A US or Canadian number."""
        if not super().validate(extra_validators):
            return False
        try:
            self.e164 = phone.parse_for_calls(self.phone.data or "")
        except ValueError as error:
            self.phone.errors = [phone_complaint(error)]
            return False
        return True


class TextsForm(Form):
    """Whether one phone may be texted."""

    point = Number(validators=[InputRequired()])
    texts = SelectField(choices=[SelectChoice(state, state) for state in ("agreed", "calls_only", "no_texts")])

    @property
    def first_error(self) -> str:
        """Words for a form that nobody could have filled in by hand."""
        return _("Please choose from the list.")
