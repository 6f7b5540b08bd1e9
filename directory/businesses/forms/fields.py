"""Fields of the desk: boxes of the vocabulary, short texts, and the mark of what an edit began from."""

from collections.abc import Callable, Iterable
from functools import cached_property
from types import MappingProxyType

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, HiddenField, StringField
from wtforms.fields.choices import Choice, SelectChoice
from wtforms.validators import Length, Optional, ValidationError

from directory.businesses.fields.grammar import code_of, parts_of, tidy
from directory.businesses.fields.registry import LONGEST_TEXT
from directory.businesses.fields.terms import FactValue, Values
from directory.foundation.forms import Form
from directory.foundation.i18n import join_names, language
from directory.kernel.errors import Invalid
from directory.kernel.site import site
from directory.kernel.text import clean
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


class Makers(Boxes):
    """Boxes of the makers that the table names first, which are the commonest, and of any other that is ticked.

    The others are written in a line under the same name: `["Carrier", "林内, noritz"]` -> Carrier, Rinnai, Noritz.
    """

    def __init__(self, label: LazyString, **given: object) -> None:
        self.unknown: list[str] = []
        super().__init__(label, choices=of_kind("brand"), validate_choice=False, **given)

    def iter_choices(self) -> list[Choice]:
        """The choices that are shown as boxes."""
        return commonest(super().iter_choices())

    @property
    def others(self) -> list[str]:
        """What else may be written, in the page's language."""
        shown = {choice.value for choice in self.iter_choices()}
        return [choice.label for choice in super().iter_choices() if choice.value not in shown]

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take what is ticked and what is written; what the table does not know stays in `unknown`."""
        codes: dict[str, None] = {}
        self.unknown = []
        for part in (part for text in valuelist for part in parts_of(clean(text[:LONGEST_TEXT]))):
            try:
                codes[code_of("brand", part)] = None
            except Invalid:
                self.unknown.append(part)
        self.data = list(codes)

    def pre_validate(self, form: Form) -> None:
        """Refuse what the table does not know, by name."""
        if self.unknown:
            names = join_names([name[:40] for name in self.unknown[:8]])
            raise ValidationError(_("Not in our list of brands: %(names)s. Please leave it out for now.", names=names))


def boxes(label: LazyString, kind: str, *, only: tuple[str, ...] | None = None) -> Boxes:
    """Several terms of a kind."""
    known = frozenset(only if only is not None else vocabulary.codes(kind))
    return Boxes(label, choices=of_kind(kind, only=only), validate_choice=False, validators=[Known(known)])


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
