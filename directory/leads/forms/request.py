"""The hidden key of a form: signed by us, so that a repeat is known as one and a machine's haste is seen."""

import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import current_app, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from itsdangerous import BadSignature, URLSafeSerializer
from wtforms import BooleanField, Field, HiddenField, StringField, TextAreaField
from wtforms.validators import Length, Optional, ValidationError

from directory.foundation.forms import Checks, Price
from directory.foundation.html import ORIGIN
from directory.foundation.i18n import language
from directory.foundation.settings import settings
from directory.kernel import clock
from directory.kernel.text import clean
from directory.leads.actions import RequestDraft
from directory.leads.forms.answers import SHORTER, AnswersForm
from directory.leads.forms.second import SecondFields
from directory.leads.rules import LEAST_SECONDS, MOST_BUSINESSES, channels_by_business
from directory.leads.rules.job import SAFETY_STOPS, dangers_now
from directory.photos.forms import PhotosField
from directory.photos.models import draft_digest
from directory.trades import vocabulary
from directory.trades.forms import Boxes, RadioField, SelectField, optional, required, storable
from directory.trades.vocabulary import Answer

#: A page left open longer is asked to be sent again with a fresh key; the same-answers check needs no older ones.
_OLDEST = timedelta(days=7)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(settings().secret_key, salt="quote-request")


def new_key() -> str:
    """A key for a form shown now."""
    return str(_signer().dumps([secrets.token_urlsafe(12), int(clock.now().timestamp())]))


def read_key(key: str) -> tuple[str, datetime] | None:
    """The idempotency part and the time of issue; None for a key that we did not sign or that is too old."""
    try:
        nonce, issued = _signer().loads(key)
        moment = datetime.fromtimestamp(int(issued), UTC)
    except (BadSignature, ValueError, TypeError):
        return None
    return (str(nonce), moment) if clock.now() - moment < _OLDEST else None


def photos_of_key(key: tuple[str, datetime]) -> str:
    """Under what the photos of a form with this key wait (`photos.models.Photo.draft`)."""
    return draft_digest(f"request {key[0]}")


def is_hasty(issued: datetime) -> bool:
    """Whether the form came back faster than a person fills it in. One from later than now was shown by a clock that
    was set back since: it says nothing of how long it took."""
    return 0 <= (clock.now() - issued).total_seconds() < LEAST_SECONDS


CORE = ("safety", "service", "zip", "urgency", "lang")
#: The order of the page, in which what is wrong is listed; what is folded stands below.
_IN_ORDER = (
    *("business", "safety", "service", "urgency", "zip", "zip_place"),
    *("name", "phone", "email", "lang", "consent", "receipt_sms"),
)
#: Characters of what a first contractor found.
LONGEST_DIAGNOSIS = 1000
#: The job that asks what another one said, and the fields that do.
SECOND_OPINION, FIRST = "second", ("first_diagnosis", "first_price")
#: What an address may fill in beforehand: never a consent, never a person's own words.
PREFILLED = ("service", "urgency", "zip", "symptom", "safety", "lang")


@dataclass(frozen=True)
class Fold:
    """A folded group of optional questions, by their codes."""

    code: str
    title: str
    codes: tuple[str, ...]
    is_open: bool


