"""The photos of a request on its homeowner's page: shown, added, removed, and the nameplates on them."""

from typing import Protocol, TypeVar

from flask import Blueprint, Response, redirect, url_for
from flask.typing import ResponseReturnValue

from directory.foundation.db import db
from directory.foundation.forms import Form
from directory.foundation.gates import gate
from directory.foundation.page_actions import Actions, PageAction
from directory.foundation.unit import unit
from directory.leads import actions as lead_actions
from directory.leads.access import request_by_token
from directory.leads.models import QuoteRequest
from directory.nameplates import actions as plate_actions
from directory.nameplates.forms import PlateForm
from directory.photos import actions
from directory.photos.access import photo_of, picture
from directory.photos.forms import PhotoForm, PhotosForm
from directory.tracking.queries.photos import own_subjects
from directory.tracking.queries.shown import View

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
    subjects = own_subjects(db.session(), request_by_token(token))
    return picture(photo_of(db.session(), photo_id, subjects=subjects), size)


def _add(own: OfRequest, form: PhotosForm) -> ResponseReturnValue:
    with unit() as session:
        lead_actions.add_photos(session, own.request.id, form.photos.draft)
    form.refuse_rest()
    return _back(own)


def _drop(own: OfRequest, form: PhotoForm) -> ResponseReturnValue:
    with unit() as session:
        actions.drop_one(session, form.photo.data or 0, subject=("request", own.request.id))
    return _back(own)


def _confirm_plate(own: OfRequest, form: PlateForm) -> ResponseReturnValue:
    subjects = own_subjects(db.session(), own.request)
    with unit() as session:
        plate_actions.confirm(
            session, form.photo.data or 0, form.plate, subjects=subjects, about=("request", own.request.id)
        )
    return _back(own, "plates")


def _refuse_plate(own: OfRequest, form: PhotoForm) -> ResponseReturnValue:
    subjects = own_subjects(db.session(), own.request)
    with unit() as session:
        plate_actions.refuse(session, form.photo.data or 0, subjects=subjects, about=("request", own.request.id))
    return _back(own, "main")


def plate_forms(view: View, failed: Form | None) -> dict[int, PlateForm]:
    """For each proposed nameplate of a page the form that confirms it, as it was refused if it was; by its photo."""
    forms = {plate.photo_id: PlateForm.of(plate) for plate in view.plates if plate.is_proposed}
    if isinstance(failed, PlateForm) and failed.photo.data in forms:
        forms[failed.photo.data] = failed
    return {photo_id: form.named() for photo_id, form in forms.items()}


def _back(own: OfRequest, anchor: str = "pictures") -> ResponseReturnValue:
    return redirect(url_for("tracking.show", token=own.token, _anchor=anchor), 303)


def photo_actions() -> Actions[Subject]:
    """What the page's buttons about photos do, by the field `action`."""
    return {
        "add-photos": PageAction(lambda own: PhotosForm().take(("request", own.request.id)), _add),
        "drop-photo": PageAction(lambda own: PhotoForm(), _drop),
        "confirm-plate": PageAction(lambda own: PlateForm(), _confirm_plate),
        "refuse-plate": PageAction(lambda own: PhotoForm(), _refuse_plate),
    }
