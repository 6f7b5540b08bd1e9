"""The base of every form: messages in the page's language, an action's refusal put back on its field."""

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from flask import current_app, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.form import _Auto
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from wtforms import DateField, Field, HiddenField, IntegerField, SelectField, StringField, ValidationError, widgets
from wtforms import Form as BaseForm
from wtforms.fields.choices import SelectFieldBase
from wtforms.validators import Length

from directory.foundation.i18n import language
from directory.kernel import typed
from directory.kernel.errors import Invalid
from directory.kernel.phone import NotPhone
from directory.kernel.text import has_surrogate_or_nul

_WTFORMS_LOCALES = {"zh-hant": ["zh_TW"], "zh-hans": ["zh"]}


#: Lists and boxes as they were drawn, by all that they show; at most so many.
_drawn: dict[tuple[object, ...], Markup] = {}
_MOST_DRAWN = 4096
#: More checks of a form's fields, by the name of each; they raise ValidationError.
Checks = Mapping[str, Sequence[Callable[[BaseForm, Field], None]]]


class Form(FlaskForm):  # type: ignore[misc]
    """A form with CSRF. Checks shape only; whether it makes sense now is an action's question."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """WTForms ships zh and zh_TW only, and Babel would give Traditional readers the Simplified one."""

        @property
        def locales(self) -> list[str] | Literal[False]:
            """The library's catalogue for this page's language."""
            return _WTFORMS_LOCALES.get(language().url, False)

        def wrap_formdata(self, form: BaseForm, formdata: MultiDict[str, str] | None) -> MultiDict[str, str] | None:
            """What was typed, no more: the library would read a JSON body too, as deep as anybody nests it, and put a
            file where a text is expected. None of these forms takes a file: one sent as a field was not filled in."""
            if formdata is _Auto and (request.is_json or request.files):
                formdata = MultiDict() if request.is_json else request.form
            wrapped: MultiDict[str, str] | None = super().wrap_formdata(form, formdata)
            return wrapped

        def render_field(self, field: Field, render_kw: dict[str, object]) -> Markup:
            """The field as HTML; lists and boxes, of which a form has hundreds, as they were drawn before."""
            attributes = {**(field.render_kw or {}), **render_kw}
            if isinstance(field, SelectFieldBase._Option):
                shown: tuple[object, ...] = (str(field.data), field.checked)
            elif isinstance(field, SelectField) and not field.has_groups():
                shown = tuple((str(c.value), str(c.label), c.selected) for c in field.iter_choices())
            else:
                alone: Markup = super().render_field(field, render_kw)
                return alone
            flags = (field.flags.required, field.flags.disabled)
            key = (type(field.widget), field.id, field.name, shown, flags, *sorted(attributes.items()))
            drawn = _drawn.get(key)
            if drawn is None:
                if len(_drawn) >= _MOST_DRAWN:
                    _drawn.clear()
                drawn = _drawn[key] = super().render_field(field, render_kw)
            return drawn

    def validate(self, extra_validators: Checks | None = None) -> bool:
        """Everything the fields say, and no text that a database refuses (NUL), whichever field it stands in."""
        is_valid = bool(super().validate(extra_validators))
        for field in self:
            if isinstance(field.data, str) and has_surrogate_or_nul(field.data) and not field.errors:
                message = _("There is a character in here that we cannot store. Please type it again.")
                field.errors = [*field.errors, message]
                is_valid = False
        return is_valid

    @property
    def is_typed(self) -> bool:
        """Whether somebody typed words into it."""
        return any(isinstance(f, StringField) and not isinstance(f, HiddenField) and f.data for f in self)

    def refuse(self, error: Invalid) -> None:
        """Put an action's refusal on the field it names, or above the form."""
        field = self._fields.get(error.field)
        if field is None:
            self.form_errors.append(error.text)
        else:
            field.errors = [*field.errors, error.text]


def at_most(count: int) -> Length:
    """The check that a text has no more than so many characters."""
    return Length(max=count, message=_l("Please keep it under %(count)s characters.", count=count))


