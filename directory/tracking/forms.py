"""The shape of what a homeowner does on the request page. Buttons carry a business's slug; one form has words."""

from wtforms import HiddenField, IntegerField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from directory.foundation.forms import Form
from directory.kernel.errors import Invalid
from directory.quotes.forms import TextForm


class ActForm(Form):
    """A button: CSRF, and the business or the price it is about."""

    business = HiddenField(validators=[Optional(), Length(max=80)])
    quote = IntegerField(validators=[Optional(), NumberRange(1, 2**31 - 1)])

    def refuse(self, error: Invalid) -> None:
        """Put an action's refusal above the page: a button has no field to lead to, and its names are ours."""
        self.form_errors.append(error.text)


class ReplyForm(TextForm):
    """Words to one business."""

    business = HiddenField(validators=[InputRequired(), Length(max=80)])
