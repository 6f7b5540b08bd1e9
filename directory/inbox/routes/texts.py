"""The webhook for texts: the gateway hands on what phones write to the site's number."""

from flask import Blueprint, Response, request

from directory.foundation.gates import gate
from directory.foundation.security import csrf
from directory.foundation.unit import unit
from directory.foundation.webhook import signed_reference
from directory.inbox.actions import receive_text
from directory.inbox.rules import media_of, picture_count

bp = Blueprint("inbox_texts", __name__)


@bp.post("/hooks/sms/inbound")
@csrf.exempt
@gate("signature")
def inbound() -> Response:
    """A text that came in, from the gateway: 403 without its signature, then always an empty answer."""
    reference = signed_reference()
    with unit() as session:
        receive_text(
            session,
            request.form.get("From", ""),
            request.form.get("Body", ""),
            reference,
            opt_out=request.form.get("OptOutType", ""),
            pictures=picture_count(request.form.get("NumMedia", "")),
            media=media_of(request.form),
        )
    return Response('<?xml version="1.0" encoding="UTF-8"?><Response/>', mimetype="text/xml")
