"""The shape of a review and of the reply to it."""

import secrets
from typing import Self

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from directory.foundation.forms import Form, at_most
from directory.photos.forms import PhotosField
from directory.photos.models import draft_digest
from directory.reviews.rules import LONGEST_TEXT, Question, Reply


def _asked(question: Question) -> RadioField:
    choices = [SelectChoice(reply, reply.label) for reply in Reply]
    return RadioField(question.label, choices=choices, validators=[InputRequired(_l("Choose one."))])


class ReviewForm(Form):
    """Five questions, and words."""

    came = _asked(Question.CAME)
    explained = _asked(Question.EXPLAINED)
    price = _asked(Question.PRICE)
    clean = _asked(Question.CLEAN)
    again = _asked(Question.AGAIN)
    text = TextAreaField(_l("In your own words"), [Optional(), at_most(LONGEST_TEXT)])
    photos = PhotosField(_l("Photos"))
    #: Of the photos that wait with a review that was refused.
    photo_key = HiddenField(validators=[Length(max=80)])
    shows_photos = BooleanField(_l("Publish the photos with my review"))

    def take_photos(self, lead_id: int) -> Self:
        """Store what was picked: it waits for the review to be saved."""
        self.photo_key.data = self.photo_key.data or secrets.token_urlsafe(16)
        self.photos.take(draft_digest(f"review {lead_id} {self.photo_key.data}"))
        return self

    @property
    def answers(self) -> dict[str, str]:
        """The ticked answers, by question code."""
        return {str(question): str(self[question].data) for question in Question}


class ReplyForm(Form):
    """The business's one reply."""

    text = TextAreaField(_l("Your reply"), [Optional(), at_most(LONGEST_TEXT)])
