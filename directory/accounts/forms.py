"""The forms of signing in, of an account, and of the people of a business."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, HiddenField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Regexp, ValidationError

from directory.accounts.models import Person
from directory.accounts.rules import CODE_DIGITS, LONGEST_NAME, masked
from directory.businesses.queries import PrintedPhone
from directory.foundation.forms import Form, phone_complaint
from directory.foundation.i18n import language
from directory.kernel import mail, phone
from directory.kernel.language import LANGUAGES
from directory.kernel.text import bare_code, plain

_LONGEST_ADDRESS = 254


def read_address(text: str) -> tuple[str, str]:
    """The (kind, address) a person typed: a US or Canadian phone as E.164, or an e-mail in lower case; ValueError."""
    if "@" not in plain(text):
        return "phone", phone.parse(text)
    return "email", mail.parse(text)


def _languages() -> list[SelectChoice]:
    return [
        SelectChoice(choice.bcp47, choice.own_name, render_kw={"lang": choice.bcp47}) for choice in LANGUAGES.values()
    ]


def _address(label: object) -> StringField:
    missing = InputRequired(_l("Please give a phone or an email."))
    return StringField(
        label, [missing, Length(max=_LONGEST_ADDRESS, message=_l("That is too long for a phone or an email."))]
    )


class AddressForm(Form):
    """A phone or an e-mail, told apart by its @."""

    address = _address(_l("Your phone or email"))
    kind = parsed = ""

    def validate_address(self, field: Field) -> None:
        """A US or Canadian number, or something mail can go to."""
        try:
            self.kind, self.parsed = read_address(field.data or "")
        except ValueError as error:
            if "@" in plain(field.data or ""):
                raise ValidationError(_("This does not look like an email address.")) from None
            raise ValidationError(phone_complaint(error)) from None


class SignInForm(AddressForm):
    """Who signs in, and where they wanted to go."""

    next = HiddenField()


class CodeForm(Form):
    """The eight digits."""

    code = StringField(
        _l("The eight digits"),
        [
            InputRequired(_l("Please type the eight digits.")),
            Regexp(rf"^[0-9]{{{CODE_DIGITS}}}$", message=_l("The code has eight digits.")),
        ],
        filters=[bare_code],
    )


class ProveForm(Form):
    """Which of a person's own contacts the code goes to."""

    contact = RadioField(_l("Where should we send the code?"), [InputRequired(_l("Please choose one."))], coerce=int)

    def offer(self, person: Person) -> "ProveForm":
        """Fill in the person's contacts (loaded); the first is chosen already."""
        self.contact.choices = [
            SelectChoice(contact.id, masked(contact.kind, contact.address)) for contact in person.contacts
        ]
        if self.contact.data is None:
            self.contact.data = person.contacts[0].id
        return self


class PersonForm(Form):
    """What colleagues call a person, and the language they are written to in."""

    name = StringField(_l("Your name"), [Length(max=LONGEST_NAME, message=_l("Please keep it shorter."))])
    language = SelectField(_l("Language"), choices=_languages)


class InviteForm(AddressForm):
    """Whom to ask to act for a business."""

    address = _address(_l("Their phone or email"))
    role = RadioField(
        _l("May do"),
        choices=[
            SelectChoice("colleague", _l("Colleague: answers customers and changes the listing")),
            SelectChoice("owner", _l("Owner: also decides who else may")),
        ],
        default="colleague",
    )
    language = SelectField(_l("Language of the invitation"), choices=_languages)

    def begin(self, *, with_owner: bool) -> "InviteForm":
        """Begin with the language of the page; `with_owner`: making somebody an owner is offered."""
        self.language.data = self.language.data or language().bcp47
        if not with_owner:
            self.role.choices = [choice for choice in self.role.choices if choice.value != "owner"]
        return self


class PrintedPhoneForm(Form):
    """One of the numbers printed in the ad, for a code or a call; there is no field to type another."""

    phone = RadioField(
        _l("Which of these numbers can you answer now?"), [InputRequired(_l("Please choose one of the numbers."))]
    )

    def offer(self, phones: list[PrintedPhone]) -> "PrintedPhoneForm":
        """Fill in the printed numbers; one alone is chosen already."""
        self.phone.choices = [SelectChoice(point.address, phone.display(point.address)) for point in phones]
        if len(phones) == 1 and not self.phone.data:
            self.phone.data = phones[0].address
        return self
