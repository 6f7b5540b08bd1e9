"""Fields whose words and choices come from the vocabulary, in the page's language."""

from collections.abc import Callable
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, SelectMultipleField, StringField, widgets
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from directory.foundation.i18n import language
from directory.trades import vocabulary
from directory.trades.vocabulary import Field

LONGEST_LINE = 120


class Boxes(SelectMultipleField):  # type: ignore[misc]
    """Several of a list, as tick boxes."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()


def words(code: str) -> LazyString:
    """The question of this code, in the page's language when it is shown."""
    return LazyString(lambda: vocabulary.question(code).label(language().url))


def choices(code: str, first: str | None = None) -> Callable[[], list[tuple[str, str]]]:
    """The coded answers of a question; `first` is the words of an empty choice above them."""

    def build() -> list[tuple[str, str]]:
        speak = language().url
        listed = [(option.code, option.label(speak)) for option in vocabulary.question(code).options]
        return [("", str(first)), *listed] if first is not None else listed

    return build


def required(code: str, kind: type[Any]) -> Any:
    """A question that must be answered, as a list or as buttons."""
    empty = _l("Please choose") if kind is SelectField else None
    return kind(words(code), choices=choices(code, empty), validators=[InputRequired(_l("Please choose one."))])


def optional(question: Field) -> Any:
    """A question that may be left open: text, boxes, or a list that starts at "not said"."""
    if question.is_text:
        long = Length(max=LONGEST_LINE, message=_l("Please keep it shorter."))
        return StringField(words(question.code), validators=[Optional(), long])
    if question.is_many:
        return Boxes(words(question.code), choices=choices(question.code), validators=[_at_most(question.limit)])
    return SelectField(words(question.code), choices=choices(question.code, _l("Not said")), validators=[Optional()])


def _at_most(limit: int | None) -> Callable[[Any, Any], None]:
    def check(form: Any, field: Any) -> None:
        if limit is not None and len(field.data or []) > limit:
            raise ValidationError(_l("Please tick %(count)s at most.", count=limit))

    return check


__all__ = ["Boxes", "RadioField", "SelectField", "choices", "optional", "required", "words"]
