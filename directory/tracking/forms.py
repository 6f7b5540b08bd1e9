"""The shape of what a homeowner does on the request page. Buttons carry a business's slug; few forms have words."""

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, InputRequired, Length, NumberRange, Optional, Regexp, ValidationError

from directory.accounts.forms import AddressForm
from directory.businesses.fields.terms import Term
from directory.foundation.forms import Day, Form, Number, Price
from directory.foundation.i18n import join_names
from directory.kernel import phone
from directory.kernel.errors import Invalid
from directory.kernel.language import LANGUAGES, by_tag, by_url
from directory.kernel.text import bare_code
from directory.leads.actions import Correction, mark
from directory.leads.forms.answers import AnswersForm
from directory.leads.rules import CHANNELS
from directory.places.gazetteer import gazetteer
from directory.quotes.forms import TextForm
from directory.quotes.forms.fields import Stated, WarrantyLength
from directory.quotes.models import TypedQuote
from directory.quotes.rules import LONGEST_TEXT, LONGEST_WHO, MOST_OPTIONS
from directory.quotes.rules.comparison import QUESTIONS, Key
from directory.quotes.rules.offer import Equipment, Offer, Option, Paperwork, Promise, ScopeItem, known
from directory.quotes.rules.phrases import Choice, read_choice
from directory.trades.forms import Boxes
from directory.visits.actions import Wish
from directory.visits.forms import AddressField


class ActForm(Form):
    """The form of a button: CSRF, and the business or the price that it is about."""

    business = HiddenField(validators=[Optional(), Length(max=80)])
    quote = Number(validators=[Optional(), NumberRange(1)])

    def refuse(self, error: Invalid) -> None:
        """Put an action's refusal above the page: a button has no field to lead to, and its names are ours."""
        self.form_errors.append(error.text)


class DeleteForm(ActForm):
    """Delete everything; where there is a warranty card, whether it stays."""

    keep_cards = BooleanField()


class WithdrawForm(ActForm):
    """A business to withdraw a request from; with a channel, only that way to contact its homeowner."""

    channel = HiddenField(validators=[Optional(), AnyOf(CHANNELS)])


class CodeToForm(Form):
    """Which contact of the request a code goes to."""

    kind = HiddenField(validators=[InputRequired(), AnyOf(("phone", "email"))])
    business = HiddenField()


class AcceptForm(Form):
    """A price that is accepted, with where the work is and the day the homeowner would like."""

    business = HiddenField(validators=[Optional(), Length(max=80)])
    quote = Number(validators=[Optional(), NumberRange(1)])
    #: Which option of the quote, counted from 0.
    option = Number(_l("Which option?"), validators=[Optional(), NumberRange(0, MOST_OPTIONS - 1)])
    address = AddressField()
    day = Day(_l("The day you would like"), validators=[Optional()])

    @property
    def wish(self) -> Wish:
        """The address and the day as typed."""
        return Wish(self.address.data or "", self.day.data)

    @property
    def is_of_page(self) -> bool:
        """Whether what was refused is the address, the day or the option."""
        return bool(self.address.errors or self.day.errors or self.option.errors)

    def refuse(self, error: Invalid) -> None:
        """Put a refusal on the address, the day or the option; any other above the page, whose names are ours."""
        if error.field in ("address", "day", "option"):
            super().refuse(error)
        else:
            self.form_errors.append(error.text)


class AskForm(Form):
    """The button beside what a price leaves out: its column and the phrase that asks, as in `q12.0 ask_permit`."""

    ask = HiddenField(validators=[InputRequired(), Length(max=80)])
    key = Key("q", 0)
    #: As `comparison.QUESTIONS` writes it, and what saying it says.
    question = ""
    choice: Choice

    def validate_ask(self, field: Field) -> None:
        """A column, and a question that fills a hole."""
        column, _blank, question = (field.data or "").partition(" ")
        key = Key.read(column)
        choice = read_choice(question) if question in QUESTIONS.values() else None
        if key is None or choice is None:
            raise ValidationError(_("Please choose one."))
        self.key, self.question, self.choice = key, question, choice

    @property
    def code(self) -> str:
        """The first field that the question fills: where the page goes back to."""
        return next(code for code, question in QUESTIONS.items() if question == self.question)


_KEEP_SHORT = _l("Please keep it shorter.")


def _words(label: object, most: int, *required: InputRequired) -> StringField:
    return StringField(label, validators=[*(required or (Optional(),)), Length(max=most, message=_KEEP_SHORT)])


def _codes(label: object, words: Mapping[str, object]) -> SelectField:
    """One of these codes, or not stated: that is how it begins, and what a field that is missing says."""
    choices = [SelectChoice("", _l("not stated")), *(SelectChoice(code, word) for code, word in words.items())]
    return SelectField(label, choices=choices, validate_choice=False, validators=[Optional(), AnyOf(list(words))])


