"""The shape of a quote request. What may be asked of whom now is the action's question."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from directory.foundation.forms import Form
from directory.foundation.i18n import language
from directory.kernel import phone, postal
from directory.kernel.text import clean, has_surrogate_or_nul
from directory.leads.actions import RequestDraft
from directory.leads.forms import keys
from directory.leads.forms.fields import Boxes, RadioField, SelectField, optional, required
from directory.leads.rules import CHANNELS, MOST_BUSINESSES, SAFETY_STOPS, channels_by_business
from directory.places.gazetteer import gazetteer
from directory.trades import vocabulary

CORE = ("safety", "service", "zip", "urgency", "lang")
LONGEST_DETAILS = 2000


def _no_odd_characters(form: Any, field: Any) -> None:
    if field.data and has_surrogate_or_nul(field.data):
        raise ValidationError(_("There is a character in here that we cannot store. Please type it anew."))


@dataclass(frozen=True)
class Fold:
    """A folded group of optional questions, by their codes."""

    title: str
    codes: tuple[str, ...]
    is_open: bool


class QuoteRequestForm(Form):
    """One page, one POST. The optional questions are added below, one field each."""

    business = Boxes(_l("Who should get this?"), validate_choice=False)
    safety = required("safety", RadioField)
    safety_ack = BooleanField(_l("We are outside and have called 911"))
    service = required("service", SelectField)
    zip = StringField(
        _l("ZIP code of the job"), validators=[InputRequired(_l("Please give the ZIP code.")), _no_odd_characters]
    )
    urgency = required("urgency", RadioField)
    name = StringField(
        _l("Your name"),
        validators=[
            InputRequired(_l("Please say what to call you.")),
            Length(max=80, message=_l("Please keep it shorter.")),
            _no_odd_characters,
        ],
    )
    phone = StringField(_l("Your phone"), validators=[Optional(), Length(max=40), _no_odd_characters])
    email = StringField(_l("Your e-mail"), validators=[Optional(), Length(max=254), _no_odd_characters])
    lang = required("lang", SelectField)
    details = TextAreaField(
        _l("Anything else? (in your own words)"),
        validators=[
            Optional(),
            Length(max=LONGEST_DETAILS, message=_l("Please keep it under 2,000 characters.")),
            _no_odd_characters,
        ],
    )
    receipt_sms = BooleanField(
        _l("Lengnuan may text me progress (a few texts per request, rates may apply, STOP ends it).")
    )
    consent = Boxes(_l("How may they contact you?"), validate_choice=False)
    #: Slugs whose names stood in the consent sentence.
    named = HiddenField()
    request_key = HiddenField()
    #: People never see it; a machine fills it in.
    website = StringField(_l("Leave this empty"))

    def validate_zip(self, field: Any) -> None:
        """Five digits that lie in DC, Maryland or Virginia."""
        try:
            code = postal.parse(field.data)
        except ValueError:
            raise ValidationError(_("Please give the five digits of the ZIP code.")) from None
        if gazetteer().zip(code) is None:
            raise ValidationError(
                _("%(zip)s is outside DC, MD and VA; we list nobody there. Mistyped? Change it.", zip=code)
            )
        field.data = code

    def validate_phone(self, field: Any) -> None:
        """A US or Canadian number in any spelling."""
        try:
            phone.parse(field.data)
        except ValueError:
            raise ValidationError(_("Please give a US or Canadian phone number with its area code.")) from None

    def validate_email(self, field: Any) -> None:
        """An address mail can go to; no look-up."""
        try:
            validate_email(field.data, check_deliverability=False)
        except EmailNotValidError:
            raise ValidationError(_("This does not look like an e-mail address.")) from None

    def validate_name(self, field: Any) -> None:
        """Something must be left of it once what cannot be seen is gone."""
        if not clean(field.data):
            raise ValidationError(_("Please say what to call you."))

    def validate_business(self, field: Any) -> None:
        """One to three, each once."""
        if not 1 <= len(set(field.data or [])) <= MOST_BUSINESSES:
            raise ValidationError(_("Tick one to three businesses."))

    def validate_consent(self, field: Any) -> None:
        """Every ticked business needs a way to reach the homeowner, and each way its number or address."""
        chosen = channels_by_business(field.data or [], self.business.data or [])
        if not field.data or any(not ways for ways in chosen.values()):
            raise ValidationError(_("Tick at least one way they may contact you."))
        ways = {way for each in chosen.values() for way in each}
        if ways & {"call", "sms"} and not self.phone.data:
            raise ValidationError(_("For calls or texts, please give your phone above."))
        if "email" in ways and not self.email.data:
            raise ValidationError(_("For e-mail, please give your address above."))

    def validate_receipt_sms(self, field: Any) -> None:
        """Progress by text needs a phone."""
        if field.data and not self.phone.data:
            raise ValidationError(_("For calls or texts, please give your phone above."))

    @property
    def is_stopped(self) -> bool:
        """Whether the answers call for leaving the house first."""
        return self.safety.data in SAFETY_STOPS and not self.safety_ack.data

    @property
    def is_renamed(self) -> bool:
        """Whether a business is ticked whose name did not stand in the consent sentence."""
        named = set((self.named.data or "").split())
        return bool(named) and not set(self.business.data or []) <= named

    def draft(self) -> RequestDraft:
        """The answers, cleaned."""
        businesses = tuple(dict.fromkeys(self.business.data))
        return RequestDraft(
            businesses=businesses,
            service=self.service.data,
            zip=self.zip.data,
            urgency=self.urgency.data,
            safety=self.safety.data,
            call_language=self.lang.data,
            name=clean(self.name.data).replace("\n", " "),
            language=language().bcp47,
            channels=channels_by_business(self.consent.data, businesses),
            phone=phone.parse(self.phone.data) if self.phone.data else None,
            email=self.email.data.strip() if self.email.data else None,
            receipt_sms=bool(self.receipt_sms.data),
            answers=self._answers(),
            details=clean(self.details.data or "") or None,
            model=clean(self.model.data or "") or None,
        )

    def _answers(self) -> Mapping[str, Any]:
        given = {code: self[code].data for code in OPTIONAL if code != "model"}
        return {code: value for code, value in given.items() if value}

    def groups(self) -> list[Fold]:
        """The folds of optional questions, those with an answer or an error open."""
        folds = []
        for group in vocabulary.groups():
            codes = tuple(q.code for q in vocabulary.answers() if q.group == group.code and q.code in OPTIONAL)
            is_open = any(self[code].data or self[code].errors for code in codes)
            folds.append(Fold(group.label(language().url), codes, is_open))
        return folds

    def fresh_key(self) -> None:
        """Give the form a key where it has none of ours."""
        if not keys.read_key(self.request_key.data or ""):
            self.request_key.data = keys.new_key()


OPTIONAL = tuple(question.code for question in vocabulary.answers() if question.code not in CORE)
for _question in vocabulary.answers():
    if _question.code in OPTIONAL:
        setattr(QuoteRequestForm, _question.code, optional(_question))

__all__ = ["CHANNELS", "OPTIONAL", "QuoteRequestForm"]
