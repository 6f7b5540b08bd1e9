"""Fields whose words and choices come from the vocabulary, in the page's language."""

from collections.abc import Callable, Iterable
from functools import cache

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from wtforms import Field, Form, RadioField, SelectField, SelectMultipleField, StringField, widgets
from wtforms.fields.choices import Choice, SelectChoice
from wtforms.validators import Length, Optional, ValidationError

from directory.foundation.i18n import language
from directory.kernel.text import clean, has_surrogate_or_nul
from directory.trades import vocabulary
from directory.trades.vocabulary import Field as Question

LONGEST_LINE = 120
#: Choices of one list. A page with each maker that the table knows would be long for a phone on a slow line.
MOST_CHOICES = 40


def commonest(choices: Iterable[Choice]) -> list[Choice]:
    """Of a long list what the table names first, which is the commonest, and what is chosen further down.

    A choice that says none is one more.
    """
    every = [*choices]
    most = MOST_CHOICES + (bool(every) and not every[0].value)
    return [choice for at, choice in enumerate(every) if at < most or choice.selected]


class Boxes(SelectMultipleField):  # type: ignore[misc]
    """Several of a list, as tick boxes."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()


def words(code: str) -> LazyString:
    """The question of this code, in the page's language when it is shown."""
    return LazyString(lambda: vocabulary.question(code).label(language().url))


def choices(code: str, first: LazyString | None = None) -> Callable[[], list[SelectChoice]]:
    """The coded answers of a question; `first` is the words of an empty choice above them."""

    def build() -> list[SelectChoice]:
        return listed(language().url)

    @cache
    def listed(reader: str) -> list[SelectChoice]:
        answers = [SelectChoice(option.code, option.label(reader)) for option in vocabulary.question(code).options]
        return [SelectChoice("", str(first)), *answers] if first is not None else answers

    return build


def required(code: str, kind: type[Field]) -> Field:
    """A question that must be answered, as a list or as buttons."""
    empty = _l("Please choose") if kind is SelectField else None
    return kind(words(code), choices=choices(code, empty), validate_choice=False, validators=[Listed(code)])


def optional(question: Question) -> Field:
    """A question that may be left open: text, boxes, or a list that starts at "not sure"."""
    code = question.code
    if question.is_text:
        long = Length(max=LONGEST_LINE, message=_l("Please keep it shorter."))
        return StringField(words(code), validators=[Optional(), storable, long])
    if question.is_many:
        checks = [_all_listed(code), _at_most(question.limit)]
        return Boxes(words(code), choices=choices(code), validate_choice=False, validators=checks)
    has_unsure = question.option("unsure") is not None
    first = _l("Not said") if has_unsure else _l("Not said, or not sure")
    return SelectField(
        words(code), choices=choices(code, first), validate_choice=False, validators=[Optional(), Listed(code)]
    )


class Listed:
    """The answer is one of the question's codes; nothing chosen is asked for again."""

    def __init__(self, code: str) -> None:
        self.code = code
        #: Read by the library: what stands in a fold is never required.
        self.field_flags = {} if vocabulary.question(code).group else {"required": True}

    def __call__(self, form: Form, field: Field) -> None:
        if vocabulary.question(self.code).option(field.data or "") is None:
            raise ValidationError(_l("Please choose one."))


def storable(form: Form, field: Field) -> None:
    """No character that a database refuses (NUL, half a surrogate pair)."""
    if field.data and has_surrogate_or_nul(field.data):
        field.data = clean(field.data)
        raise ValidationError(_l("There is a character in here that we cannot store. Please type it again."))


def _all_listed(code: str) -> Callable[[Form, Field], None]:
    def check(form: Form, field: Field) -> None:
        if any(vocabulary.question(code).option(option) is None for option in field.data or ()):
            raise ValidationError(_l("Please choose from the list."))

    return check


def _at_most(limit: int | None) -> Callable[[Form, Field], None]:
    def check(form: Form, field: Field) -> None:
        if limit is not None and len(field.data or []) > limit:
            raise ValidationError(_l("Please tick %(count)s at most.", count=limit))

    return check


__all__ = ["Boxes", "RadioField", "SelectField", "choices", "optional", "required", "storable", "words"]