class TypedQuoteForm(Stated, Form):
    """A price from a phone call or from paper: whose it is, the amount, and what else it says."""

    base = HiddenField(validators=[Length(max=40)])
    who = _words(_l("Whose price is it?"), LONGEST_WHO, InputRequired(_l("Say whose price it is.")))
    price = Price(_l("Price, in dollars"), validators=[InputRequired(Price.complaint)])
    permit = _codes(_l("Permit and inspection"), Paperwork.labels())
    parts = WarrantyLength(_l("Warranty on parts, years"))
    labor = WarrantyLength(_l("Warranty on labor, years"))
    start = Day(_l("Earliest day"), validators=[Optional()])
    valid_until = Day(_l("Price valid until"), validators=[Optional()])
    brand = _words(_l("Brand"), 60)
    included = Boxes(_l("The price covers"), choices=[SelectChoice(str(one), one.label) for one in ScopeItem])
    excluded = Boxes(_l("The price does not cover"), choices=[SelectChoice(str(one), one.label) for one in ScopeItem])
    compressor = WarrantyLength(_l("Warranty on compressor, years"))
    insured = _codes(_l("Has insurance"), {"yes": _l("yes"), "no": _l("no")})
    note = TextAreaField(_l("Your notes"), validators=[Optional(), Length(max=LONGEST_TEXT, message=_KEEP_SHORT)])

    def validate_excluded(self, field: Field) -> None:
        """Covered or not covered, never both."""
        both = [one for one in ScopeItem if one in (field.data or []) and one in (self.included.data or [])]
        if both:
            raise ValidationError(_("Ticked twice: %(what)s.", what=join_names([str(one.label) for one in both])))

    @classmethod
    def of(cls, typed: TypedQuote | None) -> "TypedQuoteForm":
        """The form as it is shown first: empty, or as the price stands."""
        if typed is None:
            return cls(formdata=None)
        offer, option = typed.offer, typed.offer.main
        machine = {name: getattr(option.equipment, name) for name in _MACHINE}
        values = {"who": typed.who, "price": option.amount_min, "note": offer.note, "license": offer.license}
        values |= {"permit": option.permit, "start": option.start, "valid_until": offer.valid_until, **machine}
        values |= {"deposit": option.deposit, "rebate": option.rebate}
        values |= {"price_equipment": option.equipment_price, "price_labor": option.labor_price}
        values |= {scope: promise.warranty.term for scope in _SCOPES if (promise := option.promise(scope))}
        values |= {"included": option.included, "excluded": option.excluded}
        values["insured"] = {None: "", True: "yes", False: "no"}[offer.insured]
        form = cls(formdata=None, data={name: value for name, value in values.items() if value is not None})
        form.price.upper = option.amount_max if option.is_range else None
        return form

    @property
    def offer(self) -> Offer:
        """What it says, as a business's quote does."""
        low = self.price.data or 0
        terms = {scope: self[scope].data for scope in _SCOPES}
        option = Option(
            low,
            self.price.upper or low,
            equipment=Equipment(**{name: self[name].data or None for name in _MACHINE}),
            included=known(self.included.data or (), ScopeItem),
            excluded=known(self.excluded.data or (), ScopeItem),
            permit=self.permit.data or None,
            equipment_price=self.price_equipment.data,
            labor_price=self.price_labor.data,
            rebate=self.rebate.data,
            deposit=self.deposit.data,
            start=self.start.data,
            promises=tuple(Promise.of(scope, term) for scope, term in terms.items() if isinstance(term, Term)),
        )
        return Offer(
            options=(option,),
            license=self.license.data or None,
            insured={"yes": True, "no": False}.get(self.insured.data),
            valid_until=self.valid_until.data,
            note=self.note.data or None,
        )

    @property
    def has_more(self) -> bool:
        """Whether something below the fold is filled in or wrong."""
        return any(self[name].data or self[name].errors for name in MORE)


_MACHINE = Equipment.__struct_fields__
_SCOPES = ("parts", "labor", "compressor")
#: What stands folded.
MORE = (
    *("price_equipment", "price_labor", "rebate", *_MACHINE, "included", "excluded", "compressor"),
    *("license", "insured"),
)


class ReplyForm(TextForm):
    """Words to one business."""

    business = HiddenField(validators=[InputRequired(), Length(max=80)])

    @classmethod
    def of(cls, slug: str) -> "ReplyForm":
        """A blank one, to the business of this slug."""
        return cls(formdata=None, data={"business": slug}).named()

    def named(self) -> "ReplyForm":
        """With ids of its own: a page has one for each business."""
        self.text.id, self.photos.id = f"text-{self.business.data}", f"photos-{self.business.data}"
        return self


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
