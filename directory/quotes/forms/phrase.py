"""The shape of a sentence of the phrase book, as it is picked."""

from dataclasses import replace

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField
from wtforms.validators import InputRequired, Length, Optional

from directory.foundation.forms import Form
from directory.foundation.i18n import language
from directory.quotes.rules.phrases import SLOTS, Sentence, read_choice


class PhraseForm(Form):
    """A phrase of the book, what fills its slots, and the business it is for where the page has several."""

    business = HiddenField(validators=[Optional(), Length(max=80)])
    #: Its code, or that with a slot filled: `unit_is place=basement`.
    phrase = HiddenField(validators=[InputRequired(), Length(max=80)])
    amount = StringField(_l("Amount in dollars"), validators=[Length(max=40)])
    day = StringField(_l("Day"), validators=[Length(max=40)])
    hour = StringField(_l("Time"), validators=[Length(max=40)])
    until = StringField(_l("Until"), validators=[Length(max=40)])
    place = StringField(_l("Place in the house"), validators=[Length(max=40)])
    part = StringField(_l("Part"), validators=[Length(max=40)])
    item = StringField(_l("What the price leaves out"), validators=[Length(max=40)])
    minutes = StringField(_l("Minutes"), validators=[Length(max=40)])
    days = StringField(_l("Days"), validators=[Length(max=40)])
    years = StringField(_l("Years"), validators=[Length(max=40)])

    @property
    def sentence(self) -> Sentence:
        """What is to be said, in the language of the page; of an unknown phrase the code is empty."""
        choice = read_choice(self.phrase.data or "")
        filled = {field.name: field.data for field in self if field.name in SLOTS and field.data}
        if choice is None:
            return Sentence("", filled, language())
        chosen = choice.sentence(language())
        return replace(chosen, filled={**filled, **chosen.filled})
