"""The shape of what a homeowner does on the request page. Buttons carry a business's slug; few forms have words."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, HiddenField, IntegerField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp

from directory.accounts.forms import AddressForm
from directory.foundation.forms import Form
from directory.kernel import phone
from directory.kernel.errors import Invalid
from directory.kernel.language import LANGUAGES, by_tag, by_url
from directory.kernel.text import bare_code
from directory.leads.actions import Correction, mark
from directory.leads.forms.answers import AnswersForm
from directory.places.gazetteer import gazetteer
from directory.quotes.actions import Visit
from directory.quotes.forms import TextForm
from directory.quotes.rules import LONGEST_ADDRESS, MOST_OPTIONS


class ActForm(Form):
    """A button: CSRF, and the business or the price it is about."""

    business = HiddenField(validators=[Optional(), Length(max=80)])
    quote = IntegerField(validators=[Optional(), NumberRange(1, 2**31 - 1)])

    def refuse(self, error: Invalid) -> None:
        """Put an action's refusal above the page: a button has no field to lead to, and its names are ours."""
        self.form_errors.append(error.text)


class DeleteForm(ActForm):
    """Delete everything; where there is a warranty card, whether it stays."""

    keep_cards = BooleanField()


class VisitForm(Form):
    """A price, with where the work is and the day the homeowner would like."""

    business = HiddenField(validators=[Optional(), Length(max=80)])
    quote = IntegerField(validators=[Optional(), NumberRange(1, 2**31 - 1)])
    #: Which option of the quote, counted from 0.
    option = IntegerField(_l("Which option?"), validators=[Optional(), NumberRange(0, MOST_OPTIONS - 1)])
    address = StringField(
        _l("Street address of the work"),
        validators=[
            Length(max=LONGEST_ADDRESS, message=_l("Please keep it under %(count)s characters.", count=LONGEST_ADDRESS))
        ],
        render_kw={"autocomplete": "street-address", "maxlength": LONGEST_ADDRESS},
    )
    day = DateField(_l("The day you would like"), validators=[Optional()])

    @property
    def visit(self) -> Visit:
        """The address and the day as typed."""
        return Visit(self.address.data or "", self.day.data)

    @property
    def is_about_visit(self) -> bool:
        """Whether what was refused is the address, the day or the option."""
        return bool(self.address.errors or self.day.errors or self.option.errors)

    def refuse(self, error: Invalid) -> None:
        """Put a refusal on the address, the day or the option; any other above the page, whose names are ours."""
        if error.field in ("address", "day", "option"):
            super().refuse(error)
        else:
            self.form_errors.append(error.text)


class ReplyForm(TextForm):
    """Words to one business."""

    business = HiddenField(validators=[InputRequired(), Length(max=80)])


class ChangeForm(AnswersForm):
    """What the request says, to be corrected: the fields of the form that it was sent by."""

    #: Language of what the site writes to the homeowner.
    notices = SelectField(
        _l("Language of our messages to you"),
        choices=[SelectChoice(code, one.own_name, render_kw={"lang": one.bcp47}) for code, one in LANGUAGES.items()],
    )
    #: The mark of what the page showed.
    base = HiddenField(validators=[Length(max=40)])
    #: Whether a stop was answered: `out` (they are outside and called 911) or `safe` (nobody is in danger).
    safety_ack = HiddenField(validators=[Length(max=4)])

    @classmethod
    def of(cls, now: Correction) -> "ChangeForm":
        """The form as it is shown first."""
        values = {name: getattr(now, name) for name in ("name", "phone", "email", "urgency", "details")}
        place = gazetteer().place(now.place_code or "")
        values |= {"zip": now.zip or now.place_text, "zip_place": place.key if place else None}
        values |= {"lang": now.call_language, "notices": by_tag(now.language).url, "base": mark(now)}
        form = cls(formdata=None, data=values)
        form.phone.data = phone.display(now.phone) if now.phone else ""
        return form

    def correction(self, now: Correction) -> Correction:
        """What was typed, checked and cleaned. A danger heard in the words, and left, is the request's danger then."""
        return Correction(
            **self.given_place._asdict(),
            urgency=str(self.urgency.data),
            safety=self.heard[0] if self.heard and self.safety_ack.data == "out" else now.safety,
            call_language=str(self.lang.data),
            name=self.given_name,
            language=by_url(str(self.notices.data)).bcp47,
            phone=self.number,
            email=self.given_email,
            details=self.given_details,
        )


class FindForm(AddressForm):
    """The phone or e-mail of a request, and its short number where its homeowner knows it."""

    number = StringField(
        _l("Number of your request"),
        [Optional(), Regexp(r"^[0-9]{5,9}$", message=_l("The number has five digits or a few more."))],
        filters=[bare_code],
    )
