"""The forms by which photos come and go, and what is said of those that were not taken."""

import secrets
from collections.abc import Sequence
from typing import Self

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import MultipleFileField
from wtforms.validators import InputRequired, NumberRange

from directory.foundation.db import db
from directory.foundation.forms import Form, Number
from directory.foundation.i18n import gap
from directory.foundation.uploads import uploads
from directory.kernel.errors import Invalid
from directory.photos.intake import Refused, take
from directory.photos.models import Subject, count_waiting, draft_digest, photos_of
from directory.photos.rules import FORMATS

#: What a browser offers to pick; an iPhone then turns its own format into JPEG by itself.
ACCEPT = ",".join(f"image/{kind.lower()}" for kind in FORMATS)


class PhotosField(MultipleFileField):  # type: ignore[misc]
    """Photos to pick. What was picked is stored at once, to wait for its form, so that nothing is picked twice."""

    #: Under what they wait: the digest of the form's key, once they were taken.
    draft: str | None = None

    def __init__(self, label: object, **options: object) -> None:
        super().__init__(label, render_kw={"accept": ACCEPT}, **options)

    def take(self, draft: str | None, there: int = 0) -> None:
        """Store what was picked for the form with this digest of its key; None: its key is none of ours.

        `there`: so many are already where they are to go. What was not taken stands among the errors of the field,
        and the form is not valid then.
        """
        self.draft, picked = draft, uploads(self.name)
        if draft is None:
            complaints = [_("Please choose the photos again.")] if picked else []
        else:
            complaints = [complaint(refused) for refused in take(picked, draft, there)]
        self.complain(complaints)

    @property
    def count_waiting(self) -> int:
        """How many wait for this form."""
        return count_waiting(db.session(), self.draft) if self.draft else 0

    def complain(self, complaints: Sequence[str]) -> None:
        """Say these of the field, validated or not."""
        self.process_errors = list(complaints)
        self.errors = list(complaints)


class PhotosForm(Form):
    """Photos for something that is there already."""

    photos = PhotosField(_l("Photos"))

    _rest: Sequence[str] = ()

    def take(self, subject: Subject) -> Self:
        """Store what was picked, to go at once to what it is about; what could be taken goes on without the rest."""
        kind, row_id = subject
        there = len(photos_of(db.session(), [subject])[subject])
        self.photos.take(draft_digest(f"{kind} {row_id} {secrets.token_hex(16)}"), there)
        if self.photos.count_waiting:
            self._rest = list(self.photos.errors)
            self.photos.complain(())
        return self

    def refuse_rest(self) -> None:
        """Say which photos were not taken, once the others are where they belong. Raises Invalid for any."""
        if self._rest:
            raise Invalid("photos", gap().join(self._rest))


class PhotoForm(Form):
    """The button that takes a photo down."""

    photo = Number(validators=[InputRequired(), NumberRange(1)])

    def refuse(self, error: Invalid) -> None:
        """Put an action's refusal above the page: a button has no field to lead to."""
        self.form_errors.append(error.text)


def complaint(refused: Refused) -> str:
    """Why a photo was not taken, and which."""
    if not refused.place:
        return str(refused.flaw.label)
    return _("Photo %(number)d was not taken. %(why)s", number=refused.place, why=refused.flaw.label)
