"""The shape of a question and a reply."""

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from directory.foundation.forms import Form
from directory.quotes.rules import LONGEST_TEXT


class TextForm(Form):
    """One line of the conversation."""

    text = TextAreaField(
        _l("Your words"),
        validators=[
            InputRequired(_l("Write a few words first.")),
            Length(max=LONGEST_TEXT, message=_l("Please keep it under %(count)s characters.", count=LONGEST_TEXT)),
        ],
    )
