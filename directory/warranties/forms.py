"""The shape of a warranty card: what its business states, and what its homeowner adds."""

from collections.abc import Iterable, Iterator

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional
from wtforms.widgets import HiddenInput

from directory.businesses.fields.listing import Warranty
from directory.foundation.forms import Day, Form, Number, at_most
from directory.quotes.rules.offer import SCOPES, Honorer
from directory.trades.labels import label
from directory.warranties.actions import CardDraft
from directory.warranties.rules import (
    LENGTHS,
    LONGEST_CODE,
    LONGEST_LINE,
    LONGEST_NOTE,
    Card,
    Unit,
    is_length,
    length_of,
    term_of,
)
from directory.warranties.rules.lines import length


def _text(label: object, longest: int) -> StringField:
    return StringField(label, [Optional(), at_most(longest)], render_kw={"maxlength": longest})


def _words(label: object, longest: int) -> TextAreaField:
    return TextAreaField(label, [Optional(), at_most(longest)])


def _length() -> SelectField:
    return SelectField(_l("How long"), choices=[], default="")


def _by() -> SelectField:
    choices = [SelectChoice("", _l("(not stated)")), *(SelectChoice(honorer, honorer.label) for honorer in Honorer)]
    return SelectField(_l("Honored by"), choices=choices, default="")


class CardForm(Form):
    """What a business states of a job that is done."""

    make = _text(_l("Make"), LONGEST_CODE)
    model = _text(_l("Model"), LONGEST_CODE)
    serial = _text(_l("Serial number"), LONGEST_CODE)
    more = _words(_l("Other equipment"), LONGEST_LINE)
    parts, parts_by = _length(), _by()
    labor, labor_by = _length(), _by()
    compressor, compressor_by = _length(), _by()
    heat_exchanger, heat_exchanger_by = _length(), _by()
    equipment, equipment_by = _length(), _by()
    tank, tank_by = _length(), _by()
    refrigerant, refrigerant_by = _length(), _by()
    register_by = Day(_l("Register the equipment by"), [Optional()])
    conditions = _words(_l("Conditions"), LONGEST_NOTE)
    #: The version of the card that was shown.
    version = Number(validators=[Optional()], widget=HiddenInput())

    @classmethod
    def of(cls, card: Card, version: int, last: Card | None) -> "CardForm":
        """The form as it is shown first: what the card states; before its business looked, its price, the card it wrote
        last and its listing fill it, in this order."""
        form = cls(formdata=None)
        form.offer()
        form.version.data = version
        source = card if card.is_stated or last is None else last
        form.make.data, form.conditions.data = card.unit.make or source.unit.make, source.conditions
        form.model.data, form.serial.data, form.more.data = card.unit.model, card.unit.serial, card.more
        form.register_by.data = card.register_by
        filled: dict[str, Warranty] = {} if card.is_stated else {term.scope: term for term in card.promises}
        filled |= {term.scope: term for term in source.terms} | {
            term.scope: term for term in card.quoted if not card.is_stated
        }
        honors = {term.scope: term.honored_by for term in (*source.terms, *card.quoted) if term.honored_by}
        for scope in SCOPES:
            term = filled.get(scope)
            form[scope].data = length_of(term.term) if term is not None else ""
            form[f"{scope}_by"].data = honors.get(scope) or ""
            form._admit(scope)
        return form

    def offer(self) -> "CardForm":
        """Lists in the page's language; a length that came with the form is among them."""
        for scope in SCOPES:
            self[scope].label.text = label("warranty_scope", scope)
            self[scope].choices = [SelectChoice("", _("(not stated)")), *_lengths(LENGTHS)]
            self._admit(scope)
        return self

    def _admit(self, scope: str) -> None:
        """A length that a price or a listing states and the list does not have."""
        given = self[scope].data or ""
        if given and given not in LENGTHS and is_length(given):
            self[scope].choices = [*self[scope].choices, *_lengths([given])]

    def pairs(self) -> list[tuple[SelectField, SelectField]]:
        """Length and who honors it, by scope."""
        return [(self[scope], self[f"{scope}_by"]) for scope in SCOPES]

    @property
    def draft(self) -> CardDraft:
        """The statements of the form as a draft of the card."""
        terms = [term_of(scope, self[scope].data or "", self[f"{scope}_by"].data or None) for scope in SCOPES]
        return CardDraft(
            unit=Unit(*((field.data or "").strip() or None for field in (self.make, self.model, self.serial))),
            more=self.more.data or "",
            terms=[term for term in terms if term is not None],
            conditions=self.conditions.data or "",
            register_by=self.register_by.data,
        )


def _lengths(codes: Iterable[str]) -> Iterator[SelectChoice]:
    for code in codes:
        term = term_of("parts", code, None)
        if term is not None:
            yield SelectChoice(code, length(term))


class OwnForm(Form):
    """What a homeowner adds to her card."""

    serial = _text(_l("Serial number, as you read it"), LONGEST_CODE)
    notes = _words(_l("Your notes"), LONGEST_NOTE)
