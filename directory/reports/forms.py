"""The two forms of a listing's foot: something is wrong, take it down."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, ValidationError

from directory.businesses.queries import PrintedPhone
from directory.foundation.forms import Form
from directory.kernel import phone
from directory.reports.rules import LONGEST_CONTACT, LONGEST_TEXT, ReportReason

_LABELS = {
    "wrong_phone": _l("The phone number is wrong"),
    "wrong_fact": _l("A detail is wrong"),
    "not_this_business": _l("This is not that business"),
    "closed": _l("The business no longer exists"),
    "other": _l("Something else"),
}


class _Trapped(Form):
    """A form with a field that people do not see and programs fill in."""

    website = StringField(_l("Leave this empty"))
    contact = StringField(
        _l("Your phone or e-mail"),
        [Length(max=LONGEST_CONTACT, message=_l("That is too long for a phone or an e-mail."))],
    )

    def validate_website(self, field: StringField) -> None:
        """Whatever is typed here was typed by a program. Kept like every other error: nothing is lost."""
        if field.data:
            raise ValidationError(_l("Please empty this field and send again."))


class ReportForm(_Trapped):
    """Something here is wrong."""

    reason = RadioField(
        _l("What is wrong?"),
        [InputRequired(_l("Please choose what is wrong."))],
        choices=[SelectChoice(code, _LABELS[code]) for code in ReportReason],
        validate_choice=True,
    )
    text = TextAreaField(
        _l("What would be right?"),
        [Length(max=LONGEST_TEXT, message=_l("Please keep it under 1,000 characters."))],
    )


class RemoveForm(_Trapped):
    """Take my listing down: please call the printed number."""


class RemoveByCodeForm(Form):
    """Take my listing down: text a code to one of the numbers printed in the ad. No other can be typed."""

    phone = RadioField(
        _l("Which number of the ad is at hand?"), [InputRequired(_l("Please choose one of the numbers."))]
    )

    def offer(self, phones: list[PrintedPhone]) -> "RemoveByCodeForm":
        """Fill in the printed numbers; one alone is chosen already."""
        self.phone.choices = [SelectChoice(point.address, phone.display(point.address)) for point in phones]
        if len(phones) == 1 and not self.phone.data:
            self.phone.data = phones[0].address
        return self
