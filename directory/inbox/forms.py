"""The shape of how a business wants to be told."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from directory.foundation.forms import Form
from directory.leads.queries import Delivery

#: Whole hours are enough, and quicker to pick with a thumb.
HOURS = tuple(f"{hour:02d}:00" for hour in range(24))
_HOURS = [SelectChoice("", _l("(at any hour)")), *(SelectChoice(hour, hour) for hour in HOURS)]


class DeliveryForm(Form):
    """By text, by mail or both; to which address; when not."""

    ways = RadioField(
        _l("How shall we tell you of a customer?"),
        choices=[
            SelectChoice("sms", _l("By text message")),
            SelectChoice("email", _l("By e-mail")),
            SelectChoice("both", _l("Both")),
        ],
        validators=[InputRequired(_l("Choose one."))],
    )
    email = SelectField(_l("Which e-mail address"), validate_choice=False)
    quiet_from = SelectField(_l("Not from"), choices=_HOURS, default="")
    quiet_until = SelectField(_l("until"), choices=_HOURS, default="")
    urgent_always = BooleanField(_l("Emergencies may reach me in these hours too"))

    def offer(self, emails: Sequence[str]) -> "DeliveryForm":
        """Offer these addresses and no other."""
        self.email.choices = [SelectChoice(each, each) for each in emails]
        return self

    def fill(self, held: Delivery) -> None:
        """What stands now."""
        self.ways.data = "both" if held.by_sms and held.email else "email" if held.email else "sms"
        self.email.data = held.email
        self.quiet_from.data, self.quiet_until.data = held.quiet or ("", "")
        self.urgent_always.data = held.urgent_always

    @property
    def by_email(self) -> bool:
        """Whether mail is wanted."""
        return self.ways.data in ("email", "both")

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """Both hours or neither, two different ones; an address of the list where mail is wanted."""
        is_valid = super().validate(extra_validators)
        if bool(self.quiet_from.data) != bool(self.quiet_until.data):
            self.quiet_until.errors = [_("Give both hours, or neither.")]
            is_valid = False
        elif self.quiet_from.data and self.quiet_from.data == self.quiet_until.data:
            self.quiet_until.errors = [_("That would be the whole day.")]
            is_valid = False
        if self.by_email and self.email.data not in [choice.value for choice in self.email.choices]:
            self.email.errors = [_("First add an e-mail address to your account; a code proves that it is yours.")]
            is_valid = False
        return is_valid
