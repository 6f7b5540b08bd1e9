"""The shape of what a business answers to a lead, and of how it wants to be told."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from directory.businesses.fields.terms import Term
from directory.foundation.forms import Checks, Form
from directory.foundation.i18n import language
from directory.inbox.queries.lead import LeadView
from directory.kernel import clock
from directory.leads.forms.answer import DeclineForm, DoneForm, LostForm, NoteForm
from directory.leads.models import Lead
from directory.leads.queries import Delivery
from directory.leads.rules import shows_contact
from directory.leads.rules.job import job
from directory.photos.rules import Flaw
from directory.quotes.forms import TextForm
from directory.quotes.forms.quote import QuoteForm, answers
from directory.quotes.rules.fields import NEW_MACHINES
from directory.reviews.forms import ReplyForm as ReviewReply
from directory.trades.rules import condition

#: Whole hours are enough, and quicker to pick with a thumb.
HOURS = tuple(f"{hour:02d}:00" for hour in range(24))
_HOURS = [SelectChoice("", _l("(at any hour)")), *(SelectChoice(hour, hour) for hour in HOURS)]


class DeliveryForm(Form):
    """By text, by mail or both; to which address; when not."""

    ways = RadioField(
        _l("How should we tell you about a customer?"),
        choices=[
            SelectChoice("sms", _l("By text message")),
            SelectChoice("email", _l("By email")),
            SelectChoice("both", _l("Both")),
        ],
        validators=[InputRequired(_l("Choose one."))],
    )
    email = SelectField(_l("Which email address"), validate_choice=False)
    quiet_from = SelectField(_l("Not from"), choices=_HOURS, default="")
    quiet_until = SelectField(_l("until"), choices=_HOURS, default="")
    urgent_always = BooleanField(_l("Emergencies may reach me in these hours too"))

    def offer(self, emails: Sequence[str]) -> "DeliveryForm":
        """Offer these addresses and no other."""
        self.email.choices = [SelectChoice(email, email) for email in emails]
        return self

    def fill(self, delivery: Delivery) -> None:
        """Fill the form with the current delivery preferences."""
        self.ways.data = "both" if delivery.by_sms and delivery.email else "email" if delivery.email else "sms"
        self.email.data = delivery.email
        self.quiet_from.data, self.quiet_until.data = delivery.quiet or ("", "")
        self.urgent_always.data = delivery.urgent_always

    @property
    def by_email(self) -> bool:
        """Whether mail is wanted."""
        return self.ways.data in ("email", "both")

    def validate(self, extra_validators: Checks | None = None) -> bool:
        """Both hours or neither, two different ones; an address of the list where mail is wanted."""
        is_valid = super().validate(extra_validators)
        if bool(self.quiet_from.data) != bool(self.quiet_until.data):
            self.quiet_until.errors = [_("Give both hours, or neither.")]
            is_valid = False
        elif self.quiet_from.data and self.quiet_from.data == self.quiet_until.data:
            self.quiet_until.errors = [_("That covers the whole day.")]
            is_valid = False
        if self.by_email and self.email.data not in [choice.value for choice in self.email.choices]:
            self.email.errors = [_("First add an email address to your account; a code proves that it is yours.")]
            is_valid = False
        return is_valid


def decline_form(lead: Lead, filled: DeclineForm | None = None) -> DeclineForm:
    """The reasons that make sense for this lead (its request loaded), in the page's language; blank unless `filled`."""
    form = DeclineForm(formdata=None) if filled is None else filled
    return form.offer(shows_contact(lead.state), job(lead.request, language().url).state)


def review_form(form: ReviewReply) -> ReviewReply:
    """The reply to a review, named apart from the question that is asked on the same page."""
    form.text.id = "review-text"
    return form


def answer_forms(lead: Lead) -> dict[str, Callable[[], Form]]:
    """How what a business may say of a lead besides its price is made, blank, by the field `action`."""
    return {
        "decline": lambda: decline_form(lead),
        "ask": lambda: TextForm(formdata=None),
        "done": lambda: DoneForm(formdata=None, data={"day": clock.today()}),
        "review": lambda: review_form(ReviewReply(formdata=None)),
    }


@dataclass(frozen=True)
class QuoteStart:
    """What stands in the form of a quote at first: `source` says where it comes from (`QuoteForm.filled_from`)."""

    service: str
    source: str
    values: Mapping[str, object]
    #: It says what the listing says, and nothing else.
    is_public: bool

    @property
    def key(self) -> tuple[object, ...] | None:
        """The cache key of the drawn form (`draw_once`); None where a business's own prices are in it."""
        return (self.service, *sorted(self.values.items())) if self.is_public else None

    def form(self) -> QuoteForm:
        """An unsent form, filled in with these values."""
        form = QuoteForm(formdata=None, data=dict(self.values), job=self.service)
        form.filled_from = self.source
        return form


