"""What a request says of its homeowner and the job, as it is typed: on the form, and where it is changed later."""

from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, HiddenField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from directory.foundation.forms import Checks, Form, phone_complaint, unproved
from directory.foundation.i18n import language
from directory.kernel import address as postal
from directory.kernel import mail, phone
from directory.kernel.text import clean
from directory.leads.rules.job import SAFETY_STOPS, dangers_now
from directory.places.gazetteer import gazetteer
from directory.places.rules import Place
from directory.trades.forms import SelectField, required, storable

LONGEST_NAME, LONGEST_DETAILS, LONGEST_PLACE = 80, 2000, 60
SHORTER = _l("Please keep it shorter.")


def _trimmed(text: str | None) -> str | None:
    """Nothing but blanks is nothing: no field that is asked for is filled in by them."""
    return text.strip() if text else text


def _zip_of(text: str) -> str | None:
    """The five digits of a text that has the form of a ZIP code, here or elsewhere."""
    try:
        return postal.parse(text)
    except ValueError:
        return None


def _with_plain_breaks(text: str | None) -> str | None:
    """A browser sends a line break as two characters and counts it as one."""
    return text.replace("\r\n", "\n") if text else text


class GivenPlace(NamedTuple):
    """Where a job is, by the model's names."""

    zip: str
    place_code: str | None = None
    place_text: str | None = None


