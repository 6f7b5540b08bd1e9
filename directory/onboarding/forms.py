"""The forms of a business that lists itself: its ad as text, or the facts one by one; which phone gets the code."""

import re
from collections.abc import Callable, Collection

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, HiddenField, RadioField, StringField, TextAreaField
from wtforms import Form as FormBase
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from directory.ads.actions import same
from directory.businesses.fields.editing import MOST_PHONES
from directory.businesses.fields.grammar import PART, parse_lines, parts_of, read_contacts, tidy
from directory.businesses.fields.terms import CircleValue, FactValue, Values, texts, warranties
from directory.businesses.forms.area import OPPOSITE, AreaForm, ExcludedForm, county_codes
from directory.businesses.forms.fields import SectionForm, boxes, line
from directory.businesses.forms.listing import NamesForm, PromisesForm, WeekForm, WorkForm
from directory.foundation.forms import Checks, Form, Number, Trapped, phone_complaint, unproved
from directory.foundation.i18n import language
from directory.kernel import phone
from directory.kernel.site import site
from directory.kernel.text import clean
from directory.leads.forms import request as keys
from directory.onboarding.rules import LONGEST_TEXT, as_held
from directory.places.gazetteer import gazetteer
from directory.trades import vocabulary
from directory.trades.forms import storable

#: Most entries of a field, and the longest text of all of them.
_MOST = 4
_LONGEST_LIST = 400


def _several(label: LazyString, *checks: Callable[[FormBase, Field], None]) -> StringField:
    longest = Length(max=_LONGEST_LIST, message=_l("Please keep it shorter."))
    return StringField(label, filters=[tidy], validators=[Optional(), storable, longest, *checks])


def _each_is(kind: str, wrong: LazyString) -> Callable[[FormBase, Field], None]:
    """Every part is one of its kind, and there are not too many."""

    def check(form: FormBase, field: Field) -> None:
        try:
            entries = form.read_several(field.name, kind)
        except ValueError:
            raise ValidationError(wrong) from None
        _few(entries)

    return check


def _few(entries: Collection[str]) -> None:
    if len(entries) > _MOST:
        raise ValidationError(_("Four at most."))


class ReachForm(SectionForm):
    """Beside the phones, whose form asks for more."""

    emails = _several(_l("Email"), _each_is("email", _l("Please give email addresses like name@example.com.")))
    websites = _several(_l("Website"), _each_is("website", _l("Please give websites like www.example.com.")))
    wechat = line(_l("WeChat"))
    addresses = TextAreaField(
        _l("Address"),
        validators=[Optional(), storable, Length(max=_LONGEST_LIST, message=_l("Please keep it shorter."))],
    )

    def validate_addresses(self, field: Field) -> None:
        """As few as of everything else."""
        _few(self.read_addresses())

    def read_several(self, field: str, kind: str) -> list[str]:
        """The e-mails or websites typed; one that stands there already is one. ValueError for anything else."""
        known = {entry: entry for entry in texts(self.held.get(field))}
        parts = parts_of(self[field].data or "")
        entries = [[known[part]] if part in known else read_contacts(kind, part) for part in parts]
        return list(dict.fromkeys(entry for some in entries for entry in some))

    def read_addresses(self) -> list[str]:
        """The addresses typed, one a line."""
        return [tidy(part) for part in parse_lines(clean(self.addresses.data or "")) if tidy(part)]

    def fill(self, values: Values) -> None:
        """Show what stands there now."""
        for name in ("emails", "websites"):
            self[name].data = ", ".join(texts(values.get(name)))
        self.wechat.data = values.get("wechat") or ""
        self.addresses.data = "\n".join(texts(values.get("addresses")))

    def values(self) -> dict[str, FactValue]:
        """What was typed; nothing is not stated."""
        return {
            "emails": self.read_several("emails", "email") or None,
            "websites": self.read_several("websites", "website") or None,
            "wechat": self.wechat.data or None,
            "addresses": self.read_addresses() or None,
        }


LONGEST_PHONES = 120
LONGEST_AD_NUMBER = 20
_BETWEEN = re.compile(rf"{PART.pattern}|/+")
_NAMES = ("name_zh", "name_en", "romanized", "owner", "ad_number")
#: Parts of the form that show and read their own fields.
_PARTS = (NamesForm, WorkForm, ExcludedForm, ReachForm, PromisesForm, AreaForm, WeekForm)
_STALE = _l("This page was open for long. Please look it over and send it again.")


class Kept(Trapped):
    """A form that loses nothing that was typed: not to haste, not to a page left open, not to a program's trap."""

    request_key = HiddenField()

    def validate(self, extra_validators: Checks | None = None) -> bool:
        """A page whose session is over, or that came back sooner than a person types, says so above the form."""
        is_valid = super().validate(extra_validators)
        stale = self._fields.get("csrf_token")
        if stale is not None and stale.errors:
            stale.errors = ()
            self.form_errors.append(unproved())
            return False
        key = keys.read_key(self.request_key.data or "")
        if key is None:
            self.form_errors.append(str(_STALE))
        elif keys.is_hasty(key[1]):
            self.form_errors.append(_("That was quick. Please look it over and send it again."))
        return is_valid and not self.form_errors

    def fresh_key(self) -> "Kept":
        """Give the form a key where it has none of ours."""
        if not keys.read_key(self.request_key.data or ""):
            self.request_key.data = keys.new_key()
        return self