def quote_start(lead: Lead, view: LeadView) -> QuoteStart:
    """What is known of a quote for this lead: the price that stands, else what the business last said of such a job,
    else its listing."""
    service = lead.request.service
    standing = view.quote or view.lapsed
    earlier = standing or view.usual
    if earlier is not None:
        given_on = clock.local(earlier.created_at).date()
        values = answers(earlier.offer, given_on, with_price=standing is not None)
    else:
        values = _of_listing(view, service)
    source = "this" if standing else "before" if earlier else "listing" if values else ""
    return QuoteStart(service, source, values, is_public=earlier is None)


def _of_listing(view: LeadView, service: str) -> dict[str, object]:
    """What a listing says that a quote says too: warranties without a condition, or with one that this job meets;
    the license with a number; insurance; the brand, where it is one."""
    values: dict[str, object] = {}
    for promise in view.warranties:
        known = condition(promise.condition) if promise.condition else None
        meets = promise.condition is None or (known and known.code == "new_units" and service in NEW_MACHINES)
        name = f"{promise.scope}_years"
        if meets and name in QuoteForm.LENGTHS and name not in values:
            values[name] = Term.of_months(None if promise.is_lifetime else promise.months)
    for license in view.licenses:
        if license.number and license.status not in ("expired", "not_found"):
            words = (license.state, license.number, license.license_class)
            values.setdefault("license", " ".join(word for word in words if word))
    if view.business.insured:
        values["insured"] = "yes"
    if len(view.business.brands) == 1 and service in NEW_MACHINES:
        values["brand"] = view.business.brands[0]
    return values


def own_forms(lead: Lead) -> dict[str, Callable[[], Form]]:
    """What a business may write down for itself alone, besides: how it ended, a note (the lead's, to change)."""
    return {
        "lost": lambda: with_own_ids(LostForm(formdata=None)),
        "note": lambda: with_own_ids(NoteForm(formdata=None, data={"note": lead.note})),
    }


def with_own_ids(form: Form) -> Form:
    """The signed-in page has two lists of reasons and two notes: those for the business alone are named apart."""
    for field in form:
        if field.name in ("reason", "note"):
            field.id = f"own-{field.name}"
    return form


#: Files that a gateway delivers with one text at most.
_MOST_FILES = 10
#: Characters of the address of one of them.
LONGEST_ADDRESS = 500
_CARDS = ("text/vcard", "text/x-vcard", "text/directory")


def media_of(form: Mapping[str, str]) -> list[str]:
    """The addresses at the gateway of the pictures that came with a text, as the fields of its hook name them.

    >>> media_of({"NumMedia": "2", "MediaUrl0": "a", "MediaContentType0": "image/jpeg", "MediaUrl1": "b",
    ...           "MediaContentType1": "text/vcard"})
    ['a']
    """
    urls = (form.get(f"MediaUrl{number}", "") for number, kind in _kinds(form) if kind.startswith("image/"))
    return [url for url in urls if 0 < len(url) <= LONGEST_ADDRESS]


def others_of(form: Mapping[str, str]) -> list[Flaw]:
    """What came with a text that is no picture, as the gateway names it: a contact card, or some other file.

    >>> others_of({"NumMedia": "2", "MediaContentType0": "text/vcard", "MediaContentType1": "video/3gpp"})
    [Flaw.CONTACT_CARD, Flaw.OTHER_FILE]
    """
    kinds = (kind for _number, kind in _kinds(form) if not kind.startswith("image/"))
    return [Flaw.CONTACT_CARD if kind in _CARDS else Flaw.OTHER_FILE for kind in kinds]


def _kinds(form: Mapping[str, str]) -> list[tuple[int, str]]:
    """The number and media type of each file of a text; one without a type may be a picture."""
    numbers = range(file_count(form.get("NumMedia", "")))
    types = ((number, form.get(f"MediaContentType{number}", "image/")) for number in numbers)
    return [(number, kind.partition(";")[0].strip().lower()) for number, kind in types]


def file_count(word: str) -> int:
    """How many files the gateway says came with a text; 0 for what is no number.

    >>> file_count("2"), file_count(""), file_count("x")
    (2, 0, 0)
    """
    return min(int(word), _MOST_FILES) if word.isascii() and word.isdecimal() and len(word) < 3 else 0
