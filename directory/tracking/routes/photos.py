"""The photos of a request on its homeowner's page: each by its address, one more, one less."""

from typing import Protocol, TypeVar

from flask import Blueprint, Response, redirect, url_for
from flask.typing import ResponseReturnValue

from directory.foundation.db import db
from directory.foundation.gates import gate
from directory.foundation.page_actions import Actions, PageAction
from directory.foundation.unit import unit
from directory.leads import actions as lead_actions
from directory.leads.access import request_by_token
from directory.leads.models import QuoteRequest
from directory.photos import actions
from directory.photos.access import photo_of, picture
from directory.photos.forms import PhotoForm, PhotosForm
from directory.tracking import queries

bp = Blueprint("tracking_photos", __name__)


class OfRequest(Protocol):
    """Whatever a page knows of the request that it shows."""

    @property
    def request(self) -> QuoteRequest:
        """The request."""
        ...

    @property
    def token(self) -> str:
        """Of its page."""
        ...


#: What a page is about, as its handlers get it.
Subject = TypeVar("Subject", bound=OfRequest)


@bp.get("/<lang:lang>/requests/<token>/photos/<int:photo_id>/<size>", endpoint="show")
@gate("request-token")
def show(token: str, photo_id: int, size: str) -> Response:
    """A photo that the page shows, `large` or `small`."""
    subjects = queries.photo_subjects(db.session(), request_by_token(token))
    return picture(photo_of(db.session(), photo_id, subjects=subjects), size)


def _add(own: OfRequest, form: PhotosForm) -> ResponseReturnValue:
    with unit() as session:
        lead_actions.add_photos(session, own.request.id, form.photos.draft)
    return _back(own)


def _drop(own: OfRequest, form: PhotoForm) -> ResponseReturnValue:
    with unit() as session:
        actions.drop_one(session, form.photo.data or 0, subject=("request", own.request.id))
    return _back(own)


def _back(own: OfRequest) -> ResponseReturnValue:
    return redirect(url_for("tracking.show", token=own.token, _anchor="pictures"), 303)


def photo_actions() -> Actions[Subject]:
    """What the page's buttons about photos do, by the field `action`."""
    return {
        "add-photos": PageAction(lambda own: PhotosForm().take(f"request {own.request.id}"), _add),
        "drop-photo": PageAction(lambda own: PhotoForm(), _drop),
    }