class PasteForm(Kept):
    """The ad, as it was printed."""

    text = TextAreaField(
        _l("The text of your ad"),
        [
            InputRequired(_l("Please paste your ad, or fill in the form below.")),
            Length(max=LONGEST_TEXT, message=_l("That is too long for one ad. Please paste yours alone.")),
        ],
    )
    newspaper = StringField(
        _l("Which newspaper?"),
        filters=[tidy],
        validators=[Optional(), storable, Length(max=80, message=_l("Please keep it shorter."))],
    )


class PhotoForm(Kept):
    """A photo of the ad: a file, which no form reads (`foundation.uploads`)."""


class ListForm(Kept, NamesForm, WorkForm, ExcludedForm, ReachForm, PromisesForm, AreaForm, WeekForm):
    """The facts one by one: whatever a draft shows. Everything but a name, a phone and a service may stay open."""

    phones = StringField(
        _l("Phone for customers"),
        filters=[tidy],
        validators=[
            InputRequired(_l("Please give the phone customers call.")),
            storable,
            Length(max=LONGEST_PHONES, message=_l("Please keep it shorter.")),
        ],
    )
    owner = line(_l("Who to ask for"))
    ad_number = line(_l("Ad number"), LONGEST_AD_NUMBER)
    languages = boxes(_l("Languages you speak"), "lang")
    revision = Number(validators=[Optional()])
    #: Phones that stand in the draft: such as a toll-free one of an ad, which may stay.
    held_phones: tuple[str, ...] = ()

    def validate_phones(self, field: Field) -> None:
        """US or Canadian numbers, four at most."""
        try:
            phones = self.read_phones()
        except ValueError as error:
            raise ValidationError(phone_complaint(error)) from None
        if not 1 <= len(phones) <= MOST_PHONES:
            raise ValidationError(_("Four numbers at most."))

    def read_phones(self) -> list[str]:
        """The numbers typed (E.164); ValueError for one that is none."""
        known = {phone.display(number): number for number in self.held_phones}
        parts = [part.strip() for part in _BETWEEN.split(self.phones.data or "") if part.strip()]
        return list(dict.fromkeys(known.get(part) or phone.parse_for_calls(part) for part in parts))

    def fill(self, values: Values) -> None:
        """Show what stands there now; counties by name, among the places."""
        for part in _PARTS:
            part.fill(self, values)
        self.ad_number.data = values.get("ad_number") or ""
        counties = set(county_codes())
        places = [gazetteer().place(code) for code in self.counties.data or () if code in counties]
        self.named = [*(named_place for named_place in places if named_place is not None), *self.named]
        self.counties.data = []
        self.places.data = "\n".join(place.label(language().url) for place in self.named)
        self.held_phones = tuple(texts(values.get("phones")))
        self.phones.data = ", ".join(phone.display(number) for number in self.held_phones)

    def values(self) -> dict[str, FactValue]:
        """What was typed, by names of facts. Places are those named one by one: a circle draws its own."""
        states = {*(self.states.data or ()), *(place.state for place in self.named if place.kind == "state")}
        center = gazetteer().zip(self.zip.data or "")
        circle: CircleValue | None = None
        if center and self.miles.data:
            circle = {"zip": center.code, "miles": int(self.miles.data)}
        return {
            **{name: self[name].data or None for name in _NAMES},
            **WorkForm.values(self),
            **ExcludedForm.values(self),
            **ReachForm.values(self),
            **PromisesForm.values(self),
            "warranties": as_held(self.promises(), warranties(self.held.get("warranties"))),
            **WeekForm.values(self),
            "service_states": [state for state in site().codes if state in states] or None,
            "service_places": [place.place_code for place in self.named if place.kind != "state"] or None,
            "service_radius": circle,
            "phones": self.read_phones(),
        }

    def changed(self, current: Values) -> dict[str, FactValue]:
        """The values that differ from what the page showed of `current`: a detail it does not show is not lost."""
        shown = ListForm(formdata=None)
        shown.held = current
        shown.fill(current)
        before, typed = shown.values(), self.values()
        return {field: value for field, value in typed.items() if not same(field, value, before.get(field))}

    def as_text(self) -> str:
        """What was typed, for the reviewer's eye."""
        reader = language().url
        parts = [self[name].data for name in _NAMES]
        parts += [", ".join(phone.display(number) for number in self.read_phones())]
        for name, kind in (("services", "service"), ("work_types", "work_type"), ("brands", "brand")):
            parts.append(", ".join(vocabulary.label(kind, code, reader) for code in self[name].data or ()))
        for name, (_opposite, kind) in OPPOSITE.items():
            refused = ", ".join(vocabulary.label(kind, code, reader) for code in self[name].data or ())
            parts.append(f"{self[name].label.text}{_(': ')}{refused}" if refused else "")
        parts += [self[name].data for name in ("emails", "websites", "wechat")]
        parts += [", ".join(self.states.data or ()), ", ".join((self.places.data or "").splitlines())]
        parts += self.read_addresses()
        return "\n".join(part for part in parts if part)


class PhoneForm(Form):
    """One of the draft's numbers."""

    phone = RadioField(
        _l("Which of your numbers can you answer now?"), [InputRequired(_l("Please choose one of the numbers."))]
    )

    def offer(self, phones: list[str]) -> "PhoneForm":
        """Fill in the numbers; the first is chosen already."""
        self.phone.choices = [SelectChoice(number, phone.display(number)) for number in phones]
        if not self.phone.data and phones:
            self.phone.data = phones[0]
        return self
