"""The shape of a question and a reply."""

import secrets
from typing import Self

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, TextAreaField
from wtforms.validators import InputRequired, Length

from directory.foundation.forms import Form, at_most
from directory.photos.forms import PhotosField
from directory.photos.models import draft_digest
from directory.quotes.rules import LONGEST_TEXT


class TextForm(Form):
    """One line of the conversation."""

    text = TextAreaField(
        _l("Your words"),
        validators=[InputRequired(_l("Write a few words first.")), at_most(LONGEST_TEXT)],
    )
    photos = PhotosField(_l("Photos"))
    #: Of the photos that wait with words that were refused.
    photo_key = HiddenField(validators=[Length(max=80)])

    def take_photos(self, about: str) -> Self:
        """Store what was picked for a line about this (`lead 7`): it waits for the line to be sent."""
        self.photo_key.data = self.photo_key.data or secrets.token_urlsafe(16)
        self.photos.take(draft_digest(f"{about} {self.photo_key.data}"))
        return self
