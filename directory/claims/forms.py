"""The forms of a claim: which printed phone, where else to be reached. The digits have the form of accounts."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from directory.businesses.queries import PrintedPhone
from directory.claims.rules import LONGEST_CONTACT
from directory.foundation.forms import Form
from directory.kernel import phone


class PhoneForm(Form):
    """One of the numbers printed in the ad; there is no field to type another."""

    phone = RadioField(
        _l("Which number of the ad is at hand?"), [InputRequired(_l("Please choose one of the numbers."))]
    )

    def offer(self, phones: list[PrintedPhone]) -> "PhoneForm":
        """Fill in the printed numbers; one alone is chosen already."""
        self.phone.choices = [SelectChoice(point.address, phone.display(point.address)) for point in phones]
        if len(phones) == 1 and not self.phone.data:
            self.phone.data = phones[0].address
        return self


class ContactForm(Form):
    """Where the claimant can be reached to agree on a time."""

    contact = StringField(
        _l("Your phone, e-mail or WeChat"),
        [Length(max=LONGEST_CONTACT, message=_l("That is too long for a phone or an e-mail."))],
    )