class AnswersForm(Form):
    """Who, what, where and when: each field with its one definition."""

    zip = StringField(
        _l("ZIP code or town of the job"),
        filters=[_trimmed],
        validators=[
            InputRequired(_l("Please give the ZIP code or the town.")),
            Length(max=LONGEST_PLACE, message=SHORTER),
            storable,
        ],
    )
    #: Which of several places of that name, by its key.
    zip_place = RadioField(_l("Which one?"), choices=[], validate_choice=False, validators=[Optional()])
    urgency = required("urgency", RadioField)
    name = StringField(
        _l("Your name"),
        validators=[
            InputRequired(_l("Please say what to call you.")),
            Length(max=LONGEST_NAME, message=SHORTER),
            storable,
        ],
    )
    phone = StringField(
        _l("Your phone"), filters=[_trimmed], validators=[Optional(), Length(max=40, message=SHORTER), storable]
    )
    email = StringField(
        _l("Your email"), filters=[_trimmed], validators=[Optional(), Length(max=254, message=SHORTER), storable]
    )
    #: The email address that was asked about: whoever leaves it means it.
    shown_email = HiddenField()
    lang = required("lang", SelectField)
    details = TextAreaField(
        _l("In your own words"),
        filters=[_with_plain_breaks],
        validators=[
            Optional(),
            Length(max=LONGEST_DETAILS, message=_l("Please keep it under 2,000 characters.")),
            storable,
        ],
    )
    #: The phone as it is stored, once it is known to be one.
    number: str | None = None

    #: Whether it did not prove that this browser opened it.
    is_stale = False

    @property
    def places(self) -> list[Place]:
        """What the ZIP code or town may mean, the likeliest first: a ZIP code is asked for as such."""
        text = self.zip.data or ""
        if _zip_of(text):
            place = gazetteer().zip(text)
            return [place] if place else []
        return gazetteer().meanings(text)

    @property
    def place(self) -> Place | None:
        """The one place that was typed, or chosen of several; None while it is none, or too wide for a job."""
        places = self.places
        if len(places) > 1:
            places = [place for place in places if place.key == self.zip_place.data]
        # The District is one county, and named as a state.
        return next(
            (place for place in places if place.kind in ("zip", "city", "county") or len(place.fips) == 1), None
        )

    @property
    def place_words(self) -> str:
        """The place in the page's language: `Rockville 20850`, `Rockville, MD`."""
        return self.place.label(language().url) if self.place else ""

    @property
    def given_place(self) -> GivenPlace:
        """The place as it is stored: a ZIP code, or the code of a town or county with what was typed. A valid form."""
        place = self.place
        if place is None or place.kind == "zip":
            return GivenPlace(place.code if place else "")
        return GivenPlace("", place.place_code, clean(self.zip.data or "").replace("\n", " "))

    def validate_zip(self, field: Field) -> None:
        """A ZIP code, town or county in DC, Maryland or Virginia; of several of one name the one that is chosen."""
        if field.errors:
            # Too long: nobody reads a page of it again as a place that does not exist.
            return
        text, places = field.data, self.places
        outside = gazetteer().outside(text) or gazetteer().elsewhere(text)
        if places and places[0].kind == "zip":
            field.data = places[0].code
        elif self.place is not None:
            return
        elif len(places) > 1:
            raise ValidationError(_("There are several places of this name. Choose yours below."))
        elif places:
            raise ValidationError(_("That is too wide. Please give the town or the ZIP code."))
        elif outside:
            text = _("%(place)s is outside %(states_in_short)s; we list nobody there. Mistyped? Change it.", place=text)
            raise ValidationError(text)
        elif code := _zip_of(text):
            raise ValidationError(_("There is no ZIP code %(zip)s here. Mistyped? Change it.", zip=code))
        elif any(character.isdecimal() for character in text):
            raise ValidationError(_("Please give the five digits of the ZIP code."))
        else:
            raise ValidationError(_("There is no town or county %(place)s here. Mistyped? Change it.", place=text))

    def validate_phone(self, field: Field) -> None:
        """A US or Canadian number in any spelling; one with an extension is called."""
        try:
            self.number = phone.parse_for_calls(field.data)
        except ValueError as error:
            raise ValidationError(phone_complaint(error)) from None

    def validate_email(self, field: Field) -> None:
        """An address mail can go to; no look-up."""
        try:
            field.data = mail.read(field.data)
        except ValueError:
            raise ValidationError(_("This does not look like an email address.")) from None
        meant = mail.meant(field.data)
        if meant and self.shown_email.data != field.data:
            self.shown_email.data = field.data
            raise ValidationError(
                _(
                    "Did you mean %(meant)s? If %(typed)s is right, leave it and send again.",
                    meant=meant,
                    typed=field.data,
                )
            )

    def validate_name(self, field: Field) -> None:
        """Something must be left of it once what cannot be seen is gone."""
        if not clean(field.data):
            raise ValidationError(_("Please say what to call you."))

    def _takes_texts(self) -> None:
        if self.number and not phone.is_geographic(self.number):
            raise ValidationError(_("Texts do not reach an extension. Untick texts, or give another number above."))

    def offer_places(self) -> None:
        """Offer the places of one name, where there are several."""
        places = self.places
        self.zip_place.choices = [
            SelectChoice(place.key, place.label(language().url)) for place in places if len(places) > 1
        ]

    def validate(self, extra_validators: Checks | None = None) -> bool:
        """Everything at once; a page whose session is over says so in words, with everything kept."""
        is_valid = bool(super().validate(extra_validators))
        if not (self.phone.data or self.email.data):
            self.phone.errors = [*self.phone.errors, _("Please give a phone or an email, so that they can answer.")]
            is_valid = False
        stale = self._fields.get("csrf_token")
        if stale is not None and stale.errors:
            stale.errors, self.is_stale = (), True
            self.form_errors.append(unproved())
        return is_valid

    @property
    def given_name(self) -> str:
        """The name on one line."""
        return clean(self.name.data).replace("\n", " ")

    @property
    def given_email(self) -> str | None:
        """The e-mail as it is stored."""
        return self.email.data.strip() if self.email.data else None

    @property
    def given_details(self) -> str | None:
        """The words as they are stored; nothing but blanks is nothing."""
        return clean(self.details.data or "") or None

    @property
    def heard(self) -> tuple[str, ...]:
        """The dangers of which the words speak and for which one leaves the house."""
        return tuple(code for code in dangers_now(None, self.details.data) if code in SAFETY_STOPS)
