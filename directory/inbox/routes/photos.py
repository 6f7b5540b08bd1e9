"""A photo of a lead, as the pages of its business show it."""

from flask import Blueprint, Response

from directory.accounts.access import require_member
from directory.foundation.db import db
from directory.foundation.gates import gate
from directory.inbox.access import photo_of_lead
from directory.kernel.errors import NotFound
from directory.leads.access import lead_by_token
from directory.leads.models import Lead
from directory.leads.queries import lead_of_business
from directory.photos.access import picture

bp = Blueprint("inbox_photos", __name__)


@bp.get("/<lang:lang>/leads/<token>/photos/<int:photo_id>/<size>")
@gate("lead-token")
def by_link(token: str, photo_id: int, size: str) -> Response:
    """A photo that the page of this link shows, `large` or `small`."""
    return _picture(lead_by_token(token), photo_id, size)


@bp.get("/<lang:lang>/manage/<slug>/leads/<int:lead_id>/photos/<int:photo_id>/<size>")
@gate("member")
def signed_in(slug: str, lead_id: int, photo_id: int, size: str) -> Response:
    """A photo that the page of this lead shows, `large` or `small`."""
    lead = lead_of_business(db.session(), require_member(slug).business.id, lead_id)
    if lead is None:
        raise NotFound
    return _picture(lead, photo_id, size)


def _picture(lead: Lead, photo_id: int, size: str) -> Response:
    return picture(photo_of_lead(db.session(), lead, photo_id), size)