class QuoteRequestForm(SecondFields, AnswersForm):
    """One page, one POST. The optional questions are added below, one field each."""

    business = Boxes(_l("Who should get this?"), validate_choice=False)
    safety = required("safety", RadioField)
    #: Whether a stop was answered: `out` (they are outside and called 911) or `safe` (nobody is in danger).
    safety_ack = HiddenField()
    service = required("service", SelectField)
    consent = Boxes(_l("How may they contact you?"), validate_choice=False)
    receipt_sms = BooleanField(
        _l("%(site)s may text me progress (a few texts per request, rates may apply). Reply STOP to opt out.")
    )
    #: Pictures of the equipment: stored as soon as they are picked.
    photos = PhotosField(_l("Photos"))
    #: For a second opinion: what the first one found and asked for. The businesses read it at once.
    first_diagnosis = TextAreaField(
        _l("What they found"), validators=[Optional(), Length(max=LONGEST_DIAGNOSIS, message=SHORTER), storable]
    )
    first_price = Price(_l("Their price, in dollars"), validators=[Optional()])
    #: Slugs whose names stood in the consent sentence.
    named = HiddenField()
    #: The ZIP code for which the page said what each ad states.
    shown_zip = HiddenField()
    request_key = HiddenField()
    #: The printed code that led here (`arrivals.Origin`).
    origin = HiddenField(name=ORIGIN)
    #: People never see it; a machine fills it in.
    website = StringField(_l("Leave this empty"))

    def __iter__(self) -> Iterator[Field]:
        order = {name: position for position, name in enumerate(_IN_ORDER)}
        return iter(sorted(super().__iter__(), key=lambda field: order.get(field.short_name, len(order))))

    @property
    def own_contacts(self) -> set[str]:
        """Her phone and email, as typed above."""
        return {(self.number or "").lower(), (self.email.data or "").lower()}

    def validate_business(self, field: Field) -> None:
        """One to three, each once."""
        if not 1 <= len(set(field.data or [])) <= MOST_BUSINESSES:
            raise ValidationError(_("Tick one to three businesses."))

    def validate_consent(self, field: Field) -> None:
        """Every ticked business needs a way to reach the homeowner, and each way its number or address."""
        chosen = channels_by_business(field.data or [], self.business.data or [])
        ways = {way for ways_of_one in chosen.values() for way in ways_of_one}
        if not ways or not all(chosen.values()):
            raise ValidationError(_("Tick at least one way they may contact you."))
        if ways & {"call", "sms"} and not self.phone.data:
            raise ValidationError(_("For calls or texts, please give your phone above."))
        if "sms" in ways:
            self._takes_texts()
        if "email" in ways and not self.email.data:
            raise ValidationError(_("For email, please give your address above."))

    def validate_receipt_sms(self, field: Field) -> None:
        """Progress by text needs a phone."""
        if field.data and not self.phone.data:
            raise ValidationError(_("For texts, please give your phone above."))
        if field.data:
            self._takes_texts()

    def validate(self, extra_validators: Checks | None = None) -> bool:
        """Everything at once; a page whose session is over says so in words, with everything kept."""
        is_valid = super().validate(extra_validators)
        if self.is_stale and current_app.config["SESSION_COOKIE_NAME"] not in request.cookies:
            self.form_errors.append(_("Or reach them without us: call or text the numbers on this page."))
        return is_valid

    def too_soon(self) -> str | None:
        """Why it cannot be sent as it is though every answer is well formed; None when it can."""
        key = read_key(self.request_key.data or "")
        if key is None:
            return _("This page was open for long. Please look it over and send it again.")
        if is_hasty(key[1]) or self.website.data:
            return _("That was quick. Please look it over and send it again.")
        named = set((self.named.data or "").split())
        if named and not set(self.business.data) <= named:
            self.consent.data = []
            return _("You changed who to ask. The names below now say so: please read them, tick and send again.")
        return None

    @property
    def photo_draft(self) -> str | None:
        """Under what its photos wait; None for a form whose key is none of ours, or a machine's."""
        key = read_key(self.request_key.data or "")
        return photos_of_key(key) if key and not self.website.data else None

    @property
    def dangers(self) -> tuple[str, ...]:
        """What is dangerous by the answer and the words, answered before or not: it is said above everything else."""
        return dangers_now(self.safety.data, self.details.data)

    @property
    def stops(self) -> tuple[str, ...]:
        """The dangers for which the house is left before this is sent; none once that was answered."""
        if self.safety_ack.data:
            return ()
        return tuple(code for code in self.dangers if code in SAFETY_STOPS)

    @property
    def has_other_zip(self) -> bool:
        """Whether the page came from us and said nothing yet of what the ads state for this ZIP code."""
        return bool(self.shown_zip.raw_data) and self.shown_zip.data != self.zip.data

    @property
    def has_first(self) -> bool:
        """Whether what a first one said is asked for or given: then its fold stands open."""
        return self.service.data == SECOND_OPINION or self._has(FIRST)

    def draft(self) -> RequestDraft:
        """The answers, cleaned."""
        businesses = tuple(dict.fromkeys(self.business.data))
        return RequestDraft(
            businesses=businesses,
            service=self.service.data,
            **self.given_place._asdict(),
            urgency=self.urgency.data,
            safety=self._safety(),
            call_language=self.lang.data,
            name=self.given_name,
            language=language().bcp47,
            channels=channels_by_business(self.consent.data, businesses),
            phone=self.number,
            email=self.given_email,
            receipt_sms=bool(self.receipt_sms.data),
            answers=self._answers(),
            second=self.second,
            details=self.given_details,
            first_diagnosis=clean(self.first_diagnosis.data or "") or None,
            first_price_min=self.first_price.data,
            first_price_max=self.first_price.upper or self.first_price.data,
            model=clean(self["model"].data or "").replace("\n", " ") or None if "model" in self else None,
        )

    def _safety(self) -> str:
        """The answer; what was heard in the words instead of "none", where they say that they left for it."""
        if self.safety_ack.data == "out" and self.safety.data not in SAFETY_STOPS and self.heard:
            return self.heard[0]
        return str(self.safety.data)

    def _answers(self) -> dict[str, Answer]:
        given = {code: self[code].data for code in OPTIONAL if code != "model"}
        return {code: value for code, value in given.items() if value}

    def preset(self, *codes: str) -> tuple[object, ...] | None:
        """What these lists and boxes of a new form show, for `draw_once`; None where a form came back, or an address
        names what stands on no list. Its other fields are empty."""
        if self.is_submitted():
            return None
        shown = {code: self[code].data or "" for code in codes}
        answers = [answer for value in shown.values() for answer in ([value] if isinstance(value, str) else value)]
        listed = {option.code for code in codes for option in vocabulary.question(code).options}
        if not listed.issuperset(filter(None, answers)):
            return None
        return tuple(value if isinstance(value, str) else tuple(value) for value in shown.values())

    def folds(self) -> list[Fold]:
        """The folds of optional questions; those with an answer or an error are open."""
        return [
            Fold(group.code, group.label(language().url), codes, self._has(codes))
            for group in vocabulary.groups()
            if (codes := tuple(q.code for q in vocabulary.answers() if q.group == group.code))
        ]

    def has_details(self) -> bool:
        """Whether an optional question has an answer or an error."""
        return self._has(("details", "photos", "other_name", "other_contact", *FIRST, *OPTIONAL))

    def _has(self, codes: Iterable[str]) -> bool:
        return any(self[code].data or self[code].errors for code in codes)

    def fresh_key(self) -> None:
        """Give the form a key where it has none of ours."""
        if not read_key(self.request_key.data or ""):
            self.request_key.data = new_key()


OPTIONAL = tuple(question.code for question in vocabulary.answers() if question.code not in CORE)
for _question in vocabulary.answers():
    if _question.code in OPTIONAL:
        setattr(QuoteRequestForm, _question.code, optional(_question))
