"""Fields of the desk: boxes of the vocabulary, short texts, and the mark of what an edit began from."""

from collections.abc import Callable, Iterable
from functools import cached_property
from types import MappingProxyType

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from wtforms import Field, HiddenField, StringField
from wtforms.fields.choices import Choice, SelectChoice
from wtforms.validators import Length, Optional, ValidationError

from directory.businesses.fields.grammar import tidy
from directory.businesses.fields.terms import FactValue, Values
from directory.foundation.forms import Form
from directory.foundation.i18n import language
from directory.kernel.site import site
from directory.trades import vocabulary
from directory.trades.forms import Boxes, commonest, storable

LONGEST_NAME = 60


class SectionForm(Form):
    """A page of the desk: `shown` marks what it showed of its fields, `values` is what was typed as facts."""

    shown = HiddenField(validators=[Length(max=40)])
    #: What stands there now, by field: what the page does not ask for is taken from it.
    held: Values = MappingProxyType({})

    def fill(self, values: Values) -> None:
        """Show these values."""
        raise NotImplementedError

    def values(self) -> dict[str, FactValue]:
        """What was typed, by field, as facts keep it."""
        raise NotImplementedError


def line(label: LazyString, most: int = LONGEST_NAME) -> StringField:
    """One line of text that may be left empty."""
    return StringField(
        label,
        filters=[tidy],
        validators=[Optional(), storable, Length(max=most, message=_l("Please keep it shorter."))],
    )


def of_kind(kind: str, *, only: tuple[str, ...] | None = None) -> Callable[[], list[SelectChoice]]:
    """The terms of a kind in the page's language; `only` names those that are offered."""

    def build() -> list[tuple[str, str]]:
        reader = language().url
        return [SelectChoice(t.code, t.label(reader)) for t in vocabulary.terms(kind) if only is None or t.code in only]

    return build


class _First(Boxes):
    """Boxes of what the table names first, which is the commonest, and of anything further down that is ticked."""

    def iter_choices(self) -> list[Choice]:
        """The choices that are shown."""
        return commonest(super().iter_choices())


def boxes(label: LazyString, kind: str, *, only: tuple[str, ...] | None = None) -> Boxes:
    """Several terms of a kind."""
    known = frozenset(only if only is not None else vocabulary.codes(kind))
    return _First(label, choices=of_kind(kind, only=only), validate_choice=False, validators=[Known(known)])


def state_boxes(label: LazyString) -> Boxes:
    """The states: their two letters, as people here write them."""
    choices = [SelectChoice(state, state) for state in site().codes]
    return Boxes(label, choices=choices, validate_choice=False, validators=[Known(frozenset(site().codes))])


class Known:
    """Every value is one that was offered."""

    def __init__(self, codes: Iterable[str] | Callable[[], Iterable[str]]) -> None:
        """`codes`, or what gives them when the first form is checked."""
        self._codes = codes

    @cached_property
    def codes(self) -> frozenset[str]:
        """What may be chosen."""
        return frozenset(self._codes() if callable(self._codes) else self._codes)

    def __call__(self, form: Form, field: Field) -> None:
        data = field.data if isinstance(field.data, list) else [field.data] if field.data else []
        if any(code not in self.codes for code in data):
            raise ValidationError(_l("Please choose from the list."))
        if isinstance(field.data, list):
            field.data = list(dict.fromkeys(data))