class Trapped(Form):
    """A form with a field that people do not see and programs fill in."""

    website = StringField(_l("Leave this empty"))

    def validate_website(self, field: Field) -> None:
        """Whatever is typed here was typed by a program. Kept like every other error: nothing is lost."""
        if field.data:
            raise ValidationError(_("Please empty this field and send again."))


class Number(IntegerField):  # type: ignore[misc]
    """A number of ours in a hidden field or a list: an id, a version, a place in an order. Whoever typed it by hand may
    have typed hundreds of digits."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number; nothing given is None."""
        self.data = None
        if text := "".join(valuelist[:1]):
            try:
                self.data = typed.read_number(text.strip())
            except ValueError:
                raise ValueError(_("Please choose one.")) from None


class WholeNumber(IntegerField):  # type: ignore[misc]
    """A whole number as people type it: `１２００`, `10年`, `10 years`. What was typed is shown again."""

    #: A field for numbers alone would drop the rest before anybody could say what is wrong with it.
    widget = widgets.TextInput()
    #: Said of anything else, in the page's language.
    complaint: object = _l("Please write a whole number, like 10.")

    def __init__(self, label: object, complaint: object = None, **options: object) -> None:
        super().__init__(label, **options)
        self.complaint = complaint or self.complaint

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number; nothing typed is None."""
        self.data = None
        if text := "".join(valuelist[:1]).strip():
            try:
                self.data = self.read(text)
            except ValueError:
                raise ValueError(str(self.complaint)) from None

    def read(self, text: str) -> int:
        """The number of a text that is not empty. Raises ValueError."""
        return typed.read_count(text)


class Price(WholeNumber):
    """A price as people type it: `$1,200`, `1200元`; `1200-1500` gives both ends."""

    complaint = _l("Give whole dollars, like 1200, or a range, like 1200-1500.")
    #: The upper end where a range was typed.
    upper: int | None = None

    def read(self, text: str) -> int:
        """The lower end; ValueError for what is no price, or one of a million dollars and more."""
        low, high = typed.read_price(text)
        if not 0 < low <= high <= typed.MOST_DOLLARS:
            raise ValueError("no price of a house")
        self.upper = high if high > low else None
        return low


class Day(DateField):  # type: ignore[misc]
    """A day as people type it where a browser offers no calendar: `3/14/2027`, `2027年3月14日`."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the day; nothing typed is None."""
        self.data = None
        if text := "".join(valuelist[:1]).strip():
            try:
                self.data = typed.read_day(text)
            except ValueError:
                raise ValueError(_("Please write the day like 3/14/2027.")) from None


#: By what a text is instead of a phone number (`NotPhone.why`).
_PHONE_COMPLAINTS = {
    "toll_free": _l("This is a toll-free number. Please give a direct number with its area code."),
    "extension": _l("Texts do not reach an extension. Please give a direct number with its area code."),
    "several": _l("Please give one phone number only."),
    "short": _l("A digit is missing: a phone number has ten, area code included."),
    "long": _l("There is a digit too many: a phone number has ten, area code included."),
    "no_area": _l("The area code is missing. Please give all ten digits."),
}


def phone_complaint(error: ValueError) -> str:
    """What to change about text that is no phone number, in the page's language; `error` as the kernel raised it."""
    why = error.why if isinstance(error, NotPhone) else ""
    return str(_PHONE_COMPLAINTS.get(why, _l("Please give a US or Canadian phone number with its area code.")))


def unproved() -> str:
    """Why a form did not prove that this browser opened it, in the page's language: no cookies, or open for long."""
    if current_app.config["SESSION_COOKIE_NAME"] in request.cookies:
        return _("This page was open for long. Please look it over and send it again.")
    return _("Your browser keeps no cookies of this site, and this form needs one. Allow cookies and send it again.")


class Forms(dict[str, Form]):
    """The forms of a page by the field `action`, each made when the page draws it: the one that was refused, and of the
    others how each is made."""

    def __init__(self, refused: Mapping[str, Form], makers: Mapping[str, Callable[[], Form]]) -> None:
        super().__init__(refused)
        self._makers = makers

    def __missing__(self, action: str) -> Form:
        form = self[action] = self._makers[action]()
        return form
