"""A second contact of a request as it is typed: on the form, and on the request's page later."""

from collections.abc import Collection

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional, ValidationError

from directory.foundation.forms import Checks, Form
from directory.foundation.i18n import language
from directory.kernel import mail, phone
from directory.kernel.language import LANGUAGES, by_tag, by_url
from directory.kernel.text import clean
from directory.leads.forms.answers import LONGEST_NAME, SHORTER
from directory.leads.models import QuoteRequest, SecondContact
from directory.leads.rules.second import SecondDraft, SecondScope
from directory.trades.forms import RadioField, SelectField, storable

_INCOMPLETE = _l("Please give their name, and a phone that takes texts or an email.")


class SecondFields(Form):
    """Somebody who gets messages too: a daughter for her mother."""

    other_name = StringField(
        _l("Their name"), validators=[Optional(), Length(max=LONGEST_NAME, message=SHORTER), storable]
    )
    other_contact = StringField(
        _l("Their phone or email"), validators=[Optional(), Length(max=254, message=SHORTER), storable]
    )
    other_language = SelectField(
        _l("Their language"),
        choices=[SelectChoice(code, one.own_name, render_kw={"lang": one.bcp47}) for code, one in LANGUAGES.items()],
        validate_choice=False,
        validators=[Optional()],
    )
    other_scope = RadioField(
        _l("We write to them"),
        choices=[SelectChoice(scope.value, scope.label) for scope in SecondScope],
        default=SecondScope.ANSWERS.value,
        validate_choice=False,
        validators=[Optional()],
    )
    other_agreed = BooleanField(_l("They agreed to get these messages"))

    @property
    def own_contacts(self) -> Collection[str]:
        """The phone and email of the homeowner, in small letters: nobody is their own second contact."""
        raise NotImplementedError

    def validate_other_contact(self, field: Field) -> None:
        """A phone that takes texts or an email, not her own, of somebody with a name."""
        second = self.second
        if second is None:
            raise ValidationError(_INCOMPLETE)
        if second.address.lower() in self.own_contacts:
            raise ValidationError(_("That is your own. Please give somebody else's, or leave it empty."))

    def validate_other_name(self, field: Field) -> None:
        """A name alone reaches nobody."""
        if not self.other_contact.data:
            raise ValidationError(_INCOMPLETE)

    def validate_other_agreed(self, field: Field) -> None:
        """Nobody is written to who did not agree."""
        if (self.other_name.data or self.other_contact.data) and not field.data:
            raise ValidationError(_("Please ask them first, then tick this."))

    @property
    def second(self) -> SecondDraft | None:
        """The second contact; None where nobody is given, or not whole."""
        name, contact = clean(self.other_name.data or "").replace("\n", " "), (self.other_contact.data or "").strip()
        if not name or not contact:
            return None
        try:
            channel, address = ("email", mail.read(contact)) if "@" in contact else ("sms", phone.parse(contact))
        except ValueError:
            return None
        reader = self.other_language.data
        scope = self.other_scope.data
        return SecondDraft(
            name,
            channel,
            address,
            by_url(reader).bcp47 if reader in LANGUAGES else language().bcp47,
            str(scope if scope in tuple(SecondScope) else SecondScope.ANSWERS),
        )


class SecondForm(SecondFields):
    """The second contact alone, on the request's page: who it is from now on."""

    own_contacts: Collection[str] = ()

    @classmethod
    def posted(cls, request: QuoteRequest) -> "SecondForm":
        """The form as it was sent."""
        form = cls()
        form.own_contacts = {(request.phone or "").lower(), (request.email or "").lower()}
        return form

    @classmethod
    def of(cls, contact: SecondContact | None) -> "SecondForm":
        """The form as it is shown first: as the second contact stands, its agreement asked for anew."""
        if contact is None:
            return cls(formdata=None, data={"other_language": language().url})
        values = {"name": contact.name, "scope": contact.scope, "language": by_tag(contact.language).url}
        values["contact"] = phone.display(contact.address) if contact.channel == "sms" else contact.address
        return cls(formdata=None, data={f"other_{name}": value for name, value in values.items()})

    def validate(self, extra_validators: Checks | None = None) -> bool:
        """As on the form of a request, where nobody may be given: here somebody has to be."""
        is_valid = bool(super().validate(extra_validators))
        if is_valid and self.second is None:
            self.other_name.errors = [_INCOMPLETE]
            return False
        return is_valid
